"""What happens to rounds, as the ledger keeps it: one entry for each change."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel.ledger import Event


@dataclass(frozen=True)
class RoundPlanned(Event):
    """A round was put into the calendar."""

    round: str
    kind: str
    opens: datetime
    closes: datetime
    scope: tuple[str, ...]


@dataclass(frozen=True)
class RoundReplanned(Event):
    """The plan of a round was changed before its opening was given; `changed` names what."""

    round: str
    kind: str
    opens: datetime
    closes: datetime
    scope: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class RoundOpened(Event):
    """A moderator gave the opening; it takes effect at `opens`."""

    round: str
    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class RoundExtended(Event):
    """A round closes later than was said before."""

    round: str
    closes: datetime
    closed_before: datetime


@dataclass(frozen=True)
class RoundClosed(Event):
    """A round was closed before its deadline."""

    round: str
    deadline: datetime


@dataclass(frozen=True)
class RoundCancelled(Event):
    """A round does not take place, or was broken off."""

    round: str
    was: str


@dataclass(frozen=True)
class RoundCompleted(Event):
    """A round is complete: every comment in it is answered, every result published."""

    round: str
