"""What happens to explanations, as the ledger keeps it: codes and public ids, no words."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class ExplanationGiven(Event):
    """A delegation explained its position, on one proposal or on the whole ballot, before or after the close.

    `attribution` and `veil` as with positions: who gave it for the delegation may not be shown.
    """

    explanation: str
    ballot: str
    proposal: str | None
    delegation: str
    moment: str
    attribution: str | None = None
    veil: str | None = None


@dataclass(frozen=True)
class ExplanationWithdrawn(Event):
    """A delegation took an explanation back. Its words stay, with that mark."""

    explanation: str
    ballot: str
    proposal: str | None
    delegation: str
    attribution: str | None = None
    veil: str | None = None
