"""The rules that bodies really use, held against results they published."""

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.voting.asked import rule_sentences
from app.voting.conditions import ELIGIBLE, ONE, Class, Comparison, Franchise, Outcome, Rule, rule_from
from app.voting.counting import Counts, Elector, bloc, counts_of, measure
from app.voting.presets import (
    APPROVAL,
    COMMITTEE,
    CONSENT,
    EVALUATION,
    MULTI_CLASS,
    PRESETS,
    RATING,
    ROUGH_CONSENSUS,
    SILENCE,
    SIMPLE_MAJORITY,
    SUPPORT,
    UN_RECORDED_VOTE,
    UN_WITHOUT_A_VOTE,
    varied,
    with_backing,
    with_support,
    within_classes,
)
from app.voting.rules import decide, judge

EVERYBODY = "ALL"


def outcome(rule: Rule, electorate: int, **given: int) -> Outcome:
    return judge(rule, {EVERYBODY: counts_of(rule, given, electorate)}).outcome


def outcome_of(rule: Rule, **classes: tuple[int, Mapping[str, int]]) -> Outcome:
    return judge(rule, {code: counts_of(rule, given, n) for code, (n, given) in classes.items()}).outcome


@pytest.mark.parametrize(
    ("everybody", "p_members", "expected"),
    [
        ((60, 18), (56, 15), Outcome.ADOPTED),
        ((58, 20), (56, 15), Outcome.NOT_ADOPTED),
        ((66, 21), (40, 21), Outcome.NOT_ADOPTED),
    ],
)
def test_iso_26000_as_a_draft_in_2010(
    everybody: tuple[int, int], p_members: tuple[int, int], expected: Outcome
) -> None:
    """ISO/IEC Directives, Part 1, 2.6.3: 60 of 78 members for and 18 against (23.1 %), P-members 56 to 15 (78.9 %)."""
    rule = within_classes(COMMITTEE, SUPPORT, [("P", (2, 3), Comparison.AT_LEAST)])
    others = (everybody[0] - p_members[0], everybody[1] - p_members[1])
    result = judge(
        rule,
        {
            "P": counts_of(rule, {"approve": p_members[0], "disapprove": p_members[1]}, 80),
            "O": counts_of(rule, {"approve": others[0], "disapprove": others[1], "abstain": 7}, 40),
        },
    )
    assert result.outcome is expected


def test_a_negative_vote_of_an_o_member_counts_for_the_quarter_alone() -> None:
    """Directives 2.6.3: two thirds of the P-members, one quarter of all: 4 of 13 against is more than a quarter."""
    rule = within_classes(COMMITTEE, SUPPORT, [("P", (2, 3), Comparison.AT_LEAST)])
    one = {"approve": 9}
    assert outcome_of(rule, P=(9, one), O=(3, {"disapprove": 3})) is Outcome.ADOPTED
    assert outcome_of(rule, P=(9, one), O=(4, {"disapprove": 4})) is Outcome.NOT_ADOPTED


@pytest.mark.parametrize(("active", "recused", "needed"), [(15, 0, 10), (14, 0, 10), (12, 0, 8), (15, 3, 8)])
def test_the_iesg_needs_two_thirds_of_those_not_recused_rounded_up(
    active: int, recused: int, needed: int
) -> None:
    """ietf-tools/datatracker, ietf/doc/utils.py: ceil(2/3 × (active − recused)), and at least one Yes."""
    backing = EVALUATION.condition("backing")
    assert backing is not None
    assert backing.of == ELIGIBLE
    assert backing.limit(active - recused) == needed

    def with_(yes: int, fine: int, **more: int) -> Outcome:
        return outcome(EVALUATION, active, yes=yes, no_objection=fine, recuse=recused, **more)

    assert with_(1, needed - 1) is Outcome.ADOPTED
    assert with_(1, needed - 2) is Outcome.NO_QUORUM
    assert with_(1, needed - 2, abstain=1) is Outcome.NOT_ADOPTED
    assert with_(0, needed) is Outcome.NOT_ADOPTED
    if active - recused > needed:
        assert with_(1, needed - 1, discuss=1) is Outcome.NOT_ADOPTED


@pytest.mark.parametrize("electorate", [28, 29])
def test_the_ca_browser_forum_ballot_sc54(electorate: int) -> None:
    """Ballot SC54: 18-0-0 of the issuers, 6-0-0 of the consumers; half of the active was 14, the quorum 15."""
    rule = within_classes(
        MULTI_CLASS,
        SUPPORT,
        [("CA", (2, 3), Comparison.AT_LEAST), ("CONSUMER", (1, 2), Comparison.MORE_THAN)],
    )
    quorum = rule.condition("quorum")
    assert quorum is not None
    assert quorum.limit(electorate) == 15
    size = electorate - 6
    assert outcome_of(rule, CA=(size, {"yes": 18}), CONSUMER=(6, {"yes": 6})) is Outcome.ADOPTED
    assert outcome_of(rule, CA=(size, {"yes": 8}), CONSUMER=(6, {"yes": 6})) is Outcome.NO_QUORUM
    assert outcome_of(rule, CA=(size, {"yes": 18}), CONSUMER=(6, {"abstain": 6})) is Outcome.NOT_ADOPTED
    assert outcome_of(rule, CA=(size, {"yes": 18}), CONSUMER=(6, {"yes": 3, "no": 3})) is Outcome.NOT_ADOPTED
    assert (
        outcome_of(rule, CA=(size, {"yes": 12, "no": 6}), CONSUMER=(6, {"yes": 4, "no": 2}))
        is Outcome.ADOPTED
    )
    assert outcome_of(rule, CA=(size, {"yes": 11, "no": 6}), CONSUMER=(6, {"yes": 6})) is Outcome.NOT_ADOPTED


@pytest.mark.parametrize(
    ("members", "for_it", "against", "abstaining", "silent"),
    [(192, 142, 1, 3, 46), (193, 115, 15, 28, 35)],
)
def test_recorded_votes_of_the_general_assembly(
    members: int, for_it: int, against: int, abstaining: int, silent: int
) -> None:
    """A/RES/65/259: 142 + 1 + 3 + 46 = 192; A/RES/75/277: 115 + 15 + 28 + 35 = 193."""
    counts = counts_of(
        UN_RECORDED_VOTE, {"in_favour": for_it, "against": against, "abstaining": abstaining}, members
    )
    assert counts.not_voted == silent
    assert counts.electorate == members
    assert judge(UN_RECORDED_VOTE, {EVERYBODY: counts}).outcome is Outcome.ADOPTED


def test_an_equally_divided_vote_is_not_adopted() -> None:
    assert outcome(UN_RECORDED_VOTE, 10, in_favour=4, against=4, abstaining=2) is Outcome.NOT_ADOPTED
    assert outcome(UN_RECORDED_VOTE, 10, in_favour=5, against=4, abstaining=1) is Outcome.ADOPTED
    assert outcome(UN_RECORDED_VOTE, 10, in_favour=5) is Outcome.NO_QUORUM
    assert outcome(UN_RECORDED_VOTE, 10, abstaining=10) is Outcome.NOT_ADOPTED
    two_thirds = varied(UN_RECORDED_VOTE, SUPPORT, (2, 3))
    assert outcome(two_thirds, 9, in_favour=6, against=3) is Outcome.NOT_ADOPTED


def test_without_a_vote_silence_lets_it_pass_and_one_objection_stops_it() -> None:
    for rule in (UN_WITHOUT_A_VOTE, SILENCE):
        assert outcome(rule, 193) is Outcome.CONSENSUS
        assert outcome(rule, 193, object=1) is Outcome.NOT_ADOPTED
    assert outcome(UN_WITHOUT_A_VOTE, 193, dissociate=4) is Outcome.CONSENSUS


def test_a_concern_does_not_stop_consent_and_an_objection_does() -> None:
    assert outcome(CONSENT, 6, consent=1, concern=2) is Outcome.CONSENSUS
    assert outcome(CONSENT, 6, consent=5, objection=1) is Outcome.NOT_ADOPTED
    assert outcome(CONSENT, 6, consent=2) is Outcome.NO_QUORUM


def test_the_chair_overrules_an_objection_only_where_the_rule_lets_it() -> None:
    electors = [Elector(name, EVERYBODY) for name in "abc"]
    positions = {"a": "agree", "b": "agree", "c": "objection"}
    assert decide(ROUGH_CONSENSUS, electors, positions).outcome is Outcome.NOT_ADOPTED
    rough = decide(ROUGH_CONSENSUS, electors, positions, overruled=["c"])
    assert rough.outcome is Outcome.ADOPTED
    assert rough.overall["objection_overruled"] == 1
    assert rough.objectors == ("c",)
    with pytest.raises(ValueError, match="overrule"):
        decide(CONSENT, electors, {"c": "objection"}, overruled=["c"])


def test_heads_do_not_make_rough_consensus() -> None:
    assert outcome(ROUGH_CONSENSUS, 9, agree=1, objection_overruled=6) is Outcome.ADOPTED
    assert outcome(ROUGH_CONSENSUS, 9, agree=8, objection=1) is Outcome.NOT_ADOPTED
    assert outcome(ROUGH_CONSENSUS, 9, abstain=9) is Outcome.NOT_ADOPTED


def test_a_tie_is_no_majority() -> None:
    assert outcome(SIMPLE_MAJORITY, 8, yes=4, no=4) is Outcome.NOT_ADOPTED
    assert outcome(SIMPLE_MAJORITY, 8, yes=1, abstain=3) is Outcome.ADOPTED
    assert outcome(SIMPLE_MAJORITY, 8, abstain=8) is Outcome.NOT_ADOPTED
    assert outcome(APPROVAL, 8, approve=4, not_approve=4) is Outcome.NOT_ADOPTED


def test_the_criterion_of_a_rating() -> None:
    assert outcome(RATING, 20, **{"8": 14, "5": 4, "2": 2}) is Outcome.ADOPTED
    assert outcome(RATING, 20, **{"8": 13, "5": 5, "2": 2}) is Outcome.NOT_ADOPTED
    assert outcome(RATING, 20, **{"8": 17, "2": 3}) is Outcome.NOT_ADOPTED


def test_too_few_in_a_constituency_are_left_out_or_fail_as_the_rule_says() -> None:
    classes = [("BIG", (1, 2), Comparison.MORE_THAN), ("SMALL", (1, 2), Comparison.MORE_THAN)]
    plain = varied(SIMPLE_MAJORITY, "quorum", None)
    for fails, expected in ((False, Outcome.ADOPTED), (True, Outcome.NOT_ADOPTED)):
        rule = within_classes(plain, SUPPORT, classes, few=3, few_fails=fails)
        counts = {"BIG": counts_of(rule, {"yes": 9}, 9), "SMALL": counts_of(rule, {"no": 2}, 8)}
        result = judge(rule, counts)
        assert result.outcome is expected
        asked = [v.asked for v in result.verdicts]
        # Where the few are not asked, everybody is asked as well.
        assert asked == ([True, False] if fails else [True, True, False])


def test_each_constituency_is_one_where_the_rule_says_so() -> None:
    rule = replace(SIMPLE_MAJORITY, franchise=Franchise.CONSTITUENCY)
    counts = {
        "STATES": counts_of(rule, {"yes": 6, "no": 5}, 20),
        "CIVSOC": counts_of(rule, {"no": 40}, 40),
        "UNIONS": counts_of(rule, {"yes": 1}, 3),
    }
    result = judge(rule, counts)
    assert result.outcome is Outcome.ADOPTED
    assert (result.overall["yes"], result.overall["no"], result.overall.electorate) == (2, 1, 3)
    assert result.inside == counts


def test_related_bodies_have_one_position_between_them() -> None:
    rule = replace(SIMPLE_MAJORITY, related_as_one=True)
    electors = [Elector(name, EVERYBODY, related="IFRC") for name in "abc"] + [
        Elector("d", EVERYBODY),
        Elector("e", EVERYBODY),
    ]
    result = decide(rule, electors, {"a": "yes", "b": "yes", "c": "no", "d": "no", "e": "no"})
    assert result.overall == Counts({"yes": 1, "no": 2, "abstain": 0}, 0)
    assert result.outcome is Outcome.NOT_ADOPTED


@pytest.mark.parametrize(
    ("said", "together"),
    [
        ({}, None),
        ({"support": 2, "object": 1}, "support"),
        ({"support": 1, "support_with_reservation": 1, "object": 1}, "support_with_reservation"),
        ({"support": 1, "object": 1}, "abstain"),
        ({"support": 1, "abstain": 1, "object": 1}, "abstain"),
    ],
)
def test_a_bloc_speaks_by_its_majority_and_abstains_at_a_tie(
    said: dict[str, int], together: str | None
) -> None:
    assert bloc(PRESETS["consultation"], said) == together


def test_a_bloc_without_a_majority_gives_nothing_where_nobody_can_abstain() -> None:
    assert bloc(CONSENT, {"consent": 1, "objection": 1}) is None
    assert bloc(EVALUATION, {"recuse": 2}) == "recuse"
    assert bloc(EVALUATION, {"recuse": 2, "yes": 1}) == "yes"


@pytest.mark.parametrize("rule", PRESETS.values(), ids=PRESETS.keys())
def test_every_preset_is_read_again_from_what_is_published(rule: Rule) -> None:
    assert rule_from(rule.as_stored()) == rule
    assert all(sentence for sentence in rule_sentences(rule))


def test_a_position_that_the_rule_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="no position"):
        decide(SIMPLE_MAJORITY, [Elector("a", EVERYBODY)], {"a": "object"})


@st.composite
def decisions(draw: st.DrawFn) -> tuple[Rule, list[Elector], dict[str, str]]:
    """A rule of any preset, varied; an electorate of up to three constituencies; positions of some of it."""
    rule = draw(st.sampled_from(list(PRESETS.values())))
    for name in sorted({each.name for each in rule.conditions if each.of != ONE}):
        if draw(st.booleans()):
            whole = draw(st.integers(1, 7))
            rule = varied(rule, name, (draw(st.integers(1, whole)), whole))
    rule = replace(rule, franchise=draw(st.sampled_from(list(Franchise))), related_as_one=draw(st.booleans()))
    electors = [
        Elector(f"{code}-{n}", code, related=draw(st.sampled_from(("", "", "ONE", "TWO"))))
        for code in ("STATES", "CIVSOC", "UNIONS")
        for n in range(draw(st.integers(0, 5)))
    ]
    offered = st.sampled_from([None, *(stance.name for stance in rule.offered)])
    taken = {elector.delegation: draw(offered) for elector in electors}
    return rule, electors, {key: name for key, name in taken.items() if name is not None}


@given(decisions())
def test_under_every_rule_the_classes_sum_to_the_electorate(
    ballot: tuple[Rule, list[Elector], dict[str, str]],
) -> None:
    rule, electors, positions = ballot
    result = decide(rule, electors, positions)
    for counts in (result.overall, *result.by_constituency.values()):
        by_class = {name: measure(rule, counts, name) for name in Class}
        assert sum(by_class.values()) + counts.not_voted == counts.electorate
        assert counts.not_voted >= 0
    for name in (*Class, "not_voted"):
        apart = [
            measure(rule, c, name) if name != "not_voted" else c.not_voted
            for c in result.by_constituency.values()
        ]
        assert sum(apart) == (result.count(name) if name != "not_voted" else result.overall.not_voted)
    if rule.franchise is Franchise.DELEGATION and not rule.related_as_one:
        assert result.overall.electorate == len(electors)
    assert result.why


@given(decisions(), st.randoms(use_true_random=False))
def test_under_every_rule_the_order_of_positions_and_of_bodies_alone_decides_nothing(
    ballot: tuple[Rule, list[Elector], dict[str, str]], chance: random.Random
) -> None:
    rule, electors, positions = ballot
    shuffled = list(positions.items())
    chance.shuffle(shuffled)
    assert decide(rule, electors, dict(shuffled)) == decide(rule, electors, positions)


@given(decisions(), st.data())
def test_moving_to_the_most_in_favour_never_loses_what_was_adopted(
    ballot: tuple[Rule, list[Elector], dict[str, str]], data: st.DataObject
) -> None:
    """Every preset promises it where delegations count alone, for whoever spoke: the first position is the most in favour."""
    rule, electors, positions = ballot
    if not positions or rule.related_as_one or rule.franchise is Franchise.CONSTITUENCY:
        return
    if any(rule.stance(name).counts_as is Class.EXCLUDED for name in positions.values()):  # type: ignore[union-attr]
        return
    most = next(
        stance.name for stance in rule.stances if stance.counts_as is Class.AFFIRMATIVE or stance.objects
    )
    if rule.preset in ("silence", "rating_1_9"):
        return
    who = data.draw(st.sampled_from(sorted(positions)))
    good = (Outcome.CONSENSUS, Outcome.ADOPTED)
    if decide(rule, electors, positions).outcome in good:
        assert decide(rule, electors, positions | {who: most}).outcome in good


@given(decisions())
def test_one_blocking_position_stops_every_rule_that_knows_it(
    ballot: tuple[Rule, list[Elector], dict[str, str]],
) -> None:
    rule, electors, positions = ballot
    result = decide(rule, electors, positions)
    if result.count(Class.BLOCKING):
        assert result.outcome in (Outcome.NOT_ADOPTED, Outcome.NO_QUORUM)


@given(decisions())
def test_who_is_outside_the_electorate_decides_nothing_under_any_rule(
    ballot: tuple[Rule, list[Elector], dict[str, str]],
) -> None:
    rule, electors, positions = ballot
    late = positions | {"latecomer": rule.offered[-1].name}
    assert decide(rule, electors, late) == decide(rule, electors, positions)


def test_what_is_asked_of_few_only_is_asked_of_everybody_as_well() -> None:
    """Or a text would be adopted with everybody against it, because too few spoke where support is asked."""
    rule = within_classes(
        varied(SIMPLE_MAJORITY, "quorum", None), SUPPORT, [("STATES", (1, 2), Comparison.AT_LEAST)], few=4
    )
    nobody = {"STATES": counts_of(rule, {"no": 3}, 3), "CIVSOC": counts_of(rule, {"no": 6}, 6)}
    assert judge(rule, nobody).outcome is Outcome.NOT_ADOPTED


def test_a_chosen_share_is_at_least_so_much_and_of_a_half_more() -> None:
    """The two thirds of the General Assembly are reached by 6 to 3; a tie carries nothing."""
    two_thirds = with_support(UN_RECORDED_VOTE, (2, 3))
    assert outcome(two_thirds, 9, in_favour=6, against=3) is Outcome.ADOPTED
    assert outcome(with_support(SIMPLE_MAJORITY, (1, 1)), 9, yes=9) is Outcome.ADOPTED
    assert outcome(with_support(COMMITTEE, (1, 2)), 8, approve=4, disapprove=4) is Outcome.NOT_ADOPTED


def test_the_least_support_of_all_weakens_no_condition_of_the_preset() -> None:
    assert outcome(with_backing(EVALUATION, (1, 4)), 5, yes=2, abstain=3) is Outcome.NOT_ADOPTED
