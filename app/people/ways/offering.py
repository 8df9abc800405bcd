"""Which identity providers people may come in by: the one of the environment, and those an administrator added."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlmodel import Session, col, select

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import FieldError, Invalid, NotFound, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean_line
from app.people.models import Organisation, Provider, ProviderRule
from app.people.rules import why_not_administrate
from app.people.sessions import SITE
from app.people.ways.provider_events import (
    ProviderAdded,
    ProviderChanged,
    ProviderEnded,
    ProviderRuleAdded,
    ProviderRuleEnded,
)
from app.people.ways.vouching import NotReached, Usable

OF_THE_ENVIRONMENT = "site"
"""The name in addresses of the provider that the environment names."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment says: the key of the site, and its own provider if it names one."""

    key: str
    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""


def environment_of(settings: Any) -> Environment:
    """The same, out of the settings of the application, which stand above all floors."""
    return Environment(
        settings.key, settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    )


def address_back(base_url: str, public_id: str) -> str:
    """Where a provider sends people back to: an address of its own for each, which is to be registered there."""
    return f"{base_url}/sign-in/with/{public_id}/back"


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider as people see it: its name, and its name in addresses."""

    public_id: str
    name: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the administrator sees it."""

    id: int
    value: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What an administrator says of a provider, checked. An empty `secret` leaves the one that is kept."""

    public_id: str
    name: str
    issuer: str
    client_id: str
    secret: str
    group_claim: str
    gives_accounts: bool


def _fernet(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"commonspace: secrets of providers").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def seal_secret(key: str, secret: str) -> str:
    """A secret as it is stored: only with the key of the site can it be read."""
    return _fernet(key).encrypt(secret.encode()).decode() if secret else ""


def open_secret(key: str, provider: Provider) -> str:
    """The secret of a provider. NotReached where it was sealed with another key."""
    try:
        return _fernet(key).decrypt(provider.secret.encode()).decode() if provider.secret else ""
    except InvalidToken:
        raise NotReached(
            _(
                "The secret of %(name)s was kept under another key of this site. An administrator must enter it again."
            )
            % {"name": provider.name},
            "sealed with another key",
        ) from None


def offers(db: Session, environment: Environment) -> list[Offer]:
    """The providers people may come in by, by name; one query."""
    rows = db.exec(
        select(Provider.public_id, Provider.name, Provider.issuer)
        .where(col(Provider.ended_at).is_(None))
        .order_by(Provider.name, col(Provider.id))
    ).all()
    found = [Offer(public_id, name, issuer) for public_id, name, issuer in rows]
    own = _of_environment(environment)
    if own is not None and all(offer.issuer != own.issuer for offer in found):
        found.insert(0, Offer(own.public_id, own.name, own.issuer))
    return found


def usable(db: Session, environment: Environment, public_id: str) -> Usable:
    """A provider with all that is needed to ask it; NotFound where there is none of this name, or it was ended."""
    if public_id == OF_THE_ENVIRONMENT:
        own = _of_environment(environment)
        if own is not None and any(offer.public_id == public_id for offer in offers(db, environment)):
            return own
        raise NotFound(_("There is no such way in here."))
    row = db.exec(
        select(Provider).where(Provider.public_id == public_id, col(Provider.ended_at).is_(None))
    ).first()
    if row is None:
        raise NotFound(_("There is no such way in here."))
    return Usable(
        row.public_id,
        row.name,
        row.issuer,
        row.client_id,
        open_secret(environment.key, row),
        row.group_claim,
        row.id,
    )


def _of_environment(environment: Environment) -> Usable | None:
    if not environment.issuer or not environment.client_id:
        return None
    name = urlsplit(environment.issuer).hostname or environment.issuer
    return Usable(
        OF_THE_ENVIRONMENT, name, environment.issuer, environment.client_id, environment.client_secret
    )


def providers(db: Session) -> Sequence[Provider]:
    """Every provider an administrator added, those in use first; one query."""
    return db.exec(select(Provider).order_by(col(Provider.ended_at).is_not(None), Provider.name)).all()


def provider_called(db: Session, public_id: str) -> Provider:
    """The provider of this name in addresses; NotFound where an administrator added none."""
    row = db.exec(select(Provider).where(Provider.public_id == public_id)).first()
    if row is None:
        raise NotFound(_("There is no identity provider of this name here."))
    return row


def rules_of(db: Session, provider: Provider) -> list[Rule]:
    """Which groups of the provider stand for which organisation, in the order they were made; one query."""
    rows = db.exec(
        select(ProviderRule.id, ProviderRule.value, Organisation.name)
        .join(Organisation, col(Organisation.id) == ProviderRule.organisation_id)
        .where(ProviderRule.provider_id == provider.id, col(ProviderRule.ended_at).is_(None))
        .order_by(col(ProviderRule.id))
    ).all()
    return [Rule(id or 0, value, organisation) for id, value, organisation in rows]


def organisation_by_rule(db: Session, provider: Usable, groups: Sequence[str]) -> str | None:
    """The public id of the organisation that somebody with these groups belongs to: the first rule that fits.

    None where no rule fits, or the administrator did not allow the provider to give accounts.
    """
    return db.exec(
        select(Organisation.public_id)
        .join(ProviderRule, col(ProviderRule.organisation_id) == Organisation.id)
        .join(Provider, col(Provider.id) == ProviderRule.provider_id)
        .where(
            Provider.id == provider.row,
            col(Provider.gives_accounts).is_(True),
            col(ProviderRule.value).in_(groups),
            col(ProviderRule.ended_at).is_(None),
        )
        .order_by(col(ProviderRule.id))
    ).first()


def checked(typed: dict[str, str]) -> Wish:
    """What was typed, cleaned. Invalid with a sentence at each field that is wrong."""
    limits = {
        "public_id": 40,
        "name": 100,
        "issuer": 500,
        "client_id": 300,
        "secret": 500,
        "group_claim": 200,
    }
    values, wrong = {}, []
    for name, limit in limits.items():
        try:
            values[name] = clean_line(typed.get(name, ""), limit=limit)
        except ValueError as error:
            wrong.append(FieldError(name, str(error)))
            values[name] = typed.get(name, "")[:limit]
    said = {error.field for error in wrong}
    sentences = {
        "public_id": _("Two to forty small letters, figures and hyphens, such as “ministry-swe”."),
        "name": _("A name is missing."),
        "issuer": _("The issuer must be an address that begins with https://."),
        "client_id": _("The client id is missing: the provider gave it when this site was registered there."),
    }
    missing = [name for name in ("name", "client_id") if not values[name]]
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", values["public_id"]):
        missing.append("public_id")
    if not re.match(r"https?://[^/?#]+", values["issuer"]):
        missing.append("issuer")
    wrong += [FieldError(name, sentences[name]) for name in sentences if name in missing and name not in said]
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
    return Wish(**values, gives_accounts=bool(typed.get("gives_accounts")))


def add_provider(db: Session, actor: Actor, wish: Wish, *, key: str) -> Provider:
    """Let people come in by a provider; what it says of itself was read just before, by the caller.

    Refused for who does not administrate; Invalid where the name in addresses or the issuer is there already.
    """
    lock_track(db, SITE)
    permit(why_not_administrate(actor))
    known = db.exec(
        select(Provider).where((Provider.public_id == wish.public_id) | (Provider.issuer == wish.issuer))
    ).first()
    if wish.public_id == OF_THE_ENVIRONMENT or (known is not None and known.public_id == wish.public_id):
        raise Invalid.at("public_id", _("This name is taken. Choose another."))
    if known is not None:
        raise Invalid.at(
            "issuer", _("%(name)s has this issuer already. Change it there.") % {"name": known.name}
        )
    row = Provider(
        public_id=wish.public_id,
        name=wish.name,
        issuer=wish.issuer,
        client_id=wish.client_id,
        secret=seal_secret(key, wish.secret),
        group_claim=wish.group_claim,
        gives_accounts=wish.gives_accounts,
        created_at=now(db),
    )
    db.add(row)
    record(db, actor, ProviderAdded(row.public_id), track=SITE)
    return row


def change_provider(db: Session, actor: Actor, provider: Provider, wish: Wish, *, key: str) -> None:
    """Change what the site knows of a provider; one that was ended is offered again.

    Its name in addresses and its issuer stay: they stand at the provider, and in who people are.
    """
    lock_track(db, SITE)
    permit(why_not_administrate(actor))
    provider.name, provider.client_id = wish.name, wish.client_id
    provider.group_claim, provider.gives_accounts = wish.group_claim, wish.gives_accounts
    if wish.secret:
        provider.secret = seal_secret(key, wish.secret)
    provider.ended_at = None
    db.add(provider)
    record(db, actor, ProviderChanged(provider.public_id), track=SITE)


def end_provider(db: Session, actor: Actor, provider: Provider, *, reason: str) -> None:
    """Nobody comes in by this provider any more. A reason is due; a second time changes nothing."""
    lock_track(db, SITE)
    permit(why_not_administrate(actor))
    reason = _line("reason", reason, 500)
    if not reason:
        raise Invalid.at("reason", _("Say why; it stays in the register."))
    if provider.ended_at is not None:
        return
    provider.ended_at = now(db)
    db.add(provider)
    record(db, actor, ProviderEnded(provider.public_id), track=SITE, reason=reason)


def add_rule(db: Session, actor: Actor, provider: Provider, *, value: str, organisation: str) -> None:
    """Who comes with `value` among the groups belongs to the organisation of this public id; again changes nothing."""
    lock_track(db, SITE)
    permit(why_not_administrate(actor))
    value = _line("value", value, 200)
    if not value:
        raise Invalid.at("value", _("The name of the group is missing."))
    body = db.exec(select(Organisation).where(Organisation.public_id == organisation)).first()
    if body is None:
        raise Invalid.at("organisation", _("Choose an organisation from the list."))
    known = db.exec(
        select(ProviderRule).where(
            ProviderRule.provider_id == provider.id,
            ProviderRule.value == value,
            col(ProviderRule.ended_at).is_(None),
        )
    ).first()
    if known is not None and known.organisation_id == body.id:
        return
    if known is not None:
        raise Invalid.at("value", _("This group stands for an organisation already. End that rule first."))
    db.add(ProviderRule(provider_id=provider.id or 0, value=value, organisation_id=body.id or 0))
    record(db, actor, ProviderRuleAdded(provider.public_id, body.public_id), track=SITE)


def end_rule(db: Session, actor: Actor, provider: Provider, *, rule: int) -> None:
    """A group stands for no organisation any more; accounts that came by it stay. A second time changes nothing."""
    lock_track(db, SITE)
    permit(why_not_administrate(actor))
    found = db.exec(
        select(ProviderRule, Organisation)
        .join(Organisation, col(Organisation.id) == ProviderRule.organisation_id)
        .where(ProviderRule.id == rule, ProviderRule.provider_id == provider.id)
    ).first()
    if found is None:
        raise NotFound(_("There is no such rule here."))
    row, body = found
    if row.ended_at is None:
        row.ended_at = now(db)
        db.add(row)
        record(db, actor, ProviderRuleEnded(provider.public_id, body.public_id), track=SITE)


def _line(field: str, text: str, limit: int) -> str:
    try:
        return clean_line(text, limit=limit)
    except ValueError as error:
        raise Invalid.at(field, str(error)) from None
