"""How far constituencies lie apart on a proposal, and on what they agree; whole numbers and fractions, nothing else.

Source: domain.md A27 ("issues where constituency results differ") and D5 ("agreed, no lead").
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from app.voting.conditions import DECIDED, EVERYBODY, Class, Comparison, Outcome, Rule
from app.voting.counting import Counts, Result, measure

T = TypeVar("T")
FEW = 3
"""With fewer delegations than this that decided a constituency is not held against another: one voice is no stand."""
CARRIED = (Outcome.CONSENSUS, Outcome.ADOPTED)


@dataclass(frozen=True, slots=True)
class Stand:
    """How one constituency stands to a proposal: `n` in favour of the `of` that did not abstain."""

    code: str
    n: int
    of: int

    @property
    def share(self) -> Fraction:
        """The share in favour. ZeroDivisionError where nobody decided."""
        return Fraction(self.n, self.of)


@dataclass(frozen=True, slots=True)
class Divergence:
    """The two constituencies that lie furthest apart on a proposal."""

    most: Stand
    least: Stand

    @property
    def gap(self) -> Fraction:
        """The difference of their shares: from 0, where all stand alike, to 1."""
        return self.most.share - self.least.share


class Agreed(StrEnum):
    """What the constituencies made of a proposal together."""

    EVERYWHERE = "everywhere"
    CARRIED_BY_EACH = "carried_by_each"
    CARRIED_NOT_BY_ALL = "carried_not_by_all"
    NOT_CARRIED = "not_carried"


@dataclass(frozen=True, slots=True)
class Common:
    """The group a proposal is in; `without` are the codes of the constituencies that did not carry it."""

    group: Agreed
    without: tuple[str, ...] = ()


def stand_of(rule: Rule, counts: Counts, code: str = "") -> Stand:
    """Those in favour, of those in favour, against or blocking; who abstained or recused themselves is in neither."""
    n = measure(rule, counts, Class.AFFIRMATIVE)
    return Stand(code, n, n + against(rule, counts))


def against(rule: Rule, counts: Counts) -> int:
    """How many are against or block."""
    return measure(rule, counts, Class.NEGATIVE) + measure(rule, counts, Class.BLOCKING)


def stands_of(result: Result) -> list[Stand]:
    """How each constituency stands, in their order: by what its delegations gave, also where it counts as one."""
    counted = result.inside or result.by_constituency
    return [stand_of(result.rule, counts, code) for code, counts in counted.items()]


def divergence(result: Result, few: int = FEW) -> Divergence | None:
    """The greatest difference between the shares in favour of two constituencies, each with at least `few` that decided;
    None where there are no two. Of several that are equal the first in their order counts."""
    stands = [stand for stand in stands_of(result) if stand.of >= max(few, 1)]
    if len(stands) < 2:
        return None
    most = max(stands, key=lambda stand: stand.share)
    least = min((stand for stand in stands if stand is not most), key=lambda stand: stand.share)
    return Divergence(most, least)


def furthest_first(found: Iterable[tuple[T, Divergence | None]]) -> list[tuple[T, Divergence | None]]:
    """In order of divergence, the greatest first; those that are equal keep their order, those without one come last."""
    return sorted(found, key=lambda pair: -1 if pair[1] is None else pair[1].gap, reverse=True)


def common(result: Result) -> Common:
    """On what the constituencies agree: the outcome for all, and whether each of them carried it for itself.

    A constituency carries it when the share in favour that the rule asks of everybody is reached in it, or where the rule
    asks none, more are in favour than against; and when no condition of the rule failed in it. Where nobody decided it
    stands against nothing.
    """
    if result.outcome not in CARRIED:
        return Common(Agreed.NOT_CARRIED)
    if not against(result.rule, result.overall) and not any(
        against(result.rule, counts) for counts in result.inside.values()
    ):
        return Common(Agreed.EVERYWHERE)
    failed = set(result.blocked_by)
    without = tuple(
        stand.code
        for stand in stands_of(result)
        if stand.of and (stand.code in failed or not _carries(result.rule, stand))
    )
    return Common(Agreed.CARRIED_NOT_BY_ALL if without else Agreed.CARRIED_BY_EACH, without)


def _carries(rule: Rule, stand: Stand) -> bool:
    asked = [
        each
        for each in rule.conditions
        if each.count == Class.AFFIRMATIVE
        and each.of == DECIDED
        and each.within == EVERYBODY
        and each.test in (Comparison.AT_LEAST, Comparison.MORE_THAN)
    ]
    if not asked:
        return 2 * stand.n > stand.of
    return all(each.holds(stand.n, stand.of) for each in asked)


@dataclass(frozen=True, slots=True)
class Will:
    """How many would lead, partner in or fund a pilot of a proposal, and how many said that they would not."""

    lead: int = 0
    partner: int = 0
    fund: int = 0
    none: int = 0

    @property
    def willing(self) -> int:
        """How many would act in one way or another."""
        return self.lead + self.partner + self.fund

    @property
    def counted(self) -> tuple[tuple[str, int], ...]:
        """Each word with how many said it, in the order of the sheet."""
        return (("lead", self.lead), ("partner", self.partner), ("fund", self.fund), ("none", self.none))

    @property
    def said(self) -> int:
        """How many said anything."""
        return self.willing + self.none


def agreed_without_lead(results: Sequence[tuple[str, Result]], wills: Mapping[str, Will]) -> list[str]:
    """The codes of what was carried and nobody would lead, in the order of `results`; none where nobody was asked."""
    if not any(will.said for will in wills.values()):
        return []
    return [
        code for code, result in results if result.outcome in CARRIED and not wills.get(code, Will()).lead
    ]
