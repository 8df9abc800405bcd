"""The programs' door to the outcome: the document as data, and its files."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.documents.jsonfile import as_data
from app.outcome.actions.issuing import issue_corrigendum, issue_edition, issue_revision
from app.outcome.actions.texts import draft_of
from app.outcome.edition_schemas import EditionIn, EditionOut, edition_out
from app.outcome.editions import edition_document, edition_views
from app.outcome.files import draft_file, issued_file, the_language
from app.outcome.models import EditionKind
from app.outcome.queries import outcome_document
from app.web.doors import CurrentActor, Db, ReadDb, ThisDatabase

router = APIRouter(prefix="/consultations", tags=["outcome"])
Lang = Annotated[str | None, Query(max_length=20, description="A language of the consultation.")]
WhichTable = Annotated[str | None, Query(max_length=60, description="For csv, which table.")]


@router.get("/{slug}/outcome")
def read_outcome(db: ReadDb, consultation: ThisConsultation, lang: Lang = None) -> dict[str, Any]:
    """The newest edition, or while none was issued the working draft, as the tree that every format is written from.

    `edition` is its number, null for the draft; `editions` are those issued so far with their files, oldest first.
    """
    language = the_language(consultation, lang)
    views = edition_views(db, consultation)
    newest = views[0].edition if views else None
    document = (
        edition_document(db, newest, language)
        if newest
        else outcome_document(db, consultation, language=language)
    )
    return {
        "consultation": consultation.slug,
        "edition": newest.n if newest else None,
        "editions": [edition_out(view).model_dump(mode="json") for view in reversed(views)],
        **as_data(document),
    }


@router.post("/{slug}/outcome/editions", status_code=201)
def issue(
    db: Db, database: ThisDatabase, actor: CurrentActor, consultation: ThisConsultation, body: EditionIn
) -> EditionOut:
    """Issue the document, or a corrigendum or a revision of edition `of`; its text is frozen in every language.

    Its files are made afterwards; until then they are made as they are asked for.
    """
    # Before the first word to `db`, so that nobody waits for the lock while the texts are put together.
    draft = draft_of(database, actor, consultation, body.kind, note=body.note, of=body.of)
    if body.kind == EditionKind.EDITION:
        issue_edition(db, actor, consultation, note=body.note, draft=draft)
    else:
        follow = issue_corrigendum if body.kind == EditionKind.CORRIGENDUM else issue_revision
        follow(db, actor, consultation, of=body.of, note=body.note, draft=draft)
    return edition_out(edition_views(db, consultation)[0])


@router.get("/{slug}/outcome/draft.{name}")
def read_draft_file(
    db: ReadDb, consultation: ThisConsultation, name: str, lang: Lang = None, table: WhichTable = None
) -> Response:
    """The working draft as a file: the document as docx, html or json, its tables as xlsx or one of them as csv."""
    return draft_file(db, consultation, name, lang, table)


@router.get("/{slug}/outcome/tables/{table}.csv")
def read_table(db: ReadDb, consultation: ThisConsultation, table: str, lang: Lang = None) -> Response:
    """One table of the outcome as it stands: proposals, framework, votes, counts, comments or participants."""
    return draft_file(db, consultation, "csv", lang, table)


@router.get("/{slug}/outcome/editions/{n}.{name}")
def read_edition_file(
    db: ReadDb,
    consultation: ThisConsultation,
    n: Annotated[int, Path(ge=1, le=10_000)],
    name: str,
    lang: Lang = None,
    table: WhichTable = None,
) -> Response:
    """An issued edition as a file, byte for byte as it was issued."""
    return issued_file(db, consultation, n, name, lang, table)
