"""Sessions of browsers: begun by whichever way in, ended by their owner, by an administrator, or by time."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret, secret_hash
from app.kernel.ledger import lock_track, record
from app.people.events import SignedIn
from app.people.models import Handshake, Person, SignInLink, WebSession
from app.people.rules import why_not_let_in
from app.people.security import KEPT, note_security

SITE = "site"
LASTS = timedelta(days=14)
"""How long a session lasts at most."""
IDLE = timedelta(hours=12)
"""How long it lasts without being used."""
FRESH = timedelta(minutes=15)
"""For how long after signing in somebody may change by what ways the account is opened (OWASP ASVS 5.0, 7.5.1)."""
SEEN_EVERY = timedelta(minutes=5)
"""How far behind the last use may be noted: a request that only reads does not become one that writes for it."""


def is_open(at: Any, unused_since: Any) -> sa.ColumnElement[bool]:
    """The condition under which a session is open at the instant `at`: neither ended, nor at its end, nor unused since
    `unused_since`, which is `IDLE` before (OWASP ASVS 5.0, 7.3.1 and 7.3.2). Both may be parameters of a statement."""
    return sa.and_(
        col(WebSession.ended_at).is_(None),
        col(WebSession.expires_at) > at,
        col(WebSession.seen_at) > unused_since,
    )


def begin_session(
    db: Session,
    person: Person,
    *,
    way: str,
    agent: str = "",
    instead_of: int | None = None,
    secret: str = "",
) -> str:
    """A new session for `person`, who came by `way` (link, demo, passkey, provider, password, invitation). Gives its
    secret, for the cookie: `secret`, where the caller has one that nobody else can know, or else one by chance.

    The id is new whatever the browser came with (OWASP ASVS 5.0, 7.2.4), and the session it came with, `instead_of`,
    ends: nobody stays signed in behind somebody else's back.
    """
    lock_track(db, SITE)
    permit(why_not_let_in(person))
    at = now(db)
    if instead_of is not None:
        end_session(db, instead_of)
    secret = secret or new_secret()
    session = WebSession(
        token_hash=secret_hash(secret),
        person_id=person.id or 0,
        created_at=at,
        seen_at=at,
        expires_at=at + LASTS,
        agent=agent[:200],
        way=way,
    )
    db.add(session)
    note_security(db, "signed_in", person_id=person.id, detail=way)
    actor = Actor(person_id=person.id, public_id=person.public_id)
    record(db, actor, SignedIn(person.public_id, way), track=SITE)
    return secret


def signed_in_at(db: Session, actor: Actor) -> datetime | None:
    """When the session began that the actor came with; None for who has none, such as a program."""
    session = db.get(WebSession, actor.session_id) if actor.session_id is not None else None
    return session.created_at if session is not None else None


def why_not_add_way(since: datetime | None, at: datetime) -> str | None:
    """Why whoever signed in at `since` may not add another way into the own account at `at`; or None. It takes a fresh
    sign-in, or who finds a browser open would come back by a way of their own."""
    if since is not None and at - since < FRESH:
        return None
    return _(
        "You signed in more than fifteen minutes ago. Sign in again first: so nobody adds a way in from a browser that was left open."
    )


def end_session(db: Session, session_id: int) -> None:
    """End one session; one that has ended stays as it is. The caller records it."""
    db.execute(
        sa.update(WebSession)
        .where(col(WebSession.id) == session_id, col(WebSession.ended_at).is_(None))
        .values(ended_at=now(db))
    )


def end_sessions_of(db: Session, person_id: int, *, but: int | None = None) -> int:
    """End every open session of a person, `but` perhaps one. Gives how many there were; the caller records it."""
    at = now(db)
    ended = db.execute(
        sa.update(WebSession)
        .where(
            col(WebSession.person_id) == person_id,
            is_open(at, at - IDLE),
            sa.true() if but is None else col(WebSession.id) != but,
        )
        .values(ended_at=at)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def note_session_use(db: Session, *, number: int, at: datetime) -> None:
    """Note that a session was in use at the instant `at`: no act, so nothing of it stands in the register."""
    db.execute(
        sa.update(WebSession)
        .where(col(WebSession.id) == number, col(WebSession.seen_at) < at, col(WebSession.ended_at).is_(None))
        .values(seen_at=at)
    )


def clear_old_ways_in(db: Session) -> int:
    """The tick: sessions and links to sign in that ended as long ago as the security log is kept go, and whatever was
    remembered of a way in that nobody finished. Gives how many rows there were."""
    at = now(db)
    before = at - KEPT
    gone = 0
    for rows in (
        sa.delete(WebSession).where(
            sa.or_(col(WebSession.ended_at) < before, col(WebSession.expires_at) < before)
        ),
        sa.delete(SignInLink).where(
            sa.or_(col(SignInLink.used_at) < before, col(SignInLink.expires_at) < before)
        ),
        sa.delete(Handshake).where(col(Handshake.expires_at) < at),
    ):
        gone += int(db.execute(rows).rowcount)  # type: ignore[attr-defined]
    return gone
