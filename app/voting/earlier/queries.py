"""The read of what a delegation gave in earlier ballots on the texts of this one, and of marks that were challenged since."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.drafting.editorial.models import MarkChallenge
from app.drafting.editorial.queries import unmarked_after
from app.drafting.editorial.views import Challenge
from app.voting.earlier.rules import why_not_again
from app.voting.earlier.views import Before, Earlier
from app.voting.models import Ballot, BallotProposal, Position
from app.voting.views import BallotView, Line

_GIVEN = (
    sa.select(
        col(Position.proposal_id),
        col(Ballot.code),
        col(Ballot.voided_at),
        col(Position.version),
        col(Position.position),
        col(Position.reason),
        col(Position.willing),
        col(Position.cast_at),
        col(Ballot.opens_at),
        col(Ballot.id).label("ballot_id"),
    )
    .join_from(Position, Ballot, col(Ballot.id) == Position.ballot_id)
    .where(
        col(Ballot.consultation_id) == sa.bindparam("consultation"),
        col(Ballot.opens_at) < sa.bindparam("opens_at"),
        col(Position.delegation_id) == sa.bindparam("delegation"),
        # What a member gave is its own, and nothing that its delegation gave.
        col(Position.seat) == 0,
        col(Position.current).is_(True),
    )
    .subquery("given")
)
_CHALLENGED = (
    col(MarkChallenge.n),
    col(MarkChallenge.reason),
    col(MarkChallenge.author_title),
    col(MarkChallenge.challenged_at),
)
_BEFORE = (
    sa.select(
        col(BallotProposal.proposal_id),
        *(column for column in _GIVEN.c if column.name not in ("proposal_id", "opens_at", "ballot_id")),
        unmarked_after(col(BallotProposal.proposal_id), _GIVEN.c.version, sa.bindparam("opens_at")).label(
            "unmarked"
        ),
        *_CHALLENGED,
    )
    .select_from(BallotProposal)
    .outerjoin(_GIVEN, _GIVEN.c.proposal_id == col(BallotProposal.proposal_id))
    .outerjoin(MarkChallenge, col(MarkChallenge.proposal_id) == col(BallotProposal.proposal_id))
    .where(col(BallotProposal.ballot_id) == sa.bindparam("ballot"))
    .order_by(_GIVEN.c.opens_at, _GIVEN.c.ballot_id, col(MarkChallenge.n))
)


def given_before(proposal_id: Any, delegation_id: Any, opens_at: Any) -> sa.ScalarSelect[int]:
    """The newest version of a text that a delegation gave a position on in a ballot that opened before `opens_at`, as a
    column of a query; null where it gave none."""
    before, ballot = aliased(Position), aliased(Ballot)
    return (
        sa.select(sa.func.max(before.version))
        .join_from(before, ballot, col(ballot.id) == before.ballot_id)
        .where(
            before.proposal_id == proposal_id,
            before.delegation_id == delegation_id,
            col(before.seat) == 0,
            col(before.current).is_(True),
            ballot.opens_at < opens_at,
        )
        .correlate_except(before, ballot)
        .scalar_subquery()
    )


def before_of(
    db: Session, view: BallotView, delegation_id: int, lines: Iterable[Line], *, own: bool = True
) -> Before:
    """What the delegation gave on each of these lines in the last ballot before this one, and which marks were challenged
    since this one opened; one query. What it gave is told to nobody but the delegation itself: not to who is not its `own`.

    Nothing before a secret ballot: what was said aloud once is no paper to hand in by one press.
    """
    by_id = {line.proposal_id: line for line in lines}
    rows = db.execute(
        _BEFORE,
        {
            "consultation": view.ballot.consultation_id,
            "opens_at": view.ballot.opens_at,
            "delegation": delegation_id,
            "ballot": view.ballot.id,
        },
    ).all()
    challenges: dict[str, dict[int, Challenge]] = {}
    last = {}
    for row in rows:
        line = by_id.get(row[0])
        if line is None:
            continue
        if row.n is not None and row.n <= line.version:
            challenges.setdefault(line.code, {})[row.n] = Challenge(*row[-4:])
        if row.code is not None and own and not view.rule.is_secret:
            last[line.code] = (line, row)
    given = {}
    for code, (line, row) in last.items():
        since = tuple(c for c in challenges.get(code, {}).values() if c.n > row.version)
        given[code] = Earlier(
            proposal=code,
            ballot=row.code,
            void=row.voided_at is not None,
            version=row.version,
            now=line.version,
            position=row.position,
            reason=row[5],
            willing=row.willing,
            cast_at=row.cast_at,
            unmarked=bool(row.unmarked),
            challenges=since,
            why_not=why_not_again(
                view.rule,
                row.position,
                row[5],
                changed=row.version != line.version and (bool(row.unmarked) or bool(since)),
            ),
        )
    opened = view.ballot.opens_at
    lately = {code: tuple(c for c in found.values() if c.at >= opened) for code, found in challenges.items()}
    return Before(given, {code: found for code, found in lately.items() if found})
