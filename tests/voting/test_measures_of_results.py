"""Where constituencies differ and on what they agree, from counts alone; and what nobody would lead."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.voting.conditions import Outcome
from app.voting.counting import Counts, Result, counts_of
from app.voting.presets import CONSULTATION, PRESETS
from app.voting.results.measures import (
    FEW,
    Agreed,
    Stand,
    Will,
    agreed_without_lead,
    common,
    divergence,
    furthest_first,
    stands_of,
)
from app.voting.rules import judge


def counted(
    support: int = 0, reserved: int = 0, abstain: int = 0, object_: int = 0, silent: int = 0
) -> Counts:
    given_ = {"support": support, "support_with_reservation": reserved, "abstain": abstain, "object": object_}
    return counts_of(CONSULTATION, given_, support + reserved + abstain + object_ + silent)


def judged(**parts: Counts) -> Result:
    return judge(CONSULTATION, parts)


PARTS = st.dictionaries(
    st.sampled_from("ABCDE"), st.builds(counted, *[st.integers(0, 9)] * 5), min_size=1, max_size=5
)


def test_the_two_constituencies_furthest_apart_are_named_with_their_shares() -> None:
    found = divergence(judged(A=counted(9, 0, 4, 1), B=counted(1, 1, 0, 8), C=counted(5, 0, 0, 5)))
    assert found is not None
    assert (found.most, found.least) == (Stand("A", 9, 10), Stand("B", 2, 10))
    assert found.gap == Fraction(7, 10)


def test_abstentions_and_silence_move_no_constituency() -> None:
    plain = divergence(judged(A=counted(3), B=counted(0, 0, 0, 3)))
    padded = divergence(judged(A=counted(3, 0, 5, 0, 7), B=counted(0, 0, 9, 3, 2)))
    assert plain == padded


def test_a_constituency_in_which_few_decided_is_not_compared() -> None:
    lone = judged(A=counted(9), B=counted(0, 0, 0, FEW - 1), C=counted(5, 0, 0, 5))
    found = divergence(lone)
    assert found is not None
    assert found.least.code == "C"
    assert divergence(judged(A=counted(9), B=counted(0, 0, 0, FEW - 1))) is None
    assert divergence(judged(A=counted(0, 0, 9), B=counted(0, 0, 9)), few=0) is None


def test_shares_are_compared_as_fractions_and_not_as_rounded_figures() -> None:
    near = divergence(judged(A=counted(3333, 0, 0, 6667), B=counted(1, 0, 0, 2)))
    assert near is not None
    assert (near.most.code, near.gap) == ("B", Fraction(1, 30000))


def test_where_all_stand_alike_nothing_lies_apart() -> None:
    found = divergence(judged(A=counted(2, 0, 0, 1), B=counted(4, 0, 0, 2)))
    assert found is not None
    assert found.gap == 0


@given(PARTS)
def test_no_two_constituencies_lie_further_apart_than_the_two_that_are_named(
    parts: dict[str, Counts],
) -> None:
    result = judged(**parts)
    stands = [stand for stand in stands_of(result) if stand.of >= FEW]
    gaps = [a.share - b.share for a in stands for b in stands if a is not b]
    found = divergence(result)
    assert (found.gap if found else None) == (max(gaps) if gaps else None)


def test_the_greatest_divergence_comes_first_and_equals_keep_the_order_of_the_ballot() -> None:
    far = divergence(judged(A=counted(9), B=counted(0, 0, 0, 9)))
    near = divergence(judged(A=counted(5, 0, 0, 4), B=counted(4, 0, 0, 5)))
    order = furthest_first([("none", None), ("near", near), ("far", far), ("also far", far)])
    assert [name for name, _found in order] == ["far", "also far", "near", "none"]


def test_proposals_are_grouped_by_what_the_constituencies_made_of_them() -> None:
    assert common(judged(A=counted(5), B=counted(4, 1))).group is Agreed.EVERYWHERE
    each = judged(A=counted(8, 0, 0, 1), B=counted(4, 1, 0, 1))
    assert (each.outcome, common(each).group) == (Outcome.ADOPTED, Agreed.CARRIED_BY_EACH)
    some = judged(A=counted(20), B=counted(3, 0, 0, 2), C=counted(0, 0, 9))
    assert (some.outcome, common(some).group) == (Outcome.ADOPTED, Agreed.CARRIED_NOT_BY_ALL)
    assert common(some).without == ("B",)
    lost = judged(A=counted(5, 0, 0, 5), B=counted(1, 0, 0, 9))
    assert common(lost).group is Agreed.NOT_CARRIED
    assert common(judged(A=counted(1, silent=9))).group is Agreed.NOT_CARRIED


@given(PARTS)
def test_every_proposal_is_in_one_group_that_its_outcome_and_its_objections_allow(
    parts: dict[str, Counts],
) -> None:
    result = judged(**parts)
    together = common(result)
    carried = result.outcome in (Outcome.CONSENSUS, Outcome.ADOPTED)
    assert carried == (together.group is not Agreed.NOT_CARRIED)
    if together.group is Agreed.EVERYWHERE:
        assert result.overall["object"] == 0
    assert bool(together.without) == (together.group is Agreed.CARRIED_NOT_BY_ALL)
    assert set(together.without) <= set(parts)


@given(st.sampled_from(sorted(PRESETS)), st.data())
def test_the_measures_hold_for_the_positions_of_every_preset(preset: str, data: st.DataObject) -> None:
    rule = PRESETS[preset]
    offered = [stance.name for stance in rule.offered]
    parts = {}
    for code in "ABC":
        n = {name: data.draw(st.integers(0, 6)) for name in offered}
        parts[code] = counts_of(rule, n, sum(n.values()) + data.draw(st.integers(0, 3)))
    result = judge(rule, parts)
    assert [stand.code for stand in stands_of(result)] == list("ABC")
    found = divergence(result)
    assert found is None or 0 <= found.gap <= 1
    assert common(result).group in Agreed


def test_what_was_carried_and_nobody_would_lead_is_named_where_anybody_was_asked() -> None:
    yes, no = judged(A=counted(5)), judged(A=counted(0, 0, 0, 5))
    results = [("M1", yes), ("M2", yes), ("M3", no), ("M4", yes)]
    assert agreed_without_lead(results, {}) == []
    wills = {"M1": Will(lead=1), "M2": Will(partner=3, fund=2, none=1)}
    assert agreed_without_lead(results, wills) == ["M2", "M4"]
    assert (wills["M2"].willing, wills["M2"].said) == (5, 6)
