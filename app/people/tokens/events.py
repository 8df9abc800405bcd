"""What happens to tokens for programs."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class TokenRevoked(Event):
    """Somebody ended a token of their own."""

    person: str
