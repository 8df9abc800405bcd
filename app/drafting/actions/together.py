"""Many proposals go one step together: when a round opens on them, when a ballot is made."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation, WorkingGroup
from app.consultations.queries import track_of
from app.drafting.events import StepTaken
from app.drafting.models import Proposal, ProposalState, Step
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.db import keep_all
from app.kernel.ledger import record_each


def take_steps(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    moving: Sequence[tuple[Proposal, WorkingGroup]],
    *,
    verb: str,
    to: ProposalState,
    capacity: str = "",
    round_code: str | None = None,
) -> list[Step]:
    """Move each proposal to the state `to` and keep its step, as `take_step` does for one; as many statements for many.

    Each step has an entry of its own, in the chain of a closed group where the proposal is that group's. The caller
    holds the consultation's lock and has asked the rule; nothing is decided here.
    """
    if not moving:
        return []
    at = now(db)
    ids = [proposal.id or 0 for proposal, _group in moving]
    rows = db.execute(
        sa.select(col(Step.proposal_id), sa.func.max(col(Step.n)))
        .where(col(Step.proposal_id).in_(ids))
        .group_by(col(Step.proposal_id))
    ).all()
    last: dict[int, int] = {row[0]: row[1] for row in rows}
    tracks: dict[str, list[tuple[StepTaken, list[Step]]]] = {}
    for proposal, group in moving:
        step = Step(
            consultation_id=proposal.consultation_id,
            proposal_id=proposal.id or 0,
            n=last.get(proposal.id or 0, 0) + 1,
            verb=verb,
            from_state=str(proposal.state),
            to_state=to,
            version=proposal.version,
            person_id=actor.person_id,
            author_title=capacity,
            round_code=round_code,
            taken_at=at,
        )
        fact = StepTaken(proposal.code, verb, step.from_state, to, proposal.version, round_code)
        tracks.setdefault(track_of(consultation, group), []).append((fact, [step]))
    steps = keep_all(
        db,
        [step for facts in tracks.values() for _fact, left in facts for step in left],
        sa.select(Step).where(
            col(Step.proposal_id).in_(ids), col(Step.taken_at) == at, col(Step.verb) == verb
        ),
    )
    kept = {(step.proposal_id, step.n): step for step in steps}
    db.execute(sa.update(Proposal).where(col(Proposal.id).in_(ids)).values(state=to))
    for track, facts in tracks.items():
        left = [(fact, [kept[step.proposal_id, step.n] for step in made]) for fact, made in facts]
        record_each(db, actor, left, track=track, capacity=capacity or None)
    return list(steps)
