"""The figures of a round of rating, pure and exact: whole numbers and fractions of them, never a rounded one.

Everything is computed from how often each score was given, which is all that is ever read of other people's scores.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from app.voting.ratings.rules import HIGH_FROM, LOW_TO, SCORES

K = TypeVar("K", bound=Hashable)
APART = 3
"""Fewer people than this are never shown apart from others: with two, each would know what the other gave."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each score from 1 to 9 was given, the lowest first. ValueError for anything else."""

    of: tuple[int, ...] = (0,) * len(SCORES)

    def __post_init__(self) -> None:
        if len(self.of) != len(SCORES) or min(self.of) < 0:
            raise ValueError("there is one count, nought or more, for each score from 1 to 9")

    @classmethod
    def by_score(cls, counts: Mapping[int, int]) -> "Counts":
        """From a count for each score that was given."""
        return cls(tuple(counts.get(score, 0) for score in SCORES))

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(tuple(a + b for a, b in zip(self.of, other.of, strict=True)))

    @property
    def n(self) -> int:
        """How many scores there are."""
        return sum(self.of)

    @property
    def high(self) -> int:
        """How many are from 7 to 9."""
        return sum(self.of[HIGH_FROM - 1 :])

    @property
    def low(self) -> int:
        """How many are from 1 to 3."""
        return sum(self.of[:LOW_TO])

    def nth(self, place: int) -> int:
        """The score in this place, from nought, when all stand in their order."""
        for score, count in zip(SCORES, self.of, strict=True):
            if place < count:
                return score
            place -= count
        raise IndexError("there are not so many scores")

    def quantile(self, share: Fraction) -> Fraction:
        """The quantile by definition 7 of Hyndman and Fan 1996: linear between the two scores beside it, so that a
        spreadsheet gives the same (QUARTILE.INC). IndexError where there is no score."""
        place = (self.n - 1) * share
        below = place.numerator // place.denominator
        first = Fraction(self.nth(below))
        rest = place - below
        return first + rest * (self.nth(below + 1) - first) if rest else first

    @property
    def median(self) -> Fraction:
        """The score in the middle, or the mean of the two there."""
        return self.quantile(Fraction(1, 2))

    @property
    def quartiles(self) -> tuple[Fraction, Fraction]:
        """The first and the third quartile; half of the scores lie between them."""
        return self.quantile(Fraction(1, 4)), self.quantile(Fraction(3, 4))

    @property
    def spread(self) -> Fraction:
        """The interquartile range: the third quartile less the first."""
        first, third = self.quartiles
        return third - first

    @property
    def high_share(self) -> Fraction:
        """The share from 7 to 9; nought where there is no score."""
        return Fraction(self.high, self.n or 1)

    @property
    def low_share(self) -> Fraction:
        """The share from 1 to 3; nought where there is no score."""
        return Fraction(self.low, self.n or 1)


@dataclass(frozen=True, slots=True)
class Criterion:
    """The criterion of a round, from its terms: when there is consensus on a text, and when its scores are stable."""

    agree_percent: int
    against_percent: int
    least: int
    rounds: int
    stable_percent: int

    def enough(self, counts: Counts) -> bool:
        """Whether so many have rated that anything can be said."""
        return counts.n >= self.least

    def agreed(self, counts: Counts) -> bool:
        """Whether enough of the scores are from 7 to 9; exactly the limit is enough."""
        return counts.high * 100 >= self.agree_percent * counts.n

    def opposed(self, counts: Counts) -> bool:
        """Whether too many of the scores are from 1 to 3; exactly the limit is too many."""
        return counts.low * 100 >= self.against_percent * counts.n

    def met(self, counts: Counts) -> bool:
        """Whether there is consensus: enough scores, enough of them high, and few enough low."""
        return self.enough(counts) and self.agreed(counts) and not self.opposed(counts)

    def stable(self, movement: "Movement") -> bool:
        """Whether enough of those who rated twice moved by at most one point; exactly the limit is enough."""
        return movement.near * 100 >= self.stable_percent * movement.both


@dataclass(frozen=True, slots=True)
class Movement:
    """Between two rounds: how many rated in both, and how many of them moved by at most one point."""

    both: int
    near: int


def movement(pairs: Sequence[tuple[int, int]]) -> Movement:
    """From the scores that the same people gave in the earlier and in the later round."""
    return Movement(len(pairs), sum(abs(later - earlier) <= 1 for earlier, later in pairs))


def shown_apart(sizes: Mapping[K, int], least: int = APART) -> set[K]:
    """Which groups are shown apart from the whole: those of at least `least`, and only while those not shown are nobody or
    as many, so that no small group is found by taking the others from the whole.

    Where the rest would be too few, the smallest of the shown go to it, those of equal size by the order of `sizes`.
    """
    shown = [key for key, n in sizes.items() if n >= least]
    rest = sum(n for n in sizes.values() if n < least)
    for key in sorted(shown, key=lambda key: sizes[key]):
        if rest == 0 or rest >= least:
            break
        shown.remove(key)
        rest += sizes[key]
    return set(shown)
