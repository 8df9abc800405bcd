"""The browser's door to circulations: choose recipients and send, read what was sent, confirm its receipt."""

from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.drafting.actions.circulation import circulate_version, confirm_receipt
from app.drafting.circulation import (
    circulations_for,
    recipients_offered,
    visible_circulation,
    why_not_circulate,
)
from app.drafting.forms import number_in
from app.drafting.queries import version_of, visible_desk
from app.drafting.rules import why_an_amendment
from app.kernel.actor import Actor
from app.kernel.db import LARGEST
from app.kernel.errors import Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.web.doors import CurrentActor, Db, Posted, ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/circulations")
def list_circulations(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    proposal: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """What was sent to the reader, unconfirmed first, and what the reader's groups sent."""
    if not actor.signed_in:
        raise Refused(_("Sign in first: what was sent to you is shown to nobody else."))
    found = circulations_for(db, actor, consultation, proposal=proposal or None)
    return render(
        request,
        "drafting/circulations.html",
        consultation=consultation,
        here="proposals",
        received=[sent for sent in found if sent.mine],
        others=[sent for sent in found if not sent.mine],
        proposal=proposal,
    )


@router.get("/{slug}/circulations/{circulation}")
def show_circulation(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, circulation: str
) -> HTMLResponse:
    """One circulation: what is asked, the text, what changed; the button that confirms, or the list of receipts."""
    return render(
        request,
        "drafting/circulation.html",
        consultation=consultation,
        here="proposals",
        opened=visible_circulation(db, actor, consultation, circulation),
    )


@router.post("/{slug}/circulations/{circulation}/receipt")
def confirm(db: Db, consultation: ThisConsultation, actor: CurrentActor, circulation: str) -> Response:
    """Confirm to have received it; a second click changes nothing."""
    confirm_receipt(db, actor, consultation, circulation)
    return RedirectResponse(f"/{consultation.slug}/circulations/{circulation}", 303)


@router.get("/{slug}/{code}/circulate")
def show_circulate(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    version: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
) -> HTMLResponse:
    """The form: to whom, with which words. The newest version unless another one is named."""
    return _form(request, db, consultation, actor, code, version=version)


@router.post("/{slug}/{code}/circulations")
def send(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Send it; what is wrong stands at its field (422), and what was chosen and typed stays."""
    to = [str(name) for name in form.getlist("to")]
    message, version = str(form.get("message", "")), number_in(form, "version")
    try:
        sent = circulate_version(db, actor, consultation, code, version=version, to=to, message=message)
    except Invalid as invalid:
        return _form(
            request, db, consultation, actor, code, version=version, to=to, message=message, invalid=invalid
        )
    return RedirectResponse(f"/{consultation.slug}/circulations/{sent.code}", 303)


def _form(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    *,
    version: int | None,
    to: Collection[str] = (),
    message: str = "",
    invalid: Invalid | None = None,
) -> HTMLResponse:
    desk = visible_desk(db, actor, consultation, code)
    permit(why_not_circulate(actor, consultation, desk.group) or why_an_amendment(desk.proposal))
    errors = {error.field: error.message for error in invalid.errors} if invalid else {}
    n = desk.proposal.version if "version" in errors else version or desk.proposal.version
    return render(
        request,
        "drafting/circulate.html",
        422 if invalid else 200,
        consultation=consultation,
        here="proposals",
        desk=desk,
        version=version_of(db, desk.proposal, n),
        bodies=recipients_offered(db, actor, consultation, desk.group),
        to=set(to),
        message=message,
        errors=errors,
    )
