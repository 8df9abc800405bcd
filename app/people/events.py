"""What happens to accounts."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class PersonAdded(Event):
    """Somebody got an account."""

    person: str


@dataclass(frozen=True)
class SignedIn(Event):
    """Somebody signed in, by which way."""

    person: str
    way: str


@dataclass(frozen=True)
class SignedOut(Event):
    """Somebody ended a session."""

    person: str


@dataclass(frozen=True)
class TokenAdded(Event):
    """Somebody got an API token."""

    person: str


@dataclass(frozen=True)
class OrganisationAdded(Event):
    """A body became known to the site, so that it can take part in any consultation."""

    organisation: str


@dataclass(frozen=True)
class OrganisationChanged(Event):
    """What the site knows of an organisation was changed: which of it, without the words."""

    organisation: str
    changed: str


@dataclass(frozen=True)
class LinkHanded(Event):
    """A link for a first sign-in was made, to be handed to somebody who has never signed in."""

    person: str


@dataclass(frozen=True)
class LinkMade(Event):
    """An administrator made a sign-in link for somebody; its secret is nowhere."""

    person: str


@dataclass(frozen=True)
class SessionsEnded(Event):
    """An administrator signed somebody out of every browser, or somebody the own others: how many there were."""

    person: str
    sessions: int


@dataclass(frozen=True)
class BackupTaken(Event):
    """An administrator downloaded a copy of everything, at this migration."""

    revision: str


@dataclass(frozen=True)
class PasskeyAdded(Event):
    """Somebody added a passkey to the own account."""

    person: str
    passkey: str


@dataclass(frozen=True)
class PasskeyRemoved(Event):
    """Somebody removed a passkey from the own account: it signs nobody in any more."""

    person: str
    passkey: str
