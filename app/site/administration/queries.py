"""What an administrator sees: accounts and what they hold, never what is consulted about."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.consultations.calendar import RoundStage
from app.consultations.models import Consultation, Membership, Round, WorkingGroup
from app.consultations.seating import SITE_WIDE, role_word
from app.consultations.site_seats import administrators, why_not_end_for_site, why_not_hold_for_site
from app.kernel.clock import now
from app.kernel.i18n import gettext as _
from app.kernel.ledger import LedgerEntry
from app.people.models import Organisation, Person, WebSession
from app.people.queries import last_sign_ins, open_sessions
from app.voting.models import Ballot
from app.voting.parameters import read_rule
from app.voting.rules import ballot_closes, ballot_stage
from app.web.render import written_moment

PAGE = 50


# A closed group is invisible to others, and so are its seats: an administrator sees none of them (invariant 14).
_NOT_CLOSED = sa.or_(col(WorkingGroup.id).is_(None), col(WorkingGroup.closed).is_(False))


@dataclass(frozen=True, slots=True)
class Account:
    """One person in the list."""

    public_id: str
    name: str
    email: str
    organisation: str | None
    roles: tuple[str, ...]
    last_sign_in: datetime | None


@dataclass(frozen=True, slots=True)
class Accounts:
    """A stretch of the list of people; `next` is the id of its last person where there are more."""

    q: str
    lines: tuple[Account, ...]
    next: str | None
    after: str


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """A seat as an administrator sees it: which role, in which consultation; never which group."""

    role: str
    consultation: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class SiteRole:
    """A role for the whole site: whether it is held, and why it cannot be given or ended."""

    role: str
    words: str
    held: bool
    why_not: str | None


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One person."""

    person: Person
    organisation: str | None
    seats: tuple[HeldSeat, ...]
    roles: tuple[SiteRole, ...]
    sessions: Sequence[WebSession]
    last_sign_in: datetime | None


def accounts(db: Session, *, q: str = "", after: str = "") -> Accounts:
    """People by name, those whose name or address holds `q`; at most four queries."""
    name = func.lower(col(Person.name))
    statement = select(Person, Organisation.name).outerjoin(
        Organisation, col(Organisation.id) == Person.organisation_id
    )
    if q:
        # The database lowers Latin letters only; the words as typed find the others.
        ways = [
            text.contains(words, autoescape=True)
            for text, words in (
                (name, q.lower()), (col(Person.name), q), (func.lower(col(Person.email)), q.lower()),
            )
        ]  # fmt: skip
        statement = statement.where(sa.or_(*ways))
    last = db.exec(select(name, Person.id).where(Person.public_id == after)).first() if after else None
    if last is not None:
        statement = statement.where(sa.tuple_(name, col(Person.id)) > sa.tuple_(*last))
    rows = db.exec(statement.order_by(name, col(Person.id)).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    roles = _roles_of(db, [person.id or 0 for person, _body in shown])
    signed_in = last_sign_ins(db, [person.public_id for person, _body in shown])
    lines = tuple(
        Account(
            public_id=person.public_id,
            name=person.name,
            email=person.email,
            organisation=body,
            roles=roles.get(person.id or 0, ()),
            last_sign_in=signed_in.get(person.public_id),
        )
        for person, body in shown
    )
    return Accounts(q, lines, lines[-1].public_id if len(rows) > PAGE else None, after)


def _roles_of(db: Session, people: list[int]) -> dict[int, tuple[str, ...]]:
    """The roles each of these people holds now, those for the whole site first."""
    held: dict[int, dict[str, None]] = defaultdict(dict)
    seats = (
        select(Membership.person_id, Membership.role)
        .outerjoin(WorkingGroup, col(WorkingGroup.id) == Membership.group_id)
        .where(_NOT_CLOSED)
        .where(col(Membership.person_id).in_(people), col(Membership.ended_at).is_(None))
        .distinct()
    )
    for person, role in sorted(db.exec(seats), key=lambda seat: (seat[1] not in SITE_WIDE, seat[1])):
        held[person or 0][role_word(role)] = None
    return {person: tuple(words) for person, words in held.items()}


def account_page(db: Session, person: Person) -> AccountPage:
    """One person with seats, roles for the whole site and open sessions; five queries."""
    organisation = db.get(Organisation, person.organisation_id) if person.organisation_id else None
    rows = db.exec(
        select(Membership, Consultation.code)
        .outerjoin(Consultation, col(Consultation.id) == Membership.consultation_id)
        .outerjoin(WorkingGroup, col(WorkingGroup.id) == Membership.group_id)
        .where(Membership.person_id == person.id, _NOT_CLOSED)
        .order_by(col(Membership.ended_at).is_not(None), col(Membership.id))
    ).all()
    held = {seat.role for seat, _code in rows if seat.ended_at is None}
    for_site = {s.role for s, _code in rows if s.ended_at is None and s.consultation_id is None}
    others = administrators(db)
    return AccountPage(
        person=person,
        organisation=organisation.name if organisation else None,
        seats=tuple(
            HeldSeat(
                role=role_word(seat.role),
                consultation=code,
                ended_at=seat.ended_at,
            )
            for seat, code in rows
        ),
        roles=tuple(
            SiteRole(
                role=role,
                words=role_word(role),
                held=role in for_site,
                why_not=why_not_end_for_site(role, person.name, others)
                if role in for_site
                else why_not_hold_for_site(role, person.name, held),
            )
            for role in SITE_WIDE
        ),
        sessions=open_sessions(db, person, now(db)),
        last_sign_in=last_sign_ins(db, [person.public_id]).get(person.public_id),
    )


def last_backup(db: Session) -> datetime | None:
    """When a copy was last downloaded; what `commonspace backup` writes on the machine is not recorded."""
    return db.exec(
        select(func.max(LedgerEntry.recorded_at)).where(
            LedgerEntry.track == "site", LedgerEntry.verb == "backup_taken"
        )
    ).one()


def how_many_people(db: Session) -> int:
    """How many accounts there are."""
    return db.exec(select(func.count()).select_from(Person)).one()


def why_not_copied(db: Session, at: datetime) -> str | None:
    """Why nobody downloads a copy of everything now, or None: two copies from one secret ballot would show which papers
    came between them. One query."""
    rows = db.exec(
        select(Ballot, Round)
        .join(Round, col(Round.id) == Ballot.round_id)
        .where(col(Ballot.result_published_at).is_(None))
    )
    for ballot, round_ in rows:
        if read_rule(ballot.rule).is_secret and ballot_stage(ballot, round_, at) is RoundStage.OPEN:
            return _(
                "The secret ballot “%(title)s” is open until %(moment)s: two copies would show which papers came between them. Download one when it has closed."
            ) % {"title": ballot.title, "moment": written_moment(ballot_closes(ballot, round_))}
    return None
