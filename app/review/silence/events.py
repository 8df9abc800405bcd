"""What happens to texts under silence, and the chair's statements, as the ledger keeps it."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel.ledger import Event


@dataclass(frozen=True)
class SilenceBegun(Event):
    """A version of a text was put under silence until the round closes; `again` says whether it was under it before."""

    proposal: str
    version: int
    round: str
    closes: datetime
    again: bool = False


@dataclass(frozen=True)
class SilenceBroken(Event):
    """An objection in time broke the silence on a text."""

    proposal: str
    version: int
    round: str
    objection: str


@dataclass(frozen=True)
class SilenceConfirmed(Event):
    """The silence on a text was not broken, and the chair confirmed that it is adopted."""

    proposal: str
    version: int
    round: str


@dataclass(frozen=True)
class SilenceReleased(Event):
    """The round of a text under silence does not run to its end: nothing is adopted by it."""

    proposal: str
    version: int
    round: str


@dataclass(frozen=True)
class ConsensusStated(Event):
    """The chair stated where a last call stands; `n` above 1 supersedes the statement before."""

    round: str
    n: int
