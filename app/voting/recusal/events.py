"""That somebody takes no part in a ballot, as the ledger keeps it: the word why stands in the row."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class PersonRecused(Event):
    """A person recused themselves from a ballot. `attribution` and `veil` as with positions."""

    ballot: str
    attribution: str | None = None
    veil: str | None = None


@dataclass(frozen=True)
class RecusalTakenBack(Event):
    """A person takes part in a ballot again."""

    ballot: str
    attribution: str | None = None
    veil: str | None = None
