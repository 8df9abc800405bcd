"""The parts of a consultation as its secretariat sees them while setting up. Only the set-up reads these: here a closed
group has its name and its seats, and never a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, or_, select

from app.consultations.models import (
    Constituency,
    Consultation,
    Delegation,
    Membership,
    Role,
    Roundtable,
    RoundtableTitle,
    WorkingGroup,
)
from app.consultations.seating import seconded_title
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.people.models import Organisation, Person

SEATS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A working group in the set-up: where it drafts, and how many sit in it."""

    group: WorkingGroup
    roundtable: str | None
    seats: int
    convenors: int


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """A delegation in the set-up: its constituency, how many sit in it, and who heads it."""

    delegation: Delegation
    constituency: str
    seats: int
    head: str | None
    constituency_i18n: dict[str, str]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat as lists show it. `name` is the person's, or nothing where the record names only a capacity; `employer`
    the body the person belongs to, where that is not the one the seat is for."""

    id: int
    role: str
    title: str
    person: str | None
    name: str | None
    email: str | None
    group: str | None
    closed: bool
    delegation: str | None
    delegation_name: str | None
    since: date | None
    until: date | None
    ended_at: datetime | None
    personal: bool
    employer: str | None

    @property
    def shown(self) -> str:
        """The name, or the capacity where there is no name."""
        return self.name or self.title


def any_group(db: Session, consultation: Consultation, code: str) -> WorkingGroup | None:
    """The working group of this code, closed or not; for the set-up alone."""
    return db.exec(
        select(WorkingGroup).where(
            WorkingGroup.consultation_id == consultation.id, WorkingGroup.code == code.strip().upper()
        )
    ).first()


def group_in_setup(db: Session, consultation: Consultation, code: str) -> WorkingGroup:
    """The same, or NotFound. The caller has asked whether the actor sets up."""
    group = any_group(db, consultation, code)
    if group is None:
        raise NotFound(_("There is no working group “%(code)s” here.") % {"code": code})
    return group


def delegation_called(db: Session, consultation: Consultation, code: str) -> Delegation | None:
    """The delegation of this code, if there is one."""
    return db.exec(
        select(Delegation).where(
            Delegation.consultation_id == consultation.id, Delegation.code == code.strip()
        )
    ).first()


def visible_delegation(db: Session, consultation: Consultation, code: str) -> Delegation:
    """The same, or NotFound."""
    found = delegation_called(db, consultation, code)
    if found is None:
        raise NotFound(_("There is no delegation “%(code)s” here.") % {"code": code})
    return found


def visible_constituency(db: Session, consultation: Consultation, code: str) -> Constituency:
    """The constituency of this code, or NotFound."""
    found = db.exec(
        select(Constituency).where(
            Constituency.consultation_id == consultation.id, Constituency.code == code.strip().upper()
        )
    ).first()
    if found is None:
        raise NotFound(_("There is no constituency “%(code)s” here.") % {"code": code})
    return found


def delegations_by_constituency(db: Session, consultation: Consultation) -> dict[int, int]:
    """How many delegations each constituency has, those that have ended included: what they said stays theirs."""
    rows = db.execute(
        sa.select(col(Delegation.constituency_id), func.count())
        .where(col(Delegation.consultation_id) == consultation.id)
        .group_by(col(Delegation.constituency_id))
    )
    return {row[0]: row[1] for row in rows}


def group_lines(db: Session, consultation: Consultation) -> list[GroupLine]:
    """Every working group with its seats, those that ended last. One query."""
    now_held = sa.and_(col(Membership.group_id) == col(WorkingGroup.id), col(Membership.ended_at).is_(None))
    rows = db.execute(
        sa.select(
            WorkingGroup,
            col(Roundtable.code),
            func.count(col(Membership.id)),
            func.count(sa.case((col(Membership.role) == Role.MODERATOR, 1))),
        )
        .outerjoin(Roundtable, col(Roundtable.id) == col(WorkingGroup.roundtable_id))
        .outerjoin(Membership, now_held)
        .where(col(WorkingGroup.consultation_id) == consultation.id)
        .group_by(col(WorkingGroup.id), col(Roundtable.code))
        .order_by(col(WorkingGroup.ended_at).is_not(None), col(WorkingGroup.code))
    )
    return [GroupLine(*row) for row in rows]


def delegation_lines(db: Session, consultation: Consultation) -> list[DelegationLine]:
    """Every delegation by constituency, with its seats and its head. One query."""
    held = sa.and_(col(Membership.delegation_id) == col(Delegation.id), col(Membership.ended_at).is_(None))
    head = sa.case(
        (col(Membership.role) == Role.HEAD, func.coalesce(col(Person.name), col(Membership.title)))
    )
    rows = db.execute(
        sa.select(
            Delegation,
            col(Constituency.name),
            func.count(col(Membership.id)),
            func.max(head),
            col(Constituency.name_i18n),
        )
        .join(Constituency, col(Constituency.id) == col(Delegation.constituency_id))
        .outerjoin(Membership, held)
        .outerjoin(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Delegation.consultation_id) == consultation.id)
        .group_by(col(Delegation.id), col(Constituency.id))
        .order_by(
            col(Delegation.ended_at).is_not(None),
            col(Constituency.place),
            col(Constituency.code),
            col(Delegation.place),
            col(Delegation.code),
        )
    )
    return [DelegationLine(*row) for row in rows]


def organisations_to_accredit(
    db: Session, consultation: Consultation, limit: int = 500
) -> Sequence[Organisation]:
    """The bodies known to the site that have no delegation here, or one that has ended, by name."""
    here = select(Delegation.organisation_id).where(
        Delegation.consultation_id == consultation.id, col(Delegation.ended_at).is_(None)
    )
    return db.exec(
        select(Organisation)
        .where(col(Organisation.id).not_in(here))
        .order_by(col(Organisation.name), col(Organisation.id))
        .limit(limit)
    ).all()


def titles_before(db: Session, roundtable: Roundtable) -> Sequence[RoundtableTitle]:
    """The titles a roundtable had, newest first."""
    return db.exec(
        select(RoundtableTitle)
        .where(RoundtableTitle.roundtable_id == roundtable.id)
        .order_by(col(RoundtableTitle.n).desc())
    ).all()


def titles_by_roundtable(db: Session, consultation: Consultation) -> dict[int, list[RoundtableTitle]]:
    """The titles every roundtable had, newest first."""
    found: dict[int, list[RoundtableTitle]] = {}
    for old in db.exec(
        select(RoundtableTitle)
        .where(RoundtableTitle.consultation_id == consultation.id)
        .order_by(col(RoundtableTitle.roundtable_id), col(RoundtableTitle.n).desc())
    ):
        found.setdefault(old.roundtable_id, []).append(old)
    return found


def delegations_page(
    db: Session, consultation: Consultation, *, after: str, limit: int
) -> Sequence[Delegation]:
    """The delegations by code, from the one after `after`."""
    return db.exec(
        select(Delegation)
        .where(Delegation.consultation_id == consultation.id, col(Delegation.code) > after)
        .order_by(col(Delegation.code))
        .limit(limit)
    ).all()


def seat_lines(
    db: Session,
    consultation: Consultation,
    *,
    q: str = "",
    ended: bool = False,
    group: WorkingGroup | None = None,
    delegation: Delegation | None = None,
    seat: int | None = None,
    after: int | None = None,
    limit: int = SEATS_SHOWN,
) -> list[SeatLine]:
    """The seats of a consultation by name, from the one behind the seat `after`; one more than `limit`, to know
    whether there are more. `q` is a part of a name, an address or a capacity. One query."""
    name = func.coalesce(col(Person.name), col(Membership.title))
    elsewhere = or_(col(Membership.personal), col(Delegation.organisation_id) != col(Person.organisation_id))
    statement = (
        sa.select(
            col(Membership.id), col(Membership.role), col(Membership.title), col(Person.public_id), col(Person.name),
            col(Person.email), col(WorkingGroup.code), func.coalesce(col(WorkingGroup.closed), sa.false()),
            col(Delegation.code), col(Delegation.short_name), col(Membership.since), col(Membership.until),
            col(Membership.ended_at), col(Membership.personal), sa.case((elsewhere, col(Organisation.name))),
        )
        .select_from(Membership)
        .outerjoin(Person, col(Person.id) == col(Membership.person_id))
        .outerjoin(WorkingGroup, col(WorkingGroup.id) == col(Membership.group_id))
        .outerjoin(Delegation, col(Delegation.id) == col(Membership.delegation_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Person.organisation_id))
        .where(col(Membership.consultation_id) == consultation.id)
        .order_by(name, col(Membership.id))
        .limit(limit + 1)
    )  # fmt: skip
    if seat is not None:
        return [SeatLine(*row) for row in db.execute(statement.where(col(Membership.id) == seat))]
    statement = statement.where(
        col(Membership.ended_at).is_not(None) if ended else col(Membership.ended_at).is_(None)
    )
    if group is not None:
        statement = statement.where(col(Membership.group_id) == group.id)
    if delegation is not None:
        statement = statement.where(col(Membership.delegation_id) == delegation.id)
    for term in q.split()[:8]:
        pattern = term.lower()
        statement = statement.where(
            or_(
                func.lower(name).contains(pattern, autoescape=True),
                func.lower(col(Person.email)).contains(pattern, autoescape=True),
                func.lower(col(Membership.title)).contains(pattern, autoescape=True),
            )
        )
    if after is not None:
        before = (
            sa.select(name, col(Membership.id))
            .select_from(Membership)
            .outerjoin(Person, col(Person.id) == col(Membership.person_id))
            .where(col(Membership.id) == after, col(Membership.consultation_id) == consultation.id)
            .subquery()
        )
        last_name = sa.select(before.c[0]).scalar_subquery()
        statement = statement.where(
            or_(name > last_name, sa.and_(name == last_name, col(Membership.id) > after))
        )
    return [SeatLine(*row) for row in db.execute(statement)]


def visible_seat(db: Session, consultation: Consultation, seat_id: int) -> SeatLine:
    """One seat as lists show it, or NotFound. The caller has asked whether the actor sets up."""
    found = seat_lines(db, consultation, seat=seat_id)
    if not found:
        raise NotFound(_("There is no such seat here."))
    return found[0]


def group_of_seat(db: Session, consultation: Consultation, group: WorkingGroup, seat_id: int) -> WorkingGroup:
    """The group again, where this seat is in it; NotFound otherwise."""
    found = db.exec(
        select(Membership.id).where(
            Membership.id == seat_id,
            Membership.group_id == group.id,
            Membership.consultation_id == consultation.id,
        )
    ).first()
    if found is None:
        raise NotFound(_("There is no such seat here."))
    return group


def person_of(db: Session, seat: SeatLine) -> Person | None:
    """The person on a seat, if it is somebody's."""
    return db.exec(select(Person).where(Person.public_id == seat.person)).first()


def with_employer(
    db: Session, consultation: Consultation, title: str, person: Person, delegation: Delegation | None
) -> str:
    """The capacity of a seat in a delegation; it names both where its holder belongs to another body."""
    if delegation is None or person.organisation_id in (None, delegation.organisation_id):
        return title
    employer = db.get_one(Organisation, person.organisation_id)
    sits, belongs = (delegation.name, delegation.short_name), (employer.name, employer.short_name)
    return seconded_title(consultation, title, sits, belongs)


def was_last_convenor(db: Session, seat: Membership, group: WorkingGroup | None) -> bool:
    """Whether the seat was a convenor's and nobody convenes the group now."""
    if group is None or seat.role != Role.MODERATOR:
        return False
    left = select(Membership.id).where(
        Membership.group_id == group.id,
        Membership.role == Role.MODERATOR,
        col(Membership.ended_at).is_(None),
    )
    return db.exec(left.limit(1)).first() is None
