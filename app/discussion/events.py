"""What happened in the discussion, as the ledger keeps it: codes and numbers, no words.

What an author does says the `attribution` of its round where that is not personal, and then has a `veil`
(`consultations/attribution.py`).
"""

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
    attribution: str | None = None
    veil: str | None = None


@dataclass(frozen=True)
class DispositionDrafted(Event):
    """An answer to a comment was drafted or written anew. What it says is the group's until it is issued."""

    comment: str
    proposal: str


@dataclass(frozen=True)
class DispositionIssued(Event):
    """A comment got its answer; `n` above 1 supersedes the one before, `version` is where the text was changed for it."""

    comment: str
    proposal: str
    code: str
    n: int
    version: int | None = None


@dataclass(frozen=True)
class CommentWithdrawn(Event):
    """The author took a comment back. It stays readable; `n` is the number of the disposition that says so."""

    comment: str
    proposal: str
    n: int
    attribution: str | None = None
    veil: str | None = None


@dataclass(frozen=True)
class DispositionAcknowledged(Event):
    """The commenter said whether the answer satisfies."""

    comment: str
    proposal: str
    disposition: int
    satisfied: bool
    attribution: str | None = None
    veil: str | None = None


@dataclass(frozen=True)
class CommentGrouped(Event):
    """A comment was put beside another that says the same (`lead`), or taken out again where there is none."""

    comment: str
    proposal: str
    lead: str | None
