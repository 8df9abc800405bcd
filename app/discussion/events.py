"""What happened in the discussion, as the ledger keeps it: codes and numbers, no words."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class CommentMade(Event):
    """Somebody commented on a version of a proposal, or replied to a comment on it."""

    comment: str
    proposal: str
    version: int
    round: str | None
    field: str | None
    parent: str | None
