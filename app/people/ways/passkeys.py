"""Passkeys: a person signs in by the lock of a device, without a name, a link or a password.

Whatever the browser brings back uses the challenge up. So the verbs that take it say what is wrong instead of raising
it: raising would give the challenge back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select
from webauthn.helpers import bytes_to_base64url

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, NotFound, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_id
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean_line
from app.people.events import PasskeyAdded, PasskeyRemoved
from app.people.models import Passkey, Person
from app.people.security import note_security, tell_owner
from app.people.sessions import SITE, begin_session, signed_in_at, why_not_add_way
from app.people.ways.ceremonies import (
    ADDING,
    SIGNING_IN,
    Asked,
    Party,
    ask_for_any_key,
    ask_for_new_key,
    key_made,
    read_answer,
    signed_by,
    used_up,
)

MOST = 20
"""How many passkeys one person may have."""
LONGEST_NAME = 60
PUT_OFF = "commonspace_passkey_later"
"""The cookie of a browser in which somebody wants to be offered no passkey."""


@dataclass(frozen=True)
class Outcome:
    """What came of what the browser brought back: the secret of a new session, or the sentence why not."""

    why_not: str | None = None
    session: str = ""


def why_not_keep_passkeys(actor: Actor) -> str | None:
    """Why `actor` may add and remove no passkeys; or None. Everybody with an account may, for the own account alone."""
    return None if actor.signed_in else _("You are not signed in. Passkeys belong to an account.")


def passkeys_of(db: Session, actor: Actor) -> Sequence[Passkey]:
    """The passkeys that sign this person in, oldest first."""
    return db.exec(
        select(Passkey)
        .where(Passkey.person_id == actor.person_id, col(Passkey.removed_at).is_(None))
        .order_by(col(Passkey.id))
    ).all()


def has_passkey(db: Session, actor: Actor) -> bool:
    """Whether a passkey signs this person in."""
    held = select(Passkey.id).where(Passkey.person_id == actor.person_id, col(Passkey.removed_at).is_(None))
    return db.exec(held.limit(1)).first() is not None


def begin_passkey(db: Session, actor: Actor, party: Party, *, name: str) -> Asked:
    """Ask the device for a new passkey of this person, to be called `name`.

    Refused for who is not signed in, did not do so freshly, or has as many as fit; Invalid where the name is missing or
    too long.
    """
    permit(why_not_keep_passkeys(actor))
    permit(why_not_add_way(signed_in_at(db, actor), now(db)))
    called = _called(name)
    held = passkeys_of(db, actor)
    if len(held) >= MOST:
        raise Refused(
            _("You have %(n)s passkeys, and that is as many as fit. Remove one you no longer use.")
            % {"n": MOST}
        )
    person = db.exec(select(Person).where(Person.id == actor.person_id)).one()
    return ask_for_new_key(db, party, person, list(held), name=called)


def add_passkey(db: Session, actor: Actor, party: Party, *, secret: str, credential: str) -> Outcome:
    """Keep the public half of the passkey that the device made, told as JSON in `credential`.

    Refused for who is not signed in. Says why not where the handshake is unknown, used, too old or somebody else's,
    where the device did not answer what it was asked on this site, or where the key is known already.
    """
    lock_track(db, SITE)
    permit(why_not_keep_passkeys(actor))
    at = now(db)
    shaken = used_up(db, ADDING, secret, at)
    if shaken is None or shaken.person_id != actor.person_id:
        return Outcome(_late())
    made = key_made(party, shaken, credential)
    if made is None:
        return _refused(db, "the answer does not fit", _unfit(party), actor.person_id)
    verified, transports = made
    credential_id = bytes_to_base64url(verified.credential_id)
    if db.exec(select(Passkey.id).where(Passkey.credential_id == credential_id)).first() is not None:
        return _refused(
            db,
            "a key known already",
            _("This passkey is known here already. Choose another device, or sign in with it."),
            actor.person_id,
        )
    key = Passkey(
        public_id=new_id("k"),
        person_id=actor.person_id or 0,
        credential_id=credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        backed_up=verified.credential_backed_up,
        transports=transports,
        label=shaken.held["name"],
        created_at=at,
    )
    db.add(key)
    note_security(db, "passkey_added", person_id=actor.person_id)
    record(db, actor, PasskeyAdded(actor.public_id or "", key.public_id), track=SITE)
    tell_owner(db, actor.person_id, _("A passkey was added to your account at Commonspace."))
    return Outcome()


def remove_passkey(db: Session, actor: Actor, public_id: str) -> Passkey:
    """Remove a passkey of one's own: it signs nobody in any more. One that is removed already stays as it is.

    It may be the last one: the link by mail always remains. Refused for who is not signed in, NotFound where it is
    unknown or somebody else's.
    """
    lock_track(db, SITE)
    permit(why_not_keep_passkeys(actor))
    key = db.exec(
        select(Passkey).where(Passkey.public_id == public_id, Passkey.person_id == actor.person_id)
    ).first()
    if key is None:
        raise NotFound(_("There is no such passkey in your account."))
    if key.removed_at is None:
        key.removed_at = now(db)
        db.add(key)
        note_security(db, "passkey_removed", person_id=actor.person_id)
        record(db, actor, PasskeyRemoved(actor.public_id or "", key.public_id), track=SITE)
        tell_owner(db, actor.person_id, _("A passkey was removed from your account at Commonspace."))
    return key


def begin_sign_in(db: Session, party: Party) -> Asked:
    """Ask the device for any passkey of this site, without saying whose: so nobody learns who has an account."""
    return ask_for_any_key(db, party)


def sign_in_with_passkey(
    db: Session,
    party: Party,
    *,
    secret: str,
    credential: str,
    agent: str = "",
    instead_of: int | None = None,
) -> Outcome:
    """Sign in whoever the passkey belongs to that signed the challenge, told as JSON in `credential`: a new session.

    Says why not where the handshake is unknown, used or too old, where the key is unknown, removed or not that of the
    person the device names, where the signature is not its own or was made on another site, or where the device has
    signed less often than is known of it, so that somebody may have a copy (Web Authentication, 7.2).
    """
    lock_track(db, SITE)
    at = now(db)
    shaken = used_up(db, SIGNING_IN, secret, at)
    if shaken is None:
        return Outcome(_late())
    sent = read_answer(credential)
    if sent is None:
        return _refused(db, "no answer of a device", _unfit(party))
    found = db.exec(
        select(Passkey, Person)
        .join(Person, col(Person.id) == Passkey.person_id)
        .where(Passkey.credential_id == bytes_to_base64url(sent.raw_id), col(Person.erased_at).is_(None))
    ).first()
    if found is None:
        return _refused(db, "unknown key", _unknown())
    key, person = found
    if key.removed_at is not None:
        return _refused(db, "removed key", _unknown(), person.id)
    if sent.response.user_handle != person.public_id.encode():
        return _refused(db, "somebody else's key", _unknown(), person.id)
    signed = signed_by(party, shaken, key, credential)
    if signed is None:
        return _refused(db, "the answer does not fit", _unfit(party), person.id)
    count = signed.new_sign_count
    if (count or key.sign_count) and count <= key.sign_count:
        return _refused(db, "the counter went back", _copied(), person.id)
    key.sign_count, key.backed_up, key.last_used_at = count, signed.credential_backed_up, at
    db.add(key)
    return Outcome(session=begin_session(db, person, way="passkey", agent=agent, instead_of=instead_of))


def _refused(db: Session, detail: str, sentence: str, person_id: int | None = None) -> Outcome:
    note_security(db, "passkey_refused", person_id=person_id, detail=detail)
    return Outcome(sentence)


def _called(name: str) -> str:
    try:
        called = clean_line(name, limit=LONGEST_NAME)
    except ValueError as error:
        raise Invalid.at("name", str(error)) from None
    if not called:
        raise Invalid.at("name", _("Give the passkey a name by which you know it again."))
    return called


def _late() -> str:
    return _("This took longer than five minutes, or it was done already. Please begin again.")


def _unknown() -> str:
    return _("This passkey is not known here, or it was removed. Sign in another way.")


def _unfit(party: Party) -> str:
    return _("What your device answered does not fit this site. Open %(address)s and try again.") % {
        "address": party.origin
    }


def _copied() -> str:
    return _(
        "This passkey has signed less often than this site knows, so somebody may have a copy of it. Sign in another way, remove it from your account and add a new one."
    )
