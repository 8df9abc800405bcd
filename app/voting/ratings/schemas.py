"""Ratings as programs send and receive them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.voting.ratings.measures import Counts
from app.voting.ratings.views import Given, RatedIn, Results, Share, TextResult


class RatingIn(BaseModel):
    """A `score` from 1 to 9, or in a sense check a `choice`, with a word why. Without a `word` the one that stands is kept.

    `version` is the version of the text that was read; with it nothing is given to another one unseen.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    score: int | None = None
    choice: str | None = None
    word: str | None = None
    version: int | None = None


class GivenOut(BaseModel):
    """What the caller has given to a text, as it counts now."""

    proposal: str
    score: int | None = None
    choice: str | None = None
    word: str
    version: int
    turn: int
    rated_at: datetime

    @classmethod
    def of(cls, proposal: str, given: Given) -> "GivenOut":
        """The same for programs."""
        return cls(
            proposal=proposal,
            score=given.score,
            choice=given.choice,
            word=given.word,
            version=given.version,
            turn=given.turn,
            rated_at=given.rated_at,
        )


class FiguresOut(BaseModel):
    """Figures of at least three people together: how often each score (from 1 to 9) or answer was given."""

    people: int
    scores: list[int] | None = None
    median: float | None = None
    quartiles: list[float] | None = None
    high: int | None = None
    low: int | None = None
    answers: dict[str, int] | None = None

    @classmethod
    def of(cls, counts: Counts | None, answers: dict[str, int] | None) -> "FiguresOut":
        """The same for programs."""
        if counts is None or not counts.n:
            given = answers or {}
            return cls(people=sum(given.values()), answers=given)
        return cls(
            people=counts.n,
            scores=list(counts.of),
            median=float(counts.median),
            quartiles=[float(q) for q in counts.quartiles],
            high=counts.high,
            low=counts.low,
        )


class ShareOut(FiguresOut):
    """The same of one constituency; an empty code stands for those who speak for no delegation."""

    constituency: str


class ResultOut(BaseModel):
    """What came out on one text. `figures` is null where fewer than three people have spoken."""

    proposal: str
    version: int
    people: int
    figures: FiguresOut | None
    criterion_met: bool | None
    rated_in_both: int | None
    moved_by_one_at_most: int | None
    by_constituency: list[ShareOut]
    words: list[str]

    @classmethod
    def of(cls, view: RatedIn, text: TextResult) -> "ResultOut":
        """The same for programs."""
        shown = text.counts is not None or text.answers is not None
        answers = dict(text.answers) if text.answers is not None else None
        return cls(
            proposal=text.line.code,
            version=text.version,
            people=text.n,
            figures=FiguresOut.of(text.counts, answers) if shown else None,
            criterion_met=view.criterion.met(text.counts) if text.counts is not None else None,
            rated_in_both=text.moved.both if text.moved else None,
            moved_by_one_at_most=text.moved.near if text.moved else None,
            by_constituency=[_share(share) for share in text.shares],
            words=list(text.words),
        )


class RatingsOut(BaseModel):
    """A round of rating: what it is held against, what the caller gave, and once it has closed what came out.

    It is indicative and changes the state of no text. `why_not` says why the caller gives nothing now, `why_no_results` why
    there are none.
    """

    round: str
    kind: str
    stage: str
    closes: datetime
    indicative: bool = True
    terms: dict[str, Any]
    terms_in_words: list[str]
    why_not: str | None
    texts: list[str]
    mine: list[GivenOut]
    why_no_results: str | None
    results: list[ResultOut] | None

    @classmethod
    def results_of(cls, found: Results) -> list[ResultOut]:
        """The results for programs, in the order of the texts."""
        return [ResultOut.of(found.view, text) for text in found.texts]


def _share(share: Share) -> ShareOut:
    figures = FiguresOut.of(share.counts, dict(share.answers))
    return ShareOut(constituency=share.code, **figures.model_dump())
