"""What somebody did to the own account."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class AccountChanged(Event):
    """Somebody changed the own name or language: which of them, not to what."""

    person: str
    changed: tuple[str, ...]


@dataclass(frozen=True)
class PasswordSet(Event):
    """Somebody set or changed the own password."""

    person: str


@dataclass(frozen=True)
class PasswordRemoved(Event):
    """Somebody removed the own password."""

    person: str
