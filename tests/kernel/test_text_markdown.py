"""Markdown is safe by construction and one tree serves every writer."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.text.markdown import Node, parse, sanitize, to_html, to_plain


def test_the_subset_is_drawn() -> None:
    html = to_html("A *word* and **another**, `x`.\n\n- one\n- two\n\n1. first\n\n> said")
    assert html == (
        "<p>A <em>word</em> and <strong>another</strong>, <code>x</code>.</p>"
        "<ul><li>one</li><li>two</li></ul><ol><li>first</li></ol><blockquote><p>said</p></blockquote>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>)",
        "[x](java\tscript:alert(1))",
        "<javascript:alert(1)>",
        "[x](vbscript:a 'onclick=alert(1)')",
        "![x](javascript:alert(1))",
        '[x](https://a.example/"onmouseover="alert(1))',
    ],
)
def test_no_markup_or_script_of_the_writer_reaches_the_page(text: str) -> None:
    html = str(to_html(text))
    assert not re.search(r"<(script|img)|<[^>]*\son\w+=|href=\"(?!https?:|mailto:)", html, re.IGNORECASE)


def test_links_lead_to_the_web_and_to_mail_only_and_pass_nothing_on() -> None:
    assert to_html("[UN](https://un.example/a?b=1&c=2)") == (
        '<p><a href="https://un.example/a?b=1&amp;c=2" rel="nofollow noopener noreferrer">UN</a></p>'
    )
    assert "<a" not in to_html("[here](/hld-2013/RT1-M1)")


def test_headings_stay_words_because_the_document_has_its_own() -> None:
    assert to_html("# Not a heading") == "<p># Not a heading</p>"


def test_the_tree_carries_kinds_and_addresses() -> None:
    assert parse("a [b](https://c.example)") == (
        Node(
            "paragraph",
            children=(
                Node("text", "a "),
                Node("link", href="https://c.example", children=(Node("text", "b"),)),
            ),
        ),
    )


def test_plain_words_lose_their_marks_only() -> None:
    assert to_plain("*a* [b](https://c.example)\n\n- `d`\n- e") == "a b\nd\ne"


def test_language_and_direction_survive_cleaning() -> None:
    assert (
        sanitize('<span lang="ar" dir="rtl" class="x" id="y">س</span>')
        == '<span lang="ar" dir="rtl">س</span>'
    )


@given(st.text("<>&\"'`*_[]()!:/ajsvcript \n-1.>\\", max_size=60))
def test_only_tags_of_the_subset_ever_come_out(text: str) -> None:
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z]+)", str(to_html(text))))
    assert tags <= {"p", "ul", "ol", "li", "blockquote", "em", "strong", "code", "a", "br"}
