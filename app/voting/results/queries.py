"""Reads of what delegations would do for a pilot; as the count, to be shown once the ballot has closed."""

from collections import defaultdict

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Constituency, Delegation
from app.voting.conditions import CAST
from app.voting.members.words import unit_code, unit_name
from app.voting.models import Elector, Position, Willing, elector_of
from app.voting.queries import called
from app.voting.results.measures import Will
from app.voting.results.views import Acting, Findings
from app.voting.views import BallotView, Tally

_SAID = (
    sa.select(col(Position.proposal_id), col(Position.willing), sa.func.count())
    .join_from(
        Position,
        Elector,
        elector_of(Position),
    )
    .where(
        col(Position.ballot_id) == sa.bindparam("ballot"),
        col(Position.current).is_(True),
        col(Position.willing).in_([str(word) for word in Willing]),
    )
    .group_by(col(Position.proposal_id), col(Position.willing))
)


def findings_of(db: Session, tally: Tally) -> Findings:
    """What follows from a tally, with who would act; one query."""
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for proposal, word, n in db.execute(_SAID, {"ballot": tally.view.ballot.id}):
        counted[proposal][word] = n
    return Findings(
        tally,
        {
            found.line.code: Will(**counted[found.line.proposal_id])
            for found in tally.results
            # Of a text on which too few spoke to be counted nothing is said here either.
            if found.line.proposal_id in counted and found.result.count(CAST)
        },
    )


def acting_on(db: Session, view: BallotView, proposal_id: int | None = None) -> tuple[Acting, ...]:
    """Which delegation would do what, on one proposal or on all, in the order of the electorate; one query. Of a ballot that
    does not name delegations nothing: how many would, `findings_of` has."""
    if not view.rule.is_open:
        return ()
    statement = (
        sa.select(
            col(Position.proposal_id),
            col(Delegation.code),
            col(Delegation.short_name),
            col(Delegation.name_i18n),
            col(Constituency.name),
            col(Constituency.name_i18n),
            col(Position.willing),
            col(Elector.seat),
            col(Elector.title),
        )
        .join_from(Position, Delegation, col(Delegation.id) == Position.delegation_id)
        .join(
            Elector,
            elector_of(Position),
        )
        .join(Constituency, col(Constituency.id) == Elector.constituency_id)
        .where(
            col(Position.ballot_id) == view.ballot.id,
            col(Position.current).is_(True),
            col(Position.willing).in_([str(word) for word in Willing]),
        )
        .order_by(col(Constituency.place), col(Constituency.code), col(Elector.place), col(Delegation.code))
    )
    if proposal_id is not None:
        statement = statement.where(col(Position.proposal_id) == proposal_id)
    return tuple(
        Acting(
            row[0],
            unit_code(row[1], row[7]),
            unit_name(called(row[2], row[3]), row[7], row[8]),
            called(row[4], row[5]),
            row[6],
        )
        for row in db.execute(statement)
    )
