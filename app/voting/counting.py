"""What is counted and under which rule: whole numbers and shares of them, never a decimal fraction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from fractions import Fraction
from typing import Any

from app.voting.models import Choice


class Outcome(StrEnum):
    """What a ballot says of one proposal."""

    CONSENSUS = "consensus"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True)
class Elector:
    """One delegation of the electorate: its key, its constituency, and what both are called in sentences."""

    delegation: str
    constituency: str
    name: str = ""
    constituency_name: str = ""


@dataclass(frozen=True)
class Counts:
    """How many took each position. `not_voted` is the rest of the electorate, so that the sum is the electorate."""

    support: int = 0
    support_with_reservation: int = 0
    abstain: int = 0
    object: int = 0
    not_voted: int = 0

    def __post_init__(self) -> None:
        if min(self.support, self.support_with_reservation, self.abstain, self.object, self.not_voted) < 0:
            raise ValueError("there are more positions than electors")

    @property
    def electorate(self) -> int:
        """Everybody who may take a position."""
        return self.cast + self.not_voted

    @property
    def cast(self) -> int:
        """Everybody who took one, abstentions included: what the quorum looks at."""
        return self.decided + self.abstain

    @property
    def decided(self) -> int:
        """Everybody who took one and did not abstain: what two thirds are taken of."""
        return self.support + self.support_with_reservation + self.object

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)})

    def as_dict(self) -> dict[str, int]:
        """The five figures under their names in the contract."""
        return {f.name: getattr(self, f.name) for f in fields(Counts)}


@dataclass(frozen=True)
class Rule:
    """The rule of a ballot, read from its stored form. Shares are kept as numerator and denominator."""

    quorum: tuple[int, int]
    support: tuple[int, int]
    block: tuple[int, int]
    supporting: frozenset[str]

    def supporters(self, counts: Counts) -> int:
        """How many of `counts` count as support under this rule."""
        return sum(getattr(counts, name) for name in self.supporting)

    def has_quorum(self, counts: Counts) -> bool:
        """Whether enough of the electorate took a position; there is no quorum of nobody."""
        return counts.electorate > 0 and counts.cast * self.quorum[1] >= self.quorum[0] * counts.electorate

    def has_support(self, counts: Counts) -> bool:
        """Whether enough of those who did not abstain support."""
        return self.supporters(counts) * self.support[1] >= self.support[0] * counts.decided

    def blocks(self, counts: Counts) -> bool:
        """Whether a constituency with these counts blocks; one in which nobody decided does not."""
        return counts.object * self.block[1] > self.block[0] * counts.decided


@dataclass(frozen=True)
class Result:
    """What was decided on one proposal, with why in sentences, overall and for each constituency.

    `names` is what the constituencies are called; `blocked_by` holds the codes of those that blocked, `objectors`
    the names of the delegations that object, in the order of the electorate.
    """

    outcome: Outcome
    rule: Rule
    overall: Counts
    by_constituency: dict[str, Counts]
    names: dict[str, str]
    blocked_by: tuple[str, ...] = ()
    objectors: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    why_by_constituency: dict[str, str] = field(default_factory=dict)


def read_rule(stored: Mapping[str, Any]) -> Rule:
    """The rule as stored with the ballot and as packages bring it. ValueError says what is wrong with it."""
    supporting = frozenset(stored["support_positions"])
    if not supporting or not supporting <= {Choice.SUPPORT, Choice.SUPPORT_WITH_RESERVATION}:
        raise ValueError("only support and support_with_reservation can count as support")
    percent = Fraction(str(stored["quorum_percent"])) / 100
    return Rule(
        quorum=(percent.numerator, percent.denominator),
        support=_share(stored["adoption_support_fraction"]),
        block=_share(stored["constituency_block_fraction"]),
        supporting=frozenset(str(name) for name in supporting),
    )


def _share(pair: Sequence[int]) -> tuple[int, int]:
    if len(pair) != 2 or not all(isinstance(n, int) and n > 0 for n in pair):
        raise ValueError("a share is two whole numbers above nought, such as [2, 3]")
    return pair[0], pair[1]
