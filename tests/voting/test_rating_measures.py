"""The figures of a round of rating: golden ones from the literature's examples, and what every figure has in common."""

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Invalid
from app.voting.ratings.measures import APART, Counts, Criterion, Movement, movement, shown_apart
from app.voting.ratings.rules import terms_of
from app.voting.ratings.sentences import why_met, why_stable

USUAL = Criterion(agree_percent=70, against_percent=15, least=5, rounds=3, stable_percent=85)
scores = st.lists(st.integers(1, 9), min_size=1, max_size=60)


def counted(given: list[int]) -> Counts:
    return Counts.by_score({score: given.count(score) for score in set(given)})


@pytest.mark.parametrize(
    ("given", "median", "first", "third"),
    [
        ([7], "7", "7", "7"),
        ([6, 9], "15/2", "27/4", "33/4"),
        ([1, 2, 3, 4], "5/2", "7/4", "13/4"),
        ([5, 7, 7, 8, 9], "7", "7", "8"),
        ([1, 9, 9, 9, 9, 9], "9", "9", "9"),
        ([2, 3, 5, 7, 8, 8, 9], "7", "4", "8"),
    ],
)
def test_median_and_quartiles_are_those_of_a_spreadsheet(
    given: list[int], median: str, first: str, third: str
) -> None:
    counts = counted(given)
    assert counts.median == Fraction(median)
    assert counts.quartiles == (Fraction(first), Fraction(third))
    assert counts.spread == Fraction(third) - Fraction(first)


@given(scores)
def test_figures_agree_with_the_scores_written_out(given: list[int]) -> None:
    counts = counted(given)
    assert (counts.n, counts.high, counts.low) == (
        len(given), sum(s >= 7 for s in given), sum(s <= 3 for s in given),
    )  # fmt: skip
    assert counts.median == Fraction(statistics.median(given))
    if len(given) > 1:
        exact = statistics.quantiles([Fraction(s) for s in given], n=4, method="inclusive")
        assert counts.quartiles == (exact[0], exact[2])
    assert 1 <= counts.quartiles[0] <= counts.median <= counts.quartiles[1] <= 9


@given(scores, scores)
def test_a_score_more_from_7_to_9_never_undoes_a_consensus(given: list[int], more: list[int]) -> None:
    counts = counted(given)
    high = counted([7 + score % 3 for score in more])
    assert not USUAL.met(counts) or USUAL.met(counts + high)
    low = counted([1 + score % 3 for score in more])
    assert USUAL.met(counts) or not USUAL.met(counts + low)


@pytest.mark.parametrize(
    ("of", "met"),
    [
        ((0, 0, 0, 0, 0, 3, 7, 0, 0), True),  # exactly 70 per cent is enough
        ((0, 0, 0, 0, 0, 4, 6, 0, 0), False),
        ((3, 0, 0, 0, 0, 0, 0, 17, 0), False),  # exactly 15 per cent is too many
        ((2, 0, 0, 0, 0, 1, 0, 17, 0), True),
        ((0, 0, 0, 0, 0, 0, 0, 0, 4), False),  # four are too few
        ((0, 0, 0, 0, 0, 0, 0, 0, 5), True),
        ((5, 0, 0, 0, 0, 0, 0, 0, 5), False),
        ((0, 0, 0, 0, 5, 0, 0, 0, 0), False),
    ],
)
def test_the_limits_of_the_criterion(of: tuple[int, ...], met: bool) -> None:
    counts = Counts(of)
    assert USUAL.met(counts) is met
    assert why_met(USUAL, counts).startswith("The criterion is met" if met else "The criterion is not met")


def test_why_says_the_figures() -> None:
    assert why_met(USUAL, Counts((1, 0, 0, 0, 1, 0, 3, 3, 2))) == (
        "The criterion is met: of 10 scores 8 are from 7 to 9 (80 per cent, at least 70 are asked) and 1 from 1 to 3 (10 per"
        " cent, fewer than 15 are asked)."
    )
    assert "2 are from 1 to 3 (20 per cent), and fewer than 15 per cent" in why_met(
        USUAL, Counts((2, 0, 0, 0, 0, 0, 0, 8, 0))
    )
    assert "16 are from 7 to 9 (69.6 per cent), and at least 70 per cent" in why_met(
        USUAL, Counts((0, 0, 0, 0, 7, 0, 16, 0, 0))
    )
    assert why_met(USUAL, Counts((0,) * 8 + (1,))) == (
        "The criterion is not met: 1 person rated it, and at least 5 have to."
    )


def test_movement_counts_those_who_rated_twice() -> None:
    moved = movement([(5, 6), (9, 7), (3, 3), (1, 2)])
    assert moved == Movement(both=4, near=3)
    assert not USUAL.stable(moved)
    assert USUAL.stable(Movement(20, 17))
    assert "17 of the 20 people" in why_stable(USUAL, Movement(20, 17))
    assert why_stable(USUAL, Movement(20, 16)).startswith("The scores still move")


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 12), max_size=8))
def test_nobody_finds_a_small_group_by_subtraction(sizes: dict[str, int]) -> None:
    shown = shown_apart(sizes)
    rest = sum(n for key, n in sizes.items() if key not in shown)
    assert all(sizes[key] >= APART for key in shown)
    assert rest == 0 or rest >= APART or not shown


def test_groups_of_three_are_shown_where_nobody_else_is_left() -> None:
    assert shown_apart({"STATE": 4, "CS": 3}) == {"STATE", "CS"}
    assert shown_apart({"STATE": 4, "CS": 2}) == set()
    assert shown_apart({"STATE": 5, "CS": 3, "UNION": 1}) == {"STATE"}
    assert shown_apart({"STATE": 5, "CS": 3, "UNION": 1, "": 2}) == {"STATE", "CS"}


def test_counts_of_anything_else_are_refused() -> None:
    for of in ((1, 2), (0,) * 8 + (-1,)):
        with pytest.raises(ValueError, match="one count"):
            Counts(of)
    with pytest.raises(IndexError):
        _ = Counts().median


def test_the_criterion_is_the_usual_one_where_nothing_is_chosen() -> None:
    usual = {"agree_percent": 70, "against_percent": 15, "least": 5, "rounds": 3, "stable_percent": 85}
    assert terms_of("rating", {}) == usual
    assert terms_of("rating", {"agree_percent": " 80 ", "least": 7, "rounds": ""}) == {
        **usual, "agree_percent": 80, "least": 7,
    }  # fmt: skip
    assert terms_of("sense_check", {"question": " Could you\nlive with it? "}) == {
        "question": "Could you live with it?", "scale": "agree",
    }  # fmt: skip
    assert terms_of("comment", {"anything": 1}) == {}


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("rating", {"agree_percent": 50}, "agree_percent"),
        ("rating", {"agree_percent": "seventy"}, "agree_percent"),
        ("rating", {"against_percent": 0}, "against_percent"),
        ("rating", {"least": 2}, "least"),
        ("rating", {"rounds": True}, "rounds"),
        ("rating", {"rounds": 1.5}, "rounds"),
        ("rating", {"stable_percent": []}, "stable_percent"),
        ("rating", {"agree": 80}, "agree"),
        ("sense_check", {}, "question"),
        ("sense_check", {"question": "\u200b"}, "question"),
        ("sense_check", {"question": "?" * 301}, "question"),
        ("sense_check", {"question": "Now?", "scale": "colours"}, "scale"),
        ("sense_check", {"question": "Now?", "scale": ["agree"]}, "scale"),
    ],
)
def test_terms_that_cannot_be_are_said_at_their_field(
    kind: str, typed: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as wrong:
        terms_of(kind, typed)
    assert [error.field for error in wrong.value.errors] == [field]
