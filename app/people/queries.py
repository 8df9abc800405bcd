"""Reads of persons and of the ways they are known."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.kernel.ids import secret_hash
from app.kernel.ledger import LedgerEntry
from app.people.models import ApiToken, Organisation, Person, SignInLink, WebSession
from app.people.sessions import IDLE, is_open


def person_by_email(db: Session, email: str) -> Person:
    """The person with this address; NotFound names the address. Whoever has left for good has none."""
    person = find_person(db, email)
    if person is None:
        raise NotFound(_("Nobody here has the address %(email)s.") % {"email": email})
    return person


def find_person(db: Session, email: str) -> Person | None:
    """The person with this address, if anybody has it; whoever has left for good has none."""
    here = (Person.email == email.strip().lower(), col(Person.erased_at).is_(None))
    return db.exec(select(Person).where(*here)).first()


def has_signed_in(db: Session, person: Person) -> bool:
    """Whether this person has ever signed in, or has a key for programs: whether the account is in its owner's hands."""
    # The register and not the sessions: these do not come back with a back-up.
    session = (
        select(LedgerEntry.seq)
        .where(
            LedgerEntry.track == "site",
            LedgerEntry.verb == "signed_in",
            LedgerEntry.subject == person.public_id,
        )
        .limit(1)
    )
    token = select(ApiToken.id).where(ApiToken.person_id == person.id).limit(1)
    return db.exec(session).first() is not None or db.exec(token).first() is not None


def find_organisation(db: Session, public_id: str) -> Organisation | None:
    """The organisation of this public id, if there is one."""
    return db.exec(select(Organisation).where(Organisation.public_id == public_id)).first()


# Who somebody is, and the session if there is one. Every request asks one of these two, so they are built once.
KNOWN = (col(Person.id), col(Person.public_id), col(Person.name), col(Person.locale))
BY_SESSION: sa.Select[*tuple[Any, ...]] = (
    sa.select(*KNOWN, col(WebSession.id))
    .join(WebSession, col(WebSession.person_id) == col(Person.id))
    .where(
        col(WebSession.token_hash) == sa.bindparam("secret_hash"),
        is_open(sa.bindparam("at"), sa.bindparam("unused_since")),
    )
)
# When a session was last noted to be in use: after the seats, where who is acting is not read from.
OF_SESSION = (col(WebSession.seen_at),)
BY_TOKEN: sa.Select[*tuple[Any, ...]] = (
    sa.select(*KNOWN, sa.cast(sa.null(), sa.Integer))
    .join(ApiToken, col(ApiToken.person_id) == col(Person.id))
    .where(
        col(ApiToken.token_hash) == sa.bindparam("secret_hash"),
        col(ApiToken.revoked_at).is_(None),
        sa.or_(col(ApiToken.expires_at).is_(None), col(ApiToken.expires_at) > sa.bindparam("at")),
    )
)
# What a token may do, and when it was last used: after the seats, where who is acting is not read from.
OF_TOKEN = (col(ApiToken.id), col(ApiToken.scopes), col(ApiToken.last_used_at))


def usable_link(db: Session, secret: str, at: datetime) -> tuple[SignInLink, Person]:
    """The sign-in link and whose it is; NotFound with a sentence where it is unknown, used up or too old."""
    found = db.exec(
        select(SignInLink, Person)
        .join(Person, col(SignInLink.person_id) == Person.id)
        .where(SignInLink.token_hash == secret_hash(secret))
    ).first()
    if found is None:
        raise _refused(_("This sign-in link is not known here. Ask for a new one."))
    link, person = found
    if link.used_at is not None:
        raise _refused(_("This sign-in link has been used. Each link works once; ask for a new one."))
    if link.expires_at is not None and link.expires_at <= at:
        raise _refused(_("This sign-in link is too old. Ask for a new one."))
    return link, person


def _refused(sentence: str) -> NotFound:
    """A link that opens nothing: the security log hears of it."""
    return NotFound(sentence).noting("link_refused")


def demo_people(db: Session) -> list[Person]:
    """The people of the demonstration who have a link that works again and again; empty anywhere else."""
    return list(
        db.exec(
            select(Person)
            .join(SignInLink, col(SignInLink.person_id) == Person.id)
            .where(SignInLink.kind == "demo")
            .order_by(col(SignInLink.id))
        ).all()
    )


def last_sign_ins(db: Session, people: Sequence[str]) -> dict[str, datetime]:
    """When each of these (public ids) last signed in, by the register; who never did is left out."""
    rows = db.execute(
        select(LedgerEntry.subject, func.max(LedgerEntry.occurred_at))
        .where(
            LedgerEntry.track == "site",
            LedgerEntry.verb == "signed_in",
            col(LedgerEntry.subject).in_(people),
        )
        .group_by(col(LedgerEntry.subject))
    )
    return {row[0]: row[1] for row in rows}


def person_called(db: Session, public_id: str) -> Person:
    """The person of this public id, or NotFound."""
    person = db.exec(select(Person).where(Person.public_id == public_id)).first()
    if person is None:
        raise NotFound(_("There is nobody of this id here."))
    return person


def open_sessions(db: Session, person: Person, at: datetime) -> Sequence[WebSession]:
    """The browsers this person is signed in with, newest first."""
    return db.exec(
        select(WebSession)
        .where(WebSession.person_id == person.id, is_open(at, at - IDLE))
        .order_by(col(WebSession.id).desc())
    ).all()


def organisations(db: Session) -> Sequence[tuple[str, str]]:
    """Every organisation as id and name, by name."""
    return [
        (public_id, name)
        for public_id, name in db.execute(
            select(Organisation.public_id, Organisation.name).order_by(
                Organisation.name, Organisation.public_id
            )
        )
    ]
