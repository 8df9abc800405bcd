"""The programs' door to the outcome: the document as data, and its files."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.documents.jsonfile import as_data
from app.kernel.works import content_of
from app.outcome.actions.filing import ask_draft, draft_at_hand
from app.outcome.actions.issuing import issue_corrigendum, issue_edition, issue_revision
from app.outcome.actions.texts import draft_of
from app.outcome.edition_schemas import EditionIn, EditionOut, edition_out
from app.outcome.editions import edition_document, edition_views
from app.outcome.files import draft_arguments, draft_file, is_long, issued_file, the_language
from app.outcome.models import EditionKind
from app.outcome.queries import outcome_document
from app.outcome.work_schemas import WorkOut, accepted, file_of
from app.web.doors import CurrentActor, Db, ReadDb, ThisDatabase
from app.web.later import LaterWriting

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


@dataclass(frozen=True)
class Drafts:
    """The door to files of the working draft: a short one at once, a long one as long work."""

    request: Request
    db: ReadDb
    database: ThisDatabase
    actor: CurrentActor
    consultation: ThisConsultation

    def file(self, name: str, language: str | None, table: str | None) -> Response:
        """The file; of a long draft the one that was made since the last act, otherwise 202 with the work that makes it."""
        if not is_long(self.db, self.consultation):
            return draft_file(self.request, self.db, self.consultation, name, language, table)
        arguments = draft_arguments(self.consultation, name, language, table)
        made = draft_at_hand(self.db, self.consultation, arguments)
        if made is not None:
            return file_of(content_of(self.db, made), made) if made.filename else accepted(made)

        def ask() -> Response:
            with self.database.unit_of_work() as db:
                return accepted(ask_draft(db, self.actor, self.consultation, arguments))

        return LaterWriting(ask)


ThisDraft = Annotated[Drafts, Depends(scope="function")]
LONG: dict[int | str, dict[str, Any]] = {
    202: {"model": WorkOut, "description": "A long draft is made first; `Location` says how far it is"},
    503: {"description": "Many files are being written; `Retry-After` says when to ask again"},
}


@router.get("/{slug}/outcome/draft.{name}", response_class=Response, responses=LONG)
def read_draft_file(draft: ThisDraft, name: str, lang: Lang = None, table: WhichTable = None) -> Response:
    """The working draft as a file: the document as pdf, docx, html, md or json, its tables as xlsx or one of them as csv."""
    return draft.file(name, lang, table)


@router.get("/{slug}/outcome/tables/{table}.csv", response_class=Response, responses=LONG)
def read_table(draft: ThisDraft, table: str, lang: Lang = None) -> Response:
    """One table of the outcome as it stands: proposals, framework, votes, counts, comments or participants."""
    return draft.file("csv", lang, table)


@router.get("/{slug}/outcome/editions/{n}.{name}")
def read_edition_file(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    n: Annotated[int, Path(ge=1, le=10_000)],
    name: str,
    lang: Lang = None,
    table: WhichTable = None,
) -> Response:
    """An issued edition as a file, byte for byte as it was issued."""
    return issued_file(request, db, consultation, n, name, lang, table)
