"""The redline: what went and what came, exactly."""

import random

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.text.compare import matches
from app.kernel.text.diff import Piece, redline
from app.kernel.text.tokens import join, tokens

words = st.lists(
    st.sampled_from(
        ["the", "State", "States", ",", "12.5", "移", "民", "مُحَمَّد", "\n", "\n\n", "don't", "(a)"]
    ),
    max_size=40,
).map(" ".join)
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


def sides(pieces: list[Piece]) -> tuple[str, str]:
    old = "".join(p.text for p in pieces if p.op in ("same", "del"))
    new = "".join(p.text for p in pieces if p.op in ("same", "ins"))
    return old, new


@given(words | anything, words | anything)
def test_what_stayed_and_went_is_the_old_text_and_what_stayed_and_came_the_new(old: str, new: str) -> None:
    assert sides(redline(old, new)) == (old, new)


@given(anything | words)
def test_tokens_joined_are_the_text(text: str) -> None:
    assert join(tokens(text)) == text


@given(words | anything)
def test_nothing_changed_shows_no_change(text: str) -> None:
    assert redline(text, text) == ([Piece("same", text)] if text else [])


def test_one_changed_word_is_shown_as_one_change() -> None:
    assert redline("Five States test it.", "Six States test it.") == [
        Piece("del", "Five "),
        Piece("ins", "Six "),
        Piece("same", "States test it."),
    ]


def test_a_sentence_added_at_the_end_leaves_the_rest_alone() -> None:
    pieces = redline("It is agreed.", "It is agreed. It starts now.")
    assert [p.op for p in pieces] == ["same", "ins"]


def test_chinese_is_compared_by_character() -> None:
    assert redline("列出目标", "提出目标") == [
        Piece("del", "列"),
        Piece("ins", "提"),
        Piece("same", "出目标"),
    ]


def test_pointed_and_combining_words_are_not_cut() -> None:
    assert [t.word for t in tokens("مُحَمَّد हिन्दी don't 1,000.5")] == ["مُحَمَّد", "हिन्दी", "don't", "1,000.5"]


def test_codes_dates_and_compounds_are_one_word_each() -> None:
    assert [t.word for t in tokens("RT1-B1, RT1-B3 well-known 2013-10-01 (post-2015) -")] == [
        "RT1-B1", ",", "RT1-B3", "well-known", "2013-10-01", "(", "post-2015", ")", "-",
    ]  # fmt: skip


def test_two_larger_changes_swallow_the_little_word_between_them() -> None:
    pieces = redline("regional programmes of training", "global campaigns of information")
    assert [p.op for p in pieces] == ["del", "ins"]


def test_a_long_repetitive_text_is_compared_and_exact() -> None:
    """200 KB of few different words is where difflib alone would work for hours."""
    dice = random.Random(7)
    old = " ".join(dice.choice("ab") for _ in range(100_000))
    new = " ".join(dice.choice("ab") for _ in range(100_000))
    assert sides(redline(old, new)) == (old, new)


def test_few_edits_in_a_long_paragraph_stay_few() -> None:
    dice = random.Random(7)
    old = [f"w{dice.randrange(3000)}" for _ in range(30_000)]
    new = list(old)
    for place in range(500, 30_000, 1000):
        new[place] = "changed"
    pieces = redline(" ".join(old), " ".join(new))
    assert sum(p.op == "ins" for p in pieces) == 30


@given(st.lists(st.integers(0, 5), max_size=60), st.lists(st.integers(0, 5), max_size=60))
def test_matches_are_equal_items_in_rising_order(a: list[int], b: list[int]) -> None:
    at_a = at_b = 0
    for match in matches(a, b):
        assert match.a >= at_a
        assert match.b >= at_b
        assert a[match.a : match.a + match.size] == b[match.b : match.b + match.size]
        at_a, at_b = match.a + match.size, match.b + match.size
