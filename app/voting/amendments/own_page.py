"""The page of one amendment, at the address that codes of texts have too."""

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from app.consultations.models import Consultation
from app.consultations.typed import Typed
from app.kernel.actor import Actor
from app.voting.amendments.actions import visible_amendment
from app.voting.amendments.rules import REASON_LIMIT, why_not_withdraw
from app.voting.amendments.views import AmendmentView
from app.web.render import render

UNTOUCHED = Typed()


def amendment_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    typed: Typed = UNTOUCHED,
) -> HTMLResponse:
    """One amendment by its own code: what it changes, who moved it and why, where it stands."""
    desk, view = visible_amendment(db, actor, consultation, code)
    return render(
        request,
        "voting/amendments/amendment.html",
        typed.status,
        consultation=consultation,
        here="proposals",
        desk=desk,
        amendment=view,
        why_not_withdraw=why_not_withdraw(actor, consultation, desk.stage, desk.proposal, view.row),
        mine=_may_ever_withdraw(actor, view),
        typed=typed,
        limit=REASON_LIMIT,
    )


def _may_ever_withdraw(actor: Actor, view: AmendmentView) -> bool:
    """Whether the page speaks of withdrawing: to who moved it, or sits for the delegation that did."""
    row = view.row
    sits = row.delegation_id is not None and actor.in_delegation(row.delegation_id) is not None
    return actor.signed_in and (sits or row.person_id == actor.person_id)
