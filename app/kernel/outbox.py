"""Mail that is to go out: written in the transaction that causes it, sent after it by whoever does the jobs.

A message is taken with one guarded UPDATE that also says when it is tried again: whoever is killed while sending has
left it to the next, and two never send the same at once.
"""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import JSON, Field, Session, SQLModel, col, func, select

from app.kernel.clock import now
from app.kernel.db import Database, keep_all
from app.kernel.mail import AddressRefused, NotSent, compose, send

WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""How long after each try the next one comes; the last holds for all further ones."""
GIVEN_UP_AFTER = timedelta(days=1)
KEPT = timedelta(days=30)
"""How long it is kept that a message was sent, or to whom it could not be."""
LONGEST = 30.0
"""After how many seconds of sending other work has its turn; what is left comes with the next tick."""


class Outgoing(SQLModel, table=True):
    """A message on its way. Its words are dropped once it is sent or given up, because links in it open things.

    `why` names what it is for, so that it can be counted and tried again; `last_error` is the sentence of the last try;
    `headers` are those it has besides the usual ones.
    """

    __tablename__ = "outgoing"
    __table_args__ = {"info": {"fleeting": True}}

    id: int | None = Field(default=None, primary_key=True)
    why: str
    to: str
    subject: str
    text: str
    locale: str
    created_at: datetime
    due_at: datetime = Field(index=True)
    tries: int = 0
    sent_at: datetime | None = None
    given_up_at: datetime | None = None
    last_error: str = ""
    headers: dict[str, str] = Field(default_factory=dict, sa_type=JSON)


@dataclass(frozen=True)
class Sender:
    """By which way messages leave: the server's address or, where that is empty, the folder; and from whom."""

    server: str
    folder: Path
    address: str


@dataclass(frozen=True, slots=True)
class Outbox:
    """How the mail stands: how many wait, since when, how many were sent and given up, what went wrong last.

    `troubled` are those that could not be sent at their last try, newest first; their words are not in it.
    """

    waiting: int
    oldest: datetime | None
    sent: int
    given_up: int
    troubled: tuple[Outgoing, ...]


_WAITS = sa.and_(col(Outgoing.sent_at).is_(None), col(Outgoing.given_up_at).is_(None))
_SHOWN = 20
Words = tuple[str, str, str]


def message_at(
    at: datetime,
    *,
    to: str,
    subject: str,
    text: str,
    why: str,
    locale: str,
    headers: Mapping[str, str] | None = None,
) -> Outgoing:
    """A message as it is put out at an instant."""
    return Outgoing(
        why=why,
        to=to,
        subject=subject,
        text=text,
        locale=locale,
        created_at=at,
        due_at=at,
        headers=dict(headers or {}),
    )


def post(
    db: Session,
    *,
    to: str,
    subject: str,
    text: str,
    why: str,
    locale: str,
    headers: Mapping[str, str] | None = None,
) -> Outgoing:
    """Put a message out, to be sent once this transaction is committed; rolled back with it, it never was.

    `why` is one word for what it is for: `sign_in`, `invitation`, `application`. `headers` are further ones of its own.
    """
    message = message_at(now(db), to=to, subject=subject, text=text, why=why, locale=locale, headers=headers)
    db.add(message)
    db.info["posted"] = True
    return message


def post_all(db: Session, messages: Sequence[Outgoing]) -> dict[Words, list[int]]:
    """The same for many at once, in as many statements as for one. Gives their numbers by address, subject and words."""
    last = db.exec(select(func.coalesce(func.max(Outgoing.id), 0))).one()
    kept = keep_all(db, messages, select(Outgoing).where(col(Outgoing.id) > last).order_by(col(Outgoing.id)))
    found: dict[Words, list[int]] = {}
    for message in kept:
        found.setdefault((message.to, message.subject, message.text), []).append(message.id or 0)
    db.info["posted"] = True
    return found


def call_for_mail(db: Session) -> int:
    """The tick: where messages are due, let them be sent. Gives how many there are."""
    due = db.exec(select(func.count()).where(_WAITS, col(Outgoing.due_at) <= now(db))).one()
    if due:
        db.info["posted"] = True
    return due


def clear_old_mail(db: Session) -> int:
    """The tick: what was sent or given up a month ago goes. Gives how many there were."""
    before = now(db) - KEPT
    gone = db.execute(
        sa.delete(Outgoing).where(sa.or_(col(Outgoing.sent_at) < before, col(Outgoing.given_up_at) < before))
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def send_waiting(database: Database, sender: Sender) -> int:
    """Send what is due, the longest waiting first. Gives how many went out. Never inside a transaction: a mail server
    takes its time."""
    until, went = time.monotonic() + LONGEST, 0
    with database.reading() as db:
        due = db.exec(
            select(Outgoing.id, Outgoing.tries)
            .where(_WAITS, col(Outgoing.due_at) <= now(db))
            .order_by(col(Outgoing.due_at), col(Outgoing.id))
        ).all()
    for number, tries in due:
        message = _taken(database, number or 0, tries)
        if message is not None:
            went += _send(database, sender, message)
        if time.monotonic() > until:
            break
    return went


def _taken(database: Database, number: int, tries: int) -> Outgoing | None:
    """The message, if nobody else took it since it was seen; its next try is set before this one begins."""
    with database.unit_of_work() as db:
        taken = db.execute(
            sa.update(Outgoing)
            .where(col(Outgoing.id) == number, col(Outgoing.tries) == tries, _WAITS)
            .values(tries=tries + 1, due_at=now(db) + WAITS[min(tries, len(WAITS) - 1)])
        )
        return db.get_one(Outgoing, number) if taken.rowcount else None  # type: ignore[attr-defined]


def _send(database: Database, sender: Sender, message: Outgoing) -> bool:
    at = database.clock()
    # The same at each try, so that where one arrived after all the reader's side knows the other as the same.
    mark = hashlib.sha256(f"{message.id} {message.created_at} {message.to}".encode()).hexdigest()[:32]
    try:
        letter = compose(
            to=message.to,
            subject=message.subject,
            text=message.text,
            sender=sender.address,
            at=message.created_at,
            headers=message.headers,
        )
        letter.replace_header("Message-ID", f"<{mark}@{sender.address.rpartition('@')[2]}>")
        send(sender.server, sender.folder, letter)
    except NotSent as error:
        for_good = isinstance(error, AddressRefused) or at >= message.created_at + GIVEN_UP_AFTER
        _note(database, message, last_error=error.message, **(_over("given_up_at", at) if for_good else {}))
        return False
    return _note(database, message, to="", last_error="", **_over("sent_at", at))


def _over(how: str, at: datetime) -> dict[str, object]:
    return {how: at, "subject": "", "text": "", "headers": {}}


def _note(database: Database, message: Outgoing, **values: object) -> bool:
    """Write what came of this try, if it is still the last."""
    with database.unit_of_work() as db:
        written = db.execute(
            sa.update(Outgoing)
            .where(col(Outgoing.id) == message.id, col(Outgoing.tries) == message.tries, _WAITS)
            .values(**values)
        )
    return bool(written.rowcount)  # type: ignore[attr-defined]


def outbox(db: Session) -> Outbox:
    """How the mail stands, in two queries."""
    waits = sa.case((_WAITS, 1))
    waiting, oldest, sent, given_up = db.execute(
        sa.select(
            func.count(waits),
            func.min(sa.case((_WAITS, col(Outgoing.created_at)))),
            func.count(col(Outgoing.sent_at)),
            func.count(col(Outgoing.given_up_at)),
        )
    ).one()
    troubled = db.exec(
        select(Outgoing).where(Outgoing.last_error != "").order_by(col(Outgoing.id).desc()).limit(_SHOWN)
    ).all()
    return Outbox(waiting, oldest, sent, given_up, tuple(troubled))
