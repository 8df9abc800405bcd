"""The browser's door to one delegation: who sits in it, and for its head the invitations, alternates and ends of seats."""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.admission.actions.inviting import invite
from app.consultations.admission.actions.leading import end_own_seat, name_alternate
from app.consultations.admission.doors import INVITATIONS, home_of
from app.consultations.admission.on_a_day import seats_on
from app.consultations.admission.pages.invitations import wish_from
from app.consultations.admission.queries import invitations_of
from app.consultations.admission.rules import BY_THE_HEAD, heads, why_not_lead
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation, Delegation, Role
from app.consultations.organisations.queries import kin_of
from app.consultations.parts import visible_delegation
from app.consultations.queries import constituencies_of
from app.consultations.rules import is_secretariat
from app.consultations.seating import role_word
from app.consultations.typed import Typed, tried
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.web.doors import CurrentActor, Db, Number, Posted, ReadDb, text_of
from app.web.limits import limited
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/delegations")
def find_own_delegation(db: ReadDb, actor: CurrentActor, consultation: ThisConsultation) -> RedirectResponse:
    """On to the reader's own delegation, or to all of them."""
    mine = next((s.delegation_id for s in actor.seats_in(consultation.id or 0) if s.delegation_id), None)
    own = db.get(Delegation, mine) if mine is not None else None
    return RedirectResponse(f"/{consultation.slug}/" + (f"delegations/{own.code}" if own else "members"), 303)


@router.get("/{slug}/delegations/{code}")
def show_delegation(
    request: Request, db: ReadDb, actor: CurrentActor, consultation: ThisConsultation, code: str
) -> HTMLResponse:
    """One delegation: its constituency, its right, who sits in it; for its head what there is to do."""
    return _page(request, db, actor, consultation, code, Typed())


@router.post("/{slug}/delegations/{code}/invitations", dependencies=[limited(INVITATIONS)])
def create_own_invitation(
    request: Request, db: Db, actor: CurrentActor, consultation: ThisConsultation, code: str, form: Posted
) -> Response:
    """Offer a seat in one's own delegation."""
    wish = wish_from(form, delegation=visible_delegation(db, consultation, code).code)
    act = partial(invite, db, actor, consultation, wish, home=home_of(request))
    typed = tried(form, "invite", act)
    return _done_or_again(request, db, actor, consultation, code, typed, "invitations")


@router.post("/{slug}/delegations/{code}/alternates")
def create_alternate(
    request: Request, db: Db, actor: CurrentActor, consultation: ThisConsultation, code: str, form: Posted
) -> Response:
    """Name somebody in one's delegation its alternate."""
    seat = text_of(form, "seat")
    number = int(seat) if seat.isdecimal() and len(seat) < 10 else 0
    typed = tried(form, "alternate", partial(name_alternate, db, actor, consultation, code, number))
    return _done_or_again(request, db, actor, consultation, code, typed, "seats")


@router.post("/{slug}/delegations/{code}/members/{seat}/end")
def close_own_seat(
    request: Request,
    db: Db,
    actor: CurrentActor,
    consultation: ThisConsultation,
    code: str,
    seat: Number,
    form: Posted,
) -> Response:
    """End a seat in one's own delegation, with a reason."""
    act = partial(end_own_seat, db, actor, consultation, code, seat, reason=text_of(form, "reason"))
    return _done_or_again(request, db, actor, consultation, code, tried(form, f"end-{seat}", act), "seats")


def _done_or_again(
    request: Request,
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    typed: Typed,
    part: str,
) -> Response:
    if typed.status != 200:
        return _page(request, db, actor, consultation, code, typed)
    return RedirectResponse(f"/{consultation.slug}/delegations/{code}#{part}", 303)


def _page(
    request: Request, db: Session, actor: Actor, consultation: Consultation, code: str, typed: Typed
) -> HTMLResponse:
    delegation = visible_delegation(db, consultation, code)
    at = now(db)
    leads = heads(actor, delegation) or is_secretariat(actor, consultation)
    classes = constituencies_of(db, consultation)
    return render(
        request,
        "consultations/admission/delegation.html",
        typed.status,
        consultation=consultation,
        here="consultation",
        there=f"/{consultation.slug}/delegations/{delegation.code}",
        delegation=delegation,
        constituency=next(part for part in classes if part.id == delegation.constituency_id),
        seats=seats_on(
            db, consultation, local_day(at, consultation.timezone), actor=actor, delegation=delegation
        ),
        kin=kin_of(db, consultation, delegation),
        leads=leads,
        concerned=leads or actor.in_delegation(delegation.id or 0) is not None,
        invitations=invitations_of(db, consultation, at, delegation=delegation) if leads else [],
        at=at,
        roles=[(role.value, role_word(role), None) for role in BY_THE_HEAD],
        why_not=why_not_lead(actor, consultation, delegation, role=Role.MEMBER),
        typed=typed,
    )
