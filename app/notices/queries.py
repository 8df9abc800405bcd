"""Reads of who is written to: the people of a consultation, their wishes, and how far each was told."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.live import MOVING
from app.consultations.models import Consultation, Delegation, Membership
from app.kernel.actor import Actor, Seat
from app.kernel.clock import local_day, now
from app.kernel.i18n import LANGUAGES
from app.notices.models import Mailing, MailPlace, MailWish
from app.people.models import Person

AT_ONCE = 500
"""How many numbers go into one condition of a query."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is written to: the person as an actor, with every seat held, the address, and the language."""

    actor: Actor
    email: str
    locale: str

    @property
    def id(self) -> int:
        """The number of the person."""
        return self.actor.person_id or 0

    @property
    def public_id(self) -> str:
        """The public id of the person."""
        return self.actor.public_id or ""


def moving_consultations(db: Session) -> Sequence[Consultation]:
    """The consultations with work in hand; those that are set up or over write to nobody. One query."""
    return db.exec(
        select(Consultation).where(col(Consultation.state).in_(MOVING)).order_by(col(Consultation.id))
    ).all()


def held_today(today: date) -> sa.ColumnElement[bool]:
    """The condition that a seat is held on that day; one of a delegation that has ended is none."""
    left = sa.exists().where(
        col(Delegation.id) == col(Membership.delegation_id), col(Delegation.ended_at).is_not(None)
    )
    return sa.and_(
        col(Membership.ended_at).is_(None),
        sa.or_(col(Membership.since).is_(None), col(Membership.since) <= today),
        sa.or_(col(Membership.until).is_(None), col(Membership.until) >= today),
        ~left,
    )


def people_in(db: Session, consultation: Consultation) -> list[int]:
    """The numbers of those who hold a seat in a consultation today, without who left the site; one query."""
    today = local_day(now(db), "UTC")
    rows = db.exec(
        select(Membership.person_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(
            Membership.consultation_id == consultation.id,
            col(Person.erased_at).is_(None),
            held_today(today),
        )
        .distinct()
        .order_by(col(Membership.person_id))
    ).all()
    return [number for number in rows if number is not None]


def readers(db: Session, consultation: Consultation, people: Sequence[int]) -> Iterator[Reader]:
    """These people with every seat held today, in the order of their numbers; one query for each few hundred."""
    today = local_day(now(db), "UTC")
    for start in range(0, len(people), AT_ONCE):
        rows = db.execute(
            sa.select(
                Person,
                col(Membership.role),
                col(Membership.title),
                col(Membership.consultation_id),
                col(Membership.group_id),
                col(Membership.delegation_id),
                col(Membership.personal),
            )
            .join(Membership, col(Membership.person_id) == col(Person.id))
            .where(
                col(Person.id).in_(people[start : start + AT_ONCE]),
                col(Person.erased_at).is_(None),
                held_today(today),
            )
            .order_by(col(Person.id), col(Membership.id))
        ).all()
        found: dict[int, tuple[Person, list[Seat]]] = {}
        for person, *seat in rows:
            found.setdefault(person.id, (person, []))[1].append(Seat(*seat))
        for person, seats in found.values():
            yield _reader(consultation, person, tuple(seats))


def _reader(consultation: Consultation, person: Person, seats: tuple[Seat, ...]) -> Reader:
    actor = Actor(person.id, person.public_id, person.name, person.locale, seats)
    return Reader(actor, person.email, language_of(consultation, person.locale))


def language_of(consultation: Consultation, wished: str | None) -> str:
    """The language somebody is written to in: the own one, else the consultation's."""
    wish = wished or consultation.default_language
    return wish if wish in LANGUAGES else "en"


def wishes_of(
    db: Session, consultation: Consultation, people: Collection[int] | None = None
) -> dict[int, MailWish]:
    """The wishes that were said about a consultation, of these people or of all, by person; one query."""
    statement = select(MailWish).where(MailWish.consultation_id == consultation.id)
    if people is not None:
        statement = statement.where(col(MailWish.person_id).in_(people))
    return {row.person_id: row for row in db.exec(statement)}


@dataclass(frozen=True, slots=True)
class Place:
    """How far somebody was told: the number in each chain, and the local day of the last digest."""

    told: Mapping[str, int]
    day: str


NOWHERE = Place({}, "")


def places_of(
    db: Session, consultation: Consultation, people: Collection[int] | None = None
) -> dict[int, Place]:
    """How far each was told of a consultation, of these people or of all; one query."""
    statement = sa.select(col(MailPlace.person_id), col(MailPlace.told), col(MailPlace.digest_day)).where(
        col(MailPlace.consultation_id) == consultation.id
    )
    if people is not None:
        statement = statement.where(col(MailPlace.person_id).in_(people))
    return {person: Place(told, day) for person, told, day in db.execute(statement)}


def needs_told(db: Session, consultation: Consultation, people: Collection[int]) -> dict[int, frozenset[str]]:
    """What the last digest of each of these people said that needs them, by the marks of the needs; one query."""
    newest = (
        sa.select(sa.func.max(Mailing.id))
        .where(
            col(Mailing.consultation_id) == consultation.id,
            col(Mailing.person_id).in_(people),
            col(Mailing.kind) == "digest",
        )
        .group_by(col(Mailing.person_id))
    )
    rows = db.execute(
        sa.select(col(Mailing.person_id), col(Mailing.items)).where(col(Mailing.id).in_(newest))
    )
    return {person: frozenset(mark for item in items for mark in item["needs"]) for person, items in rows}


@dataclass(frozen=True, slots=True)
class Wished:
    """A consultation somebody has a seat in, with the wish that was said about it and how far they were told."""

    consultation: Consultation
    row: MailWish | None
    place: Place


def own_wishes(db: Session, actor: Actor) -> list[Wished]:
    """Every consultation the actor gets mail about, or would if it were not stopped; three queries."""
    numbers = sorted({seat.consultation_id for seat in actor.seats if seat.consultation_id is not None})
    found = db.exec(
        select(Consultation)
        .where(col(Consultation.id).in_(numbers), col(Consultation.state).in_(MOVING))
        .order_by(col(Consultation.start_date).desc(), col(Consultation.slug))
    ).all()
    rows = {
        row.consultation_id: row
        for row in db.exec(select(MailWish).where(MailWish.person_id == actor.person_id))
    }
    places = {
        row.consultation_id: Place(row.told, row.digest_day)
        for row in db.exec(select(MailPlace).where(MailPlace.person_id == actor.person_id))
    }
    return [Wished(c, rows.get(c.id or 0), places.get(c.id or 0, NOWHERE)) for c in found]
