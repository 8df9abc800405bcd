"""Who a round asks, and who of them has looked, has spoken or declined."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import (
    Constituency,
    Consultation,
    Delegation,
    Membership,
    Round,
    RoundKind,
    WorkingGroup,
)
from app.consultations.rules import VOTING_ROLES, voting_seats
from app.discussion.models import Comment
from app.discussion.objections.models import Objection
from app.drafting.models import Proposal
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.review.attendance.models import Decline, RoundLook
from app.review.attendance.rules import VOTING_ASKED, asks_delegations, tells_who_spoke
from app.voting.disclosure.models import VoteMark
from app.voting.members.queries import ballot_of_members, seat_of_member
from app.voting.models import Ballot, BallotProposal, Elector, Position, elector_of
from app.voting.ratings.models import Rating
from app.voting.recusal.models import Recusal


@dataclass(frozen=True, slots=True)
class Asked:
    """A delegation that a round asks. `heads` are the persons who speak for it, `members` the others it has sent.

    `looked` is whether any of them has looked at the round or a text of it; `spoken` whether it has said something in it:
    a comment, an objection, a rating, or every position that its ballot asks for. In a round that is not for attribution
    `spoken` is never true, because nobody is shown who spoke there. `declined` that it said that nothing will come, with
    its word why. `ballot` is the code of the ballot in which each member of it has a position of its own, and empty where
    it has one: `heads` are then the members of whom positions may still come, and nobody declines for them.
    """

    delegation_id: int
    code: str
    name: str
    short_name: str
    name_i18n: Mapping[str, str]
    constituency: str
    constituency_name: str
    constituency_name_i18n: Mapping[str, str]
    iso3: str | None
    heads: tuple[int, ...]
    members: tuple[int, ...]
    looked: bool
    spoken: bool
    declined: bool
    why: str = ""
    declined_at: datetime | None = None
    ballot: str = ""

    @property
    def persons(self) -> tuple[int, ...]:
        """Everybody who sits for it: who speaks for it first."""
        return (*self.heads, *self.members)

    @property
    def undecided(self) -> bool:
        """Whether something may still come: it has neither spoken nor declined."""
        return not self.spoken and not self.declined


def asked_in(db: Session, consultation: Consultation, round_: Round) -> list[Asked]:
    """The delegations that a round asks, by constituency, each with what it did so far. Two queries, whatever there is.

    A ballot asks its electorate, a silence and a selection every delegation with a vote, other rounds every delegation.
    Where the working groups only write, nobody is asked.
    """
    if not asks_delegations(round_):
        return []
    mine = col(Delegation.id)
    known = tells_who_spoke(round_)
    rows = db.execute(
        sa.select(
            Delegation,
            col(Constituency.code),
            col(Constituency.name),
            col(Constituency.name_i18n),
            (mine.in_(_spoke(round_)) if known else sa.false()).label("spoken"),
            col(Decline.reason),
            col(Decline.declined_at),
            ballot_of_members(round_.id),
        )
        .join(Constituency, col(Constituency.id) == Delegation.constituency_id)
        .outerjoin(
            Decline,
            sa.and_(
                col(Decline.delegation_id) == mine,
                col(Decline.round_id) == round_.id,
                col(Decline.taken_back_at).is_(None),
            ),
        )
        .where(col(Delegation.consultation_id) == consultation.id, _is_asked(round_))
        .order_by(
            col(Constituency.place), col(Constituency.code), col(Delegation.place), col(Delegation.code)
        )
    ).all()
    people = _people_of(db, consultation, round_)
    found = []
    for delegation, code, name, i18n, spoken, why, declined_at, ballot in rows:
        sent = people.get(delegation.id, [])
        # Where each member has a position, these are asked, and not who speaks for their delegation.
        electors = ballot is not None
        found.append(
            Asked(
                delegation_id=delegation.id,
                code=delegation.code,
                name=delegation.name,
                short_name=delegation.short_name,
                name_i18n=delegation.name_i18n,
                constituency=code,
                constituency_name=name,
                constituency_name_i18n=i18n,
                iso3=delegation.iso3,
                heads=_once(one.person for one in sent if one.is_asked(electors)),
                members=_once(
                    one.person
                    for one in sent
                    if not any(other.person == one.person and other.is_asked(electors) for other in sent)
                ),
                # Who speaks or declines through a program has looked all the same.
                looked=bool(spoken) or declined_at is not None or any(one.looked for one in sent),
                spoken=bool(spoken),
                declined=declined_at is not None and not electors,
                why=why or "",
                declined_at=declined_at,
                ballot=ballot or "",
            )
        )
    return found


def is_asked(db: Session, round_: Round, delegation: Delegation) -> bool:
    """Whether a round asks this delegation; one query."""
    if not asks_delegations(round_):
        return False
    mine = sa.exists().where(col(Delegation.id) == delegation.id, _is_asked(round_))
    return bool(db.execute(sa.select(mine)).scalar())


def asks_members(db: Session, round_: Round) -> bool:
    """Whether a round asks members for positions of their own, and no delegation; one query, none where it is no ballot."""
    if round_.kind != RoundKind.BALLOT:
        return False
    return db.execute(sa.select(ballot_of_members(round_.id))).scalar() is not None


def declines_of(db: Session, round_: Round, delegations: list[int]) -> dict[int, Decline]:
    """The newest decline of each of these delegations in a round, also one taken back, by delegation; one query."""
    rows = db.execute(
        sa.select(Decline)
        .where(col(Decline.round_id) == round_.id, col(Decline.delegation_id).in_(delegations))
        .order_by(col(Decline.n))
    ).scalars()
    return {row.delegation_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """A delegation that the reader speaks for, whether the round asks it, and its decline where it stands."""

    code: str
    name: str
    name_i18n: Mapping[str, str]
    asked: bool
    decline: Decline | None


def own_answers(db: Session, consultation: Consultation, actor: Actor, round_: Round) -> list[OwnAnswer]:
    """What the delegations that the reader speaks for have said of taking part in a round; one query, none for others."""
    mine = [seat.delegation_id for seat in voting_seats(actor, consultation)]
    if not mine:
        return []
    members = ballot_of_members(round_.id).is_not(None)
    asked = sa.and_(_is_asked(round_), ~members) if asks_delegations(round_) else sa.false()
    columns: list[Any] = [Delegation, asked.label("asked"), Decline]
    rows = db.execute(
        sa.select(*columns)
        .outerjoin(
            Decline,
            sa.and_(
                col(Decline.delegation_id) == col(Delegation.id),
                col(Decline.round_id) == round_.id,
                col(Decline.taken_back_at).is_(None),
            ),
        )
        .where(col(Delegation.id).in_(mine))
        .order_by(col(Delegation.place), col(Delegation.code))
    ).all()
    return [OwnAnswer(d.code, d.name, d.name_i18n, bool(asks), decline) for d, asks, decline in rows]


def code_of(db: Session, delegation_id: int) -> str:
    """The code of a delegation."""
    return str(
        db.execute(sa.select(col(Delegation.code)).where(col(Delegation.id) == delegation_id)).scalar_one()
    )


def _is_asked(round_: Round) -> sa.ColumnElement[bool]:
    if round_.kind not in VOTING_ASKED:
        return col(Delegation.ended_at).is_(None)
    voting = sa.and_(col(Delegation.voting).is_(True), col(Delegation.ended_at).is_(None))
    if round_.kind != RoundKind.BALLOT:
        return voting
    here = col(Ballot.round_id) == round_.id
    electors = (
        sa.select(col(Elector.delegation_id)).join(Ballot, col(Ballot.id) == Elector.ballot_id).where(here)
    )
    made = sa.exists().where(here)
    return sa.or_(col(Delegation.id).in_(electors), sa.and_(~made, voting))


def in_the_open(proposal_id: Any) -> sa.ColumnElement[bool]:
    """Whether a text is of a group that everybody with a seat may see. What a delegation says in a closed group does not
    count as having spoken: whoever sees that it has spoken would learn that something was said there."""
    return sa.exists().where(
        col(Proposal.id) == proposal_id,
        col(WorkingGroup.id) == Proposal.group_id,
        sa.or_(col(WorkingGroup.closed).is_(False), col(WorkingGroup.within).is_(True)),
    )


def _spoke(round_: Round) -> Any:
    """The numbers of the delegations that have said something in a round: one union over all that can be said."""
    said: tuple[Any, ...] = (Comment, Rating, Objection)
    parts = [
        sa.select(table.delegation_id).where(
            col(table.round_id) == round_.id,
            col(table.delegation_id).is_not(None),
            in_the_open(col(table.proposal_id)),
        )
        for table in said
    ]
    lines = (
        sa.select(sa.func.count())
        .select_from(BallotProposal)
        .join(Ballot, col(Ballot.id) == BallotProposal.ballot_id)
        .where(col(Ballot.round_id) == round_.id)
        .scalar_subquery()
    )
    # Who has given some positions of a ballot and not all of them has still something to give.
    given: tuple[tuple[Any, Any], ...] = ((Position, col(Position.current).is_(True)), (VoteMark, sa.true()))
    parts += [
        sa.select(table.delegation_id)
        .join(Ballot, col(Ballot.id) == table.ballot_id)
        .where(col(Ballot.round_id) == round_.id, counts)
        .group_by(table.delegation_id, table.ballot_id)
        .having(sa.func.count() >= lines * _electors_of(table))
        for table, counts in given
    ]
    return sa.union(*parts)


def _electors_of(table: Any) -> Any:
    """How many positions a delegation has on each text: one, or one for each of its members."""
    return (
        sa.select(sa.func.count())
        .where(col(Elector.ballot_id) == table.ballot_id, col(Elector.delegation_id) == table.delegation_id)
        .correlate(table)
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class _Sent:
    """Somebody who sits for a delegation; `elector` where they can give a position of their own, `done` where it is given."""

    person: int
    role: str
    looked: bool
    elector: bool
    done: bool

    def is_asked(self, electors: bool) -> bool:
        """Whether it is theirs to speak in the round."""
        return self.elector and not self.done if electors else self.role in VOTING_ROLES


def _given_by_elector() -> Any:
    """How many positions the elector of a row around it has given, or papers handed in."""
    counts = [
        sa.select(sa.func.count()).where(elector_of(table), current).correlate(Elector).scalar_subquery()
        for table, current in ((Position, col(Position.current).is_(True)), (VoteMark, sa.true()))
    ]
    return counts[0] + counts[1]


def _people_of(db: Session, consultation: Consultation, round_: Round) -> dict[int, list[_Sent]]:
    """Who sits for each delegation today, with the role and whether they have looked at the round; one query."""
    lines = (
        sa.select(sa.func.count())
        .where(col(BallotProposal.ballot_id) == col(Elector.ballot_id))
        .correlate(Elector)
        .scalar_subquery()
    )
    ballots = sa.select(col(Ballot.id)).where(col(Ballot.round_id) == round_.id)
    recused = sa.exists().where(
        col(Recusal.ballot_id) == col(Elector.ballot_id),
        col(Recusal.person_id) == col(Elector.person_id),
        col(Recusal.taken_back_at).is_(None),
    )
    at = now(db)
    today = local_day(at, "UTC")
    rows = db.execute(
        sa.select(
            col(Membership.delegation_id),
            col(Membership.person_id),
            col(Membership.role),
            col(RoundLook.id).is_not(None),
            col(Elector.id).is_not(None),
            sa.case((col(Elector.id).is_not(None), _given_by_elector() >= lines), else_=sa.false()),
        )
        .select_from(Membership)
        .outerjoin(
            Elector,
            sa.and_(seat_of_member(at), col(Elector.ballot_id).in_(ballots), ~recused),
        )
        .outerjoin(
            RoundLook,
            sa.and_(
                col(RoundLook.person_id) == col(Membership.person_id), col(RoundLook.round_id) == round_.id
            ),
        )
        .where(
            col(Membership.consultation_id) == consultation.id,
            col(Membership.delegation_id).is_not(None),
            col(Membership.person_id).is_not(None),
            col(Membership.personal).is_(False),
            col(Membership.ended_at).is_(None),
            sa.or_(col(Membership.since).is_(None), col(Membership.since) <= today),
            sa.or_(col(Membership.until).is_(None), col(Membership.until) >= today),
        )
        .order_by(col(Membership.id))
    )
    found: dict[int, list[_Sent]] = {}
    for delegation, person, role, looked, elector, done in rows:
        found.setdefault(delegation, []).append(_Sent(person, role, bool(looked), bool(elector), bool(done)))
    return found


def _once(persons: Any) -> tuple[int, ...]:
    return tuple(dict.fromkeys(persons))
