"""How delegations stand on one proposal: from the ballot and one reading of all positions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Constituency, Delegation, Round
from app.drafting.models import Proposal
from app.voting.counting import Counts, Result
from app.voting.models import Ballot, BallotProposal, Choice, Elector, Position
from app.voting.queries import called, view_of
from app.voting.rules import judge
from app.voting.views import BallotView, Said


@dataclass(frozen=True, slots=True)
class ProposalStanding:
    """What the latest ballot says of a proposal: while it is open only that it is on it, afterwards the result."""

    view: BallotView
    version: int
    result: Result | None
    rows: tuple[tuple[str, Counts], ...]
    reservations: tuple[Said, ...]
    objections: tuple[Said, ...]


def standing_of(
    db: Session, proposal: Proposal, rounds: Sequence[Round], at: datetime
) -> ProposalStanding | None:
    """The latest ballot with this proposal on it; None where there is none. Two queries.

    Nothing is counted before the ballot has closed: the rule of the voting floor decides, here as everywhere.
    """
    found = db.exec(
        select(Ballot, BallotProposal.version)
        .join(BallotProposal, col(BallotProposal.ballot_id) == Ballot.id)
        .where(BallotProposal.proposal_id == proposal.id)
        .order_by(col(Ballot.opens_at).desc(), col(Ballot.code).desc())
    ).first()
    ballot = found[0] if found else None
    rows = _positions(db, ballot.id if ballot else None, proposal)
    if found is None or ballot is None:
        return None
    round_ = next(r for r in rounds if r.id == ballot.round_id)
    view = view_of(ballot, round_, at)
    if not view.counted:
        return ProposalStanding(view, found[1], None, (), (), ())
    names: dict[str, str] = {}
    given: dict[str, dict[str, int]] = {}
    said: list[Said] = []
    for constituency, name, delegation, speaker, position, reason in rows:
        names[constituency] = name
        counts = given.setdefault(constituency, {})
        key = position or "not_voted"
        counts[key] = counts.get(key, 0) + 1
        if position in (Choice.OBJECT, Choice.SUPPORT_WITH_RESERVATION):
            said.append(Said(delegation, speaker, name, position, reason or ""))
    by_constituency = {code: Counts(**counts) for code, counts in given.items()}
    objections = tuple(s for s in said if s.position == Choice.OBJECT)
    result = judge(view.rule, by_constituency, names=names, objectors=[s.name for s in objections])
    return ProposalStanding(
        view=view,
        version=found[1],
        result=result,
        rows=tuple((names[code], counts) for code, counts in by_constituency.items()),
        reservations=tuple(s for s in said if s.position == Choice.SUPPORT_WITH_RESERVATION),
        objections=objections,
    )


def _positions(
    db: Session, ballot_id: int | None, proposal: Proposal
) -> list[tuple[str, str, str, str, str | None, str | None]]:
    """Every seat of the electorate with its position, or none: one query."""
    rows = db.execute(
        sa.select(
            col(Constituency.code),
            col(Constituency.name),
            col(Constituency.name_i18n),
            col(Delegation.code),
            col(Delegation.short_name),
            col(Delegation.name_i18n),
            col(Position.position),
            col(Position.reason),
        )
        .join_from(Elector, Delegation, col(Delegation.id) == Elector.delegation_id)
        .join(Constituency, col(Constituency.id) == Elector.constituency_id)
        .join(
            Position,
            sa.and_(
                col(Position.ballot_id) == Elector.ballot_id,
                col(Position.delegation_id) == Elector.delegation_id,
                col(Position.proposal_id) == proposal.id,
                col(Position.current).is_(True),
            ),
            isouter=True,
        )
        .where(col(Elector.ballot_id) == ballot_id)
        .order_by(col(Constituency.place), col(Constituency.code), col(Elector.place), col(Delegation.code))
    )
    return [
        (code, called(name, i18n), delegation, called(short, short_i18n), position, reason)
        for code, name, i18n, delegation, short, short_i18n, position, reason in rows
    ]
