"""What is shown of convergence: a point for each round, whole and by roundtable."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from app.consultations.models import Round, RoundKind, Roundtable


class Measure(StrEnum):
    """What agreement is read from, by the kind of round: each asks other people another question."""

    SUPPORT = "support"
    SCORES = "scores"
    ANSWERS = "answers"
    POSITIONS = "positions"


MEASURES = {
    RoundKind.DRAFTING: Measure.SUPPORT,
    RoundKind.COMMENT: Measure.SUPPORT,
    RoundKind.REVISION: Measure.SUPPORT,
    RoundKind.RATING: Measure.SCORES,
    RoundKind.SENSE_CHECK: Measure.ANSWERS,
    RoundKind.BALLOT: Measure.POSITIONS,
}


@dataclass
class Figures:
    """What a round came to on some texts, as whole numbers that can be added. `spreads` has one for each text."""

    agreeing: int = 0
    of: int = 0
    spreads: list[Fraction] = field(default_factory=list)
    comments: int = 0
    unanswered: int = 0
    objections: int = 0
    open_objections: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.agreeing + other.agreeing,
            self.of + other.of,
            self.spreads + other.spreads,
            self.comments + other.comments,
            self.unanswered + other.unanswered,
            self.objections + other.objections,
            self.open_objections + other.open_objections,
        )

    @property
    def agreement(self) -> Fraction | None:
        """The share that agrees; None where nobody was asked or has said anything."""
        return Fraction(self.agreeing, self.of) if self.of else None

    @property
    def spread(self) -> Fraction | None:
        """The spread of the text in the middle; None where no scores were given."""
        spreads = sorted(self.spreads)
        half = len(spreads) // 2
        if not spreads:
            return None
        return spreads[half] if len(spreads) % 2 else (spreads[half - 1] + spreads[half]) / 2


@dataclass(frozen=True)
class Point:
    """One round in the order of the calendar."""

    code: str
    title: str
    kind: str
    opens_at: datetime
    measure: Measure | None
    figures: Figures

    @classmethod
    def of(cls, round_: Round, figures: Figures) -> "Point":
        """The point of a round."""
        return cls(
            round_.code,
            round_.title,
            round_.kind,
            round_.opens_at,
            MEASURES.get(RoundKind(round_.kind)),
            figures,
        )


@dataclass(frozen=True)
class Convergence:
    """The rounds of a consultation, each with its figures; `tables` has the same for every roundtable."""

    points: tuple[Point, ...]
    tables: tuple[tuple[Roundtable, tuple[Point, ...]], ...]

    def of_table(self, code: str) -> Sequence[Point] | None:
        """The points of one roundtable; None where there is no such."""
        return next((points for table, points in self.tables if table.code == code), None)
