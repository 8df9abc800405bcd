"""What happens in a ballot. Positions are not in here: the ledger can be read while a ballot is open."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel.ledger import Event


@dataclass(frozen=True)
class PositionCast(Event):
    """A delegation took a position, or changed it: `turn` says how often. What it is, stands under the receipt. `by` is the
    delegation that gave it by proxy, where it was another one.

    `attribution` and `veil` as with comments: who gave it for the delegation may not be shown.
    """

    proposal: str
    ballot: str
    delegation: str
    turn: int
    receipt: str
    attribution: str | None = None
    veil: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class SupportShown(Event):
    """A member of the working group showed support, or took it back; `attribution` and `veil` as with comments."""

    proposal: str
    version: int
    attribution: str | None = None
    veil: str | None = None


@dataclass(frozen=True)
class ResultPublished(Event):
    """A ballot closed and its result was computed; `digest` is that of the stored result.

    `register` is the SHA-256 of the register as everybody got it at the close, where delegations are not named in it.
    """

    ballot: str
    digest: str
    consensus: int
    adopted: int
    not_adopted: int
    no_quorum: int
    register: str | None = None


@dataclass(frozen=True)
class BallotMade(Event):
    """A ballot was made with the opening of its round: texts, rule and electorate are fixed from then on."""

    ballot: str
    round: str
    electorate: int


@dataclass(frozen=True)
class BallotExtended(Event):
    """A ballot takes positions longer, as its round was extended."""

    ballot: str
    round: str
    closes: datetime
