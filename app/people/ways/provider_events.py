"""What happens to identity providers and to the sign-ins of persons there."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class ProviderAdded(Event):
    """An administrator lets people come in by an identity provider."""

    provider: str


@dataclass(frozen=True)
class ProviderChanged(Event):
    """An administrator changed what the site knows of an identity provider, or offers it again."""

    provider: str


@dataclass(frozen=True)
class ProviderEnded(Event):
    """An administrator ended the way in by an identity provider, for the reason given."""

    provider: str


@dataclass(frozen=True)
class ProviderRuleAdded(Event):
    """Who comes from this provider with a certain group belongs to this organisation."""

    provider: str
    organisation: str


@dataclass(frozen=True)
class ProviderRuleEnded(Event):
    """A group of this provider no longer stands for this organisation."""

    provider: str
    organisation: str


@dataclass(frozen=True)
class IdentityLinked(Event):
    """Somebody showed that a sign-in at this provider is theirs."""

    person: str
    provider: str


@dataclass(frozen=True)
class IdentityEnded(Event):
    """Somebody took a sign-in at a provider off the own account."""

    person: str
