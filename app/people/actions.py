"""Verbs on accounts: add a person or an organisation, sign out, make a token."""

import re
from collections.abc import Collection

from sqlmodel import Session, col, func, or_, select

from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_id
from app.kernel.ledger import lock_track, record
from app.people.countries import country_code
from app.people.events import (
    BackupTaken,
    OrganisationAdded,
    PersonAdded,
    SessionsEnded,
    SignedOut,
    TokenAdded,
)
from app.people.models import Organisation, Person
from app.people.queries import open_sessions
from app.people.rules import why_not_address, why_not_administrate, why_not_let_in
from app.people.security import note_security
from app.people.sessions import SITE, end_session
from app.people.tokens.actions import write_token
from app.people.tokens.rules import A_YEAR


def add_person(
    db: Session, actor: Actor, *, email: str, name: str, organisation: str | None = None
) -> Person:
    """Give somebody an account. Invalid where the address is malformed or taken, or the organisation unknown."""
    address = email.strip().lower()
    why_not = why_not_address(address)
    if why_not is not None:
        raise Invalid.at("email", why_not)
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


def add_organisation(
    db: Session,
    actor: Actor,
    *,
    name: str,
    short_name: str = "",
    name_i18n: dict[str, str] | None = None,
    iso3: str | None = None,
) -> Organisation:
    """Make a body known to the whole site. A State is one with an ISO 3166 code of three letters.

    Invalid where the name is missing, the code is none, or the State or a body of the same name is known already:
    an organisation is one across all consultations. Who may is for the caller to say.
    """
    name, short_name = name.strip(), short_name.strip() or name.strip()
    if not name:
        raise Invalid.at("name", _("A name is missing."))
    typed = (iso3 or "").strip()
    iso3 = country_code(typed) if typed else None
    if typed and iso3 is None:
        raise Invalid.at(
            "iso3",
            _("“%(code)s” is no country code. ISO 3166 has three letters for each State, such as SWE.")
            % {"code": typed.upper()},
        )
    lock_track(db, SITE)
    same_name = func.lower(col(Organisation.name)) == name.lower()
    wish = _readable_id(iso3, short_name)
    alike = [same_name, col(Organisation.public_id) == wish]
    found = db.exec(
        select(Organisation).where(or_(*alike, *([col(Organisation.iso3) == iso3] if iso3 else [])))
    ).all()
    known = next(
        (b for b in found if b.name.lower() == name.lower() or (iso3 is not None and b.iso3 == iso3)), None
    )
    if known is not None:
        raise Invalid.at(
            "iso3" if iso3 is not None and known.iso3 == iso3 else "name",
            _("%(name)s is known here already. Choose it from the list.") % {"name": known.name},
        )
    body = Organisation(
        public_id=new_id("org") if any(b.public_id == wish for b in found) else wish,
        name=name,
        short_name=short_name,
        name_i18n=name_i18n or {},
        iso3=iso3,
    )
    db.add(body)
    record(db, actor, OrganisationAdded(body.public_id), track=SITE)
    return body


def _readable_id(iso3: str | None, short_name: str) -> str:
    """An id that can be read aloud where the name allows it: `org-swe`, `org-red-cross`."""
    words = re.sub(r"[^a-z0-9]+", "-", (iso3 or short_name).lower()).strip("-")[:40]
    return f"org-{words}" if words else new_id("org")


def open_account(
    db: Session, actor: Actor, *, email: str, name: str, organisation: str | None = None
) -> Person:
    """An administrator gives somebody an account. Refused for others; Invalid as for `add_person`."""
    permit(why_not_administrate(actor))
    return add_person(db, actor, email=email, name=name, organisation=organisation)


def end_sessions(db: Session, actor: Actor, person: Person) -> int:
    """An administrator signs `person` out of every browser. Gives how many; with none, nothing is recorded."""
    lock_track(db, SITE)
    permit(why_not_administrate(actor))
    at = now(db)
    sessions = open_sessions(db, person, at)
    for session in sessions:
        session.ended_at = at
        db.add(session)
    if sessions:
        record(db, actor, SessionsEnded(person.public_id, len(sessions)), track=SITE)
        note_security(db, "sessions_ended", person_id=person.id, detail=actor.public_id or "")
    return len(sessions)


def take_backup(db: Session, actor: Actor, *, revision: str) -> None:
    """Record that an administrator downloads a copy of everything; the copy itself is read afterwards."""
    lock_track(db, SITE)
    permit(why_not_administrate(actor))
    record(db, actor, BackupTaken(revision), track=SITE)


def sign_out(db: Session, actor: Actor) -> None:
    """End the session the actor came with."""
    lock_track(db, SITE)
    if actor.session_id is None:
        return
    end_session(db, actor.session_id)
    record(db, actor, SignedOut(actor.public_id or ""), track=SITE)
    note_security(db, "signed_out", person_id=actor.person_id)


def add_api_token(
    db: Session, person: Person, *, label: str, scopes: Collection[str] = (), days: int = A_YEAR
) -> str:
    """A token for programs that act for `person`, made by who looks after the machine. Gives the token, which is not
    kept. Without `scopes` it may all that its person may. Refused for who has left for good."""
    lock_track(db, SITE)
    permit(why_not_let_in(person))
    _row, token = write_token(db, person.id or 0, label=label[:100], scopes=scopes, days=days)
    record(db, SYSTEM, TokenAdded(person.public_id), track=SITE)
    note_security(db, "token_made", person_id=person.id, detail=label[:100])
    return token
