"""The one way a pilot moves on its course: its state, the step that stays readable, and the ledger, together."""

from collections.abc import Sequence

from sqlmodel import Session, SQLModel

from app.consultations.models import Consultation
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import now
from app.kernel.ledger import record
from app.pilots.events import PilotStepTaken
from app.pilots.models import Pilot, PilotState, PilotStep
from app.pilots.rules import Speaker, spoken_by


def take_pilot_step(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    pilot: Pilot,
    *,
    verb: str,
    to: PilotState,
    steps: int,
    speaker: Speaker | None = None,
    reason: str = "",
    lessons: str = "",
    follow_up: str = "",
    left: Sequence[SQLModel] = (),
) -> PilotStep:
    """Move `pilot` to the state `to` and keep the step. `steps` is how many it has taken before, `left` what else the
    step has written.

    Without a `speaker` the step is the system's. The caller holds the consultation's lock and has asked the rule.
    """
    by = actor if speaker is not None else SYSTEM
    step = PilotStep(
        consultation_id=pilot.consultation_id,
        pilot_id=pilot.id or 0,
        n=steps + 1,
        verb=verb,
        from_state=str(pilot.state),
        to_state=to.value,
        reason=reason,
        lessons=lessons,
        follow_up=follow_up,
        person_id=by.person_id,
        by_title=speaker.title if speaker else "",
        taken_at=now(db),
    )
    pilot.state = to.value
    db.add_all([step, pilot])
    record(
        db,
        by,
        PilotStepTaken(pilot.code, verb, step.from_state, step.to_state, follow_up or None),
        track=consultation.slug,
        left=[step, pilot, *left],
        **spoken_by(speaker),
        reason=reason or None,
    )
    return step
