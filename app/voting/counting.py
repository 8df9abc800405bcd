"""What is counted: whole numbers by position, the bloc that several positions make, and a result with its figures."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.voting.conditions import (
    CAST,
    DECIDED,
    EACH,
    ELIGIBLE,
    EVERYBODY,
    OBJECTIONS,
    ONE,
    Class,
    Condition,
    Outcome,
    Rule,
)

NOT_VOTED = "not_voted"
_CLASSES = frozenset(Class)


@dataclass(frozen=True)
class Elector:
    """One delegation of the electorate: its key, its constituency, and what both are called in sentences.

    `related` names the related group it belongs to, or is empty.
    """

    delegation: str
    constituency: str
    name: str = ""
    constituency_name: str = ""
    related: str = ""


@dataclass(frozen=True)
class Counts:
    """How many took each position. `not_voted` is the rest of the electorate, so that the sum is the electorate."""

    given: Mapping[str, int] = field(default_factory=dict)
    not_voted: int = 0

    def __post_init__(self) -> None:
        if min((self.not_voted, *self.given.values())) < 0:
            raise ValueError("there are more positions than electors")

    def __getitem__(self, position: str) -> int:
        return self.given.get(position, 0)

    def __add__(self, other: "Counts") -> "Counts":
        names = [*self.given, *(name for name in other.given if name not in self.given)]
        return Counts({name: self[name] + other[name] for name in names}, self.not_voted + other.not_voted)

    @property
    def electorate(self) -> int:
        """Everybody who may take a position."""
        return sum(self.given.values()) + self.not_voted

    def as_dict(self) -> dict[str, int]:
        """The figures under their names in the contract: every position in its order, then the rest."""
        return {**self.given, NOT_VOTED: self.not_voted}


def counts_of(rule: Rule, given: Mapping[str, int], electorate: int) -> Counts:
    """The counts of an electorate of this size: every position that counts under the rule, in its order, also at nought.

    ValueError where there are more positions than electors, or one that the rule does not have.
    """
    unknown = [name for name in given if rule.stance(name) is None]
    if unknown:
        raise ValueError(f"the rule has no position {unknown[0]!r}")
    by_name = {stance.name: given.get(stance.name, 0) for stance in rule.stances}
    return Counts(by_name, electorate - sum(given.values()))


def measure(rule: Rule, counts: Counts, what: str) -> int:
    """How many of `counts` there are of a class, of a position, or of one of the bases of a condition."""
    if what == ONE:
        return 1
    if what == ELIGIBLE:
        return counts.electorate - measure(rule, counts, Class.EXCLUDED)
    if what == CAST:
        return counts.electorate - counts.not_voted - measure(rule, counts, Class.EXCLUDED)
    if what == DECIDED:
        return measure(rule, counts, Class.AFFIRMATIVE) + measure(rule, counts, Class.NEGATIVE)
    if what == OBJECTIONS:
        return sum(counts[stance.name] for stance in rule.stances if stance.objects)
    if what in _CLASSES:
        return sum(counts[stance.name] for stance in rule.stances if stance.counts_as == what)
    return counts[what]


def bloc(rule: Rule, given: Mapping[str, int]) -> str | None:
    """The one position that several make together: by the majority of those who took one, class first.

    The class that more than half of them took; in it the position that most took, at a tie the later in the order of
    the rule, which is the more reserved. Without such a class the neutral position, and none where the rule has no
    neutral one. Who recused themselves takes no part in it, unless all who spoke did.
    """
    by_class: Counter[str] = Counter()
    for stance in rule.stances:
        by_class[stance.counts_as] += given.get(stance.name, 0)
    recused = by_class.pop(Class.EXCLUDED, 0)
    cast = by_class.total()
    if cast == 0:
        chosen: str | None = Class.EXCLUDED if recused else None
    else:
        chosen = next((name for name, n in by_class.items() if 2 * n > cast), Class.NEUTRAL)
    best: tuple[int, str] | None = None
    for stance in rule.stances:
        n = given.get(stance.name, 0)
        if stance.counts_as == chosen and stance.offered and (best is None or n >= best[0]):
            best = (n, stance.name)
    return best[1] if best else None


@dataclass(frozen=True)
class Verdict:
    """One condition as it came out: over everybody where `within` is None, else in that constituency.

    `asked` is False where too few took a position for it to be asked, so that it was left out.
    """

    condition: Condition
    within: str | None
    n: int
    of: int
    holds: bool
    asked: bool = True

    @property
    def limit(self) -> int:
        """How many there had to be, or how many there could be at most."""
        return self.condition.limit(self.of)

    @property
    def exactly(self) -> bool:
        """Whether the count is exactly the share, so that one more or less would change it."""
        return self.n * self.condition.share[1] == self.condition.share[0] * self.of


def verdicts(rule: Rule, overall: Counts, by_constituency: Mapping[str, Counts]) -> tuple[Verdict, ...]:
    """Every condition of a rule held against the counts, in the order of the rule and of the constituencies."""
    return tuple(_verdicts(rule, overall, by_constituency))


def _verdicts(rule: Rule, overall: Counts, by_constituency: Mapping[str, Counts]) -> Iterable[Verdict]:
    for condition in rule.conditions:
        if condition.within == EVERYBODY:
            yield _verdict(rule, condition, None, overall)
        elif condition.within == EACH:
            for code, counts in by_constituency.items():
                yield _verdict(rule, condition, code, counts)
        else:
            for code in condition.within:
                yield _verdict(rule, condition, code, by_constituency.get(code, Counts()))


def _verdict(rule: Rule, condition: Condition, within: str | None, counts: Counts) -> Verdict:
    n, of = measure(rule, counts, condition.count), measure(rule, counts, condition.of)
    if within is not None and measure(rule, counts, CAST) < condition.few:
        return Verdict(condition, within, n, of, holds=not condition.few_fails, asked=False)
    return Verdict(condition, within, n, of, holds=condition.holds(n, of))


@dataclass(frozen=True)
class Result:
    """What was decided on one proposal, with why in sentences, overall and for each constituency.

    `names` is what the constituencies are called; `objectors` the names of the delegations that object, in the order
    of the electorate. Where constituencies or related bodies speak as one, `by_constituency` counts these blocs and
    `inside` what the delegations in them gave; elsewhere `inside` is empty. `fell_to` is the amendment to the same paragraph
    that was adopted before this one and excludes it (`amendments.deciding`).
    """

    outcome: Outcome
    rule: Rule
    overall: Counts
    by_constituency: dict[str, Counts]
    names: dict[str, str]
    verdicts: tuple[Verdict, ...] = ()
    objectors: tuple[str, ...] = ()
    inside: dict[str, Counts] = field(default_factory=dict)
    why: tuple[str, ...] = ()
    why_by_constituency: dict[str, str] = field(default_factory=dict)
    fell_to: str = ""

    def count(self, what: str) -> int:
        """How many there are over everybody of a class, a position or a base."""
        return measure(self.rule, self.overall, what)

    @property
    def blocked_by(self) -> tuple[str, ...]:
        """The codes of the constituencies in which a condition failed."""
        return tuple(dict.fromkeys(v.within for v in self.verdicts if v.within is not None and not v.holds))
