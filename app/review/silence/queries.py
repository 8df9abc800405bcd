"""Reads of texts under silence, and of the chair's statements."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Round
from app.drafting.models import Proposal
from app.review.silence.models import Silence


def unconfirmed(db: Session, round_: Round) -> list[str]:
    """The codes of the texts whose silence nobody broke and the chair has not confirmed yet, in order; one query.

    While the round is open these are the texts whose silence is still running. No text of a group that is closed to its
    members is ever under silence, so that these codes may be told to whoever runs the round.
    """
    statement = (
        sa.select(col(Proposal.code))
        .join(Silence, col(Silence.proposal_id) == Proposal.id)
        .where(
            col(Silence.round_id) == round_.id,
            col(Silence.broken_at).is_(None),
            col(Silence.confirmed_at).is_(None),
        )
        .order_by(col(Silence.id))
    )
    return list(db.execute(statement).scalars())
