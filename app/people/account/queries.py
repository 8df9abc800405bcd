"""Reads of one's own account."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.people.account.devices import browser_words, way_words
from app.people.models import Person, WebSession
from app.people.sessions import IDLE, is_open


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that is signed in. `here` is the one that asks."""

    id: int
    browser: str
    way: str
    since: datetime
    last_used: datetime
    ends: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its owner sees it. `locale` is empty where each browser's own language is used."""

    public_id: str
    email: str
    name: str
    locale: str
    since: datetime
    devices: tuple[Device, ...]

    @property
    def others(self) -> int:
        """How many browsers are signed in besides the one that asks."""
        return sum(not device.here for device in self.devices)


def account_of(db: Session, actor: Actor) -> Account:
    """The account of who is acting, in two queries."""
    person = db.get_one(Person, actor.person_id)
    return Account(
        public_id=person.public_id,
        email=person.email,
        name=person.name,
        locale=person.locale or "",
        since=person.created_at,
        devices=devices_of(db, actor),
    )


def devices_of(db: Session, actor: Actor) -> tuple[Device, ...]:
    """The browsers that who is acting is signed in with: this one, then by their last use. One query."""
    at = now(db)
    rows = db.exec(
        select(WebSession).where(WebSession.person_id == actor.person_id, is_open(at, at - IDLE))
    ).all()
    devices = [
        Device(
            id=row.id or 0,
            browser=browser_words(row.agent),
            way=way_words(row.way),
            since=row.created_at,
            last_used=row.seen_at,
            ends=min(row.expires_at, row.seen_at + IDLE),
            here=row.id == actor.session_id,
        )
        for row in rows
    ]
    return tuple(
        sorted(devices, key=lambda device: (not device.here, -device.last_used.timestamp(), -device.id))
    )
