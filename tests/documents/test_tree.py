"""What the tree itself promises: numbers, letters, contents, ids."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.numbering import contents, letter, number_paragraphs, roman
from app.documents.safe import plain, safe_href
from app.documents.tree import Paragraph, Section, Table, direction_of, walk, words
from tests.documents.samples import sample


def numbers(document):
    return [b.number for _, b in walk(document.body) if isinstance(b, Paragraph)]


def test_numbers_run_through_the_whole_body_and_never_restart():
    found = [n for n in numbers(number_paragraphs(sample())) if n is not None]
    assert found == list(range(1, 23))


def test_numbering_a_numbered_document_changes_nothing():
    once = number_paragraphs(sample())
    assert number_paragraphs(once) == once


def test_a_numbered_paragraph_in_an_annex_is_refused():
    annex = Section("annex-9", words("Annexed"), blocks=(Paragraph(words("Text"), numbered=True),))
    with pytest.raises(ValueError, match="body"):
        number_paragraphs(replace(sample(), annexes=(annex,)))


def test_contents_give_the_paragraphs_of_each_heading():
    document = number_paragraphs(sample())
    entries = contents(document.body, 2)
    assert [(e.label, e.span) for e in entries][:3] == [("I.", "1–15"), ("RT1-M1", "1–3"), ("RT1-M2", "4–6")]
    assert contents(document.body, 1)[1].span == "16–22"
    assert [e.span for e in contents(document.annexes, 1)] == ["", ""]


def test_two_parts_with_one_id_are_refused():
    twin = Section("RT1-M1", words("Again"))
    with pytest.raises(ValueError, match="RT1-M1"):
        replace(sample(), annexes=(twin,))


def test_a_table_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="rows"):
        Table("t", words("c"), (words("a"), words("b")), ((words("1"),),))


def test_letters_go_on_after_z():
    assert [letter(i) for i in (0, 1, 25, 26, 27, 52)] == ["a", "b", "z", "aa", "ab", "ba"]


@given(st.integers(1, 3999))
def test_roman_figures_read_back(number):
    value = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    figures = [value[f] for f in roman(number)]
    assert sum(-a if a < b else a for a, b in zip(figures, [*figures[1:], 0], strict=True)) == number


def test_only_addresses_that_are_safe_to_follow_are_kept():
    assert safe_href("https://example.org/a?b=1&c=2") == "https://example.org/a?b=1&c=2"
    assert safe_href("mailto:a@example.org") == "mailto:a@example.org"
    assert safe_href("#RT1-M1") == "#RT1-M1"
    for bad in (
        "javascript:alert(1)",
        "java\x00script:alert(1)",
        "data:text/html,x",
        "//example.org",
        "",
        None,
        "http://[",
    ):
        assert safe_href(bad) is None


def test_characters_that_xml_cannot_hold_are_left_out_and_others_stay():
    assert plain("a\x00\x08\x0b\x1f\ufffe\uffff\udc80b") == "ab"
    assert (
        plain("\ttab, line\r\nfeed, \u202ebidi\u202c, 移, 😀")
        == "\ttab, line\nfeed, \u202ebidi\u202c, 移, 😀"
    )


def test_direction_follows_the_language():
    assert [direction_of(code) for code in ("ar", "ar-EG", "he", "en", "zh-CN")] == [
        "rtl",
        "rtl",
        "rtl",
        "ltr",
        "ltr",
    ]
