"""What the doors show of ratings: plain, frozen, and of other people only figures of several together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.consultations.calendar import RoundStage
from app.consultations.models import Round, RoundKind
from app.voting.ratings.measures import Counts, Criterion, Movement
from app.voting.ratings.rules import CRITERION, SCALES


@dataclass(frozen=True, slots=True)
class RatedIn:
    """A round of rating or a sense check, and where it stands at the instant it was loaded.

    `earlier` are the rounds of rating that were opened before it, the newest first.
    """

    round: Round
    at: datetime
    stage: RoundStage
    closes_at: datetime
    why_no_results: str | None
    earlier: tuple[Round, ...] = ()

    @property
    def of_scores(self) -> bool:
        """Whether scores are given, and not answers of a sense check."""
        return self.round.kind == RoundKind.RATING

    @property
    def criterion(self) -> Criterion:
        """The criterion as it was fixed at the opening; what was not, as it usually is."""
        terms: Mapping[str, Any] = self.round.terms or {}
        return Criterion(**{name: int(terms.get(name, usual)) for name, (usual, _, _) in CRITERION.items()})

    @property
    def choices(self) -> tuple[str, ...]:
        """The answers of a sense check, the best first."""
        return SCALES.get((self.round.terms or {}).get("scale", ""), SCALES["agree"])


@dataclass(frozen=True, slots=True)
class Line:
    """A text on the roundtables of a round."""

    proposal_id: int
    code: str
    title: str
    title_i18n: dict[str, str]
    state: str
    version: int
    created_at: datetime
    roundtable: str
    roundtable_number: int
    roundtable_title: str
    roundtable_i18n: dict[str, str]
    group_id: int
    closed_group: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave to a text, as it counts now: a score or an answer, with a word why."""

    score: int | None
    choice: str | None
    word: str
    version: int
    turn: int
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class Before:
    """What the round before came to on a text, shown to those who rate it again: the controlled feedback of a Delphi.

    `mine` is what the reader gave there; `words` what was said, without names and without scores.
    """

    round: str
    counts: Counts
    mine: int | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet. `why_not` where this text is not rated in this round."""

    line: Line
    given: Given | None
    before: Before | None
    why_not: str | None

    @property
    def moved(self) -> int | None:
        """By how many points the reader has moved since the round before."""
        if self.given is None or self.given.score is None or self.before is None or self.before.mine is None:
            return None
        return self.given.score - self.before.mine


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that somebody has given in one round, and what is still to give."""

    view: RatedIn
    rows: tuple[Row, ...]

    @property
    def open_rows(self) -> list[Row]:
        """The rows in which something can be given."""
        return [row for row in self.rows if row.why_not is None]

    @property
    def given(self) -> int:
        """How many texts have something."""
        return sum(row.given is not None for row in self.rows)

    @property
    def missing(self) -> list[Row]:
        """What is still to give."""
        return [row for row in self.open_rows if row.given is None]


@dataclass(frozen=True, slots=True)
class Share:
    """What one constituency gave to a text, or those who speak for none (an empty code)."""

    code: str
    name: str
    name_i18n: dict[str, str]
    counts: Counts
    answers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TextResult:
    """What came out on one text, once the round has closed. Where fewer than three have spoken there are no figures:
    `counts` and `answers` are None, `n` alone is said."""

    line: Line
    version: int
    n: int
    counts: Counts | None = None
    answers: Mapping[str, int] | None = None
    moved: Movement | None = None
    before: Counts | None = None
    shares: tuple[Share, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """The results of a round on every text that was rated in it and that the reader may see."""

    view: RatedIn
    texts: tuple[TextResult, ...]

    @property
    def met(self) -> int:
        """On how many texts the criterion is met."""
        criterion = self.view.criterion
        return sum(text.counts is not None and criterion.met(text.counts) for text in self.texts)
