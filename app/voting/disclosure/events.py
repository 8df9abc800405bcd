"""What the register of a ballot says of a vote whose position is not disclosed: that the delegation has voted."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class VoteCast(Event):
    """A delegation has voted on a proposal. There is no receipt in it: it would lead to the position after the close.

    `attribution` and `veil` as with comments: who handed it in for the delegation may not be shown.
    """

    proposal: str
    ballot: str
    delegation: str
    attribution: str | None = None
    veil: str | None = None
    by: str | None = None
