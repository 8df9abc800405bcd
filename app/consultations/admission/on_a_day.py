"""Who sat where on any day: memberships as they stood, also those that have ended since."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, or_

from app.consultations.models import Constituency, Consultation, Delegation, Membership, Role, WorkingGroup
from app.consultations.queries import seen_groups
from app.consultations.rules import of_the_house
from app.kernel.actor import Actor
from app.kernel.clock import local_day
from app.kernel.ledger import LedgerEntry
from app.people.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class SeatOnDay:
    """A seat as it was held on a day. `employer` is the body the person belongs to, where the seat is for another."""

    id: int
    role: str
    title: str
    person: str | None
    name: str | None
    personal: bool
    group: str | None
    delegation: str | None
    delegation_name: str | None
    constituency: str | None
    constituency_code: str | None
    employer: str | None
    since: date | None
    until: date | None
    delegation_i18n: Mapping[str, str] | None
    constituency_i18n: Mapping[str, str] | None

    @property
    def shown(self) -> str:
        """The name, or the capacity where there is no name."""
        return self.name or self.title


def seats_on(
    db: Session,
    consultation: Consultation,
    day: date,
    *,
    actor: Actor,
    delegation: Delegation | None = None,
) -> list[SeatOnDay]:
    """The seats held at the end of `day` in the consultation's zone, as far as `actor` may know of them, by
    constituency, delegation, group and name; of one `delegation` where it is named. Persons are named to those with a
    seat here and to the secretariat; everybody reads in what capacity somebody sits. Two queries.

    A seat is held from its first day, or else the day on which it was given, to its last, or else the day before the
    one on which it was ended. What an import brought without a first day was held from the beginning.
    """
    named = bool(actor.seats_in(consultation.id or 0)) or of_the_house(actor)
    given = register_of(db, consultation).seats
    found = held_on(db, consultation, day, given, actor=actor, delegation=delegation)
    return found if named else [replace(seat, person=None, name=None) for seat in found]


def held_on(
    db: Session,
    consultation: Consultation,
    day: date,
    given: Mapping[int, date],
    *,
    actor: Actor,
    delegation: Delegation | None = None,
) -> list[SeatOnDay]:
    """The same with every person named, for counting; `given` says on which day each seat was given. One query."""
    elsewhere = or_(col(Membership.personal), col(Delegation.organisation_id) != col(Person.organisation_id))
    statement = (
        sa.select(
            col(Membership.id), col(Membership.role), col(Membership.title), col(Person.public_id), col(Person.name),
            col(Membership.personal), col(WorkingGroup.code), col(Delegation.code), col(Delegation.name),
            col(Constituency.name), col(Constituency.code), sa.case((elsewhere, col(Organisation.name))),
            col(Membership.since), col(Membership.until),
            col(Delegation.name_i18n), col(Constituency.name_i18n), col(Membership.ended_at),
        )
        .select_from(Membership)
        .outerjoin(Person, col(Person.id) == col(Membership.person_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Person.organisation_id))
        .outerjoin(WorkingGroup, col(WorkingGroup.id) == col(Membership.group_id))
        .outerjoin(Delegation, col(Delegation.id) == col(Membership.delegation_id))
        .outerjoin(Constituency, col(Constituency.id) == col(Delegation.constituency_id))
        .where(
            col(Membership.consultation_id) == consultation.id,
            or_(col(Membership.group_id).is_(None), seen_groups(actor)),
            or_(col(Membership.since).is_(None), col(Membership.since) <= day),
            or_(col(Membership.until).is_(None), col(Membership.until) >= day),
        )
        .order_by(
            col(Constituency.place).is_(None), col(Constituency.place), col(Constituency.code),
            col(Delegation.place), col(Delegation.code), col(WorkingGroup.code),
            sa.case((col(Membership.role) == Role.HEAD, 0), else_=1),
            sa.func.coalesce(col(Person.name), col(Membership.title)), col(Membership.id),
        )
    )  # fmt: skip
    if delegation is not None:
        statement = statement.where(col(Membership.delegation_id) == delegation.id)
    zone = consultation.timezone
    seats = [
        SeatOnDay(*seat)
        for *seat, ended_at in db.execute(statement)
        if ended_at is None or local_day(ended_at, zone) > day
    ]
    return [seat for seat in seats if seat.since is not None or given.get(seat.id, date.min) <= day]


@dataclass(frozen=True, slots=True)
class Register:
    """What the register says of days: when each seat was given, and since when each delegation is there or is not."""

    seats: Mapping[int, date]
    delegations: Mapping[int, list[tuple[date, bool]]]


def register_of(db: Session, consultation: Consultation) -> Register:
    """On which days seats were given and delegations accredited and ended: the rows themselves do not say. One query."""
    here = consultation.slug
    verbs = ("seat_given", "delegation_accredited", "delegation_ended")
    rows = db.execute(
        sa.select(col(LedgerEntry.verb), col(LedgerEntry.occurred_at), col(LedgerEntry.digests))
        .where(
            col(LedgerEntry.verb).in_(verbs),
            or_(
                col(LedgerEntry.track) == here, col(LedgerEntry.track).startswith(f"{here}/", autoescape=True)
            ),
        )
        .order_by(col(LedgerEntry.seq))
    )
    seats: dict[int, date] = {}
    delegations: dict[int, list[tuple[date, bool]]] = {}
    for verb, at, digests in rows:
        day = local_day(at, consultation.timezone)
        for key in digests:
            table, _colon, number = key.partition(":")
            if table == "membership" and verb == "seat_given":
                seats[int(number)] = day
            elif table == "delegation":
                delegations.setdefault(int(number), []).append((day, verb == "delegation_accredited"))
    return Register(seats, delegations)
