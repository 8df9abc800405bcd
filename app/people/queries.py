"""Reads of persons and of the ways they are known."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.kernel.ids import secret_hash
from app.people.models import ApiToken, Person, SignInLink, WebSession


def person_by_email(db: Session, email: str) -> Person:
    """The person with this address; NotFound names the address."""
    person = db.exec(select(Person).where(Person.email == email.strip().lower())).first()
    if person is None:
        raise NotFound(_("Nobody here has the address %(email)s.") % {"email": email})
    return person


def person_of_session(db: Session, secret: str, at: datetime) -> tuple[Person, WebSession] | None:
    """The person signed in by this cookie, unless the session has ended."""
    found = db.exec(
        select(Person, WebSession)
        .join(WebSession, col(WebSession.person_id) == Person.id)
        .where(
            WebSession.token_hash == secret_hash(secret),
            WebSession.expires_at > at,
            col(WebSession.ended_at).is_(None),
        )
    ).first()
    return (found[0], found[1]) if found else None


def person_of_token(db: Session, secret: str) -> Person | None:
    """The person a program acts for with this API token."""
    return db.exec(
        select(Person)
        .join(ApiToken, col(ApiToken.person_id) == Person.id)
        .where(ApiToken.token_hash == secret_hash(secret), col(ApiToken.revoked_at).is_(None))
    ).first()


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
