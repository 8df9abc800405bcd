"""Links that sign in: made for somebody, handed over, or asked for by mail; each works once and for a while."""

import hashlib
import hmac
from datetime import timedelta
from urllib.parse import quote

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, Refused, permit
from app.kernel.i18n import current_locale, in_locale
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret, secret_hash
from app.kernel.ledger import lock_track, record
from app.kernel.outbox import post
from app.people.events import LinkHanded, LinkMade
from app.people.models import Handshake, Person, SignInLink
from app.people.queries import find_person, has_signed_in, usable_link
from app.people.rules import why_not_address, why_not_administrate, why_not_let_in
from app.people.security import note_security
from app.people.sessions import SITE, begin_session

LINK_LASTS = timedelta(minutes=15)
FIRST_LINK_LASTS = timedelta(days=7)
WAITS = timedelta(hours=1)
"""How long a link that was asked for may be on its way to being made; whoever still wants one then has asked again."""
_ASKED = "link"
_AT_A_TIME = 100


def ask_for_link(db: Session, *, email: str, target: str, site: str) -> None:
    """Somebody wants a link to sign in, sent to this address. Invalid where that is no address.

    The same is done whether anybody here has the address or not, so that neither the answer nor the time it takes tells:
    `mail_asked_links` finds out, after this is committed. `target` is where to go once signed in, `site` the address
    that links begin with.
    """
    address = email.strip().lower()
    why_not = why_not_address(address)
    if why_not is not None:
        raise Invalid.at("email", why_not)
    held = {
        "email": address,
        "target": target,
        "site": site,
        "locale": current_locale(),
        "address": db.info.get("address", ""),
        "agent": db.info.get("agent", ""),
    }
    # Nothing is brought back by anybody here, so that nobody is told the secret.
    kept = secret_hash(new_secret())
    db.add(Handshake(secret_hash=kept, kind=_ASKED, held=held, expires_at=now(db) + WAITS))
    db.info["posted"] = True


def mail_asked_links(db: Session) -> int:
    """The tick, and what is called before mail is sent: make the links that were asked for and post them. Gives how many.

    Who asked with an address that nobody here has gets nothing. What was typed is dropped either way.
    """
    waiting = db.exec(
        select(Handshake).where(Handshake.kind == _ASKED).order_by(col(Handshake.id)).limit(_AT_A_TIME)
    ).all()
    return sum(_mail_link(db, asked) for asked in waiting)


def _mail_link(db: Session, asked: Handshake) -> bool:
    held, at = asked.held, now(db)
    # Whoever takes it away has it: two that look at once make one link.
    taken = db.execute(sa.delete(Handshake).where(col(Handshake.id) == asked.id))
    db.expunge(asked)
    if not taken.rowcount or asked.expires_at <= at:  # type: ignore[attr-defined]
        return False
    person = find_person(db, held["email"])
    known = person is not None and person.erased_at is None
    db.info.update(address=held["address"], agent=held["agent"])
    note_security(db, "link_asked", person_id=person.id if person and known else None)
    if person is None or not known:
        return False
    link = f"{held['site']}/sign-in/{add_sign_in_link(db, person)}"
    if held["target"] != "/":
        link += f"?next={quote(held['target'], safe='/')}"
    with in_locale(held["locale"]):
        post(
            db,
            to=person.email,
            subject=_("Your link to sign in"),
            text=_(
                "Somebody, you we hope, asked to sign in to Commonspace with this address.\n\n"
                "Open this link within fifteen minutes and confirm with the button. It works once.\n\n"
                "%(link)s\n\n"
                "If it was not you, nothing needs to be done: nobody gets in without the link. Pass it on to nobody.\n"
            )
            % {"link": link},
            why="sign_in",
            locale=held["locale"],
        )
    return True


def add_sign_in_link(db: Session, person: Person, *, lasts: timedelta = LINK_LASTS) -> str:
    """A link that signs `person` in once, within fifteen minutes or as long as it `lasts`. Gives the secret, which is
    not kept."""
    permit(why_not_let_in(person))
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
