"""The demonstration: some consultations from one package, and ten people who can be anybody in them."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.actions.delegations import NewBody
from app.consultations.actions.founding import change_settings
from app.consultations.actions.seats import give_seat
from app.consultations.admission.actions.applying import Request, apply, confirm_application
from app.consultations.admission.actions.inviting import Wish, invite
from app.consultations.admission.queries import actor_numbered
from app.consultations.models import Consultation, Delegation, Membership, Role, WorkingGroup
from app.demo_rounds import BETWEEN, let_rounds_run
from app.dossier.loading import import_package
from app.dossier.package import Package, read_package
from app.dossier.replay import Replay
from app.kernel.actor import ANONYMOUS, SYSTEM
from app.kernel.clock import now
from app.kernel.db import Database
from app.kernel.i18n import use_catalogues
from app.kernel.ledger import Event, LedgerEntry, LedgerHead, lock_track, record
from app.kernel.outbox import Outgoing
from app.kernel.shipped import shipped
from app.outcome.actions.history import record_edition, record_selections
from app.outcome.annexes import PILOTS
from app.people.actions import SITE, add_person
from app.people.models import Person
from app.people.queries import person_by_email
from app.people.ways.links import add_demo_link
from app.pilots.actions.progress import agree_periods
from app.settings import Settings
from app.tables import metadata

PACKAGE = "hld-2013"
REVIEW, PILOTING = "hld-2013-review", "hld-2013-pilots"
# The consultation as it was; on a day on which its second round of comments was open; in the middle of the ballot; with
# its pilots under way.
CONSULTATIONS = {
    "hld-2013": None,
    REVIEW: "2013-06-10",
    "hld-2013-decision": "2013-09-05",
    PILOTING: "2014-06-01",
}
EVERYWHERE = tuple(CONSULTATIONS)
DECIDED_ON, ISSUED_ON = date(2013, 10, 2), date(2013, 10, 4)


@dataclass(frozen=True)
class DemoSeat:
    """A seat in each of some consultations; without any, for the whole site."""

    role: Role
    title: str
    consultations: tuple[str, ...] = (*EVERYWHERE, BETWEEN)
    group: str | None = None
    delegation: str | None = None


@dataclass(frozen=True)
class DemoPerson:
    """One of the demonstration's people, named by the role and by no personal name."""

    name: str
    seats: tuple[DemoSeat, ...]
    organisation: str | None = None


def _group_seat(role: Role, title: str, organisation: str, group: str = "wg-1a") -> DemoSeat:
    return DemoSeat(role, title, group=group, delegation=organisation)


_MODERATOR = _group_seat(Role.MODERATOR, "Moderator, round table 1", "undesa")
PEOPLE = {
    "observer": DemoPerson("An observer of the dialogue", (DemoSeat(Role.OBSERVER, "Observer"),)),
    "member": DemoPerson(
        "A member of working group 1A",
        (_group_seat(Role.MEMBER, "Policy analyst, Migration Policy Institute", "mpi"),),
        "mpi",
    ),
    "rapporteur": DemoPerson(
        "The rapporteur of working group 1A",
        (_group_seat(Role.RAPPORTEUR, "Rapporteur, NGO Committee on Migration", "ngo-com"),),
        "ngo-com",
    ),
    "moderator": DemoPerson(
        "The moderator of round table 1", (_MODERATOR, replace(_MODERATOR, group="wg-1b")), "undesa"
    ),
    "secretariat": DemoPerson(
        "The secretariat of the dialogue", (DemoSeat(Role.SECRETARIAT, "Secretariat"),)
    ),
    "administrator": DemoPerson(
        "The administrator of this site", (DemoSeat(Role.ADMINISTRATOR, "Administrator", consultations=()),)
    ),
    "state": DemoPerson(
        "The head of the delegation of Belgium",
        (DemoSeat(Role.HEAD, "Head of delegation, Belgium", delegation="org-bel"),),
        "org-bel",
    ),
    "alternate": DemoPerson(
        "The alternate of the delegation of Belgium",
        (DemoSeat(Role.ALTERNATE, "Alternate, delegation of Belgium", delegation="org-bel"),),
        "org-bel",
    ),
    "ngo": DemoPerson(
        "The head of the delegation of PICUM",
        (DemoSeat(Role.HEAD, "Head of delegation, PICUM", delegation="picum"),),
        "picum",
    ),
    "reporter": DemoPerson(
        "The reporter of the pilot in Belgium",
        (DemoSeat(Role.REPORTER, "Reporter of pilot PIL-4", (PACKAGE, PILOTING), delegation="org-bel"),),
        "org-bel",
    ),
}


@dataclass(frozen=True)
class DemoReset(Event):
    """The demonstration was taken away to be loaded anew."""

    package: str
    consultations: tuple[str, ...]


CRITERIA = """A body is accredited when it works on migration or on development, in its own name, and has done so for two years or more.

It says what it would bring to a roundtable. It need not agree with anybody here.

Political parties, and companies that sell what is discussed here, are not accredited; their associations may be."""
ASKS = Request(
    constituency="CIVSOC",
    statement="Our members are the families of seafarers in nine ports. They send and receive remittances every month, and"
    " we keep a record of what it costs them.\n\nWe would bring these records to roundtable 1, and test with"
    " our members what a benchmark on costs asks of them.",
    contact_name="Rosa Lim",
    contact_email="rosa.lim@families.example",
    new=NewBody("Network of Seafarers’ Families", "Seafarers’ Families"),
)
INVITED = Wish(
    "lena.peeters@belgium.example", Role.MEMBER, name="Lena Peeters", title="Counsellor, Belgium",
    delegation="org-bel",
)  # fmt: skip


def load_demo(
    database: Database, settings: Settings, *, somebody_waits: bool = False
) -> list[tuple[str, str, str]]:
    """Load whatever of the demonstration is not there yet. Gives its people: address, name, sign-in link.

    If `somebody_waits`, the consultation under review is loaded with a body that asks to be accredited and somebody who
    is invited; their letters go out. A fifth consultation then has a round of rating and one of silence.
    """
    # What is issued in it speaks all its languages, whoever calls this.
    use_catalogues(shipped("locales"))
    missing: list[str] = []
    with database.unit_of_work() as db:
        lock_track(db, SITE)
        there = set(db.exec(select(Consultation.slug).where(col(Consultation.slug).in_(EVERYWHERE))).all())
        if missing := [slug for slug in EVERYWHERE if slug not in there]:
            package = demo_package()
            for slug in missing:
                day = CONSULTATIONS[slug]
                import_package(db, SYSTEM, package, slug=slug, replay=Replay.on(day) if day else None)
                if slug == PILOTING:
                    _agree_reports(db)
                if slug == PACKAGE:
                    _issue_first_edition(db)
        people = []
        for who, person in PEOPLE.items():
            account = _account(db, f"{who}@demo.example", person)
            _seat(db, account, person.seats)
            secret = add_demo_link(db, account, key=settings.key)
            people.append((account.email, account.name, f"{settings.base_url}/sign-in/{secret}"))
        if somebody_waits and REVIEW in missing:
            _let_somebody_wait(db, settings.base_url)
    if somebody_waits:
        with database.unit_of_work() as db:
            accounts = {who: person_by_email(db, f"{who}@demo.example") for who in PEOPLE}
            let_rounds_run(
                db, demo_package, accounts, lambda who: _seat(db, accounts[who], PEOPLE[who].seats)
            )
    return people


def _let_somebody_wait(db: Session, home: str) -> None:
    """The review takes applications, and a body has asked; the head of Belgium's delegation has invited a member.

    A package says nothing of either. The body's contact follows the link of the letter.
    """
    consultation = db.exec(select(Consultation).where(Consultation.slug == REVIEW)).one()
    consultation = change_settings(db, SYSTEM, consultation, settings={"admits": True, "criteria": CRITERIA})
    apply(db, ANONYMOUS, consultation, ASKS, home=home)
    letters = select(Outgoing.text).where(Outgoing.to == ASKS.contact_email)
    [link] = re.findall(r"/confirmation/(\S+)", db.exec(letters).one())
    confirm_application(db, ANONYMOUS, consultation, secret=link)
    head = actor_numbered(db, person_by_email(db, "state@demo.example").id, now(db))
    invite(db, head, consultation, INVITED, home=home)


def _agree_reports(db: Session) -> None:
    """Belgium reports on its pilot every quarter; a package says nothing of that. The first report is late."""
    consultation = db.exec(select(Consultation).where(Consultation.slug == PILOTING)).one()
    agree_periods(db, SYSTEM, consultation, "PIL-4", every=3, due_after=14)


def _issue_first_edition(db: Session) -> None:
    """The list that the dialogue ended with was issued on its last day; a package says nothing of that either.

    The pilots came after it, so its annexes know nothing of them.
    """
    consultation = db.exec(select(Consultation).where(Consultation.slug == PACKAGE)).one()
    record_selections(db, consultation, decided_on=DECIDED_ON, by_title="Representative group")
    record_edition(db, consultation, issued_on=ISSUED_ON, without=(PILOTS,))


def demo_package() -> Package:
    """The package the demonstration is made of."""
    return read_package(shipped("data") / f"{PACKAGE}.json")


def _account(db: Session, email: str, person: DemoPerson) -> Person:
    known = db.exec(select(Person).where(Person.email == email)).first()
    return known or add_person(db, SYSTEM, email=email, name=person.name, organisation=person.organisation)


def _seat(db: Session, account: Person, seats: tuple[DemoSeat, ...]) -> None:
    """Give every seat that is not taken yet."""
    held = {
        (seat.role, seat.consultation_id, seat.group_id)
        for seat in db.exec(select(Membership).where(Membership.person_id == account.id)).all()
    }
    for seat in seats:
        for slug in seat.consultations or (None,):
            place = _place(db, seat, slug)
            if place is None or (seat.role, *place.key) in held:
                continue
            give_seat(
                db, SYSTEM, account, role=seat.role.value, title=seat.title, consultation=place.consultation,
                group=place.group, delegation=place.delegation,
            )  # fmt: skip


@dataclass(frozen=True)
class _Place:
    """Where a seat stands."""

    consultation: Consultation | None = None
    group: WorkingGroup | None = None
    delegation: Delegation | None = None

    @property
    def key(self) -> tuple[int | None, int | None]:
        """The consultation and the group, by number."""
        return (self.consultation.id if self.consultation else None, self.group.id if self.group else None)


def _place(db: Session, seat: DemoSeat, slug: str | None) -> _Place | None:
    """Where a seat stands; None where somebody keeps a consultation of their own under the slug, without such a place."""
    if slug is None:
        return _Place()
    consultation = _one(db, Consultation, slug=slug, package_id=PACKAGE)
    if consultation is None:
        return None
    here = consultation.id
    group = _one(db, WorkingGroup, consultation_id=here, public_id=seat.group) if seat.group else None
    body = _one(db, Delegation, consultation_id=here, code=seat.delegation) if seat.delegation else None
    missing = (seat.group and group is None) or (seat.delegation and body is None)
    return None if missing else _Place(consultation, group, body)


def _one(db: Session, model: Any, **wanted: Any) -> Any:
    return db.exec(
        select(model).where(*(getattr(model, name) == value for name, value in wanted.items()))
    ).first()


def reset_demo(database: Database, settings: Settings) -> None:
    """Take the demonstration's consultations away, so that `load_demo` brings them with deadlines that lie ahead.

    Only what belongs to them goes: people, organisations and every other consultation stay.
    """
    with database.unit_of_work() as db:
        lock_track(db, SITE)
        found = db.exec(
            select(Consultation.id, Consultation.slug).where(
                col(Consultation.slug).in_((*EVERYWHERE, BETWEEN)), Consultation.package_id == PACKAGE
            )
        ).all()
        slugs = tuple(slug for _, slug in found)
        for slug in slugs:
            lock_track(db, slug)
        ids = [number for number, _ in found]
        for table in reversed(metadata.sorted_tables):
            belongs = _belonging(table, ids)
            if belongs is not None:
                db.execute(sa.delete(table).where(belongs))
        for slug in slugs:
            for model in (LedgerEntry, LedgerHead):
                track = col(model.track)
                db.execute(
                    sa.delete(model).where(
                        sa.or_(track == slug, track.startswith(f"{slug}/", autoescape=True))
                    )
                )
        if slugs:
            record(db, SYSTEM, DemoReset(PACKAGE, slugs), track=SITE)


def _belonging(table: sa.Table, ids: list[int | None]) -> sa.ColumnElement[bool] | None:
    """Which rows of a table belong to these consultations: by their own column, or by what they refer to."""
    if table.name == "consultation":
        return table.c.id.in_(ids)
    if "consultation_id" in table.c:
        return table.c.consultation_id.in_(ids)
    ways = []
    for key in table.foreign_keys:
        other = key.column.table
        if other is not table and (belongs := _belonging(other, ids)) is not None:
            ways.append(key.parent.in_(sa.select(key.column).where(belongs)))
    return sa.or_(*ways) if ways else None
