"""Milestones on their way: met, moved to another day with the old one kept, or dropped with a reason."""

from sqlmodel import Session, col, func, select

from app.consultations.given import Given, reason_for
from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.errors import NotFound, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.pilots.events import MilestoneDropped, MilestoneMet, MilestoneRescheduled
from app.pilots.models import Milestone
from app.pilots.rules import (
    milestone_stage,
    spoken_by,
    why_not_change_milestone,
    why_not_meet,
    why_not_take_part,
)
from app.pilots.standing import Found, found_pilot
from app.pilots.wishes import SOURCE, TEXT, read_day, read_past_day


def meet_milestone(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    milestone: int,
    *,
    on: str,
    note: str = "",
    source: str = "",
) -> Milestone:
    """Say that a milestone was met, and on which day; by a reporter, the head or an alternate of a delegation in it.

    `milestone` is its number. NotFound; Refused with the reason; Invalid at `on`, `note`, `source`. Saying the same
    again changes nothing.
    """
    lock_track(db, consultation.slug)
    found, row = _found(db, actor, consultation, code, milestone)
    permit(why_not_take_part(actor, consultation, found.standing))
    given = Given()
    day = read_past_day(given, "on", on, found.standing.today, _("Say on which day the milestone was met."))
    said, cited = given.text("note", note, limit=TEXT), given.line("source", source, limit=SOURCE)
    if row.completed is not None and row.completed == day:
        return row
    stage = milestone_stage(row.state, row.due, row.completed, found.standing.today)
    permit(why_not_meet(actor, consultation, found.standing, stage))
    given.done()
    row.state, row.completed = "met", day
    row.note, row.source = said or row.note, cited or row.source
    db.add(row)
    speaker = found.standing.reporter
    record(
        db, actor, MilestoneMet(found.pilot.code, milestone, row.completed or found.standing.today),
        track=consultation.slug, left=[row],
        **spoken_by(speaker),
    )  # fmt: skip
    return row


def reschedule_milestone(
    db: Session, actor: Actor, consultation: Consultation, code: str, milestone: int, *, due: str, reason: str
) -> Milestone:
    """Move a milestone to another day, with a reason. The old one stays with its day; gives the one with the new day.

    NotFound; Refused to all but those who lead; Invalid at `due` or `reason`.
    """
    lock_track(db, consultation.slug)
    found, row = _found(db, actor, consultation, code, milestone)
    stage = milestone_stage(row.state, row.due, row.completed, found.standing.today)
    permit(why_not_change_milestone(actor, consultation, found.standing, stage))
    given = Given()
    day = read_day(given, "due", due, _("Say by which day it is to be met."))
    if day is not None and day == row.due:
        given.wrong("due", _("This is the day it has already."))
    if day is not None and day < found.standing.today:
        given.wrong("due", _("The new day lies in the past."))
    why = given.text("reason", reason, _("Say why, in a sentence: it is kept with what changes."), TEXT)
    given.done()
    last = db.exec(select(func.max(Milestone.place)).where(col(Milestone.pilot_id) == row.pilot_id)).one()
    newer = Milestone(
        consultation_id=row.consultation_id, pilot_id=row.pilot_id, place=(last or 0) + 1, title=row.title,
        due=day or row.due, state="planned", basis=row.basis,
    )  # fmt: skip
    db.add(newer)
    db.flush()
    row.state, row.note, row.replaced_by_id = "rescheduled", why, newer.id
    db.add(row)
    lead = found.standing.lead
    record(
        db, actor, MilestoneRescheduled(found.pilot.code, milestone, newer.id or 0, newer.due),
        track=consultation.slug, left=[row, newer], reason=why,
        **spoken_by(lead),
    )  # fmt: skip
    return newer


def drop_milestone(
    db: Session, actor: Actor, consultation: Consultation, code: str, milestone: int, *, reason: str
) -> Milestone:
    """Drop a milestone, with a reason; it stays, as dropped. NotFound, Refused, or Invalid at `reason`."""
    lock_track(db, consultation.slug)
    found, row = _found(db, actor, consultation, code, milestone)
    stage = milestone_stage(row.state, row.due, row.completed, found.standing.today)
    permit(why_not_change_milestone(actor, consultation, found.standing, stage))
    why = reason_for(reason)
    row.state, row.note = "dropped", why
    db.add(row)
    lead = found.standing.lead
    record(
        db, actor, MilestoneDropped(found.pilot.code, milestone),
        track=consultation.slug, left=[row], reason=why,
        **spoken_by(lead),
    )  # fmt: skip
    return row


def _found(
    db: Session, actor: Actor, consultation: Consultation, code: str, milestone: int
) -> tuple[Found, Milestone]:
    found = found_pilot(db, actor, consultation, code)
    row = db.exec(
        select(Milestone).where(Milestone.pilot_id == found.pilot.id, Milestone.id == milestone)
    ).first()
    if row is None:
        raise NotFound(_("This pilot has no such milestone."))
    return found, row
