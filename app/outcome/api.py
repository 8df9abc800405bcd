"""The programs' door to the outcome: the document as data, and its files."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.documents.jsonfile import as_data
from app.outcome.files import draft_file, no_edition, the_format, the_language
from app.outcome.queries import outcome_document
from app.web.doors import ReadDb

router = APIRouter(prefix="/consultations", tags=["outcome"])
Lang = Annotated[str | None, Query(max_length=20, description="A language of the consultation.")]
WhichTable = Annotated[str | None, Query(max_length=60, description="For csv, which table.")]


@router.get("/{slug}/outcome")
def read_outcome(db: ReadDb, consultation: ThisConsultation, lang: Lang = None) -> dict[str, Any]:
    """The document as it stands, as the tree that every format is written from, and the editions issued so far."""
    document = outcome_document(db, consultation, language=the_language(consultation, lang))
    return {"consultation": consultation.slug, "editions": [], **as_data(document)}


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
    consultation: ThisConsultation, n: Annotated[int, Path(ge=1, le=10_000)], name: str
) -> Response:
    """An issued edition as a file, as it was issued."""
    the_format(name)
    raise no_edition(consultation, n)
