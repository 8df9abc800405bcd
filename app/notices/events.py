"""What was told to people at somebody's wish, as the ledger keeps it: codes and numbers, no names and no words."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class RemindersSent(Event):
    """Delegations that had not spoken in a round were reminded of it, by so many messages."""

    round: str
    delegations: tuple[str, ...]
    messages: int
