"""What happened to objections, as the ledger keeps it: codes and numbers, no words.

What the objector does says the `attribution` of its round where that is not personal, and then has a `veil`
(`consultations/attribution.py`).
"""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class ObjectionRaised(Event):
    """Somebody objected to a version of a text; `comment` is the comment it was raised from, where there is one."""

    objection: str
    proposal: str
    version: int
    round: str
    comment: str | None = None
    attribution: str | None = None
    veil: str | None = None


@dataclass(frozen=True)
class ObjectionStepTaken(Event):
    """An objection was addressed, withdrawn, sustained or overruled; `n` is the number of the step."""

    objection: str
    proposal: str
    state: str
    n: int
    attribution: str | None = None
    veil: str | None = None
