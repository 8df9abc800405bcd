"""What the clock does to pilots whose last lead has ended."""

from sqlmodel import Session, col, func, select

from app.consultations.models import Consultation, ConsultationState, Delegation
from app.kernel.actor import SYSTEM
from app.kernel.ledger import LedgerEntry, lock_track
from app.pilots.actions.steps import take_pilot_step
from app.pilots.models import Part, Pilot, PilotParty, PilotState
from app.pilots.standing import counted_in, with_a_lead

LED = col(Pilot.state).in_((PilotState.CONFIRMED, PilotState.ACTIVE))


def hold_pilots_without_a_lead(db: Session) -> int:
    """The tick: put on hold, as the system, every pilot that is left without a State because its delegation ended,
    with the reason given for that. Gives how many.

    A pilot that is active is led by a State (invariant 12, domain A34). Pages say "without a lead" from the moment the
    delegation ends.
    """
    slugs = db.exec(
        select(Consultation.slug)
        .join(Pilot, col(Pilot.consultation_id) == Consultation.id)
        .where(LED, col(Pilot.id).not_in(with_a_lead()), Consultation.state != ConsultationState.ARCHIVED)
        .distinct()
        .order_by(Consultation.slug)
    ).all()
    return sum(_hold(db, slug) for slug in slugs)


def _hold(db: Session, slug: str) -> int:
    lock_track(db, slug)
    alone = db.exec(
        select(Pilot, Consultation)
        .join(Consultation, col(Consultation.id) == Pilot.consultation_id)
        .where(Consultation.slug == slug, LED, col(Pilot.id).not_in(with_a_lead()))
        .order_by(col(Pilot.id))
    ).all()
    for pilot, consultation in alone:
        steps = counted_in(db, pilot).steps
        reason = _why_it_ended(db, slug, pilot)
        take_pilot_step(
            db, SYSTEM, consultation, pilot, verb="held", to=PilotState.ON_HOLD, steps=steps, reason=reason
        )
    return len(alone)


def _why_it_ended(db: Session, slug: str, pilot: Pilot) -> str:
    """The reason given for the end of the delegation that led it last."""
    led = (
        select(Delegation.code)
        .join(PilotParty, col(PilotParty.delegation_id) == Delegation.id)
        .where(PilotParty.pilot_id == pilot.id, PilotParty.part == Part.LEAD)
    )
    last = select(func.max(LedgerEntry.seq)).where(
        LedgerEntry.track == slug, LedgerEntry.verb == "delegation_ended", col(LedgerEntry.subject).in_(led)
    )
    entry = db.exec(
        select(LedgerEntry.reason).where(LedgerEntry.track == slug, LedgerEntry.seq == last.scalar_subquery())
    ).first()
    return entry or ""
