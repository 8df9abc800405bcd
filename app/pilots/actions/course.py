"""A pilot on its course: confirmed and begun by the State itself, held, resumed, completed, ended before its time."""

from collections.abc import Callable

from sqlmodel import Session

from app.consultations.given import Given, reason_for
from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.errors import permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track
from app.pilots.actions.progress import add_reports, read_periods
from app.pilots.actions.steps import take_pilot_step
from app.pilots.models import FollowUp, Pilot, PilotState
from app.pilots.rules import (
    Standing,
    why_not_begin,
    why_not_complete,
    why_not_confirm,
    why_not_hold,
    why_not_lead,
    why_not_resume,
    why_not_terminate,
)
from app.pilots.standing import counted_in, found_pilot, missing_in, proposals_in, unmeasured_in
from app.pilots.wishes import TEXT

Rule = Callable[[Actor, Consultation, Standing], str | None]


def confirm_pilot(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    every: int | str = 6,
    due_after: int | str = 30,
) -> Pilot:
    """The State that leads confirms its own pilot, and with it the days on which the pilot reports (domain D3, C4).

    A report is agreed for each `every` months (3, 6 or 12) of the pilot, due `due_after` days after its period.
    NotFound; Refused with every sentence on what the plan misses (invariant 12); Invalid at `every` or `due_after`.
    Confirming what is confirmed changes nothing.
    """
    lock_track(db, consultation.slug)
    found = found_pilot(db, actor, consultation, code)
    pilot = found.pilot
    permit(why_not_lead(actor, consultation, found.standing))
    if pilot.state == PilotState.CONFIRMED:
        return pilot
    counted = counted_in(db, pilot)
    missing = missing_in(pilot, proposals_in(db, pilot), counted)
    permit(why_not_confirm(actor, consultation, found.standing, missing))
    _months, periods = read_periods(pilot, every, due_after)
    take_pilot_step(
        db, actor, consultation, pilot,
        verb="confirmed", to=PilotState.CONFIRMED, steps=counted.steps, speaker=found.standing.lead,
        left=add_reports(db, pilot, periods),
    )  # fmt: skip
    return pilot


def begin_pilot(db: Session, actor: Actor, consultation: Consultation, code: str) -> Pilot:
    """A confirmed pilot becomes active, on or after the first day of its plan. Beginning it again changes nothing.

    NotFound; Refused to all but those who lead, before that day, or where its plan misses something by now.
    """
    lock_track(db, consultation.slug)
    found = found_pilot(db, actor, consultation, code)
    pilot = found.pilot
    permit(why_not_lead(actor, consultation, found.standing))
    if pilot.state == PilotState.ACTIVE:
        return pilot
    counted = counted_in(db, pilot)
    missing = missing_in(pilot, proposals_in(db, pilot), counted)
    permit(why_not_begin(actor, consultation, found.standing, missing))
    take_pilot_step(
        db, actor, consultation, pilot,
        verb="begun", to=PilotState.ACTIVE, steps=counted.steps, speaker=found.standing.lead,
    )  # fmt: skip
    return pilot


def hold_pilot(db: Session, actor: Actor, consultation: Consultation, code: str, *, reason: str) -> Pilot:
    """Put an active pilot on hold, with a reason. NotFound, Refused, or Invalid at `reason`."""
    return _move(db, actor, consultation, code, "held", PilotState.ON_HOLD, why_not_hold, reason)


def resume_pilot(db: Session, actor: Actor, consultation: Consultation, code: str) -> Pilot:
    """Let a pilot that is on hold go on. NotFound, or Refused with the reason."""
    return _move(db, actor, consultation, code, "resumed", PilotState.ACTIVE, why_not_resume)


def terminate_pilot(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, reason: str
) -> Pilot:
    """End a pilot before its time, with a reason; what it reported stays. NotFound, Refused, or Invalid at `reason`."""
    return _move(
        db, actor, consultation, code, "terminated", PilotState.TERMINATED, why_not_terminate, reason
    )


def complete_pilot(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, lessons: str, follow_up: str
) -> Pilot:
    """Complete an active pilot: what was learned, and whether to scale it up, adapt it or stop (domain C4).

    The final value of each benchmark is the last one reported. NotFound; Refused while a benchmark has none since the
    pilot began; Invalid at `lessons` or `follow_up`. Completing it again changes nothing.
    """
    lock_track(db, consultation.slug)
    found = found_pilot(db, actor, consultation, code)
    pilot = found.pilot
    permit(why_not_lead(actor, consultation, found.standing))
    if pilot.state == PilotState.COMPLETED:
        return pilot
    unmeasured = unmeasured_in(db, pilot, proposals_in(db, pilot))
    permit(why_not_complete(actor, consultation, found.standing, unmeasured))
    given = Given()
    learned = given.text(
        "lessons", lessons, _("Say what was learned: others will begin where this ends."), TEXT
    )
    if follow_up not in list(FollowUp):
        given.wrong("follow_up", _("Say what you recommend: to scale it up, to adapt it, or to stop."))
    given.done()
    take_pilot_step(
        db, actor, consultation, pilot,
        verb="completed", to=PilotState.COMPLETED, steps=counted_in(db, pilot).steps,
        speaker=found.standing.lead, lessons=learned, follow_up=follow_up,
    )  # fmt: skip
    return pilot


def _move(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    verb: str,
    to: PilotState,
    rule: Rule,
    reason: str | None = None,
) -> Pilot:
    """A step that looks at nothing but the standing; with a reason where one is due. A second click changes nothing."""
    lock_track(db, consultation.slug)
    found = found_pilot(db, actor, consultation, code)
    pilot = found.pilot
    permit(why_not_lead(actor, consultation, found.standing))
    if pilot.state == to:
        return pilot
    permit(rule(actor, consultation, found.standing))
    why = reason_for(reason) if reason is not None else ""
    take_pilot_step(
        db, actor, consultation, pilot,
        verb=verb, to=to, steps=counted_in(db, pilot).steps, speaker=found.standing.lead, reason=why,
    )  # fmt: skip
    return pilot
