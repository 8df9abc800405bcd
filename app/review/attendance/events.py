"""What a delegation said of itself in a round, as the ledger keeps it. Where the round does not show persons, or nobody,
neither does its entry (`consultations/attribution.py`)."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class DeclineGiven(Event):
    """A delegation said that it will not speak in a round; `n` counts how often."""

    round: str
    organisation: str | None
    n: int
    attribution: str | None = None
    veil: str | None = None


@dataclass(frozen=True)
class DeclineTakenBack(Event):
    """A delegation took back that it will not speak in a round."""

    round: str
    organisation: str | None
    n: int
    attribution: str | None = None
    veil: str | None = None
