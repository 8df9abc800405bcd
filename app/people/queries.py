"""Reads of persons and of the ways they are known."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.kernel.ids import secret_hash
from app.people.models import ApiToken, Organisation, Person, SignInLink, WebSession


def person_by_email(db: Session, email: str) -> Person:
    """The person with this address; NotFound names the address."""
    person = db.exec(select(Person).where(Person.email == email.strip().lower())).first()
    if person is None:
        raise NotFound(_("Nobody here has the address %(email)s.") % {"email": email})
    return person


def find_person(db: Session, email: str) -> Person | None:
    """The person with this address, if anybody has it."""
    return db.exec(select(Person).where(Person.email == email.strip().lower())).first()


def has_signed_in(db: Session, person: Person) -> bool:
    """Whether this person has ever signed in, or has a key for programs: whether the account is in its owner's hands."""
    session = select(WebSession.id).where(WebSession.person_id == person.id).limit(1)
    token = select(ApiToken.id).where(ApiToken.person_id == person.id).limit(1)
    return db.exec(session).first() is not None or db.exec(token).first() is not None


def find_organisation(db: Session, public_id: str) -> Organisation | None:
    """The organisation of this public id, if there is one."""
    return db.exec(select(Organisation).where(Organisation.public_id == public_id)).first()


def found_by_session(secret: str, at: datetime) -> sa.Select[Person, int | None]:
    """The statement that finds who is signed in by this cookie, and the session, unless that has ended."""
    return (
        sa.select(Person, col(WebSession.id))
        .join(WebSession, col(WebSession.person_id) == col(Person.id))
        .where(
            col(WebSession.token_hash) == secret_hash(secret),
            col(WebSession.expires_at) > at,
            col(WebSession.ended_at).is_(None),
        )
    )


def found_by_token(secret: str) -> sa.Select[Person, int | None]:
    """The statement that finds whom a program acts for with this API token; it has no session."""
    return (
        sa.select(Person, sa.cast(sa.null(), sa.Integer))
        .join(ApiToken, col(ApiToken.person_id) == col(Person.id))
        .where(col(ApiToken.token_hash) == secret_hash(secret), col(ApiToken.revoked_at).is_(None))
    )


def usable_link(db: Session, secret: str, at: datetime) -> tuple[SignInLink, Person]:
    """The sign-in link and whose it is; NotFound with a sentence where it is unknown, used up or too old."""
    found = db.exec(
        select(SignInLink, Person)
        .join(Person, col(SignInLink.person_id) == Person.id)
        .where(SignInLink.token_hash == secret_hash(secret))
    ).first()
    if found is None:
        raise NotFound(_("This sign-in link is not known here. Ask for a new one."))
    link, person = found
    if link.used_at is not None:
        raise NotFound(_("This sign-in link has been used. Each link works once; ask for a new one."))
    if link.expires_at is not None and link.expires_at <= at:
        raise NotFound(_("This sign-in link is too old. Ask for a new one."))
    return link, person


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
