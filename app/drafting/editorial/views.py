"""What doors show of a challenge."""

from dataclasses import dataclass
from datetime import datetime

from app.drafting.editorial.models import MarkChallenge


@dataclass(frozen=True, slots=True)
class Challenge:
    """That the mark of version `n` was challenged: why, in what capacity where that is shown, and when."""

    n: int
    reason: str
    author_title: str
    at: datetime

    @classmethod
    def of(cls, row: MarkChallenge) -> "Challenge":
        """The row as it is shown; whoever it was, the capacity is empty where it is not for all."""
        return cls(row.n, row.reason, row.author_title, row.challenged_at)
