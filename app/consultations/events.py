"""What happens to a consultation as a whole, to its parts, and to the seats in it."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class SeatGiven(Event):
    """Somebody got a role, in the site or in a consultation."""

    person: str
    role: str
    consultation: str | None = None


@dataclass(frozen=True)
class ConsultationCreated(Event):
    """A consultation was begun: empty, from a blueprint (`source` is its key), or cloned (the slug of the earlier one)."""

    consultation: str
    way: str
    source: str = ""


@dataclass(frozen=True)
class SettingsChanged(Event):
    """Settings of a consultation were changed: which ones, never what they say."""

    consultation: str
    changed: str


@dataclass(frozen=True)
class ConsultationMoved(Event):
    """A consultation took a step on its course, forward or back."""

    consultation: str
    from_stage: str
    to_stage: str
