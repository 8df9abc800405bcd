"""The browser's door to seats: everybody with a seat, give one, end one; for the secretariat in the set-up, for a
convenor in the own group."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.actions.seats import end_seat, hand_link, seat_here, seat_person
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation, Role, WorkingGroup
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
from app.consultations.seating import CONVENED, role_word, why_not_end, why_not_seat
from app.consultations.setup_doors import NEW, SetUp, SetUpChanged, SetUpShown
from app.consultations.typed import Typed, typed_after
from app.kernel.actor import Actor
from app.kernel.db import LARGEST
from app.kernel.errors import Invalid, Refused, permit
from app.people.queries import has_signed_in
from app.web.doors import CurrentActor, Db, Number, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter()
Code = Annotated[str, Query(max_length=60)]
# What the secretariat gives, in the order of the form.
GIVEN = (
    Role.MEMBER, Role.RAPPORTEUR, Role.MODERATOR, Role.OBSERVER, Role.HEAD, Role.ALTERNATE, Role.REPORTER,
    Role.SECRETARIAT,
)  # fmt: skip


@dataclass(frozen=True)
class Seats:
    """A list of seats with somebody before it who may give and end them: all of them, or those of the own group."""

    request: Request
    db: Session
    actor: Actor
    consultation: Consultation
    address: str
    here: str = "consultation"
    group: WorkingGroup | None = None


def _all(setup: SetUp) -> Seats:
    return Seats(setup.request, setup.db, setup.actor, setup.consultation, f"{setup.home}/members", "setup")


@router.get("/{slug}/setup/members")
def show_members(
    setup: SetUpShown,
    q: Annotated[str, Query(max_length=100)] = "",
    held: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    without: Code = "",
) -> HTMLResponse:
    """Everybody with a seat, by name; `held=ended` shows the seats that have ended."""
    found = seat_lines(setup.db, setup.consultation, q=q, ended=held == "ended", after=after)
    return setup.page(
        "consultations/setup_members.html",
        seats=found[:SEATS_SHOWN],
        next_after=found[SEATS_SHOWN - 1].id if len(found) > SEATS_SHOWN else None,
        q=q,
        shown="ended" if held == "ended" else "",
        after=after,
        without=any_group(setup.db, setup.consultation, without) if without else None,
    )


@router.get("/{slug}/setup/members/new")
def show_new_seat(
    setup: SetUpShown, group: Code = "", delegation: Code = "", role: Code = ""
) -> HTMLResponse:
    """The form for a seat, with what the address says already chosen."""
    return _seat_form(setup, Typed("seat", {"group": group, "delegation": delegation, "role": role}))


@router.post("/{slug}/setup/members")
def create_seat(setup: SetUpChanged, form: Posted) -> Response:
    """Give a seat. For a person new here the answer is the link to hand over, which is shown this once."""
    return _give(
        _all(setup), form, text_of(form, "group"), text_of(form, "delegation"), partial(_seat_form, setup)
    )


@router.get("/{slug}/setup/members/{seat}")
def show_seat(setup: SetUpShown, seat: Number) -> HTMLResponse:
    """One seat: who holds it, since when, and how to end it."""
    return _seat_page(_all(setup), seat)


@router.post("/{slug}/setup/members/{seat}/end")
def close_seat(setup: SetUpChanged, seat: Number, form: Posted) -> Response:
    """End a seat, with a reason."""
    return _end(_all(setup), seat, form)


@router.post("/{slug}/setup/members/{seat}/link")
def make_link(setup: SetUpChanged, seat: Number) -> Response:
    """A link for the first sign-in, to be handed over; shown this once."""
    return _link_page(_all(setup), seat)


def reading_own(
    request: Request, db: ReadDb, actor: CurrentActor, consultation: ThisConsultation, code: str
) -> Seats:
    """The seats of a group for a page that is only shown; for whoever gives seats in it."""
    return _own(request, db, actor, consultation, code)


def writing_own(
    request: Request, db: Db, actor: CurrentActor, consultation: ThisConsultation, code: str
) -> Seats:
    """The same for a form that is sent."""
    return _own(request, db, actor, consultation, code)


OwnShown = Annotated[Seats, Depends(reading_own, scope="function")]
OwnChanged = Annotated[Seats, Depends(writing_own, scope="function")]


@router.get("/{slug}/groups/{code}/members")
def show_group_seats(own: OwnShown) -> HTMLResponse:
    """Who sits in a group, for its convenor: give and end the seats of members and observers."""
    return _group_seats(own)


@router.post("/{slug}/groups/{code}/members")
def create_group_seat(own: OwnChanged, form: Posted) -> Response:
    """Give a seat in one's own group."""
    return _give(own, form, own.group.code if own.group else "", "", partial(_group_seats, own))


@router.get("/{slug}/groups/{code}/members/{seat}")
def show_group_seat(own: OwnShown, seat: Number) -> HTMLResponse:
    """One seat of the group, to be ended."""
    _check_own(own, seat)
    return _seat_page(own, seat)


@router.post("/{slug}/groups/{code}/members/{seat}/end")
def close_group_seat(own: OwnChanged, seat: Number, form: Posted) -> Response:
    """End a seat in one's own group, with a reason."""
    return _end(own, seat, form)


@router.post("/{slug}/groups/{code}/members/{seat}/link")
def make_group_link(own: OwnChanged, seat: Number) -> Response:
    """A link for the first sign-in of a member of one's own group."""
    return _link_page(own, seat)


def _own(request: Request, db: Session, actor: Actor, consultation: Consultation, code: str) -> Seats:
    group = visible_group(db, consultation, actor, code)
    permit(why_not_seat(actor, consultation, group=group))
    address = f"/{consultation.slug}/groups/{group.code}/members"
    return Seats(request, db, actor, consultation, address, group=group)


def _give(
    seats: Seats, form: FormData, group: str, delegation: str, again: Callable[[Typed], HTMLResponse]
) -> Response:
    try:
        given = seat_person(
            seats.db,
            seats.actor,
            seats.consultation,
            email=text_of(form, "email"),
            name=text_of(form, "name"),
            role=text_of(form, "role"),
            title=text_of(form, "title"),
            group=group,
            delegation=delegation,
            since=text_of(form, "since"),
            until=text_of(form, "until"),
            personal=text_of(form, "personal") == "yes",
        )
    except (Invalid, Refused) as error:
        return again(typed_after(form, "seat", error))
    if given.new_person:
        return _link_page(seats, given.seat.id or 0)
    return RedirectResponse(f"{seats.address}#seat-{given.seat.id}", 303)


def _end(seats: Seats, seat: int, form: FormData) -> Response:
    _check_own(seats, seat)
    try:
        ended = end_seat(seats.db, seats.actor, seats.consultation, seat, reason=text_of(form, "reason"))
    except (Invalid, Refused) as error:
        return _seat_page(seats, seat, typed_after(form, "end", error))
    left = ended.left_without
    return RedirectResponse(f"{seats.address}?without={left.code}" if left else seats.address, 303)


def _check_own(seats: Seats, seat: int) -> None:
    """NotFound where the seats are those of a group and this one is not in it."""
    if seats.group is not None:
        group_of_seat(seats.db, seats.consultation, seats.group, seat)


def _seat_form(setup: SetUp, typed: Typed) -> HTMLResponse:
    groups = [line.group for line in group_lines(setup.db, setup.consultation) if line.group.ended_at is None]
    bodies = [body for body in delegations_of(setup.db, setup.consultation) if body.ended_at is None]
    return setup.page(
        "consultations/setup_seat.html",
        typed,
        groups=groups,
        delegations=bodies,
        roles=[(role.value, role_word(role)) for role in GIVEN],
    )


def _group_seats(own: Seats, typed: Typed = NEW) -> HTMLResponse:
    return render(
        own.request,
        "consultations/setup_group_seats.html",
        typed.status,
        consultation=own.consultation,
        here=own.here,
        typed=typed,
        group=own.group,
        seats=seat_lines(own.db, own.consultation, group=own.group, limit=500),
        roles=[(role.value, role_word(role), None) for role in CONVENED],
        why_not=why_not_seat(own.actor, own.consultation, group=own.group, role=Role.MEMBER),
    )


def _seat_page(seats: Seats, seat: int, typed: Typed = NEW) -> HTMLResponse:
    row, group = seat_here(seats.db, seats.actor, seats.consultation, seat)
    line = visible_seat(seats.db, seats.consultation, seat)
    person = person_of(seats.db, line) if line.person else None
    return render(
        seats.request,
        "consultations/setup_member.html",
        typed.status,
        consultation=seats.consultation,
        here=seats.here,
        there=seats.address,
        seat=line,
        typed=typed,
        why_not=why_not_end(seats.actor, seats.consultation, row, group),
        new_here=person is not None and not has_signed_in(seats.db, person),
    )


def _link_page(seats: Seats, seat: int) -> HTMLResponse:
    _check_own(seats, seat)
    secret, person = hand_link(seats.db, seats.actor, seats.consultation, seat)
    response = render(
        seats.request,
        "consultations/setup_link.html",
        consultation=seats.consultation,
        here=seats.here,
        there=seats.address,
        person=person,
        link=f"{seats.request.app.state.settings.base_url}/sign-in/{secret}",
    )
    # The secret is in the page: nothing between here and the reader may keep it.
    response.headers["Cache-Control"] = "no-store"
    return response
