"""The positions that count, one by one: what is published of a ballot that names who gave them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.consultations.models import Constituency, Delegation, WorkingGroup
from app.drafting.models import Proposal
from app.kernel.actor import Actor
from app.voting.members.words import unit_code_in
from app.voting.models import BallotProposal, Elector, Position, elector_of
from app.voting.queries import seen_by
from app.voting.views import BallotView


@dataclass(frozen=True)
class RegisterRow:
    """One position of the published register. `by` is the delegation that gave it by proxy, where it was another one."""

    proposal: str
    delegation: str
    constituency: str
    position: str
    reason: str | None
    version: int
    turn: int
    cast_at: datetime
    receipt: str
    nonce: str
    place: int
    willing: str | None = None
    by: str | None = None


# Whoever gave a position by proxy.
_by = aliased(Delegation)


def register(
    db: Session, view: BallotView, actor: Actor, *, cursor: tuple[int, str] | None = None, limit: int = 100
) -> list[RegisterRow]:
    """The positions that count, in the order of the ballot and then of the delegations' codes; one query.

    `cursor` is the place and the delegation of the last row seen. Whether it may be shown is for the caller to ask. There is
    none where delegations are not named: what is published of such a ballot, `papers_of` has.
    """
    if not view.rule.is_open:
        return []
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Proposal.code).label("proposal"),
            unit_code_in(col(Delegation.code), col(Position.seat)).label("delegation"),
            col(Constituency.code).label("constituency"),
            col(Position.position),
            col(Position.reason),
            col(Position.version),
            col(Position.turn),
            col(Position.cast_at),
            col(Position.receipt),
            col(Position.nonce),
            col(BallotProposal.place),
            col(Position.willing),
            col(_by.code).label("by"),
        )
        .join_from(Position, Proposal, col(Proposal.id) == Position.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Delegation, col(Delegation.id) == Position.delegation_id)
        .join(
            Elector,
            elector_of(Position),
        )
        .join(Constituency, col(Constituency.id) == Elector.constituency_id)
        .outerjoin(_by, col(_by.id) == Position.given_by_id)
        .join(
            BallotProposal,
            sa.and_(
                col(BallotProposal.ballot_id) == Position.ballot_id,
                col(BallotProposal.proposal_id) == Position.proposal_id,
            ),
        )
        .where(col(Position.ballot_id) == view.ballot.id, col(Position.current).is_(True))
        .order_by(col(BallotProposal.place), col(Delegation.code), col(Position.seat))
        .limit(limit)
    )
    statement = seen_by(statement, actor, view.ballot)
    if cursor is not None:
        place, last = cursor
        code, _mark, seat = last.partition("#")
        after = sa.or_(
            col(Delegation.code) > code,
            sa.and_(
                col(Delegation.code) == code,
                col(Position.seat) > (int(seat) if seat.isascii() and seat.isdigit() else 0),
            ),
        )
        statement = statement.where(
            sa.or_(
                col(BallotProposal.place) > place,
                sa.and_(col(BallotProposal.place) == place, after),
            )
        )
    return [RegisterRow(**row) for row in db.execute(statement).mappings()]
