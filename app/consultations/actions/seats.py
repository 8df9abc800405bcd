"""Verbs on seats: give one, give one to somebody who may be new here, end one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, SQLModel, col, or_, select

from app.consultations.events import SeatEnded, SeatGiven
from app.consultations.given import Given, reason_for
from app.consultations.models import Consultation, Delegation, Membership, Role, WorkingGroup
from app.consultations.parts import any_group, delegation_called, was_last_convenor, with_employer
from app.consultations.queries import track_of
from app.consultations.rules import VOTING_ROLES, is_secretariat, may_see_group
from app.consultations.seating import (
    CONTENT_ROLES,
    capacity_of,
    composed_title,
    overlap,
    personal_title,
    standing_seat,
    why_no_such_place,
    why_not_after_the_end,
    why_not_end,
    why_not_hand_link,
    why_not_hold,
    why_not_personal,
    why_not_seat,
    why_not_these_days,
)
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import Invalid, NotFound, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import Event, lock_track, record, record_each
from app.people.actions import SITE, add_person
from app.people.models import Person
from app.people.queries import find_person
from app.people.rules import why_not_let_in
from app.people.ways.links import hand_sign_in_link, void_links

SITE_ROLES = (Role.ADMINISTRATOR, Role.SECRETARIAT)


@dataclass(frozen=True)
class Seated:
    """What giving a seat left behind. `new_person` where an account was made for it."""

    seat: Membership
    person: Person
    new_person: bool


@dataclass(frozen=True)
class Unseated:
    """What ending a seat left behind. `left_without` says of which group the last convenor went, if so."""

    seat: Membership
    left_without: WorkingGroup | None


def give_seat(
    db: Session,
    actor: Actor,
    person: Person,
    *,
    role: str,
    title: str,
    consultation: Consultation | None = None,
    group: WorkingGroup | None = None,
    delegation: Delegation | None = None,
    since: date | None = None,
    until: date | None = None,
    personal: bool = False,
    held: list[Membership] | None = None,
    asked: bool = False,
) -> Membership:
    """Give `person` a seat; the very same seat again is the one there is, so that a double click gives one.

    In a consultation: Refused where `why_not_seat` says so. Invalid where the role is unknown, or needs a consultation
    and has none; where the group or the delegation has ended; where the person holds what does not go with it, or this
    seat for other days; where a delegation would have two heads at a time. For the whole site the caller says who may.
    `held` are the seats of the person where the caller knows them. `asked` where another rule than `why_not_seat` has
    let it: an invitation, a head's word. The title says where it is in `personal` capacity or not for the employer.
    """
    if role not in list(Role):
        none = _("“%(role)s” is not a role; roles are: %(roles)s.")
        raise Invalid.at("role", none % {"role": role, "roles": ", ".join(Role)})
    if consultation is None and role not in SITE_ROLES:
        within = _("The role “%(role)s” is held in a consultation; say which.")
        raise Invalid.at("role", within % {"role": role})
    permit(why_not_let_in(person))
    track = track_of(consultation, group) if consultation else SITE
    # The consultation's own chain comes first, also where the act is written in that of a closed group.
    lock_track(db, consultation.slug if consultation else SITE)
    lock_track(db, track)
    held = held_by(db, person, now(db)) if held is None else held
    if consultation is not None:
        # A guard binds people; the house itself seats the demonstration's people in what has ended too.
        if actor != SYSTEM and not asked:
            permit(
                why_not_seat(
                    actor, consultation, group=group, role=role, for_delegation=delegation is not None
                )
            )
        _check_holder(role, person, held, consultation, group, delegation)
        if personal:
            if (why := why_not_personal(role)) is not None:
                raise Invalid.at("personal", why)
            title = personal_title(consultation, title)
        title = with_employer(db, consultation, title, person, delegation)
    elif role == Role.ADMINISTRATOR and any(seat.role in CONTENT_ROLES for seat in held):
        raise Invalid.at(
            "role",
            _(
                "%(name)s has seats in consultations, and an administrator has no part in them. End them first."
            )
            % {"name": person.name},
        )
    place = tuple(part.id if part is not None else None for part in (consultation, group, delegation))
    if (standing := standing_seat(held, role, place, (since, until))) is not None:
        other_days = why_not_these_days(standing, person.name, (since, until))
        if other_days is not None and not asked:
            raise Invalid.at("until", other_days)
        return standing
    if role == Role.HEAD and delegation is not None:
        check_one_head(db, delegation, (since, until))
    new = Membership(
        person_id=person.id,
        role=role,
        title=title,
        consultation_id=consultation.id if consultation else None,
        group_id=group.id if group else None,
        delegation_id=delegation.id if delegation else None,
        personal=personal and consultation is not None,
        since=since,
        until=until,
    )
    db.add(new)
    everywhere_already = any(seat.role == role and seat.consultation_id is None for seat in held)
    if role in (*VOTING_ROLES, *SITE_ROLES) and not everywhere_already:
        # Whoever still holds a link from before did not get it for an account that may do this; who has the same
        # seat in every consultation (the site's secretariat, founding one) may no more than before.
        void_links(db, person)
    event = SeatGiven(
        person.public_id,
        role,
        consultation.slug if consultation else None,
        group.code if group else None,
        delegation.code if delegation else None,
    )
    capacity = capacity_of(actor, consultation, group) if consultation else None
    record(db, actor, event, track=track, left=[new], capacity=capacity)
    return new


def seat_person(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    email: str,
    name: str = "",
    role: str,
    title: str = "",
    group: str = "",
    delegation: str = "",
    since: date | str | None = None,
    until: date | str | None = None,
    personal: bool = False,
) -> Seated:
    """Give a seat to whoever has this address, with a new account for who has none yet.

    `group` and `delegation` are codes. Everything is checked before the first row is written: a seat that cannot be
    given leaves no account behind. Refused and Invalid as for `give_seat`, and Invalid where a new person has no
    name, or the role is not held in such a place.
    """
    # An account may be made: the site's chain comes before the consultation's.
    lock_track(db, SITE)
    lock_track(db, consultation.slug)
    given = Given()
    whole = any_group(db, consultation, group) if group else None
    if whole is not None and not is_secretariat(actor, consultation) and not may_see_group(actor, whole):
        whole = None
    permit(why_not_seat(actor, consultation, group=whole))
    if group and whole is None:
        given.wrong("group", _("There is no working group “%(code)s” here.") % {"code": group})
    body = delegation_called(db, consultation, delegation) if delegation else None
    if delegation and body is None:
        given.wrong("delegation", _("There is no delegation “%(code)s” here.") % {"code": delegation})
    if role not in list(Role) or role == Role.ADMINISTRATOR:
        given.wrong("role", _("Choose what this person will be here."))
    elif (elsewhere := why_no_such_place(role, whole, body)) is not None:
        given.wrong(*elsewhere)
    elif personal and (office := why_not_personal(role)) is not None:
        given.wrong("personal", office)
    begins, ends = given.day("since", since), given.day("until", until)
    if begins is not None and ends is not None and ends < begins:
        given.wrong("until", _("The seat ends before it begins."))
    title = given.line("title", title)
    if any(not sign.isprintable() for sign in email.strip()):
        given.wrong("email", _("This address holds a sign that nobody sees. Type it by hand."))
    name = given.line("name", name, limit=200)
    person = find_person(db, email)
    if person is None and not name:
        given.wrong("name", _("Nobody here has this address yet. Give the name, and an account is made."))
    given.done()
    permit(why_not_seat(actor, consultation, group=whole, role=role, for_delegation=body is not None))
    for part in (whole, body):
        if (ended := why_not_after_the_end(part)) is not None:
            raise Invalid.at("group" if part is whole else "delegation", ended)
    if role == Role.HEAD and body is not None and person is None:
        check_one_head(db, body, (begins, ends))
    new_person = person is None
    if person is None:
        person = add_person(db, actor, email=email, name=name)
        db.flush()
    seat = give_seat(
        db,
        actor,
        person,
        role=role,
        title=title or composed_title(consultation, role, whole, body),
        consultation=consultation,
        group=whole,
        delegation=body,
        since=begins,
        until=ends,
        personal=personal,
        held=[] if new_person else None,
    )
    return Seated(seat, person, new_person)


def end_seat(db: Session, actor: Actor, consultation: Consultation, seat_id: int, *, reason: str) -> Unseated:
    """End a seat, with a reason; it stays in the record. Ending it again changes nothing.

    NotFound where there is no such seat here, or it is in a group that the actor may not know of; Refused where
    `why_not_seat` says so. Ending the seat of a group's last convenor is allowed, and said.
    """
    lock_track(db, consultation.slug)
    seat, group = seat_here(db, actor, consultation, seat_id)
    permit(why_not_end(actor, consultation, seat, group))
    why = reason_for(reason)
    if seat.ended_at is None:
        end_seats(db, actor, consultation, [seat], groups={group.id: group} if group else {}, reason=why)
    return Unseated(seat, group if was_last_convenor(db, seat, group) else None)


def hand_link(db: Session, actor: Actor, consultation: Consultation, seat_id: int) -> tuple[str, Person]:
    """A link for the first sign-in of who holds this seat, to be handed over. Gives the secret and the person.

    Refused to who may not give such a seat, and for who has signed in before, has ended here, or holds a seat further
    away: outside this consultation for its secretariat, outside the own group for a convenor.
    """
    lock_track(db, SITE)
    seat, group = seat_here(db, actor, consultation, seat_id)
    permit(why_not_end(actor, consultation, seat, group))
    person = db.get(Person, seat.person_id) if seat.person_id is not None else None
    if person is None:
        raise NotFound(_("There is no such seat here."))
    held = held_by(db, person, now(db))
    permit(why_not_hand_link(person.name, seat, held, convenor=not is_secretariat(actor, consultation)))
    return hand_sign_in_link(db, actor, person), person


def seat_here(
    db: Session, actor: Actor, consultation: Consultation, seat_id: int
) -> tuple[Membership, WorkingGroup | None]:
    """A seat in this consultation with its group; NotFound where there is none of this number, or it is in a closed
    group that the actor neither belongs to nor sets up."""
    found = db.exec(
        select(Membership, WorkingGroup)
        .outerjoin(WorkingGroup, col(WorkingGroup.id) == Membership.group_id)
        .where(Membership.id == seat_id, Membership.consultation_id == consultation.id)
    ).first()
    if found is None or not (
        found[1] is None or may_see_group(actor, found[1]) or is_secretariat(actor, consultation)
    ):
        raise NotFound(_("There is no such seat here."))
    return found[0], found[1]


def end_seats(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    seats: Iterable[Membership],
    *,
    groups: Mapping[int | None, WorkingGroup],
    reason: str,
    codes: Mapping[int | None, str] | None = None,
    last: tuple[str, Event, SQLModel] | None = None,
) -> None:
    """End these seats of the consultation, each in the chain of its group; the caller holds the lock and has asked.

    `groups` are the groups the seats are in, by number, `codes` the codes of their delegations where they are known.
    `last` is the act that ends them, with its chain and the row it leaves, recorded after them.
    """
    at, ending = now(db), list(seats)
    numbers = [seat.person_id for seat in ending if seat.person_id is not None]
    people = {
        person.id: person.public_id
        for person in (db.exec(select(Person).where(col(Person.id).in_(numbers))) if numbers else ())
    }
    bodies = _delegation_codes(db, ending) if codes is None else codes
    facts: dict[str, list[tuple[Event, list[SQLModel]]]] = {}
    for seat in ending:
        group = groups.get(seat.group_id)
        seat.ended_at = at
        db.add(seat)
        event = SeatEnded(
            people.get(seat.person_id) or "",
            seat.role,
            consultation.slug,
            group.code if group else None,
            bodies.get(seat.delegation_id),
        )
        facts.setdefault(track_of(consultation, group), []).append((event, [seat]))
    if last is not None:
        track, event_of_all, row = last
        facts.setdefault(track, []).append((event_of_all, [row]))
    for track, ended in sorted(facts.items()):
        capacity = capacity_of(actor, consultation)
        record_each(db, actor, ended, track=track, capacity=capacity, reason=reason)


def _delegation_codes(db: Session, seats: Iterable[Membership]) -> dict[int | None, str]:
    numbers = [seat.delegation_id for seat in seats if seat.delegation_id is not None]
    if not numbers:
        return {}
    rows = db.execute(
        select(col(Delegation.id), col(Delegation.code)).where(col(Delegation.id).in_(numbers))
    ).all()
    return {row[0]: row[1] for row in rows}


def groups_of_seats(db: Session, seats: Iterable[Membership]) -> dict[int | None, WorkingGroup]:
    """The groups these seats are in, by number."""
    numbers = [seat.group_id for seat in seats if seat.group_id is not None]
    if not numbers:
        return {}
    return {g.id: g for g in db.exec(select(WorkingGroup).where(col(WorkingGroup.id).in_(numbers)))}


def held_by(db: Session, person: Person, at: datetime) -> list[Membership]:
    """Every seat of the person that has not ended, wherever it is, also one whose term lies ahead."""
    day = local_day(at, "UTC")
    return list(
        db.exec(
            select(Membership)
            .where(
                Membership.person_id == person.id,
                col(Membership.ended_at).is_(None),
                or_(col(Membership.until).is_(None), col(Membership.until) >= day),
            )
            .order_by(col(Membership.id))
        ).all()
    )


def _check_holder(
    role: str,
    person: Person,
    held: list[Membership],
    consultation: Consultation,
    group: WorkingGroup | None,
    delegation: Delegation | None,
) -> None:
    for field, part in (("group", group), ("delegation", delegation)):
        if (ended := why_not_after_the_end(part)) is not None:
            raise Invalid.at(field, ended)
    if (why := why_not_hold(role, person.name, held, consultation.id or 0)) is not None:
        raise Invalid.at("role", why)


def check_one_head(db: Session, delegation: Delegation, term: tuple[date | None, date | None]) -> None:
    """A delegation has one head at a time: giving a second ends nothing silently."""
    today = local_day(now(db), "UTC")
    heads = db.exec(
        select(Membership, Person.name)
        .outerjoin(Person, col(Person.id) == Membership.person_id)
        .where(
            Membership.delegation_id == delegation.id,
            Membership.role == Role.HEAD,
            col(Membership.ended_at).is_(None),
            or_(col(Membership.until).is_(None), col(Membership.until) >= today),
        )
        .order_by(col(Membership.id))
    ).all()
    for seat, name in heads:
        if overlap(term, (seat.since, seat.until)):
            raise Invalid.at(
                "role",
                _(
                    "%(name)s is head of this delegation. End that seat first, or let the terms follow each other."
                )
                % {"name": name or seat.title},
            )
