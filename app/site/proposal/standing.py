"""How delegations stand on one proposal: from the ballot and one reading of all positions."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import QueryableAttribute, defer
from sqlmodel import Session, col, select

from app.consultations.models import Constituency, Delegation, Round
from app.drafting.editorial.views import Challenge
from app.drafting.models import Proposal
from app.site.proposal.history import VersionLine
from app.voting.counting import Elector as Counted
from app.voting.counting import Result
from app.voting.members.words import unit_code_in, unit_name
from app.voting.models import Ballot, BallotProposal, Elector, Position
from app.voting.queries import called, tally, version_decided_on, view_of
from app.voting.rules import decide
from app.voting.said import overrulings_in
from app.voting.views import BallotView, Said
from app.voting.words import Slice, slices_of

# The stored result of a ballot is that of all its proposals: long, and not needed for one of them.
_ALL_RESULTS = cast(QueryableAttribute[Any], Ballot.result)


# Every seat of an electorate with its position, or none. Built once: it is long. Names in other languages come as
# they are stored, because most rows need none of them.
_SEATS: sa.Executable = (
    sa.select(
        col(Constituency.code).label("constituency"),
        col(Constituency.name).label("constituency_name"),
        sa.cast(col(Constituency.name_i18n), sa.String).label("constituency_i18n"),
        unit_code_in(col(Delegation.code), col(Elector.seat)).label("code"),
        col(Delegation.short_name),
        sa.cast(col(Delegation.name_i18n), sa.String).label("name_i18n"),
        col(Elector.seat),
        col(Elector.title),
        col(Position.position),
        col(Position.reason),
        col(Elector.related),
        col(Delegation.id).label("delegation_id"),
    )
    .join_from(Elector, Delegation, col(Delegation.id) == Elector.delegation_id)
    .join(Constituency, col(Constituency.id) == Elector.constituency_id)
    .join(
        Position,
        sa.and_(
            col(Position.ballot_id) == Elector.ballot_id,
            col(Position.delegation_id) == Elector.delegation_id,
            col(Position.seat) == Elector.seat,
            col(Position.proposal_id) == sa.bindparam("proposal"),
            col(Position.current).is_(True),
        ),
        isouter=True,
    )
    .where(col(Elector.ballot_id) == sa.bindparam("ballot"))
    .order_by(col(Constituency.place), col(Constituency.code), col(Elector.place), col(Delegation.code))
)


@dataclass(frozen=True, slots=True)
class ProposalStanding:
    """What the latest ballot says of a proposal: while it is open only that it is on it, afterwards the result."""

    view: BallotView
    version: int
    result: Result | None
    rows: tuple[tuple[str, tuple[Slice, ...]], ...]
    reservations: tuple[Said, ...]
    objections: tuple[Said, ...]

    @property
    def decides(self) -> bool:
        """Whether it has closed and decided on the text: a secret ballot shows the mood, and adopts nothing."""
        return self.result is not None and not self.view.rule.is_secret

    def challenged_in(self, versions: Iterable[VersionLine]) -> tuple[Challenge, ...]:
        """Of the versions up to the one it is about, the challenges of editorial marks that came while it was open."""
        found = (line.challenge for line in versions if line.n <= self.version)
        opened, closed = self.view.ballot.opens_at, self.view.closes_at
        return tuple(c for c in found if c is not None and opened <= c.at < closed)

    @property
    def slices(self) -> tuple[Slice, ...]:
        """The seats of everybody, once there is a result."""
        return slices_of(self.result.rule, self.result.overall) if self.result else ()


def standing_of(
    db: Session, proposal: Proposal, rounds: Sequence[Round], at: datetime
) -> ProposalStanding | None:
    """The latest ballot with this proposal on it that is not void; None where there is none. One query, two after its close;
    six where delegations are not named, whose small constituencies are counted together.

    Nothing is counted before the ballot has closed: the rule of the voting floor decides, here as everywhere.
    """
    found = db.exec(
        select(Ballot, version_decided_on(col(Ballot.opens_at)))
        .join(BallotProposal, col(BallotProposal.ballot_id) == Ballot.id)
        .where(BallotProposal.proposal_id == proposal.id, col(Ballot.voided_at).is_(None))
        .order_by(col(Ballot.opens_at).desc(), col(Ballot.code).desc())
        .options(defer(_ALL_RESULTS, raiseload=True))
    ).first()
    view = None
    if found is not None:
        round_ = next(r for r in rounds if r.id == found[0].round_id)
        view = view_of(found[0], round_, at)
    if found is None or view is None:
        return None
    if not view.counted:
        return ProposalStanding(view, found[1], None, (), (), ())
    # Which of several amendments falls follows from all of them.
    if not view.rule.is_open or proposal.amends_id is not None:
        return _counted(db, proposal, view, found[1])
    electors, given, said, overruled = [], dict[str, str](), list[Said](), list[str]()
    answered = overrulings_in(db, view, proposal.id)
    for row in _positions(db, view.ballot.id, proposal):
        name = unit_name(_called(row.short_name, row.name_i18n), row.seat, row.title)
        where = _called(row.constituency_name, row.constituency_i18n)
        electors.append(Counted(row.code, row.constituency, name, where, row.related or ""))
        if row.position is None:
            continue
        given[row.code] = row.position
        chair = answered.get((proposal.id or 0, row.delegation_id, row.seat))
        if chair is not None:
            overruled.append(row.code)
        if view.rule.needs_reason(row.position):
            words = (chair.reason, chair.author_title) if chair else ("", "")
            said.append(Said(row.code, name, where, row.position, row.reason or "", *words))
    result = decide(view.rule, electors, given, overruled=overruled)
    return ProposalStanding(
        view=view,
        version=found[1],
        result=result,
        rows=tuple(
            (result.names[code], slices_of(view.rule, counts))
            for code, counts in result.by_constituency.items()
        ),
        reservations=tuple(s for s in said if not view.rule.is_objection(s.position)),
        objections=tuple(s for s in said if view.rule.is_objection(s.position)),
    )


def _counted(db: Session, proposal: Proposal, view: BallotView, version: int) -> ProposalStanding:
    """The same from the count of the ballot: where nothing is shown by delegation, its counts by bloc and reasons under no
    name; of an amendment what it came to beside the others."""
    (found,) = tally(db, view, code=proposal.code).results
    return ProposalStanding(
        view, version, found.result, tuple(found.rows), found.reservations, found.objections
    )


def _called(name: str, i18n: str | None) -> str:
    return called(name, json.loads(i18n) if i18n else None)


def _positions(db: Session, ballot_id: int | None, proposal: Proposal) -> Sequence[Any]:
    """Every seat of the electorate with its position, or none: one query."""
    return db.execute(_SEATS, {"ballot": ballot_id, "proposal": proposal.id}).all()
