"""Cleaning and folding: what is stored, and what is searched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.text.clean import clean, clean_line
from app.kernel.text.fold import fold, snippet


def test_control_characters_but_tab_and_line_feed_are_removed() -> None:
    assert clean("a\x00b\x07\tc\r\nd\re\x85\x9f\u2028f", limit=None) == "ab\tc\nd\ne\nf"


def test_a_lone_surrogate_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="damaged character"):
        clean("a\ud800b", limit=None)


def test_text_longer_than_the_limit_is_refused_and_names_both_numbers() -> None:
    with pytest.raises(ValueError, match=r"6 characters; at most 5"):
        clean("abcdef", limit=5)
    assert clean("abcde\x00", limit=5) == "abcde"


def test_the_limit_counts_composed_characters() -> None:
    assert clean("e\u0301" * 5, limit=5) == "é" * 5


def test_a_value_of_one_line_has_no_line_feed() -> None:
    assert clean_line("  a\n b\t c ", limit=10) == "a b c"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text, limit=None)
    assert clean(once, limit=None) == once
    assert not any(unicodedata.category(c) == "Cc" and c not in "\t\n" for c in once)


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("Élan", "elan"),
        ("STRASSE", "straße"),
        ("ﬁnance", "finance"),
        ("مُحَمَّد", "محمد"),
        ("الهجـــرة", "الهجرة"),
        ("أحمد", "احمد"),
        ("Ёлка", "елка"),
        ("移民　与\n发展", "移民 与 发展"),
        ("２０１３", "2013"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_what_a_reader_calls_the_same_word_folds_to_the_same(written: str, searched: str) -> None:
    assert fold(written) == fold(searched)


@pytest.mark.parametrize(("one", "other"), [("कि", "की"), ("か", "が"), ("กา", "กิ")])
def test_signs_that_make_another_word_are_kept(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_snippet_marks_the_hit_in_the_words_as_written() -> None:
    text = "Before. " * 30 + "The RÉSUMÉ of the debate. " + "After. " * 30
    segments = snippet(text, ["resume"], 60)
    assert ("RÉSUMÉ", True) in segments
    assert segments[0] == ("…", False)
    assert segments[-1] == ("…", False)
    assert len("".join(t for t, _ in segments)) < 90


def test_a_snippet_keeps_the_marks_that_belong_to_a_hit() -> None:
    assert ("مُحَمَّد", True) in snippet("قال مُحَمَّد كلمة", ["محمد"], 80)


def test_a_snippet_without_a_hit_is_the_beginning() -> None:
    assert snippet("Nothing here at all", ["else"], 11) == [("Nothing", False), ("…", False)] or snippet(
        "Nothing here at all", ["else"], 12
    ) == [("Nothing here", False), ("…", False)]


@given(
    st.text("aÉb ﬁ\n移ـe\u0301", max_size=120), st.lists(st.text("aebfi移", max_size=3)), st.integers(1, 60)
)
def test_a_snippet_is_a_stretch_of_the_text(text: str, terms: list[str], width: int) -> None:
    segments = snippet(text, terms, width)
    assert "".join(t for t, _ in segments if t != "…") in text
    if any(fold(term) and fold(term) in fold(text) for term in terms):
        assert any(hit for _, hit in segments) or "e\u0301" in text
