"""What is published of a ballot that does not name delegations: its papers, who voted and what was said, each for itself."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.kernel.ledger import digest
from app.voting.conditions import Rule
from app.voting.disclosure.models import Paper, VoteMark
from app.voting.disclosure.queries import enough_spoke
from app.voting.disclosure.rules import blocs_of
from app.voting.models import BallotProposal, Elector, Position, elector_of
from app.voting.views import BallotView, Line, PublishedPaper, Seated, Tally


def published_digest(
    papers: Collection[tuple[str, str, str]], voted: Collection[str], said: Collection[tuple[str, str]]
) -> str:
    """The SHA-256 of all that is published of one proposal: papers as (key, bloc, position), the codes of the delegations
    that voted, words as (position, reason). In no order of casting, and of nothing that is not in the register, so that
    anybody computes it again; it is kept with the result at the close, which the ledger seals."""
    return digest(
        {
            "papers": sorted(list(each) for each in papers),
            "voted": sorted(voted),
            "said": sorted(list(each) for each in said),
        }
    )


@dataclass(frozen=True)
class Published:
    """All that is published of a ballot by what the reader may see of it, in the order of the ballot.

    `voted` are pairs of a proposal and a delegation, in the order of their codes; `said` triples of a proposal, a position
    and a reason, in the order of their words. `together` are the constituencies that are counted together, where that does
    not follow from `voted` because something else is left out for this reader.
    """

    proposals: tuple[str, ...]
    papers: tuple[PublishedPaper, ...]
    voted: tuple[tuple[str, str], ...]
    said: tuple[tuple[str, str, str], ...]
    together: tuple[str, ...]

    @cached_property
    def digests(self) -> dict[str, str]:
        """The hash of what is published of each proposal, by its code."""
        papers: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        voted: dict[str, list[str]] = defaultdict(list)
        said: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for paper in self.papers:
            papers[paper.proposal].append((paper.key, paper.bloc, paper.position))
        for proposal, delegation in self.voted:
            voted[proposal].append(delegation)
        for proposal, position, reason in self.said:
            said[proposal].append((position, reason))
        return {code: published_digest(papers[code], voted[code], said[code]) for code in self.proposals}


def published_of(db: Session, found: Tally) -> Published:
    """What is published of the proposals of a tally; two queries, three where words are published. Whether it may be shown is for the caller to ask."""
    view, lines = found.view, [each.line for each in found.results]
    voted = _voted(db, view, lines, found.electorate)
    return Published(
        tuple(line.code for line in lines),
        tuple(papers_of(db, view, lines, found.electorate)),
        voted,
        () if view.rule.is_secret else _said(db, view, lines),
        _together(found.electorate, voted, view.rule.smallest),
    )


def papers_of(
    db: Session,
    view: BallotView,
    lines: Sequence[Line],
    electorate: Iterable[Seated],
    *,
    after: tuple[int, str] | None = None,
    limit: int | None = None,
) -> list[PublishedPaper]:
    """The papers on these proposals in the order of the ballot and then of their keys; one query. Of a secret ballot those
    that were handed in, else the positions that count, under their receipts. `after` is the place and the key of the last one seen."""
    codes = {line.proposal_id: line.code for line in lines}
    bloc_of = {seated.constituency_id: seated.constituency for seated in electorate}
    key, statement = _kept(view.rule)
    statement = statement.where(
        col(BallotProposal.ballot_id) == view.ballot.id, col(BallotProposal.proposal_id).in_(codes)
    )
    number = col(Paper.proposal_id) if view.rule.is_secret else col(Position.proposal_id)
    statement = statement.where(number.in_(enough_spoke(view.rule, view.ballot)))
    if after is not None:
        place, last = after
        beyond = sa.and_(col(BallotProposal.place) == place, key > last)
        statement = statement.where(sa.or_(col(BallotProposal.place) > place, beyond))
    rows = db.execute(statement.order_by(col(BallotProposal.place), key).limit(limit))
    return [
        PublishedPaper(codes[row.proposal_id], bloc_of[row.constituency_id], row.position, row.key, row.place)
        for row in rows
    ]


def digests_agree(db: Session, found: Tally) -> bool:
    """Whether what is published of a ballot is what was published at its close, as far as the reader may see; also where
    nothing is kept yet. Two or three queries where delegations are not named."""
    kept = (found.view.ballot.result or {}).get("papers")
    if found.view.rule.is_open or kept is None:
        return True
    seen = {each.line.code for each in found.results}
    again = published_of(db, found).digests
    return {code: told for code, told in kept.items() if code in seen} == again


def _kept(rule: Rule) -> tuple[Any, sa.Select[*tuple[Any, ...]]]:
    """What a paper is known by, and the query for papers with the place of their proposal."""
    if rule.is_secret:
        key = col(Paper.key)
        kept = sa.select(
            col(Paper.proposal_id), col(Paper.constituency_id), col(Paper.position), key, col(BallotProposal.place)
        ).join_from(Paper, BallotProposal, _line_of(Paper))  # fmt: skip
        return key, kept
    receipt = col(Position.receipt)
    counted: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(Position.proposal_id), col(Elector.constituency_id), col(Position.position),
            receipt.label("key"), col(BallotProposal.place),
        )
        .join_from(Position, Elector, elector_of(Position))
        .join(BallotProposal, _line_of(Position))
        .where(col(Position.current).is_(True))
    )  # fmt: skip
    return receipt, counted


def _line_of(given: Any) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(BallotProposal.ballot_id) == col(given.ballot_id),
        col(BallotProposal.proposal_id) == col(given.proposal_id),
    )


def _voted(
    db: Session, view: BallotView, lines: Sequence[Line], electorate: Iterable[Seated]
) -> tuple[tuple[str, str], ...]:
    place = {line.proposal_id: (n, line.code) for n, line in enumerate(lines)}
    codes = {seated.key: seated.code for seated in electorate}
    if view.rule.is_secret:
        statement = sa.select(
            col(VoteMark.proposal_id), col(VoteMark.delegation_id), col(VoteMark.seat)
        ).where(col(VoteMark.ballot_id) == view.ballot.id)
    else:
        statement = sa.select(
            col(Position.proposal_id), col(Position.delegation_id), col(Position.seat)
        ).where(col(Position.ballot_id) == view.ballot.id, col(Position.current).is_(True))
    found = sorted(
        (place[proposal], codes[delegation, seat])
        for proposal, delegation, seat in db.execute(statement)
        if proposal in place and (delegation, seat) in codes
    )
    return tuple((code, delegation) for (_n, code), delegation in found)


def _said(db: Session, view: BallotView, lines: Sequence[Line]) -> tuple[tuple[str, str, str], ...]:
    place = {line.proposal_id: (n, line.code) for n, line in enumerate(lines)}
    rows = db.execute(
        sa.select(col(Position.proposal_id), col(Position.position), col(Position.reason)).where(
            col(Position.ballot_id) == view.ballot.id,
            col(Position.current).is_(True),
            col(Position.reason).is_not(None),
            col(Position.proposal_id).in_(enough_spoke(view.rule, view.ballot)),
        )
    )
    # By their words alone: any other order would say whose they are.
    found = sorted((place[row[0]], row[1], row[2]) for row in rows if row[0] in place)
    return tuple((code, position, reason) for (_n, code), position, reason in found)


def _together(
    electorate: Sequence[Seated], voted: Iterable[tuple[str, str]], smallest: int
) -> tuple[str, ...]:
    within = {seated.code: seated.within for seated in electorate}
    spoke: dict[str, Counter[str]] = {code: Counter() for code in within.values()}
    for proposal, delegation in voted:
        spoke[within[delegation]][proposal] += 1
    blocs = {each.within: each.constituency for each in electorate}
    if blocs_of(spoke, smallest) == blocs:
        return ()
    return tuple(sorted(code for code, bloc in blocs.items() if code != bloc))
