"""Verbs on accounts: add a person, make a link or a token, sign in and out."""

import hashlib
import hmac
import re
from datetime import timedelta

from sqlmodel import Session, select

from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_id, new_secret, secret_hash
from app.kernel.ledger import lock_track, record
from app.people.events import PersonAdded, SignedIn, SignedOut, TokenAdded
from app.people.models import ApiToken, Organisation, Person, SignInLink, WebSession
from app.people.queries import usable_link

SITE = "site"
LINK_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(days=14)


def add_person(
    db: Session, actor: Actor, *, email: str, name: str, organisation: str | None = None
) -> Person:
    """Give somebody an account. Invalid where the address is malformed or taken, or the organisation unknown."""
    address = email.strip().lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address) or len(address) > 254:
        raise Invalid.at("email", _("“%(email)s” is not an e-mail address.") % {"email": email})
    if not name.strip():
        raise Invalid.at("name", _("A name is missing."))
    lock_track(db, SITE)
    if db.exec(select(Person).where(Person.email == address)).first() is not None:
        raise Invalid.at("email", _("%(email)s has an account already.") % {"email": address})
    body = None
    if organisation is not None:
        body = db.exec(select(Organisation).where(Organisation.public_id == organisation)).first()
        if body is None:
            raise Invalid.at("organisation", _("There is no organisation “%(id)s”.") % {"id": organisation})
    person = Person(
        public_id=new_id("p"),
        email=address,
        name=name.strip(),
        organisation_id=body.id if body else None,
        created_at=now(db),
    )
    db.add(person)
    record(db, actor, PersonAdded(person.public_id), track=SITE)
    return person


def add_sign_in_link(db: Session, person: Person) -> str:
    """A link that signs `person` in once, within fifteen minutes. Gives the secret, which is not kept."""
    secret, at = new_secret(), now(db)
    db.add(
        SignInLink(
            token_hash=secret_hash(secret),
            person_id=person.id or 0,
            kind="once",
            created_at=at,
            expires_at=at + LINK_LASTS,
        )
    )
    db.flush()
    return secret


def demo_secret(key: str, email: str) -> str:
    """The secret of a demo person's link: the same at every start, so that it can be printed again."""
    return hmac.new(key.encode(), b"demo-link:" + email.encode(), hashlib.sha256).hexdigest()[:32]


def add_demo_link(db: Session, person: Person, *, key: str) -> str:
    """A link that signs a person of the demonstration in again and again. Only the demo command calls this."""
    secret = demo_secret(key, person.email)
    known = db.exec(select(SignInLink).where(SignInLink.token_hash == secret_hash(secret))).first()
    if known is None:
        db.add(
            SignInLink(
                token_hash=secret_hash(secret), person_id=person.id or 0, kind="demo", created_at=now(db)
            )
        )
        db.flush()
    return secret


def sign_in(db: Session, *, link: str, agent: str = "", instead_of: int | None = None) -> tuple[str, Person]:
    """Use a sign-in link: a new session for its person. Gives the session's secret for the cookie.

    NotFound where the link is unknown, used up or too old. A link of kind `once` is used up in the same transaction.
    `instead_of` is the session the browser came with: nobody stays signed in behind somebody else's back.
    """
    lock_track(db, SITE)
    at = now(db)
    row, person = usable_link(db, link, at)
    if row.kind == "once":
        row.used_at = at
        db.add(row)
    if instead_of is not None:
        _end_session(db, instead_of)
    secret = new_secret()
    session = WebSession(
        token_hash=secret_hash(secret),
        person_id=person.id or 0,
        created_at=at,
        seen_at=at,
        expires_at=at + SESSION_LASTS,
        agent=agent[:200],
    )
    db.add(session)
    record(
        db,
        Actor(person_id=person.id, public_id=person.public_id),
        SignedIn(person.public_id, row.kind),
        track=SITE,
    )
    return secret, person


def sign_out(db: Session, actor: Actor) -> None:
    """End the session the actor came with."""
    lock_track(db, SITE)
    if actor.session_id is None:
        return
    _end_session(db, actor.session_id)
    record(db, actor, SignedOut(actor.public_id or ""), track=SITE)


def _end_session(db: Session, session_id: int) -> None:
    session = db.get(WebSession, session_id)
    if session is not None:
        session.ended_at = now(db)
        db.add(session)


def add_api_token(db: Session, person: Person, *, label: str) -> str:
    """A token for programs that act for `person`. Gives the token, which is not kept."""
    lock_track(db, SITE)
    token = "cs_" + new_secret()
    db.add(
        ApiToken(
            token_hash=secret_hash(token), person_id=person.id or 0, label=label[:100], created_at=now(db)
        )
    )
    record(db, SYSTEM, TokenAdded(person.public_id), track=SITE)
    return token
