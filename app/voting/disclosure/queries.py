"""Reads of a ballot that does not name delegations: which constituencies are counted together, and its papers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import Session, col

from app.voting.conditions import Disclosure, Rule
from app.voting.disclosure.models import Paper, VoteMark
from app.voting.disclosure.rules import blocs_of
from app.voting.models import Ballot, Elector, Position
from app.voting.views import Seated
from app.voting.words import listed


def counted_positions(rule: Rule, ballot: Ballot) -> sa.Select[int, int, str, int]:
    """How many took each position, by proposal and constituency: from the papers of a secret ballot, else from the
    positions that count."""
    if rule.is_secret:
        return (
            sa.select(
                col(Paper.proposal_id), col(Paper.constituency_id), col(Paper.position), sa.func.count()
            )
            .where(col(Paper.ballot_id) == ballot.id)
            .group_by(col(Paper.proposal_id), col(Paper.constituency_id), col(Paper.position))
        )
    return (
        sa.select(
            col(Position.proposal_id), col(Elector.constituency_id), col(Position.position), sa.func.count()
        )
        .join_from(
            Position,
            Elector,
            sa.and_(
                col(Elector.ballot_id) == Position.ballot_id,
                col(Elector.delegation_id) == Position.delegation_id,
            ),
        )
        .where(col(Position.ballot_id) == ballot.id, col(Position.current).is_(True))
        .group_by(col(Position.proposal_id), col(Elector.constituency_id), col(Position.position))
    )


def in_blocs(db: Session, rule: Rule, ballot: Ballot, electorate: Sequence[Seated]) -> tuple[Seated, ...]:
    """The electorate with small constituencies together, where delegations are not named; one query there.

    The code of its own constituency stays beside that of the bloc (`within`).
    """
    if rule.is_open:
        return tuple(electorate)
    names = {seated.constituency: seated.constituency_name for seated in electorate}
    code_of = {seated.constituency_id: seated.constituency for seated in electorate}
    blocs = blocs_of(least_spoken(db, rule, ballot, code_of), rule.smallest)
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


def least_spoken(db: Session, rule: Rule, ballot: Ballot, code_of: Mapping[int, str]) -> dict[str, int]:
    """How many spoke in each constituency: the least number of any proposal on which somebody in it did, so that the blocs
    are the same for the whole ballot. `code_of` has the codes by their numbers; one query."""
    spoke: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for proposal, constituency, _position, n in db.execute(counted_positions(rule, ballot)):
        spoke[code_of[constituency]][proposal] += n
    return {code: min(spoke[code].values(), default=0) for code in code_of.values()}


def marked_on(db: Session, ballot: Ballot, delegation_id: int) -> dict[int, VoteMark]:
    """On which proposals a delegation has voted in a secret ballot, by the proposal's number; one query."""
    rows = db.execute(
        sa.select(VoteMark).where(
            col(VoteMark.ballot_id) == ballot.id, col(VoteMark.delegation_id) == delegation_id
        )
    ).scalars()
    return {mark.proposal_id: mark for mark in rows}


def decides_on_texts() -> sa.ColumnElement[bool]:
    """The condition on which a query takes only ballots that can adopt a text: all but the secret ones."""
    disclosure = sa.type_coerce(col(Ballot.rule), sa.JSON)["disclosure"].as_string()
    return sa.func.coalesce(disclosure, Disclosure.OPEN) != Disclosure.SECRET
