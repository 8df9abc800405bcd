"""The page of a proposal. Its address is shared with roundtables: `app/site/pages.py` decides by the code."""

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from app.consultations.live import live_from
from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.review.attendance.looking import look_at
from app.site.proposal.queries import proposal_page
from app.site.proposal.text import read_text
from app.voting.amendments.own_page import amendment_page
from app.voting.amendments.rules import is_amendment
from app.web.render import render


def show_proposal(
    request: Request, db: Session, consultation: Consultation, actor: Actor, code: str
) -> HTMLResponse:
    """One text and everything about it on one page; an amendment to one has a page of its own."""
    if is_amendment(code):
        return amendment_page(request, db, consultation, actor, code)
    live = live_from(db, actor, consultation)
    page = proposal_page(db, consultation, actor, code)
    look_at(request, actor, consultation, page.desk.stage.round, page.desk.stage.at)
    clauses, apart = read_text(page.desk.proposal.kind, page.version.content, page.threads)
    return render(
        request,
        "site/proposal.html",
        consultation=consultation,
        here="proposals",
        live=live,
        live_about=code,
        page=page,
        proposal=page.desk.proposal,
        clauses=clauses,
        apart=apart,
        form=page.form,
        course=page.course,
        found=page.measured,
    )
