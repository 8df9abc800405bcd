"""Reads of a consultation and its people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import (
    Constituency,
    Consultation,
    Delegation,
    Membership,
    Role,
    Round,
    Roundtable,
    RoundtableTitle,
    WorkingGroup,
)
from app.consultations.rules import (
    WRITING_ROLES,
    may_see_consultation,
    may_see_group,
    of_the_house,
    own_consultations,
    own_groups,
    seats_filled,
    why_not_open_selection,
)
from app.kernel.actor import Actor, Seat
from app.kernel.clock import local_day, now
from app.kernel.errors import NotFound
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _
from app.people.models import Person

# Almost every request asks these, so they are built once.
_OF_SLUG = select(Consultation).where(Consultation.slug == sa.bindparam("slug"))
_CALENDAR = (
    select(Round)
    .where(Round.consultation_id == sa.bindparam("consultation"))
    .order_by(col(Round.opens_at), col(Round.number))
)


# After who it is and the session come the columns of a seat.
_SEAT_ENDS = 5 + len(fields(Seat))


def with_seats(known: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    """The statement that finds a person (`KNOWN` and the session), with every seat held on the day `today`.

    One query, because every request asks it; built once for each way of being known.
    """
    today: sa.BindParameter[date] = sa.bindparam("today")
    held = sa.and_(
        col(Membership.person_id) == col(Person.id),
        col(Membership.ended_at).is_(None),
        sa.or_(col(Membership.since).is_(None), col(Membership.since) <= today),
        sa.or_(col(Membership.until).is_(None), col(Membership.until) >= today),
    )
    return (
        known.add_columns(
            col(Membership.role),
            col(Membership.title),
            col(Membership.consultation_id),
            col(Membership.group_id),
            col(Membership.delegation_id),
            col(Membership.personal),
        )
        .outerjoin(Membership, held)
        .order_by(col(Membership.id))
    )


def actor_found_by(
    db: Session, statement: sa.Select[*tuple[Any, ...]], values: Mapping[str, Any], at: datetime
) -> Actor | None:
    """The person whom a statement `with_seats` finds for these values as an actor, with the seats of the day of `at`."""
    # Columns only, so the connection is asked and not the session, which would look for objects in them.
    return actor_of(db.connection().execute(statement, {**values, "today": local_day(at, "UTC")}).all())


def actor_of(rows: Sequence[Any]) -> Actor | None:
    """The person in the rows of a statement `with_seats`, whatever other columns follow; None where there are no rows."""
    if not rows:
        return None
    person_id, public_id, name, locale, session_id, *_seat = rows[0]
    return Actor(
        person_id=person_id,
        public_id=public_id,
        name=name,
        locale=locale,
        seats=tuple(Seat(*row[5:_SEAT_ENDS]) for row in rows if row[5] is not None),
        session_id=session_id,
    )


def all_consultations(db: Session, actor: Actor) -> list[Consultation]:
    """Every consultation the actor may see, newest beginning first."""
    found = db.exec(
        select(Consultation).order_by(col(Consultation.start_date).desc(), col(Consultation.slug))
    ).all()
    return [consultation for consultation in found if may_see_consultation(actor, consultation)]


def visible_consultation(db: Session, actor: Actor, slug: str) -> Consultation:
    """The consultation of this slug, or NotFound where there is none or it is still being set up by others."""
    consultation = db.exec(_OF_SLUG, params={"slug": slug}).first()
    if consultation is None or not may_see_consultation(actor, consultation):
        raise NotFound(_("There is no consultation “%(slug)s” here.") % {"slug": slug})
    return consultation


def rounds_of(db: Session, consultation: Consultation) -> Sequence[Round]:
    """The calendar, in order."""
    return db.exec(_CALENDAR, params={"consultation": consultation.id}).all()


def roundtables_of(db: Session, consultation: Consultation) -> Sequence[Roundtable]:
    """The roundtables, in order."""
    return db.exec(
        select(Roundtable)
        .where(Roundtable.consultation_id == consultation.id)
        .order_by(col(Roundtable.number), col(Roundtable.code))
    ).all()


@dataclass(frozen=True, slots=True)
class Titled:
    """What a roundtable was called at some time."""

    title: str
    short_title: str
    title_i18n: Mapping[str, str]


def title_at(db: Session, roundtable: Roundtable, instant: datetime) -> Titled:
    """What a roundtable was called at `instant`: papers and versions keep the title of their day (domain A10)."""
    old = db.exec(
        select(RoundtableTitle)
        .where(RoundtableTitle.roundtable_id == roundtable.id, RoundtableTitle.until > instant)
        .order_by(col(RoundtableTitle.until), col(RoundtableTitle.n))
        .limit(1)
    ).first()
    found = old or roundtable
    return Titled(found.title, found.short_title, found.title_i18n)


def constituencies_of(db: Session, consultation: Consultation) -> Sequence[Constituency]:
    """The constituencies, in the order the consultation gives them."""
    return db.exec(
        select(Constituency)
        .where(Constituency.consultation_id == consultation.id)
        .order_by(col(Constituency.place), col(Constituency.code))
    ).all()


def delegations_of(db: Session, consultation: Consultation) -> Sequence[Delegation]:
    """The delegations, in the order they were accredited."""
    return db.exec(
        select(Delegation)
        .where(Delegation.consultation_id == consultation.id)
        .order_by(col(Delegation.place), col(Delegation.code))
    ).all()


def delegation_of_organisation(
    db: Session, consultation: Consultation, organisation: str | None
) -> Delegation | None:
    """The delegation of an organisation (by its id) in this consultation, if it has one."""
    return db.exec(
        select(Delegation).where(
            Delegation.consultation_id == consultation.id, Delegation.code == organisation
        )
    ).first()


def _seen(groups: Any, consultations: Any, house: Any) -> sa.ColumnElement[bool]:
    within = sa.or_(house, col(WorkingGroup.consultation_id).in_(consultations))
    return sa.or_(
        col(WorkingGroup.closed).is_(False),
        col(WorkingGroup.id).in_(groups),
        sa.and_(col(WorkingGroup.within).is_(True), within),
    )


SEEN_GROUPS = _seen(
    sa.bindparam("own_groups", expanding=True),
    sa.bindparam("own_consultations", expanding=True),
    sa.bindparam("of_the_house", type_=sa.Boolean) == sa.true(),
)
"""`seen_groups` for a statement that is built once; `sight_values` gives its values."""


def sight_values(actor: Actor) -> dict[str, Any]:
    """The values of `SEEN_GROUPS` for this person."""
    return {
        "own_groups": own_groups(actor),
        "own_consultations": own_consultations(actor),
        "of_the_house": of_the_house(actor),
    }


def seen_groups(actor: Actor) -> sa.ColumnElement[bool]:
    """The condition that the working group of a row is one the actor may see: `may_see_group`, asked of the database.

    Every list, count, feed and export of what groups write goes by it (invariant 14).
    """
    return _seen(
        own_groups(actor), own_consultations(actor), sa.true() if of_the_house(actor) else sa.false()
    )


def groups_found_by(actor: Actor) -> sa.Select[*tuple[Any, ...]] | list[int]:
    """The groups whose entries the search may give the actor, as part of its query; those of public groups name none."""
    if not actor.seats:
        return []
    return sa.select(col(WorkingGroup.id)).where(seen_groups(actor))


def groups_of(db: Session, consultation: Consultation, actor: Actor) -> list[WorkingGroup]:
    """The working groups the actor may know of, by code."""
    groups = db.exec(
        select(WorkingGroup)
        .where(WorkingGroup.consultation_id == consultation.id)
        .order_by(col(WorkingGroup.code))
    ).all()
    return [group for group in groups if may_see_group(actor, group)]


def visible_group(db: Session, consultation: Consultation, actor: Actor, code: str) -> WorkingGroup:
    """The working group of this code, or NotFound where there is none or the actor may not see it."""
    for group in groups_of(db, consultation, actor):
        if group.code == code:
            return group
    raise NotFound(_("There is no working group “%(code)s” here.") % {"code": code})


def seated_in(
    db: Session, groups: Sequence[WorkingGroup], on: date | None = None
) -> dict[int, list[tuple[int, str]]]:
    """Who sits in each of these groups today, or will `on` a day, for a delegation of which constituency: pairs of the
    person and its code, in the order in which the seats were given; one query.

    Who observes or sits in personal capacity stands for no body, and a seat that names nobody is not filled.
    """
    day = on or local_day(now(db), "UTC")
    rows = db.execute(
        sa.select(col(Membership.group_id), col(Membership.person_id), col(Constituency.code))
        .join(Delegation, col(Delegation.id) == Membership.delegation_id)
        .join(Constituency, col(Constituency.id) == Delegation.constituency_id)
        .where(
            col(Membership.group_id).in_([group.id for group in groups]),
            col(Membership.person_id).is_not(None),
            col(Membership.role).in_(WRITING_ROLES),
            col(Membership.personal).is_(False),
            col(Membership.ended_at).is_(None),
            col(Delegation.ended_at).is_(None),
            sa.or_(col(Membership.since).is_(None), col(Membership.since) <= day),
            sa.or_(col(Membership.until).is_(None), col(Membership.until) >= day),
        )
        .order_by(col(Membership.id))
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for group, person, constituency in rows:
        found.setdefault(group, []).append((person, constituency))
    return found


@dataclass(frozen=True, slots=True)
class Filled:
    """One line of a rule of composition: the constituency, the least seats it asks for, and how many are held today."""

    code: str
    name: str
    name_i18n: Mapping[str, str]
    least: int
    seated: int

    @property
    def missing(self) -> int:
        """How many seats are still to be filled."""
        return max(0, self.least - self.seated)


@dataclass(frozen=True, slots=True)
class Composition:
    """The rule of composition of a group as it stands today; `why_not` says why no selection can be opened for it."""

    lines: tuple[Filled, ...]
    why_not: str | None


def compositions_of(
    db: Session, consultation: Consultation, groups: Sequence[WorkingGroup], on: date | None = None
) -> dict[int, Composition]:
    """What the rule of composition of each of these groups asks for and what is filled today, or `on` a day, by the
    group's number; those that have no rule are left out. Two queries, none where no group has a rule."""
    ruled = [group for group in groups if group.composition]
    if not ruled:
        return {}
    held, parts = seated_in(db, ruled, on), constituencies_of(db, consultation)
    names = {part.code: part.name_i18n.get(current_locale()) or part.name for part in parts}
    found = {}
    for group in ruled:
        rule = group.composition
        seated = seats_filled(rule, held.get(group.id or 0, ()))
        lines = tuple(
            Filled(part.code, part.name, part.name_i18n, rule[part.code], seated.get(part.code, 0))
            for part in parts
            if part.code in rule
        )
        found[group.id or 0] = Composition(lines, why_not_open_selection(group, seated, names))
    return found


def composition_of(db: Session, consultation: Consultation, group: WorkingGroup) -> Composition | None:
    """The same of one group; None where it has no rule."""
    return compositions_of(db, consultation, [group]).get(group.id or 0)


def visible_roundtable(db: Session, consultation: Consultation, code: str) -> Roundtable:
    """The roundtable of this code, or NotFound."""
    found = db.exec(
        select(Roundtable).where(Roundtable.consultation_id == consultation.id, Roundtable.code == code)
    ).first()
    if found is None:
        raise NotFound(_("There is no roundtable “%(code)s” here.") % {"code": code})
    return found


def track_of(consultation: Consultation, group: WorkingGroup | None = None) -> str:
    """The ledger chain an act belongs to: the consultation's, or that of a group that is not public."""
    if group is not None and group.closed:
        return f"{consultation.slug}/{group.public_id}"
    return consultation.slug


def is_moderated(db: Session, consultation: Consultation) -> bool:
    """Whether anybody holds a moderator's seat here today, in a group or in the whole consultation; one query."""
    today = local_day(now(db), "UTC")
    held = sa.exists().where(
        col(Membership.consultation_id) == consultation.id,
        col(Membership.role) == Role.MODERATOR,
        col(Membership.person_id).is_not(None),
        col(Membership.ended_at).is_(None),
        sa.or_(col(Membership.since).is_(None), col(Membership.since) <= today),
        sa.or_(col(Membership.until).is_(None), col(Membership.until) >= today),
    )
    return bool(db.execute(sa.select(held)).scalar())
