"""Verbs on one's own account: name and language, signing out of one browser or of all others."""

from sqlmodel import Session

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import FieldError, Invalid, NotFound, permit
from app.kernel.i18n import LANGUAGES
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean_line
from app.people.account.events import AccountChanged
from app.people.events import SessionsEnded, SignedOut
from app.people.models import Person, WebSession
from app.people.rules import why_not_keep_account
from app.people.security import note_security
from app.people.sessions import SITE, end_session, end_sessions_of

NAME = 200
"""The longest name of a person."""


def change_account(
    db: Session, actor: Actor, *, name: str | None = None, locale: str | None = None
) -> Person:
    """Change the own name, the own language, or both; an empty `locale` is whatever each browser asks for.

    Invalid with a sentence at each that cannot be. The same again changes nothing.
    """
    lock_track(db, SITE)
    permit(why_not_keep_account(actor))
    person = db.get_one(Person, actor.person_id)
    wrong, changed = [], []
    if name is not None:
        try:
            name = clean_line(name, limit=NAME)
        except ValueError as error:
            wrong.append(FieldError("name", str(error)))
        if not name:
            wrong.append(FieldError("name", _("A name is missing.")))
    if locale is not None and locale not in ("", *LANGUAGES):
        wrong.append(FieldError("locale", _("Choose one of the languages of the list.")))
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
    if name is not None and name != person.name:
        person.name = name
        changed.append("name")
    if locale is not None and locale != (person.locale or ""):
        person.locale = locale or None
        changed.append("locale")
    if changed:
        db.add(person)
        record(db, actor, AccountChanged(person.public_id, tuple(changed)), track=SITE)
    return person


def end_own_session(db: Session, actor: Actor, number: int) -> None:
    """Sign out of one of the own browsers. NotFound where it is nobody's or somebody else's; a second time, nothing
    happens."""
    lock_track(db, SITE)
    permit(why_not_keep_account(actor))
    row = db.get(WebSession, number)
    if row is None or row.person_id != actor.person_id:
        raise NotFound(_("You are not signed in with this browser."))
    if row.ended_at is not None or row.expires_at <= now(db):
        return
    end_session(db, number)
    record(db, actor, SignedOut(actor.public_id or ""), track=SITE)
    note_security(db, "signed_out", person_id=actor.person_id)


def end_other_sessions(db: Session, actor: Actor) -> int:
    """Sign out of every browser but the one that asks; a program signs out of all. Gives how many there were."""
    lock_track(db, SITE)
    permit(why_not_keep_account(actor))
    ended = end_sessions_of(db, actor.person_id or 0, but=actor.session_id)
    if ended:
        record(db, actor, SessionsEnded(actor.public_id or "", ended), track=SITE)
        note_security(db, "sessions_ended", person_id=actor.person_id, detail=actor.public_id or "")
    return ended
