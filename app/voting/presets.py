"""The rules that bodies really use, as rules of the engine. Each names its source; each can be varied before it is adopted.

What the positions count as and which conditions there are belongs to the preset; their shares, the quorum and who votes
can be chosen when the ballot is prepared, and are fixed from its opening on.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.voting.conditions import (
    CAST,
    DECIDED,
    EACH,
    ELIGIBLE,
    EVERYBODY,
    OBJECTIONS,
    ONE,
    Class,
    Comparison,
    Condition,
    Outcome,
    Rule,
    Stance,
)

AFFIRMATIVE, NEUTRAL, NEGATIVE = Class.AFFIRMATIVE, Class.NEUTRAL, Class.NEGATIVE
BLOCKING, EXCLUDED = Class.BLOCKING, Class.EXCLUDED
AT_LEAST, MORE_THAN = Comparison.AT_LEAST, Comparison.MORE_THAN
AT_MOST, LESS_THAN = Comparison.AT_MOST, Comparison.LESS_THAN

HALF, TWO_THIRDS, QUARTER = (1, 2), (2, 3), (1, 4)
QUORUM, QUORUM_EACH = "quorum", "quorum_each"
SUPPORT, OPPOSITION, BACKING, BLOCK = "support", "opposition", "backing", "block"

ABSTAIN = Stance("abstain", NEUTRAL)


def _quorum(share: tuple[int, int] = HALF, test: Comparison = AT_LEAST) -> Condition:
    return Condition(QUORUM, CAST, test, share, ELIGIBLE, otherwise=Outcome.NO_QUORUM)


def _none_blocking() -> Condition:
    return Condition("blocking", BLOCKING, AT_MOST, (0, 1), ONE)


def _support(share: tuple[int, int], test: Comparison = AT_LEAST) -> Condition:
    return Condition(SUPPORT, AFFIRMATIVE, test, share, DECIDED)


# The default (domain D3). Consensus when nobody objects; otherwise two thirds of those who did not abstain, and in no
# constituency more than half of them objecting. Nought of nought holds: a quorum of abstentions alone is consensus.
CONSULTATION = Rule(
    preset="consultation",
    stances=(
        Stance("support", AFFIRMATIVE),
        Stance("support_with_reservation", AFFIRMATIVE, reason_due=True),
        ABSTAIN,
        Stance("object", NEGATIVE, objects=True, reason_due=True),
    ),
    conditions=(
        _quorum(),
        replace(_support(TWO_THIRDS), none_holds=True),
        Condition(BLOCK, OBJECTIONS, AT_MOST, HALF, DECIDED, within=EACH, none_holds=True),
    ),
    consensus=True,
)

# Consent as in sociocratic decision-making: abstaining is not offered; a concern is recorded and does not block; one
# objection that stands does.
CONSENT = Rule(
    preset="consent",
    stances=(
        Stance("consent", AFFIRMATIVE),
        Stance("concern", AFFIRMATIVE, reason_due=True),
        Stance("objection", BLOCKING, objects=True, reason_due=True),
    ),
    conditions=(_quorum(), _none_blocking()),
    consensus=True,
)

# Rough consensus (RFC 7282, RFC 2418 section 3.3): heads are not counted. An objection stands in the way until it has
# been addressed, which is not the same as accommodated: the chair overrules it with reasons, and then it counts as one
# that is against. Without support from anybody there is no consensus, however rough.
ROUGH_CONSENSUS = Rule(
    preset="rough_consensus",
    stances=(
        Stance("agree", AFFIRMATIVE),
        ABSTAIN,
        Stance("objection", BLOCKING, objects=True, reason_due=True, overruled_as="objection_overruled"),
        Stance("objection_overruled", NEGATIVE, offered=False),
    ),
    conditions=(_quorum(), Condition("some", AFFIRMATIVE, AT_LEAST, (1, 1), ONE), _none_blocking()),
)

# The IESG's evaluation (Statement on IESG ballot procedures, 2025): at least one Yes, no Discuss, and Yes or No
# Objection from two thirds of those who have not recused themselves, rounded up.
EVALUATION = Rule(
    preset="evaluation",
    stances=(
        Stance("yes", AFFIRMATIVE),
        Stance("no_objection", AFFIRMATIVE),
        Stance("discuss", BLOCKING, objects=True, reason_due=True),
        ABSTAIN,
        Stance("recuse", EXCLUDED),
    ),
    conditions=(
        _quorum(TWO_THIRDS),
        Condition("some_yes", "yes", AT_LEAST, (1, 1), ONE),
        _none_blocking(),
        Condition(BACKING, AFFIRMATIVE, AT_LEAST, TWO_THIRDS, ELIGIBLE),
    ),
)

# ISO/IEC Directives, Part 1, clause 2.6.3 (enquiry stage): two thirds of the votes of the P-members in favour, and not
# more than one quarter of all votes negative; abstentions are left out, and so are negatives without reasons, which
# cannot be given here. Which constituencies hold the P-members is chosen; where none is, everybody is one.
COMMITTEE = Rule(
    preset="committee",
    stances=(
        Stance("approve", AFFIRMATIVE),
        Stance("approve_with_comments", AFFIRMATIVE, reason_due=True),
        Stance("disapprove", NEGATIVE, objects=True, reason_due=True),
        ABSTAIN,
    ),
    conditions=(
        _support(TWO_THIRDS),
        Condition(OPPOSITION, NEGATIVE, AT_MOST, QUARTER, DECIDED),
    ),
)

_UN = (Stance("in_favour", AFFIRMATIVE), Stance("against", NEGATIVE), Stance("abstaining", NEUTRAL))

# A recorded vote in the General Assembly: the majority of the members present and voting, who are those that vote for
# or against; who abstains is not counted, who is absent is listed as not voting (Rules of Procedure, rules 85 to 87).
# Equally divided, a proposal is not adopted.
UN_RECORDED_VOTE = Rule(
    preset="un_recorded_vote",
    stances=_UN,
    conditions=(_quorum(HALF, MORE_THAN), _support(HALF, MORE_THAN)),
)

# Adopted without a vote: nobody objects when the chair asks. Whoever is silent lets it pass; a delegation may
# dissociate itself, which is recorded and stops nothing.
UN_WITHOUT_A_VOTE = Rule(
    preset="un_without_vote",
    stances=(
        Stance("no_objection", AFFIRMATIVE),
        Stance("dissociate", NEUTRAL, reason_due=True),
        Stance("object", BLOCKING, objects=True, reason_due=True),
    ),
    conditions=(_none_blocking(),),
    consensus=True,
)

# Several classes at once, as in the CA/Browser Forum (Bylaws 2.3): so much of each class of those who vote yes or no,
# at least one yes in each, and more than half of the members as a quorum, in which abstentions count.
MULTI_CLASS = Rule(
    preset="multi_class",
    stances=(Stance("yes", AFFIRMATIVE), Stance("no", NEGATIVE), ABSTAIN),
    conditions=(
        _quorum(HALF, MORE_THAN),
        Condition(SUPPORT, AFFIRMATIVE, MORE_THAN, HALF, DECIDED, within=EACH),
        Condition("some_each", AFFIRMATIVE, AT_LEAST, (1, 1), ONE, within=EACH),
    ),
)

# More yes than no among those who say either; a tie is not adopted.
SIMPLE_MAJORITY = Rule(
    preset="simple_majority",
    stances=(Stance("yes", AFFIRMATIVE), Stance("no", NEGATIVE), ABSTAIN),
    conditions=(_quorum(), _support(HALF, MORE_THAN)),
)

# The silence procedure (General Assembly decision 74/544): who says nothing lets it pass; one objection stops it.
SILENCE = Rule(
    preset="silence",
    stances=(Stance("object", BLOCKING, objects=True, reason_due=True),),
    conditions=(_none_blocking(),),
    consensus=True,
)

# Scores from 1 to 9 with the usual criterion of Delphi studies: at least 70 per cent from 7 to 9 and fewer than 15 per
# cent from 1 to 3, of everybody who scored.
RATING = Rule(
    preset="rating_1_9",
    stances=tuple(
        Stance(str(n), NEGATIVE if n <= 3 else AFFIRMATIVE if n >= 7 else NEUTRAL) for n in range(1, 10)
    ),
    conditions=(
        _quorum(),
        Condition(SUPPORT, AFFIRMATIVE, AT_LEAST, (7, 10), CAST),
        Condition(OPPOSITION, NEGATIVE, LESS_THAN, (15, 100), CAST),
    ),
)

# Approval: every delegation approves as many as it likes; what more than half of those who took part approve is adopted.
APPROVAL = Rule(
    preset="approval",
    stances=(Stance("approve", AFFIRMATIVE), Stance("not_approve", NEGATIVE)),
    conditions=(_quorum(), _support(HALF, MORE_THAN)),
)

PRESETS: dict[str, Rule] = {
    rule.preset: rule
    for rule in (
        CONSULTATION,
        CONSENT,
        ROUGH_CONSENSUS,
        EVALUATION,
        COMMITTEE,
        UN_RECORDED_VOTE,
        UN_WITHOUT_A_VOTE,
        MULTI_CLASS,
        SIMPLE_MAJORITY,
        SILENCE,
        RATING,
        APPROVAL,
    )
}

# Every position there is, what each counts as, and those that are objections.
NAMES = tuple(dict.fromkeys(stance.name for rule in PRESETS.values() for stance in rule.stances))
CLASS_OF = {stance.name: stance.counts_as for rule in PRESETS.values() for stance in rule.stances}
OBJECTIONS_BY_NAME = frozenset(
    stance.name for rule in PRESETS.values() for stance in rule.stances if stance.objects
)


def varied(rule: Rule, name: str, share: tuple[int, int] | None) -> Rule:
    """The rule with another share in the conditions of this name; without these conditions where it is None."""
    return replace(
        rule,
        conditions=tuple(
            replace(each, share=share) if each.name == name and share else each
            for each in rule.conditions
            if each.name != name or share
        ),
    )


def with_support(rule: Rule, share: tuple[int, int]) -> Rule:
    """The rule with this share of support: at least so much, but of a half more than it, so that a tie is not enough."""
    test = MORE_THAN if 2 * share[0] == share[1] else AT_LEAST
    conditions = (
        replace(each, share=share, test=test) if each.name == SUPPORT else each for each in rule.conditions
    )
    return replace(rule, conditions=tuple(conditions))


def with_few(rule: Rule, name: str, few: int, *, fails: bool) -> Rule:
    """The rule with the least number of positions that a constituency needs to be asked the condition of this name."""
    conditions = (
        replace(each, few=few, few_fails=fails) if each.name == name else each for each in rule.conditions
    )
    return replace(rule, conditions=tuple(conditions))


def with_quorum(rule: Rule, share: tuple[int, int] | None) -> Rule:
    """The rule with this quorum, of at least so much of those who are eligible; without one where it is None."""
    rest = tuple(each for each in rule.conditions if each.name != QUORUM)
    if share is None:
        return replace(rule, conditions=rest)
    held = rule.condition(QUORUM)
    quorum = replace(held, share=share, test=AT_LEAST) if held else _quorum(share)
    return replace(rule, conditions=(quorum, *rest))


def with_quorum_each(rule: Rule, share: tuple[int, int]) -> Rule:
    """The rule with a quorum in every constituency beside the one over everybody; where all recused themselves it holds."""
    each = Condition(
        QUORUM_EACH,
        CAST,
        AT_LEAST,
        share,
        ELIGIBLE,
        within=EACH,
        none_holds=True,
        otherwise=Outcome.NO_QUORUM,
    )
    return replace(rule, conditions=(*rule.conditions, each))


def with_backing(rule: Rule, share: tuple[int, int]) -> Rule:
    """The rule with the least support, of all who are eligible, so that few who speak do not decide for many (W3C)."""
    return replace(
        rule,
        conditions=(
            *rule.conditions,
            Condition(BACKING, AFFIRMATIVE, AT_LEAST, share, ELIGIBLE, always=True),
        ),
    )


def within_classes(
    rule: Rule,
    name: str,
    classes: Sequence[tuple[str, tuple[int, int], Comparison]],
    *,
    few: int = 0,
    few_fails: bool = False,
) -> Rule:
    """The rule with the condition of this name asked in each of `classes` with its own share, in place of the one it had.

    Each class is the code of a constituency, the share and how it is compared. `few` and `few_fails` as with `Condition`.
    """
    found = rule.condition(name)
    if found is None:
        raise ValueError(f"the preset {rule.preset} has no condition {name!r}")
    # Where it is not asked of the few, it is asked of everybody as well: or nothing would ask for support.
    kept = (replace(found, within=EVERYBODY),) if few and not few_fails else ()
    own = tuple(
        replace(found, within=(code,), share=share, test=test, few=few, few_fails=few_fails)
        for code, share, test in classes
    )
    at = rule.conditions.index(found)
    return replace(rule, conditions=(*rule.conditions[:at], *kept, *own, *rule.conditions[at + 1 :]))
