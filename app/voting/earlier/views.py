"""What the sheet shows of an earlier ballot."""

from dataclasses import dataclass
from datetime import datetime

from app.voting.words import Called, called_position


@dataclass(frozen=True)
class Earlier:
    """The position that counted for a delegation on a text in the last ballot before this one, on the version it was
    given on; `now` is the version that is decided on today. `void` says that nothing was decided by that ballot."""

    proposal: str
    ballot: str
    void: bool
    version: int
    now: int
    position: str
    reason: str | None
    willing: str | None
    cast_at: datetime
    why_not: str | None = None

    @property
    def called(self) -> Called:
        """The position in words."""
        return called_position(self.position)

    @property
    def changed(self) -> bool:
        """Whether the text has been written anew since."""
        return self.version != self.now
