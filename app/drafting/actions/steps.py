"""The one way a proposal moves on its course: the state, the step that stays readable, and the ledger, together."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, WorkingGroup
from app.consultations.queries import track_of
from app.drafting.events import StepTaken
from app.drafting.models import Proposal, ProposalState, Step
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.ledger import record


def take_step(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    proposal: Proposal,
    group: WorkingGroup,
    *,
    verb: str,
    to: ProposalState,
    reason: str = "",
    capacity: str = "",
    round_code: str | None = None,
    target: str | None = None,
) -> Step:
    """Move `proposal` to the state `to` and keep the step. `verb` is the fact in the past tense, such as `withdrawn`.

    `target` is the code of the other proposal where there is one. The caller holds the consultation's lock and has
    asked the rule; nothing is decided here.
    """
    last = db.exec(select(sa.func.max(Step.n)).where(Step.proposal_id == proposal.id)).one()
    step = Step(
        consultation_id=proposal.consultation_id,
        proposal_id=proposal.id or 0,
        n=(last or 0) + 1,
        verb=verb,
        from_state=str(proposal.state),
        to_state=to,
        version=proposal.version,
        reason=reason,
        person_id=actor.person_id,
        author_title=capacity,
        round_code=round_code,
        taken_at=now(db),
    )
    db.add(step)
    db.execute(sa.update(Proposal).where(col(Proposal.id) == proposal.id).values(state=to))
    proposal.state = to
    record(
        db,
        actor,
        StepTaken(proposal.code, verb, step.from_state, to, proposal.version, round_code, target),
        track=track_of(consultation, group),
        left=[step],
        capacity=capacity or None,
        reason=reason or None,
    )
    return step
