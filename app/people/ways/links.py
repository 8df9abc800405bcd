"""Links that sign in: made for somebody, handed over, or asked for by mail; each works once and for a while."""

import hashlib
import hmac
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret, secret_hash
from app.kernel.ledger import lock_track, record
from app.people.events import LinkHanded, LinkMade
from app.people.models import Person, SignInLink
from app.people.queries import has_signed_in, usable_link
from app.people.rules import why_not_administrate
from app.people.security import note_security
from app.people.sessions import SITE, begin_session

LINK_LASTS = timedelta(minutes=15)
FIRST_LINK_LASTS = timedelta(days=7)


def add_sign_in_link(db: Session, person: Person, *, lasts: timedelta = LINK_LASTS) -> str:
    """A link that signs `person` in once, within fifteen minutes or as long as it `lasts`. Gives the secret, which is
    not kept."""
    secret, at = new_secret(), now(db)
    db.add(
        SignInLink(
            token_hash=secret_hash(secret),
            person_id=person.id or 0,
            kind="once",
            created_at=at,
            expires_at=at + lasts,
        )
    )
    db.flush()
    return secret


def hand_sign_in_link(db: Session, actor: Actor, person: Person) -> str:
    """A link for the first sign-in of somebody, to be handed over; it works once, within a week. Gives the secret.

    Refused for who has signed in before: from then on an account is its owner's, and nobody else gets a way into it.
    Who may ask at all is for the caller to say.
    """
    lock_track(db, SITE)
    if has_signed_in(db, person):
        raise Refused(
            _("%(name)s has signed in before, so only %(name)s gets a link. An administrator can help.")
            % {"name": person.name}
        )
    secret = add_sign_in_link(db, person, lasts=FIRST_LINK_LASTS)
    record(db, actor, LinkHanded(person.public_id), track=SITE)
    note_security(db, "link_handed", person_id=person.id, detail=actor.public_id or "")
    return secret


def make_sign_in_link(db: Session, actor: Actor, person: Person) -> str:
    """An administrator makes a link that signs `person` in once, within fifteen minutes. Gives the secret, not kept.

    Refused for others. Recorded, so that it shows whenever somebody was given a way into an account.
    """
    lock_track(db, SITE)
    permit(why_not_administrate(actor))
    secret = add_sign_in_link(db, person)
    record(db, actor, LinkMade(person.public_id), track=SITE)
    note_security(db, "link_made", person_id=person.id, detail=actor.public_id or "")
    return secret


def void_links(db: Session, person: Person) -> None:
    """Sign-in links of `person` that were handed out and not used yet open nothing any more. The caller holds a lock."""
    db.execute(
        sa.update(SignInLink)
        .where(
            col(SignInLink.person_id) == person.id,
            col(SignInLink.kind) == "once",
            col(SignInLink.used_at).is_(None),
        )
        .values(used_at=now(db))
    )


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
    return begin_session(db, person, way=row.kind, agent=agent, instead_of=instead_of), person


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
