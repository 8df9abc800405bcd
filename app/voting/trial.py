"""A rule tried on the positions of an earlier ballot, before it is adopted: what would have carried under it."""

from collections import Counter
from dataclasses import dataclass

from app.kernel.i18n import ngettext
from app.voting.conditions import Class, Rule
from app.voting.counting import Counts, Result, counts_of
from app.voting.rules import CARRIED, judge, settle
from app.voting.views import ProposalResult, Tally

# What a position can be taken for where the other rule has none of its class: an objection that only counts as one
# against may block elsewhere, and the other way round. Whoever was neutral has not spoken where nobody can be.
NEXT = {Class.NEGATIVE: Class.BLOCKING, Class.BLOCKING: Class.NEGATIVE}


@dataclass(frozen=True)
class Tried:
    """One proposal as it was decided, and as the other rule would have."""

    was: ProposalResult
    now: Result

    @property
    def differs(self) -> bool:
        """Whether it would have come out otherwise."""
        return (self.was.result.outcome in CARRIED) != (self.now.outcome in CARRIED)


@dataclass(frozen=True)
class Trial:
    """A whole ballot under another rule."""

    rule: Rule
    lines: tuple[Tried, ...]

    @property
    def carried(self) -> int:
        """How many would have carried."""
        return sum(line.now.outcome in CARRIED for line in self.lines)

    @property
    def otherwise(self) -> list[Tried]:
        """Those that would have come out otherwise, in the order of the ballot."""
        return [line for line in self.lines if line.differs]

    @property
    def sentence(self) -> str:
        """The trial in a sentence."""
        text = ngettext(
            "Under this rule %(n)s of %(of)s would have carried.",
            "Under this rule %(n)s of %(of)s would have carried.",
            len(self.lines),
        )
        return text % {"n": self.carried, "of": len(self.lines)}


def try_rule(found: Tally, rule: Rule) -> Trial:
    """What `rule` would have made of the positions of a ballot that has closed. Pure; nothing is kept.

    Every position is taken for the one of its class that the rule has; of several for that which stands in the same
    place among its kind. Related bodies stay as they were counted.
    """
    names = found.results[0].result.names if found.results else {}
    old = found.view.rule
    to = {stance.name: taken_for(old, rule, stance.name) for stance in old.stances}
    judged = []
    for each in found.results:
        inside = each.result.inside or each.result.by_constituency
        counts = {code: _translated(rule, to, counted) for code, counted in inside.items()}
        judged.append((each.line.code, each.line.target, judge(rule, counts, names=names)))
    tried = zip(found.results, settle(judged), strict=True)
    return Trial(rule, tuple(Tried(was, now) for was, now in tried))


def taken_for(old: Rule, new: Rule, name: str) -> str | None:
    """The position of the new rule that one of the old is taken for; None where it has none of its kind."""
    if new.stance(name) is not None:
        return name
    stance = old.stance(name)
    if stance is None:
        return None
    kind = [each.name for each in old.stances if each.counts_as is stance.counts_as]
    for wanted in (stance.counts_as, NEXT.get(stance.counts_as)):
        found = [each.name for each in new.offered if each.counts_as is wanted]
        if found:
            return found[min(kind.index(name), len(found) - 1)]
    return None


def _translated(rule: Rule, to: dict[str, str | None], counts: Counts) -> Counts:
    given: Counter[str] = Counter()
    for name, n in counts.given.items():
        other = to[name]
        if other is not None:
            given[other] += n
    return counts_of(rule, given, counts.electorate)
