"""The browser's door for delegations: to say that nothing will come in a round, and to take that back."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.calendar import closes, round_stage
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.queries import rounds_of
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, Refused
from app.review.attendance.actions import decline_round, take_back
from app.review.attendance.looking import look_at
from app.review.attendance.queries import own_answers
from app.review.attendance.rules import why_not_decline
from app.review.queries import round_in
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/rounds/{code}/decline")
def show_decline(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """For each delegation that the reader speaks for: whether it has declined, and the form to do so."""
    return _page(request, db, consultation, actor, code)


@router.post("/{slug}/rounds/{code}/decline")
def decline(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    delegation: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Say for a delegation that it will not speak in this round."""
    typed = {"delegation": delegation, "reason": reason}
    try:
        decline_round(db, actor, consultation, code, delegation=delegation, reason=reason)
    except Invalid as error:
        errors = {item.field: item.message for item in error.errors}
        return _page(request, db, consultation, actor, code, typed=typed, errors=errors, status=422)
    except Refused as error:
        return _page(request, db, consultation, actor, code, typed=typed, refusal=error.message, status=403)
    return _back(consultation, code)


@router.post("/{slug}/rounds/{code}/decline/back")
def take_decline_back(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    delegation: Annotated[str, Form()] = "",
) -> Response:
    """Take back that a delegation will not speak in this round."""
    try:
        take_back(db, actor, consultation, code, delegation=delegation)
    except (Invalid, Refused) as error:
        return _page(request, db, consultation, actor, code, refusal=error.message, status=error.status)
    return _back(consultation, code)


def _back(consultation: Consultation, code: str) -> RedirectResponse:
    return RedirectResponse(f"/{consultation.slug}/rounds/{code}/decline", 303)


def _page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HTMLResponse:
    at = now(db)
    round_ = round_in(rounds_of(db, consultation), code)
    look_at(request, actor, consultation, round_, at)
    why_not = why_not_decline(actor, consultation, round_, at)
    return render(
        request,
        "review/attendance/decline.html",
        status,
        consultation=consultation,
        here="rounds",
        round=round_,
        stage=round_stage(round_, at),
        closes_at=closes(round_),
        at=at,
        why_not=why_not,
        answers=own_answers(db, consultation, actor, round_),
        typed=typed or {},
        errors=errors or {},
        refusal=refusal,
    )
