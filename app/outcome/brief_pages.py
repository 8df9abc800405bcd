"""The browser's door to the State's card: the page, and its files."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from app.consultations.doors import ThisConsultation
from app.documents.numbering import footnotes, numbered
from app.documents.tree import Block, Letters, Paragraph, Provisos, Section, Table
from app.kernel.i18n import current_locale
from app.outcome.brief import brief
from app.outcome.brief_files import OFFERED, brief_file
from app.outcome.leaves import direction, html
from app.web.doors import ReadDb
from app.web.render import render

router = APIRouter(prefix="/{slug}/outcome/briefs")


@dataclass(frozen=True)
class Piece:
    """One block of the card as the page draws it: `kind` says how, `lines` are texts with their directions."""

    kind: str
    lines: tuple[tuple[Markup, str], ...] = ()
    table: Table | None = None


@router.get("/{code}.{name}")
def download_brief(
    request: Request, db: ReadDb, consultation: ThisConsultation, code: str, name: str
) -> Response:
    """The card of a mechanism as a file; `?lang=` asks for another language of the consultation."""
    return brief_file(request, db, consultation, code, name, request.query_params.get("lang"))


@router.get("/{code}")
def show_brief(request: Request, db: ReadDb, consultation: ThisConsultation, code: str) -> HTMLResponse:
    """The card of a mechanism in the reader's language."""
    locale = current_locale()
    language = locale if locale in consultation.languages else consultation.default_language
    document = numbered(brief(db, consultation, code, language=language, site=_site(request)))
    return render(
        request,
        "outcome/brief.html",
        consultation=consultation,
        here="outcome",
        document=document,
        cover=document.cover,
        code=document.cover.symbol.rpartition("/")[2],
        parts=[
            (part.id, html(part.title), [_piece(block) for block in part.blocks])
            for part in document.body
            if isinstance(part, Section)
        ],
        notes=[(run.note_number, html(run.note)) for run in footnotes(document)],
        formats=OFFERED,
        runs=html,
    )


def _site(request: Request) -> str:
    settings: Any = request.app.state.settings
    return str(settings.base_url)


def _piece(block: Block) -> Piece:
    if isinstance(block, Table):
        return Piece("table", table=block)
    if isinstance(block, Letters | Provisos):
        kind = "letters" if isinstance(block, Letters) else "provisos"
        return Piece(kind, tuple((html(text), direction(text)) for text in block.items))
    if isinstance(block, Paragraph):
        return Piece("text", ((html(block.text), direction(block.text)),))
    raise TypeError(block)
