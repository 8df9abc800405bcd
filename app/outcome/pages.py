"""The browser's door to the outcome: the document on the site, and its files."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.consultations.doors import ThisConsultation
from app.documents.formats import FORMATS, TABLE_FORMATS
from app.outcome.files import draft_file
from app.outcome.leaves import html, remarks
from app.outcome.queries import outcome_page
from app.web.doors import ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/outcome")
def show_outcome(request: Request, db: ReadDb, consultation: ThisConsultation) -> HTMLResponse:
    """The document as it stands, with the trace of each text in its margin."""
    page = outcome_page(db, consultation)
    return render(
        request,
        "outcome/document.html",
        consultation=consultation,
        here="outcome",
        page=page,
        document=page.document,
        cover=page.document.cover,
        summary=remarks(page.document.summary),
        formats=[*FORMATS, *(each.name for each in TABLE_FORMATS.values() if each.whole)],
        runs=html,
    )


@router.get("/{slug}/outcome.{name}")
def download_outcome(request: Request, db: ReadDb, consultation: ThisConsultation, name: str) -> Response:
    """The document as a file; `?lang=` asks for another language of the consultation."""
    asked = request.query_params
    return draft_file(db, consultation, name, asked.get("lang"), asked.get("table"))


@router.get("/{slug}/outcome/tables/{table}.csv")
def download_table(request: Request, db: ReadDb, consultation: ThisConsultation, table: str) -> Response:
    """One table of the outcome as CSV: proposals, framework, votes, counts, comments or participants."""
    return draft_file(db, consultation, "csv", request.query_params.get("lang"), table)
