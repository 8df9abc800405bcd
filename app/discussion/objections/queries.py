"""Reads of objections: those of a round that wait, lists, one with its steps."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation, Round, RoundKind, WorkingGroup
from app.consultations.queries import seen_groups
from app.discussion.objections.models import Objection, ObjectionStep
from app.drafting.models import Proposal
from app.kernel.actor import Actor


def unaddressed(
    db: Session, consultation: Consultation, round_: Round, *, actor: Actor | None = None
) -> list[str]:
    """The codes of the objections of a last call on which nothing was done yet, in order; one query.

    With an `actor` only those on texts that this person may see: without one there may be more, and a code of a closed
    group is told to nobody outside it (invariant 14). Empty for a round of another kind.
    """
    if round_.kind != RoundKind.LAST_CALL:
        return []
    taken = sa.exists().where(col(ObjectionStep.objection_id) == col(Objection.id))
    statement = (
        sa.select(col(Objection.code))
        .join(Proposal, col(Proposal.id) == Objection.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(
            col(Objection.consultation_id) == consultation.id, col(Objection.round_id) == round_.id, ~taken
        )
        .order_by(col(Objection.id))
    )
    if actor is not None:
        statement = statement.where(seen_groups(actor))
    return list(db.execute(statement).scalars())
