"""Reads of members: who would have a position in a ballot whose opening is given now, and who still sits for whom it has one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.consultations.models import Constituency, Consultation, Delegation, Membership, Role
from app.consultations.rules import WRITING_ROLES
from app.drafting.models import Proposal
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.i18n import current_locale
from app.voting.members.rules import member_seats
from app.voting.members.words import unit_code_in
from app.voting.models import Ballot, BallotProposal, Elector


@dataclass(frozen=True, slots=True)
class Member:
    """Who has a position of its own, for which delegation, and in which constituency that counts."""

    person_id: int
    delegation_id: int
    constituency_id: int
    constituency_code: str
    constituency: str
    title: str


def members_now(
    db: Session, consultation: Consultation, groups: Collection[int], opens_at: datetime
) -> list[Member]:
    """Everybody who sits with the right to write in one of these groups for a delegation that has a vote, on the day of
    `opens_at` where that lies ahead, else today, each once: by constituency, by delegation, and in the order in which the
    seats were given; one query.

    Who sits in several groups, or for several bodies, has one position, for the body of the first of these seats. Who
    observes or sits in personal capacity stands for no body and has none; nor have the secretariat and the administrators,
    who never give a position.
    """
    day = local_day(max(now(db), opens_at), "UTC")
    house = aliased(Membership)
    serves = sa.exists().where(
        col(house.person_id) == col(Membership.person_id),
        col(house.role).in_((Role.SECRETARIAT, Role.ADMINISTRATOR)),
        sa.or_(col(house.consultation_id) == consultation.id, col(house.consultation_id).is_(None)),
        *_on(house, day),
    )
    rows = db.execute(
        sa.select(
            col(Membership.id),
            col(Membership.person_id),
            col(Membership.delegation_id),
            col(Membership.title),
            col(Constituency.id),
            col(Constituency.name),
            col(Constituency.name_i18n),
            col(Constituency.place),
            col(Constituency.code),
            col(Delegation.place),
            col(Delegation.code),
        )
        .join_from(Membership, Delegation, col(Delegation.id) == Membership.delegation_id)
        .join(Constituency, col(Constituency.id) == Delegation.constituency_id)
        .where(
            col(Membership.group_id).in_(sorted(groups)),
            col(Delegation.consultation_id) == consultation.id,
            col(Delegation.voting).is_(True),
            col(Delegation.ended_at).is_(None),
            ~serves,
            *_held(day),
        )
        .order_by(col(Membership.id))
    ).all()
    first: dict[int, Any] = {}
    for row in rows:
        first.setdefault(row[1], row)
    order = sorted(first.values(), key=lambda row: (*row[7:11], row[0]))
    return [
        Member(row[1], row[2], row[4], row[8], (row[6] or {}).get(current_locale()) or row[5], row[3])
        for row in order
    ]


def by_constituency(members: Sequence[Member]) -> list[tuple[str, int]]:
    """How many there are in each constituency, by its name."""
    found: dict[str, int] = {}
    for member in members:
        found[member.constituency] = found.get(member.constituency, 0) + 1
    return list(found.items())


def ballot_of_members(round_id: int | None) -> Any:
    """The code of the ballot of a round in which each member has a position of its own, as a column: None where there is none."""
    return (
        sa.select(sa.func.max(Ballot.code))
        .join_from(Elector, Ballot, col(Ballot.id) == Elector.ballot_id)
        .where(col(Ballot.round_id) == round_id, col(Elector.seat) > 0)
        .scalar_subquery()
    )


def still_sits(at: datetime) -> sa.ColumnElement[bool]:
    """The condition that the member of an `Elector` holds on the day of `at` a seat that makes a member."""
    return sa.exists().where(seat_of_member(at))


def seat_of_member(at: datetime) -> sa.ColumnElement[bool]:
    """The condition that a `Membership` is, on the day of `at`, a seat that makes the member of an `Elector`: in a group whose text
    is on the ballot, for the same delegation."""
    groups = (
        sa.select(col(Proposal.group_id))
        .join_from(BallotProposal, Proposal, col(Proposal.id) == BallotProposal.proposal_id)
        .where(col(BallotProposal.ballot_id) == col(Elector.ballot_id))
        .correlate(Elector)
    )
    return sa.and_(
        col(Membership.person_id) == col(Elector.person_id),
        col(Membership.delegation_id) == col(Elector.delegation_id),
        col(Membership.group_id).in_(groups),
        *_held(local_day(at, "UTC")),
    )


def own_codes(db: Session, actor: Actor, consultation: Consultation) -> frozenset[str]:
    """The ballots of a consultation in which this person has a position of its own, each with their code in it, such as
    `BAL-2 org-che#1`; one query, none for who sits in no working group."""
    if not member_seats(actor, consultation):
        return frozenset()
    rows = db.execute(
        sa.select(col(Ballot.code), unit_code_in(col(Delegation.code), col(Elector.seat)))
        .join_from(Elector, Ballot, col(Ballot.id) == Elector.ballot_id)
        .join(Delegation, col(Delegation.id) == Elector.delegation_id)
        .where(
            col(Elector.person_id) == actor.person_id,
            col(Elector.consultation_id) == consultation.id,
            still_sits(now(db)),
        )
    )
    return frozenset(f"{ballot} {code}" for ballot, code in rows)


def _held(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(Membership.person_id).is_not(None),
        col(Membership.role).in_(WRITING_ROLES),
        col(Membership.personal).is_(False),
        *_on(Membership, day),
    )


def _on(seat: type[Membership], day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """That a seat is held on a day."""
    return (
        col(seat.ended_at).is_(None),
        sa.or_(col(seat.since).is_(None), col(seat.since) <= day),
        sa.or_(col(seat.until).is_(None), col(seat.until) >= day),
    )
