"""What happens to seats."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class SeatGiven(Event):
    """Somebody got a role, in the site or in a consultation."""

    person: str
    role: str
    consultation: str | None = None
