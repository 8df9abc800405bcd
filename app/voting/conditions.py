"""What a rule is made of: the positions a body offers, what each counts as, and conditions in whole numbers.

A rule is read from its stored form, which is published with the ballot, and is complete: whoever has it, the electorate
and the positions can compute the result. Shares are a numerator and a denominator, never a decimal fraction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Class(StrEnum):
    """What a position counts as; only these enter a formula (domain D3)."""

    AFFIRMATIVE = "affirmative"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    BLOCKING = "blocking"
    EXCLUDED = "excluded"


class Outcome(StrEnum):
    """What a ballot says of one proposal."""

    CONSENSUS = "consensus"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    NO_QUORUM = "no_quorum"


class Franchise(StrEnum):
    """Whose positions are counted: each delegation's, each member's, or each constituency's as one."""

    DELEGATION = "delegation"
    MEMBER = "member"
    CONSTITUENCY = "constituency"


class Disclosure(StrEnum):
    """What is shown of positions after the close: all of it, only how many of each constituency, or the latter of papers
    that nobody can tell apart (domain D3)."""

    OPEN = "open"
    TOTALS = "totals"
    SECRET = "secret"


class Comparison(StrEnum):
    """How a count is held against a share of its base."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"


# What can be counted beside a class or a position, and what a share can be taken of.
CAST = "cast"  # everybody who took a position, abstentions included; who recused themselves did not
DECIDED = "decided"  # who is for or against
OBJECTIONS = "objections"  # who took a position that is an objection
ELIGIBLE = "eligible"  # the electorate without those who recused themselves
ONE = "one"  # no share but a number: the count itself is held against the numerator
BASES = (ELIGIBLE, CAST, DECIDED, ONE)
EVERYBODY = "all"
EACH = "each"


@dataclass(frozen=True)
class Stance:
    """A position that a rule offers, and what it counts as.

    `objects` marks an objection: it stands against consensus, and says what would remove it. `overruled_as` names the
    position it counts as once the chair has overruled it with reasons, where the rule lets the chair do so.
    """

    name: str
    counts_as: Class
    objects: bool = False
    reason_due: bool = False
    overruled_as: str = ""
    offered: bool = True


@dataclass(frozen=True)
class Condition:
    """One thing that must hold: `count` against a share of `of`, over everybody or within constituencies.

    `few` is how many must have taken a position within a constituency for it to be asked at all; below it the
    condition is left out there, or fails if `few_fails`. `none_holds` says what nought of nought is. Where it does not
    hold, the outcome is `otherwise`: a missing quorum is not a rejection. `always` marks one that is asked also where
    nobody objects, such as the least support against apathy.
    """

    name: str
    count: str
    test: Comparison
    share: tuple[int, int]
    of: str
    within: str | tuple[str, ...] = EVERYBODY
    few: int = 0
    few_fails: bool = False
    none_holds: bool = False
    otherwise: Outcome = Outcome.NOT_ADOPTED
    always: bool = False

    def holds(self, n: int, of: int) -> bool:
        """Whether `n` of `of` satisfies it; compared as whole numbers."""
        if of == 0:
            return self.none_holds
        have, limit = n * self.share[1], self.share[0] * of
        return {
            Comparison.AT_LEAST: have >= limit,
            Comparison.MORE_THAN: have > limit,
            Comparison.AT_MOST: have <= limit,
            Comparison.LESS_THAN: have < limit,
        }[self.test]

    def limit(self, of: int) -> int:
        """The least count that satisfies it, or the greatest where it sets a ceiling."""
        whole, rest = divmod(self.share[0] * of, self.share[1])
        return {
            Comparison.AT_LEAST: whole + bool(rest),
            Comparison.MORE_THAN: whole + 1,
            Comparison.AT_MOST: whole,
            Comparison.LESS_THAN: whole - (not rest),
        }[self.test]

    @property
    def ceiling(self) -> bool:
        """Whether it says how many there may be, and not how many there must be."""
        return self.test in (Comparison.AT_MOST, Comparison.LESS_THAN)


@dataclass(frozen=True)
class Rule:
    """A rule as it decides. `consensus`: where nobody objects, nothing is asked but quorums and what is `always` asked.

    Where not everything is disclosed, a constituency of which fewer than `smallest` delegations spoke is not told apart:
    it is counted together with others. `proxies` is for how many others a delegation may give positions that cannot be
    there; whoever gives it, a position is that of its delegation, so that the arithmetic knows nothing of it. `running` where
    everybody sees how many gave which position while the ballot is open; else nobody does before the close.
    """

    preset: str
    stances: tuple[Stance, ...]
    conditions: tuple[Condition, ...]
    consensus: bool = False
    franchise: Franchise = Franchise.DELEGATION
    related_as_one: bool = False
    disclosure: Disclosure = Disclosure.OPEN
    smallest: int = 0
    proxies: int = 0
    running: bool = False

    @property
    def is_open(self) -> bool:
        """Whether every delegation is named with its position after the close."""
        return self.disclosure is Disclosure.OPEN

    @property
    def counts_alone(self) -> bool:
        """Whether each position is published and counts by itself, as given: no bloc, no related bodies, nothing overruled."""
        together = self.related_as_one or self.franchise is Franchise.CONSTITUENCY
        return self.is_open and not together and not any(stance.overruled_as for stance in self.stances)

    @property
    def is_secret(self) -> bool:
        """Whether positions are given on papers that nobody can tell apart."""
        return self.disclosure is Disclosure.SECRET

    def stance(self, name: str) -> Stance | None:
        """The position of this name, or None where the rule has none."""
        return next((stance for stance in self.stances if stance.name == name), None)

    def is_objection(self, name: str) -> bool:
        """Whether the position of this name is an objection."""
        stance = self.stance(name)
        return stance is not None and stance.objects

    def needs_reason(self, name: str) -> bool:
        """Whether the position of this name is taken only with its reason."""
        stance = self.stance(name)
        return stance is not None and stance.reason_due

    @property
    def offered(self) -> tuple[Stance, ...]:
        """The positions that can be given."""
        return tuple(stance for stance in self.stances if stance.offered)

    def condition(self, name: str) -> Condition | None:
        """The condition of this name, or None."""
        return next((each for each in self.conditions if each.name == name), None)

    def as_stored(self) -> dict[str, Any]:
        """The form in which a rule is kept with its ballot and published."""
        return {
            "preset": self.preset,
            "franchise": str(self.franchise),
            "related_as_one": self.related_as_one,
            "consensus_without_objection": self.consensus,
            "disclosure": str(self.disclosure),
            "smallest": self.smallest,
            "proxies": self.proxies,
            **({"running": True} if self.running else {}),
            "positions": [
                {
                    "name": stance.name,
                    "counts_as": str(stance.counts_as),
                    "objection": stance.objects,
                    "reason_due": stance.reason_due,
                    "overruled_as": stance.overruled_as,
                    "offered": stance.offered,
                }
                for stance in self.stances
            ],
            "conditions": [
                {
                    "name": each.name,
                    "count": each.count,
                    "test": str(each.test),
                    "share": list(each.share),
                    "of": each.of,
                    "within": each.within if isinstance(each.within, str) else list(each.within),
                    "few": each.few,
                    "few_fails": each.few_fails,
                    "none_holds": each.none_holds,
                    "otherwise": str(each.otherwise),
                    "always": each.always,
                }
                for each in self.conditions
            ],
        }


def rule_from(stored: Mapping[str, Any]) -> Rule:
    """The rule from the form `as_stored` gave. ValueError, KeyError or TypeError where it is none."""
    stances = tuple(
        Stance(
            name=str(each["name"]),
            counts_as=Class(each["counts_as"]),
            objects=bool(each["objection"]),
            reason_due=bool(each["reason_due"]),
            overruled_as=str(each["overruled_as"]),
            offered=bool(each["offered"]),
        )
        for each in stored["positions"]
    )
    names = {stance.name for stance in stances}
    if len(names) != len(stances) or not names:
        raise ValueError("a rule offers positions, each once")
    counted = names | set(Class) | {CAST, DECIDED, OBJECTIONS}
    conditions = []
    for each in stored["conditions"]:
        if each["count"] not in counted or each["of"] not in BASES:
            raise ValueError(f"the condition {each['name']!r} counts what this rule does not have")
        conditions.append(
            Condition(
                name=str(each["name"]),
                count=each["count"],
                test=Comparison(each["test"]),
                share=share_from(each["share"], nought=each["of"] == ONE),
                of=each["of"],
                within=each["within"] if isinstance(each["within"], str) else tuple(each["within"]),
                few=int(each["few"]),
                few_fails=bool(each["few_fails"]),
                none_holds=bool(each["none_holds"]),
                otherwise=Outcome(each["otherwise"]),
                always=bool(each["always"]),
            )
        )
    return Rule(
        preset=str(stored["preset"]),
        stances=stances,
        conditions=tuple(conditions),
        consensus=bool(stored["consensus_without_objection"]),
        franchise=Franchise(stored["franchise"]),
        related_as_one=bool(stored["related_as_one"]),
        disclosure=Disclosure(stored.get("disclosure", Disclosure.OPEN)),
        smallest=int(stored.get("smallest", 0)),
        proxies=int(stored.get("proxies", 0)),
        running=bool(stored.get("running", False)),
    )


def share_from(pair: Sequence[int], *, nought: bool = False) -> tuple[int, int]:
    """A share from its stored form. ValueError where it is none; nought is one only where `nought` allows it."""
    whole = len(pair) == 2 and all(isinstance(n, int) and not isinstance(n, bool) for n in pair)
    if not whole or pair[1] < 1 or pair[0] < (0 if nought else 1):
        raise ValueError("a share is two whole numbers above nought, such as [2, 3]")
    return pair[0], pair[1]
