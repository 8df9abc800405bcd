"""The browser's door to seats: everybody with a seat, give one, end one; for the secretariat in the set-up, for a
convenor in the own group."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.actions.seats import Seated, Unseated, end_seat, hand_link, seat_here, seat_person
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation, Role, WorkingGroup
from app.consultations.pages.parts import NEW, setup_page
from app.consultations.parts import (
    SEATS_SHOWN,
    any_group,
    group_lines,
    group_of_seat,
    person_of,
    seat_lines,
    visible_seat,
)
from app.consultations.queries import delegations_of, visible_group
from app.consultations.rules import why_not_of_the_secretariat
from app.consultations.seating import CONVENED, role_word, why_not_end, why_not_seat
from app.consultations.typed import Typed, text_of, typed_after
from app.kernel.actor import Actor
from app.kernel.db import LARGEST
from app.kernel.errors import Invalid, Refused, permit
from app.people.models import Person
from app.people.queries import has_signed_in
from app.web.doors import CurrentActor, Db, Number, Posted, ReadDb
from app.web.render import render

router = APIRouter()
Code = Annotated[str, Query(max_length=60)]
# What the secretariat gives, in the order of the form.
GIVEN = (
    Role.MEMBER, Role.RAPPORTEUR, Role.MODERATOR, Role.OBSERVER, Role.HEAD, Role.ALTERNATE, Role.REPORTER,
    Role.SECRETARIAT,
)  # fmt: skip


@router.get("/{slug}/setup/members")
def show_members(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    q: Annotated[str, Query(max_length=100)] = "",
    held: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    without: Code = "",
) -> HTMLResponse:
    """Everybody with a seat, by name; `held=ended` shows the seats that have ended."""
    permit(why_not_of_the_secretariat(actor, consultation))
    found = seat_lines(db, consultation, q=q, ended=held == "ended", after=after)
    return setup_page(
        request,
        actor,
        consultation,
        "consultations/setup_members.html",
        seats=found[:SEATS_SHOWN],
        next_after=found[SEATS_SHOWN - 1].id if len(found) > SEATS_SHOWN else None,
        q=q,
        shown="ended" if held == "ended" else "",
        after=after,
        without=any_group(db, consultation, without) if without else None,
    )


@router.get("/{slug}/setup/members/new")
def show_new_seat(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    group: Code = "",
    delegation: Code = "",
    role: Code = "",
) -> HTMLResponse:
    """The form for a seat, with what the address says already chosen."""
    return _seat_form(
        request,
        db,
        actor,
        consultation,
        Typed("seat", {"group": group, "delegation": delegation, "role": role}),
    )


@router.post("/{slug}/setup/members")
def create_seat(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, form: Posted
) -> Response:
    """Give a seat. For a person new here the answer is the link to hand over, which is shown this once."""
    try:
        seated = _seat(db, actor, consultation, form, text_of(form, "group"), text_of(form, "delegation"))
    except (Invalid, Refused) as error:
        return _seat_form(request, db, actor, consultation, typed_after(form, "seat", error))
    there = f"/{consultation.slug}/setup/members"
    if seated.new_person:
        return _link_page(request, db, actor, consultation, seated.seat.id or 0, there)
    return RedirectResponse(f"{there}#seat-{seated.seat.id}", 303)


@router.get("/{slug}/setup/members/{seat}")
def show_seat(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, seat: Number
) -> HTMLResponse:
    """One seat: who holds it, since when, and how to end it."""
    permit(why_not_of_the_secretariat(actor, consultation))
    return _seat_page(request, db, actor, consultation, seat, f"/{consultation.slug}/setup/members")


@router.post("/{slug}/setup/members/{seat}/end")
def close_seat(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, seat: Number, form: Posted
) -> Response:
    """End a seat, with a reason."""
    permit(why_not_of_the_secretariat(actor, consultation))
    return _end(request, db, actor, consultation, seat, form, f"/{consultation.slug}/setup/members")


@router.post("/{slug}/setup/members/{seat}/link")
def make_link(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, seat: Number
) -> Response:
    """A link for the first sign-in, to be handed over; shown this once."""
    permit(why_not_of_the_secretariat(actor, consultation))
    return _link_page(request, db, actor, consultation, seat, f"/{consultation.slug}/setup/members")


@router.get("/{slug}/groups/{code}/members")
def show_group_seats(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """Who sits in a group, for its convenor: give and end the seats of members and observers."""
    group = visible_group(db, consultation, actor, code)
    permit(why_not_seat(actor, consultation, group=group))
    return _group_seats(request, db, actor, consultation, group)


@router.post("/{slug}/groups/{code}/members")
def create_group_seat(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Give a seat in one's own group."""
    group = visible_group(db, consultation, actor, code)
    try:
        seated = _seat(db, actor, consultation, form, group.code, "")
    except (Invalid, Refused) as error:
        return _group_seats(request, db, actor, consultation, group, typed_after(form, "seat", error))
    there = f"/{consultation.slug}/groups/{group.code}/members"
    if seated.new_person:
        return _link_page(request, db, actor, consultation, seated.seat.id or 0, there)
    return RedirectResponse(f"{there}#seat-{seated.seat.id}", 303)


@router.get("/{slug}/groups/{code}/members/{seat}")
def show_group_seat(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    seat: Number,
) -> HTMLResponse:
    """One seat of the group, to be ended."""
    group = _own(db, actor, consultation, code, seat)
    return _seat_page(
        request, db, actor, consultation, seat, f"/{consultation.slug}/groups/{group.code}/members"
    )


@router.post("/{slug}/groups/{code}/members/{seat}/end")
def close_group_seat(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    seat: Number,
    form: Posted,
) -> Response:
    """End a seat in one's own group, with a reason."""
    group = _own(db, actor, consultation, code, seat)
    return _end(
        request, db, actor, consultation, seat, form, f"/{consultation.slug}/groups/{group.code}/members"
    )


@router.post("/{slug}/groups/{code}/members/{seat}/link")
def make_group_link(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, seat: Number
) -> Response:
    """A link for the first sign-in of a member of one's own group."""
    group = _own(db, actor, consultation, code, seat)
    there = f"/{consultation.slug}/groups/{group.code}/members"
    return _link_page(request, db, actor, consultation, seat, there)


def _own(db: Session, actor: Actor, consultation: Consultation, code: str, seat: int) -> WorkingGroup:
    """The group, where the seat is in it; NotFound otherwise. Refused to who gives no seats in it."""
    group = visible_group(db, consultation, actor, code)
    permit(why_not_seat(actor, consultation, group=group))
    return group_of_seat(db, consultation, group, seat)


def _seat(
    db: Session, actor: Actor, consultation: Consultation, form: FormData, group: str, delegation: str
) -> Seated:
    return seat_person(
        db,
        actor,
        consultation,
        email=text_of(form, "email"),
        name=text_of(form, "name"),
        role=text_of(form, "role"),
        title=text_of(form, "title"),
        group=group,
        delegation=delegation,
        since=text_of(form, "since"),
        until=text_of(form, "until"),
    )


def _end(
    request: Request,
    db: Session,
    actor: Actor,
    consultation: Consultation,
    seat: int,
    form: FormData,
    there: str,
) -> Response:
    try:
        ended: Unseated = end_seat(db, actor, consultation, seat, reason=text_of(form, "reason"))
    except (Invalid, Refused) as error:
        typed = typed_after(form, "end", error)
        return _seat_page(request, db, actor, consultation, seat, there, typed)
    left = ended.left_without
    return RedirectResponse(f"{there}?without={left.code}" if left else there, 303)


def _seat_form(
    request: Request, db: Session, actor: Actor, consultation: Consultation, typed: Typed
) -> HTMLResponse:
    permit(why_not_of_the_secretariat(actor, consultation))
    groups = [line.group for line in group_lines(db, consultation) if line.group.ended_at is None]
    bodies = [body for body in delegations_of(db, consultation) if body.ended_at is None]
    return setup_page(
        request,
        actor,
        consultation,
        "consultations/setup_seat.html",
        typed,
        groups=groups,
        delegations=bodies,
        roles=[(role.value, role_word(role)) for role in GIVEN],
    )


def _group_seats(
    request: Request,
    db: Session,
    actor: Actor,
    consultation: Consultation,
    group: WorkingGroup,
    typed: Typed = NEW,
) -> HTMLResponse:
    permit(why_not_seat(actor, consultation, group=group))
    return render(
        request,
        "consultations/setup_group_seats.html",
        typed.status,
        consultation=consultation,
        here="consultation",
        typed=typed,
        group=group,
        seats=seat_lines(db, consultation, group=group, limit=500),
        roles=[(role.value, role_word(role), None) for role in CONVENED],
        why_not=why_not_seat(actor, consultation, group=group, role=Role.MEMBER),
    )


def _seat_page(
    request: Request,
    db: Session,
    actor: Actor,
    consultation: Consultation,
    seat: int,
    there: str,
    typed: Typed = NEW,
) -> HTMLResponse:
    row, group = seat_here(db, actor, consultation, seat)
    line = visible_seat(db, consultation, seat)
    person: Person | None = person_of(db, line) if line.person else None
    return render(
        request,
        "consultations/setup_member.html",
        typed.status,
        consultation=consultation,
        here="setup" if there.endswith("/setup/members") else "consultation",
        there=there,
        seat=line,
        typed=typed,
        why_not=why_not_end(actor, consultation, row, group),
        new_here=person is not None and not has_signed_in(db, person),
    )


def _link_page(
    request: Request, db: Session, actor: Actor, consultation: Consultation, seat: int, there: str
) -> HTMLResponse:
    secret, person = hand_link(db, actor, consultation, seat)
    response = render(
        request,
        "consultations/setup_link.html",
        consultation=consultation,
        here="setup" if there.endswith("/setup/members") else "consultation",
        there=there,
        person=person,
        link=f"{request.app.state.settings.base_url}/sign-in/{secret}",
    )
    # The secret is in the page: nothing between here and the reader may keep it.
    response.headers["Cache-Control"] = "no-store"
    return response
