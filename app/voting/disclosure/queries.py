"""Reads of a ballot that does not name delegations: which constituencies are counted together, and its papers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.voting.conditions import Disclosure, Rule
from app.voting.disclosure.models import Paper, VoteMark
from app.voting.disclosure.rules import blocs_of
from app.voting.models import Ballot, Elector, Position, elector_of
from app.voting.views import Seated
from app.voting.words import listed


def enough_spoke(rule: Rule, ballot: Ballot) -> sa.Select[int]:
    """The numbers of the proposals of a ballot that does not name delegations on which at least `smallest` spoke: of the
    others nothing is counted and nothing published."""
    if rule.is_secret:
        spoken, number = sa.select(col(Paper.proposal_id)), col(Paper.proposal_id)
        spoken = spoken.where(col(Paper.ballot_id) == ballot.id)
    else:
        spoken, number = sa.select(col(Position.proposal_id)), col(Position.proposal_id)
        spoken = spoken.where(col(Position.ballot_id) == ballot.id, col(Position.current).is_(True))
    return spoken.group_by(number).having(sa.func.count() >= rule.smallest)


def too_few_spoke(db: Session, consultation_id: int | None) -> list[tuple[int, int]]:
    """The ballots and proposals of a consultation of which nothing is counted, for reads over many ballots; one query."""
    smallest = sa.type_coerce(col(Ballot.rule), sa.JSON)["smallest"].as_integer()
    tables: tuple[tuple[Any, Any], ...] = ((Position, col(Position.current).is_(True)), (Paper, sa.true()))
    few = [
        sa.select(table.ballot_id, table.proposal_id)
        .join_from(table, Ballot, col(Ballot.id) == table.ballot_id)
        .where(col(Ballot.consultation_id) == consultation_id, counts, smallest > 0)
        .group_by(table.ballot_id, table.proposal_id)
        .having(sa.func.count() < sa.func.min(smallest))
        for table, counts in tables
    ]
    return [(row[0], row[1]) for row in db.execute(sa.union_all(*few))]


def counted_positions(rule: Rule, ballot: Ballot) -> sa.Select[int, int, str, int]:
    """How many took each position, by proposal and constituency: from the papers of a secret ballot, else from the
    positions that count; where delegations are not named, of texts only on which enough spoke."""
    if rule.is_secret:
        return (
            sa.select(
                col(Paper.proposal_id), col(Paper.constituency_id), col(Paper.position), sa.func.count()
            )
            .where(col(Paper.ballot_id) == ballot.id, col(Paper.proposal_id).in_(enough_spoke(rule, ballot)))
            .group_by(col(Paper.proposal_id), col(Paper.constituency_id), col(Paper.position))
        )
    found = (
        sa.select(
            col(Position.proposal_id), col(Elector.constituency_id), col(Position.position), sa.func.count()
        )
        .join_from(
            Position,
            Elector,
            elector_of(Position),
        )
        .where(col(Position.ballot_id) == ballot.id, col(Position.current).is_(True))
        .group_by(col(Position.proposal_id), col(Elector.constituency_id), col(Position.position))
    )
    return found if rule.is_open else found.where(col(Position.proposal_id).in_(enough_spoke(rule, ballot)))


def in_blocs(db: Session, rule: Rule, ballot: Ballot, electorate: Sequence[Seated]) -> tuple[Seated, ...]:
    """The electorate with small constituencies together, where delegations are not named; one query there.

    The code of its own constituency stays beside that of the bloc (`within`).
    """
    if rule.is_open:
        return tuple(electorate)
    names = {seated.constituency: seated.constituency_name for seated in electorate}
    code_of = {seated.constituency_id: seated.constituency for seated in electorate}
    blocs = blocs_of(_spoken(db, rule, ballot, code_of), rule.smallest)
    called = {
        bloc: listed([names[code] for code in names if blocs[code] == bloc]) for bloc in set(blocs.values())
    }
    return tuple(
        replace(
            seated,
            constituency=blocs[seated.constituency],
            constituency_name=called[blocs[seated.constituency]],
            within=seated.constituency,
        )
        for seated in electorate
    )


def _spoken(db: Session, rule: Rule, ballot: Ballot, code_of: Mapping[int, str]) -> dict[str, dict[str, int]]:
    """How many of each constituency spoke on each proposal; `code_of` has the codes by their numbers; one query."""
    spoke: dict[str, dict[str, int]] = {code: defaultdict(int) for code in code_of.values()}
    for proposal, constituency, _position, n in db.execute(counted_positions(rule, ballot)):
        spoke[code_of[constituency]][str(proposal)] += n
    return spoke


def marked_on(db: Session, ballot: Ballot, delegation_id: int, seat: int = 0) -> dict[int, VoteMark]:
    """On which proposals a delegation, or a member of it, has voted in a secret ballot, by the proposal's number; one query."""
    rows = db.execute(
        sa.select(VoteMark).where(
            col(VoteMark.ballot_id) == ballot.id,
            col(VoteMark.delegation_id) == delegation_id,
            col(VoteMark.seat) == seat,
        )
    ).scalars()
    return {mark.proposal_id: mark for mark in rows}


def decides_on_texts() -> sa.ColumnElement[bool]:
    """The condition on which a query takes only ballots that can adopt a text: all but the secret ones."""
    disclosure = sa.type_coerce(col(Ballot.rule), sa.JSON)["disclosure"].as_string()
    return sa.func.coalesce(disclosure, Disclosure.OPEN) != Disclosure.SECRET
