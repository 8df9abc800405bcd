"""The two halves of every use of a passkey (W3C Web Authentication): what a device is asked, and whether it answered it.

Between the halves stands a handshake with the challenge. It is used up by whatever the browser brings back, whether it
fits or not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col, select
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    bytes_to_base64url,
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from app.kernel.clock import now
from app.kernel.ids import new_secret, secret_hash
from app.people.models import Handshake, Passkey, Person

ADDING, SIGNING_IN = "passkey_adding", "passkey_sign_in"
WITHIN = timedelta(minutes=5)
"""How long there is between the two halves."""
LONGEST_ID = 1023
"""Bytes of the id that a device may give a key (Web Authentication, 4)."""


@dataclass(frozen=True)
class Party:
    """What a device holds a passkey to: the host of the site, and the origin that its pages have in a browser."""

    host: str
    origin: str


@dataclass(frozen=True)
class Asked:
    """What the browser is asked for, and the secret of the handshake that it brings back."""

    options: dict[str, Any]
    secret: str


def party_at(base_url: str) -> Party:
    """The party of a site that people open at `base_url`. A browser leaves out the port that goes without saying."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    usual = parts.port in (None, {"http": 80, "https": 443}.get(parts.scheme))
    return Party(host, f"{parts.scheme}://{host}" if usual else f"{parts.scheme}://{host}:{parts.port}")


def ask_for_new_key(db: Session, party: Party, person: Person, held: list[Passkey], *, name: str) -> Asked:
    """Ask for a key of `person` that is none of those `held`: one that is found without a name typed, and that the
    device gives only to who opens its lock. `name` is what it will be called."""
    options = generate_registration_options(
        rp_id=party.host,
        rp_name="Commonspace",
        user_id=person.public_id.encode(),
        user_name=person.email,
        user_display_name=person.name,
        timeout=_milliseconds(WITHIN),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(key) for key in held],
    )
    secret = _shake(db, ADDING, options.challenge, person_id=person.id, name=name)
    return Asked(options_to_json_dict(options), secret)


def ask_for_any_key(db: Session, party: Party) -> Asked:
    """Ask for any key of this site, without saying whose."""
    options = generate_authentication_options(
        rp_id=party.host,
        timeout=_milliseconds(WITHIN),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Asked(options_to_json_dict(options), _shake(db, SIGNING_IN, options.challenge))


def used_up(db: Session, kind: str, secret: str, at: datetime) -> Handshake | None:
    """The handshake of this secret, used for the last time; None where it is unknown, used or too old. The caller holds
    a lock."""
    found = db.exec(
        select(Handshake).where(Handshake.secret_hash == secret_hash(secret), Handshake.kind == kind)
    ).first()
    if found is None or found.used_at is not None or found.expires_at <= at:
        return None
    found.used_at = at
    db.add(found)
    return found


def read_answer(credential: str) -> AuthenticationCredential | None:
    """Which key the device says it used; None where the JSON holds no such answer."""
    try:
        return parse_authentication_credential_json(credential)
    except Exception:
        # What a stranger sends in place of an answer may be anything, and the library stumbles over it in many ways.
        return None


def key_made(
    party: Party, shaken: Handshake, credential: str
) -> tuple[VerifiedRegistration, list[str]] | None:
    """The key that the device made, and by which means it is reached; None where the answer does not fit."""
    try:
        sent = parse_registration_credential_json(credential)
        verified = verify_registration_response(
            credential=sent,
            expected_challenge=base64url_to_bytes(shaken.held["challenge"]),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception:
        # As above.
        return None
    if len(verified.credential_id) > LONGEST_ID:
        return None
    return verified, sorted({transport.value for transport in sent.response.transports or ()})


def signed_by(
    party: Party, shaken: Handshake, key: Passkey, credential: str
) -> VerifiedAuthentication | None:
    """What the device signed; None where it is not the signature of this key on this challenge on this site.

    The counter is for the caller to look at: only a true signature can say that there is a copy of a key.
    """
    try:
        return verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(shaken.held["challenge"]),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:
        # As above.
        return None


def _shake(db: Session, kind: str, challenge: bytes, *, person_id: int | None = None, **held: str) -> str:
    """Remember a challenge until the browser is back; gives the secret that it brings. What is too old is forgotten."""
    at, secret = now(db), new_secret()
    db.execute(sa.delete(Handshake).where(col(Handshake.expires_at) <= at))
    db.add(
        Handshake(
            secret_hash=secret_hash(secret),
            kind=kind,
            person_id=person_id,
            held={"challenge": bytes_to_base64url(challenge), **held},
            expires_at=at + WITHIN,
        )
    )
    db.flush()
    return secret


def _descriptor(key: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        id=base64url_to_bytes(key.credential_id),
        transports=[AuthenticatorTransport(transport) for transport in key.transports],
    )


def _milliseconds(length: timedelta) -> int:
    return int(length.total_seconds() * 1000)
