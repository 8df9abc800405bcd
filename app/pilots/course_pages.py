"""The browser's door to the course of a pilot and to who takes part in it."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.consultations.queries import delegations_of
from app.consultations.typed import Typed
from app.pilots.actions.course import (
    begin_pilot,
    complete_pilot,
    confirm_pilot,
    hold_pilot,
    resume_pilot,
    terminate_pilot,
)
from app.pilots.actions.parties import ask_to_lead, invite_party, join_pilot, withdraw_from_pilot
from app.pilots.actions.progress import agree_periods
from app.pilots.pilot_doors import NEW, PilotChanged, PilotDoor, PilotShown
from app.pilots.rules import voluntary
from app.web.doors import Posted, text_of

router = APIRouter()


@router.get("/{slug}/pilots/{code}/course")
def show_course(door: PilotShown) -> HTMLResponse:
    """The steps a pilot can take now, each with its form or with the sentence why not."""
    return _course(door, NEW)


@router.post("/{slug}/pilots/{code}/confirmation")
def confirm(door: PilotChanged, form: Posted) -> Response:
    """The State confirms its pilot, with the days on which it reports."""
    every, due_after = text_of(form, "every"), text_of(form, "due_after")
    return door.done_or_again(
        form,
        "confirm",
        lambda: confirm_pilot(
            door.db, door.actor, door.consultation, door.code, every=every, due_after=due_after
        ),
        "",
        lambda typed: _course(door, typed),
    )


@router.post("/{slug}/pilots/{code}/periods")
def agree(door: PilotChanged, form: Posted) -> Response:
    """Agree the days on which a pilot reports that was confirmed without them."""
    every, due_after = text_of(form, "every"), text_of(form, "due_after")
    return door.done_or_again(
        form,
        "periods",
        lambda: agree_periods(
            door.db, door.actor, door.consultation, door.code, every=every, due_after=due_after
        ),
        "",
        lambda typed: _course(door, typed),
    )


@router.post("/{slug}/pilots/{code}/beginning")
def begin(door: PilotChanged, form: Posted) -> Response:
    """A confirmed pilot begins."""
    return door.done_or_again(
        form,
        "begin",
        lambda: begin_pilot(door.db, door.actor, door.consultation, door.code),
        "",
        lambda typed: _course(door, typed),
    )


@router.post("/{slug}/pilots/{code}/hold")
def hold(door: PilotChanged, form: Posted) -> Response:
    """Put it on hold."""
    return door.done_or_again(
        form,
        "hold",
        lambda: hold_pilot(door.db, door.actor, door.consultation, door.code, reason=text_of(form, "reason")),
        "",
        lambda typed: _course(door, typed),
    )


@router.post("/{slug}/pilots/{code}/resumption")
def resume(door: PilotChanged, form: Posted) -> Response:
    """Let it go on."""
    return door.done_or_again(
        form,
        "resume",
        lambda: resume_pilot(door.db, door.actor, door.consultation, door.code),
        "",
        lambda typed: _course(door, typed),
    )


@router.post("/{slug}/pilots/{code}/completion")
def complete(door: PilotChanged, form: Posted) -> Response:
    """Complete it, with what was learned."""
    return door.done_or_again(
        form,
        "complete",
        lambda: complete_pilot(
            door.db,
            door.actor,
            door.consultation,
            door.code,
            lessons=text_of(form, "lessons"),
            follow_up=text_of(form, "follow_up"),
        ),
        "",
        lambda typed: _course(door, typed),
    )


@router.post("/{slug}/pilots/{code}/termination")
def terminate(door: PilotChanged, form: Posted) -> Response:
    """End it before its time."""
    return door.done_or_again(
        form,
        "terminate",
        lambda: terminate_pilot(
            door.db, door.actor, door.consultation, door.code, reason=text_of(form, "reason")
        ),
        "",
        lambda typed: _course(door, typed),
    )


@router.get("/{slug}/pilots/{code}/parties")
def show_parties(door: PilotShown) -> HTMLResponse:
    """Who takes part, with the forms to invite, to join and to leave."""
    return _parties(door, NEW)


@router.post("/{slug}/pilots/{code}/invitations")
def invite(door: PilotChanged, form: Posted) -> Response:
    """Invite a delegation."""
    return door.done_or_again(
        form,
        "invite",
        lambda: invite_party(
            door.db,
            door.actor,
            door.consultation,
            door.code,
            delegation=text_of(form, "delegation"),
            part=text_of(form, "part"),
        ),
        "/parties",
        lambda typed: _parties(door, typed),
    )


@router.post("/{slug}/pilots/{code}/lead")
def ask(door: PilotChanged, form: Posted) -> Response:
    """Ask a State to lead a pilot that nobody leads any more."""
    return door.done_or_again(
        form,
        "lead",
        lambda: ask_to_lead(
            door.db,
            door.actor,
            door.consultation,
            door.code,
            delegation=text_of(form, "delegation"),
            reason=text_of(form, "reason"),
        ),
        "/parties",
        lambda typed: _parties(door, typed),
    )


@router.post("/{slug}/pilots/{code}/joining")
def join(door: PilotChanged, form: Posted) -> Response:
    """Join with the own delegation."""
    return door.done_or_again(
        form,
        "join",
        lambda: join_pilot(door.db, door.actor, door.consultation, door.code, part=text_of(form, "part")),
        "/parties",
        lambda typed: _parties(door, typed),
    )


@router.post("/{slug}/pilots/{code}/withdrawal")
def withdraw(door: PilotChanged, form: Posted) -> Response:
    """Leave with the own delegation."""
    return door.done_or_again(
        form,
        "withdraw",
        lambda: withdraw_from_pilot(
            door.db,
            door.actor,
            door.consultation,
            door.code,
            reason=text_of(form, "reason"),
            delegation=text_of(form, "delegation") or None,
        ),
        "/parties",
        lambda typed: _parties(door, typed),
    )


def _course(door: PilotDoor, typed: Typed) -> HTMLResponse:
    return door.page("pilots/course.html", typed, voluntary=voluntary())


def _parties(door: PilotDoor, typed: Typed) -> HTMLResponse:
    whole = door.whole()
    inside = {party.code for party in whole.line.parties if party.inside}
    living = [each for each in delegations_of(door.db, door.consultation) if each.ended_at is None]
    others = [each for each in living if each.code not in inside]
    states = [each for each in living if each.iso3]
    return door.page(
        "pilots/parties.html", typed, whole=whole, others=others, states=states, voluntary=voluntary()
    )
