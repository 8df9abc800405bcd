"""That an editorial mark was challenged, as the ledger keeps it: the reason stands in the entry and in the row."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class MarkChallenged(Event):
    """Somebody challenged the editorial mark of a version, which counts as a change of substance from then on.
    `attribution` and `veil` as with support."""

    proposal: str
    version: int
    attribution: str | None = None
    veil: str | None = None
