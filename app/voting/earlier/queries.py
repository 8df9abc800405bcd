"""The read of what a delegation gave in earlier ballots on the texts of this one."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from app.voting.earlier.rules import why_not_again
from app.voting.earlier.views import Earlier
from app.voting.models import Ballot, BallotProposal, Position
from app.voting.views import BallotView, Line

_EARLIER = (
    sa.select(
        col(Position.proposal_id),
        col(Ballot.code),
        col(Ballot.voided_at),
        col(Position.version),
        col(Position.position),
        col(Position.reason),
        col(Position.willing),
        col(Position.cast_at),
    )
    .join_from(Position, Ballot, col(Ballot.id) == Position.ballot_id)
    .where(
        col(Ballot.consultation_id) == sa.bindparam("consultation"),
        col(Ballot.opens_at) < sa.bindparam("opens_at"),
        col(Position.delegation_id) == sa.bindparam("delegation"),
        col(Position.current).is_(True),
        col(Position.proposal_id).in_(
            sa.select(col(BallotProposal.proposal_id)).where(
                col(BallotProposal.ballot_id) == sa.bindparam("ballot")
            )
        ),
    )
    .order_by(col(Ballot.opens_at), col(Ballot.id))
)


def earlier_of(
    db: Session, view: BallotView, delegation_id: int, lines: Iterable[Line]
) -> dict[str, Earlier]:
    """What the delegation gave on each of these lines in the last ballot before this one, by the code of the proposal;
    one query. Who may read it, which is the delegation itself, is for the caller to ask. Nothing before a secret ballot:
    what was said aloud once is no paper to hand in by one press."""
    if view.rule.is_secret:
        return {}
    by_id = {line.proposal_id: line for line in lines}
    rows = db.execute(
        _EARLIER,
        {
            "consultation": view.ballot.consultation_id,
            "opens_at": view.ballot.opens_at,
            "delegation": delegation_id,
            "ballot": view.ballot.id,
        },
    )
    found = {}
    for proposal, ballot, voided_at, version, position, reason, willing, cast_at in rows:
        line = by_id.get(proposal)
        if line is None:
            continue
        found[line.code] = Earlier(
            proposal=line.code,
            ballot=ballot,
            void=voided_at is not None,
            version=version,
            now=line.version,
            position=position,
            reason=reason,
            willing=willing,
            cast_at=cast_at,
            why_not=why_not_again(view.rule, position, reason, given_on=version, now=line.version),
        )
    return found
