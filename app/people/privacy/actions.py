"""Leaving the site for good: a pseudonym takes the place of the person, and what was written and counted stays.

GDPR, article 17: the identity goes. What a body of States decided, and on which words, is kept in the public interest
(17.3 b and d): texts, counts, hashes and issued files do not change.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, delete, select

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.outbox import Outgoing
from app.kernel.work import Work
from app.people.models import (
    ApiToken,
    Handshake,
    Identity,
    Passkey,
    Password,
    Person,
    SecurityEvent,
    SignInLink,
    WebSession,
)
from app.people.privacy.events import PersonErased
from app.people.rules import why_not_administrate
from app.people.security import note_security
from app.people.sessions import SITE, signed_in_at

FRESH = timedelta(minutes=10)
"""How old a sign-in may be for who erases the own account: a browser left open is no person."""
# Every way in, and what it knows of the person's machines; none of it is a record of anything decided.
_WAYS: tuple[type[SQLModel], ...] = (
    WebSession, SignInLink, Passkey, Password, Identity, Handshake, ApiToken,
)  # fmt: skip


@dataclass(frozen=True)
class Keeper:
    """A floor above that keeps something of persons: what must be handed over before one goes (a sentence each), and
    how it lets go of one. `let_go` gets the person as known until now, the pseudonym, and the reason."""

    why_not: Callable[[Session, Person], Sequence[str]]
    let_go: Callable[[Session, Actor, Person, "Pseudonym", str], None]


@dataclass(frozen=True)
class Pseudonym:
    """What stands in place of a name and an address from now on."""

    name: str
    email: str


# By name of the floor; whoever puts the house together fills it.
KEEPERS: dict[str, Keeper] = {}


def register_keeper(name: str, keeper: Keeper) -> None:
    """Have a floor asked and told when somebody leaves for good."""
    KEEPERS[name] = keeper


def pseudonym_of(person: Person) -> Pseudonym:
    """The pseudonym of a person: it follows from the public id, which names nobody, and never changes."""
    mark = hashlib.sha256(person.public_id.encode()).hexdigest()[:6].upper()
    return Pseudonym(name=f"Former participant {mark}", email=f"{person.public_id}@erased.invalid")


def why_not_erase(actor: Actor, person: Person, signed_in_at: datetime | None, at: datetime) -> str | None:
    """Why `actor` may not erase `person`: everybody may erase themselves, freshly signed in, and an administrator
    anybody who asked for it; or None."""
    if actor.person_id != person.id:
        return why_not_administrate(actor)
    if signed_in_at is None or at - signed_in_at > FRESH:
        return _("Sign in again first: you signed in more than ten minutes ago, and this cannot be undone.")
    return None


def to_hand_over(db: Session, person: Person) -> list[str]:
    """What `person` must hand over before leaving, a sentence each; empty where nothing holds them."""
    return [why for keeper in KEEPERS.values() for why in keeper.why_not(db, person)]


def erase_person(db: Session, actor: Actor, person: Person, reason: str) -> None:
    """Put a pseudonym in place of the name and the address of `person`, and end every seat and every way in.

    Texts, counts and hashes stay as they are. Erasing again changes nothing. Refused as `why_not_erase` says, and
    while something must be handed over first; Invalid where the reason itself names the person, because it stays.
    """
    lock_track(db, SITE)
    at = now(db)
    if person.erased_at is not None:
        permit(None if actor.person_id == person.id else why_not_administrate(actor))
        return
    permit(why_not_erase(actor, person, signed_in_at(db, actor), at))
    permit(next(iter(to_hand_over(db, person)), None))
    if any(word.lower() in reason.lower() for word in (person.name, person.email)):
        raise Invalid.at(
            "reason", _("Leave the name and the address out of the reason: it stays in the register.")
        )
    pseudonym = pseudonym_of(person)
    # Who acts keeps acting under the public id alone: the name is on its way out.
    for keeper in KEEPERS.values():
        keeper.let_go(db, actor, person, pseudonym, reason)
    for table in _WAYS:
        db.execute(delete(table).where(sa.column("person_id") == person.id))
    # A link that was asked for and not sent yet.
    db.execute(delete(Handshake).where(col(Handshake.held)["email"].as_string() == person.email))
    _take_out_of_mail(db, person, pseudonym)
    _log_without_traces(db, actor, person)
    person.name, person.email, person.erased_at = pseudonym.name, pseudonym.email, at
    person.organisation_id = person.locale = None
    db.add(person)
    record(db, actor, PersonErased(person.public_id), track=SITE, reason=reason)


def unnamed_in(text: str, person: Person, pseudonym: Pseudonym) -> str:
    """`text` with the pseudonym where it has the name or the address of `person`, as words of their own."""
    for old, new in ((person.email, pseudonym.email), (person.name, pseudonym.name)):
        # Scripts without spaces have no ends of words: there the name is found wherever it stands.
        apart = rf"(?<![\w@]){re.escape(old)}(?![\w@])" if old.isascii() else re.escape(old)
        text = re.sub(apart, lambda _found, word=new: word, text, flags=re.IGNORECASE)  # type: ignore[misc]
    return text


def _take_out_of_mail(db: Session, person: Person, pseudonym: Pseudonym) -> None:
    """Mail to the address goes unsent. Mail to others that waits, and what long work said of them, name them no more."""
    db.execute(delete(Outgoing).where(sa.func.lower(col(Outgoing.to)) == person.email))
    for message in db.exec(select(Outgoing).where(Outgoing.text != "")).all():
        message.subject = unnamed_in(message.subject, person, pseudonym)
        message.text = unnamed_in(message.text, person, pseudonym)
        db.add(message)
    said = db.execute(
        sa.select(col(Work.id), col(Work.notice), col(Work.error)).where(
            sa.or_(col(Work.notice) != "", col(Work.error) != "")
        )
    ).all()
    for number, *words in said:
        notice, error = (unnamed_in(text, person, pseudonym) for text in words)
        if [notice, error] != words:
            db.execute(sa.update(Work).where(col(Work.id) == number).values(notice=notice, error=error))


def _log_without_traces(db: Session, actor: Actor, person: Person) -> None:
    """The security log keeps what happened to the account and when, without machines. Who erased somebody else stays."""
    own = actor.person_id == person.id
    note_security(db, "erased", person_id=person.id, detail="" if own else actor.public_id or "")
    db.flush()
    traces = sa.update(SecurityEvent).where(
        col(SecurityEvent.person_id) == person.id, sa.true() if own else col(SecurityEvent.kind) != "erased"
    )
    db.execute(traces.values(address="", agent="", detail=""))
