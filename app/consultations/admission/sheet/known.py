"""What the site knows of those whom a spreadsheet names: read in a few queries, however many rows there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import sqlalchemy as sa
from sqlmodel import Session, col, or_, select

from app.consultations.admission.models import Invitation
from app.consultations.admission.sheet.words import plain_word
from app.consultations.models import Constituency, Consultation, Delegation, Membership, Role, WorkingGroup
from app.consultations.queries import constituencies_of, delegations_of
from app.kernel.clock import local_day, now
from app.people.models import Organisation, Person
from app.people.organisations.likeness import ALIKE, likeness, words_of

_AT_ONCE = 500
Term = tuple[date | None, date | None]
Offered = tuple[str, str, int | None, int | None]
"""To which address a seat is offered, in which role, group and delegation."""


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation as rows name it: `delegation` is the one it has here, if any."""

    organisation: int
    public_id: str
    name: str
    delegation: Delegation | None


@dataclass(frozen=True, slots=True)
class Held:
    """A seat somebody holds here already."""

    person: int | None
    role: str
    group: int | None
    delegation: int | None
    term: Term


@dataclass(frozen=True)
class Known:
    """The consultation as the rows of a sheet are held against it."""

    consultation: Consultation
    groups: dict[str, WorkingGroup]
    constituencies: dict[str, Constituency]
    bodies: Sequence[Body]
    named: dict[str, set[int]]
    people: dict[str, Person]
    seats: dict[int, list[Membership]]
    heads: dict[int, list[Held]]
    invited: dict[Offered, list[Term]]
    today: date
    _asked: dict[str, list[Body]] = field(default_factory=dict)

    def body(self, place: int) -> Body:
        """A body by its place in the list."""
        return self.bodies[place]

    @cached_property
    def _by_word(self) -> dict[str, set[tuple[str, int]]]:
        """Names under the beginning of each of their words, so that only those alike are compared."""
        found: dict[str, set[tuple[str, int]]] = defaultdict(set)
        for name, places in self.named.items():
            for word in words_of(name):
                found[word[:2]] |= {(name, place) for place in places}
        return found

    def alike(self, written: str) -> list[Body]:
        """The bodies whose name is nearly this one: in other words, in another order, with a letter more or less."""
        if written not in self._asked:
            self._asked[written] = self._nearest(words_of(written))
        return self._asked[written]

    def _nearest(self, mine: tuple[str, ...]) -> list[Body]:
        nearest: dict[int, float] = {}
        for name, place in set().union(*(self._by_word.get(word[:2], set()) for word in mine)):
            alike = likeness(mine, words_of(name))
            if alike >= ALIKE:
                nearest[place] = max(alike, nearest.get(place, 0.0))
        best = sorted(nearest, key=lambda place: (-nearest[place], self.bodies[place].name))
        return [self.bodies[place] for place in best[:3]]


def known_to(db: Session, consultation: Consultation, emails: Iterable[str]) -> Known:
    """What is known of a consultation and of the people with these addresses. Eight queries, and two for each 500 people."""
    addresses = sorted({email.strip().lower() for email in emails} - {""})
    groups = db.exec(select(WorkingGroup).where(WorkingGroup.consultation_id == consultation.id)).all()
    people: dict[str, Person] = {}
    seats: dict[int, list[Membership]] = defaultdict(list)
    today = local_day(now(db), "UTC")
    held = (
        col(Membership.ended_at).is_(None),
        or_(col(Membership.until).is_(None), col(Membership.until) >= today),
    )
    for start in range(0, len(addresses), _AT_ONCE):
        some = addresses[start : start + _AT_ONCE]
        found = db.exec(select(Person).where(col(Person.email).in_(some))).all()
        people |= {person.email: person for person in found}
        numbers = [person.id for person in found]
        for seat in db.exec(select(Membership).where(col(Membership.person_id).in_(numbers), *held)):
            seats[seat.person_id or 0].append(seat)
    heads: dict[int, list[Held]] = defaultdict(list)
    of_heads = (Membership.consultation_id == consultation.id, Membership.role == Role.HEAD, *held)
    for seat in db.exec(select(Membership).where(*of_heads)):
        if seat.delegation_id is not None:
            term = (seat.since, seat.until)
            heads[seat.delegation_id].append(Held(seat.person_id, seat.role, None, seat.delegation_id, term))
    bodies, named = _bodies(db, consultation)
    classes: dict[str, Constituency] = {}
    for part in constituencies_of(db, consultation):
        for word in (part.code, part.name, *part.name_i18n.values()):
            classes.setdefault(plain_word(word), part)
    return Known(
        consultation=consultation,
        groups={group.code: group for group in groups},
        constituencies=classes,
        bodies=bodies,
        named=named,
        people=people,
        seats=seats,
        heads=heads,
        invited=_invited(db, consultation),
        today=local_day(now(db), consultation.timezone),
    )


def _invited(db: Session, consultation: Consultation) -> dict[Offered, list[Term]]:
    """The invitations that wait for an answer, each with the terms it is for."""
    columns = ("email", "role", "group_id", "delegation_id", "since", "until")
    rows = db.execute(
        sa.select(*(col(getattr(Invitation, name)) for name in columns)).where(
            col(Invitation.consultation_id) == consultation.id,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.declined_at).is_(None),
            col(Invitation.withdrawn_at).is_(None),
            col(Invitation.expires_at) > now(db),
        )
    )
    found: dict[Offered, list[Term]] = defaultdict(list)
    for email, role, group, delegation, since, until in rows:
        found[email, role, group, delegation].append((since, until))
    return found


def _bodies(db: Session, consultation: Consultation) -> tuple[list[Body], dict[str, set[int]]]:
    here = {body.organisation_id: body for body in delegations_of(db, consultation) if body.ended_at is None}
    bodies: list[Body] = []
    named: dict[str, set[int]] = defaultdict(set)
    for place, one in enumerate(db.exec(select(Organisation).order_by(col(Organisation.id)))):
        delegation = here.get(one.id or 0)
        bodies.append(
            Body(one.id or 0, one.public_id, delegation.name if delegation else one.name, delegation)
        )
        words = [one.public_id, one.name, one.short_name, one.iso3 or "", *one.name_i18n.values()]
        if delegation is not None:
            words += [delegation.name, delegation.short_name, *delegation.name_i18n.values()]
        for word in words:
            if word:
                named[plain_word(word)].add(place)
    return bodies, named
