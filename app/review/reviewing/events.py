"""What happens to reviews, as the ledger keeps it: one entry for each step. The subject is the text."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel.ledger import Event


@dataclass(frozen=True)
class ReviewAsked(Event):
    """Somebody was asked to review a version of a text."""

    proposal: str
    review: str
    version: int
    due: datetime


@dataclass(frozen=True)
class ReviewOffered(Event):
    """Somebody offered to review a version of a text."""

    proposal: str
    review: str
    version: int
    due: datetime
    attribution: str | None = None
    veil: str | None = None


@dataclass(frozen=True)
class ReviewAccepted(Event):
    """Who was asked for a review accepted it."""

    proposal: str
    review: str
    attribution: str | None = None
    veil: str | None = None


@dataclass(frozen=True)
class ReviewDeclined(Event):
    """Who was asked for a review declined it, or gave it back."""

    proposal: str
    review: str
    attribution: str | None = None
    veil: str | None = None


@dataclass(frozen=True)
class ReviewWithdrawn(Event):
    """A review that was asked for, or offered, is not waited for any more."""

    proposal: str
    review: str


@dataclass(frozen=True)
class ReviewHandedIn(Event):
    """A review was handed in with its grade."""

    proposal: str
    review: str
    version: int
    grade: str
    attribution: str | None = None
    veil: str | None = None
