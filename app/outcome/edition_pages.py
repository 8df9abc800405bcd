"""The browser's door to what was issued: the editions with their files, and the forms that issue."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.typed import Typed, tried
from app.kernel.actor import Actor
from app.outcome.actions.issuing import issue_corrigendum, issue_edition, issue_revision
from app.outcome.actions.texts import SUFFIXES, draft_of
from app.outcome.editions import NAMES, edition_views, pdf_notices
from app.outcome.files import FORMATS_SHOWN, is_long, issued_file
from app.outcome.issue_rules import why_not_follow, why_not_issue
from app.outcome.missing import missing_before_issue
from app.outcome.models import EditionKind
from app.outcome.rules import why_not_of_the_list
from app.web.doors import CurrentActor, Db, Number, Posted, ReadDb, ThisDatabase, text_of
from app.web.render import render

router = APIRouter()
ISSUE = "issue"


@router.get("/{slug}/outcome/editions")
def show_editions(
    request: Request, db: ReadDb, actor: CurrentActor, consultation: ThisConsultation
) -> HTMLResponse:
    """Every edition with its files; for the secretariat also what is missing, and the form that issues."""
    return _page(request, db, actor, consultation, Typed())


@router.post("/{slug}/outcome/editions")
def issue(
    request: Request,
    db: Db,
    database: ThisDatabase,
    actor: CurrentActor,
    consultation: ThisConsultation,
    form: Posted,
) -> Response:
    """Issue the document, or a corrigendum or a revision of it; with the sentence where that is not possible."""
    kind, note, of = text_of(form, "kind"), text_of(form, "note"), text_of(form, "of")

    def act() -> object:
        # Before the first word to `db`, so that nobody waits for the lock while the texts are put together.
        chosen = kind if kind in SUFFIXES else EditionKind.EDITION
        about = _number(of)
        draft = draft_of(database, actor, consultation, chosen, note=note, of=about)
        if chosen == EditionKind.CORRIGENDUM:
            return issue_corrigendum(db, actor, consultation, of=about, note=note, draft=draft)
        if chosen == EditionKind.REVISION:
            return issue_revision(db, actor, consultation, of=about, note=note, draft=draft)
        return issue_edition(db, actor, consultation, note=note, draft=draft)

    typed = tried(form, ISSUE, act)
    if typed.status != 200:
        return _page(request, db, actor, consultation, typed)
    return RedirectResponse(f"/{consultation.slug}/outcome/editions", 303)


@router.get("/{slug}/outcome/editions/{n}.{name}")
def download_edition(
    request: Request, db: ReadDb, consultation: ThisConsultation, n: Number, name: str
) -> Response:
    """A file of an edition, byte for byte as it was issued; `?lang=` and for CSV `?table=` choose."""
    asked = request.query_params
    return issued_file(request, db, consultation, n, name, asked.get("lang"), asked.get("table"))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def _page(
    request: Request, db: Session, actor: Actor, consultation: Consultation, typed: Typed
) -> HTMLResponse:
    views = edition_views(db, consultation)
    newest = views[0].edition if views else None
    issuing = why_not_of_the_list(actor, consultation) is None
    missing = missing_before_issue(db, consultation) if issuing else []
    ask = why_not_follow if newest else why_not_issue
    return render(
        request,
        "outcome/editions.html",
        typed.status,
        consultation=consultation,
        here="outcome",
        editions=views,
        notices=pdf_notices(db, views),
        long=issuing and is_long(db, consultation),
        of_file=len(NAMES),
        formats=FORMATS_SHOWN,
        issuing=issuing,
        missing=missing,
        why_not=ask(actor, consultation, missing, newest),
        typed=typed,
    )
