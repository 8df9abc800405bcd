"""What the HTML and the Markdown promise of footnotes, drawings and changes."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.documents import html, markdown_file
from app.documents.figures import drawing_text, picture
from app.documents.markdown_text import text_md
from app.documents.tree import Figure, Run
from tests.documents.reading import html_text, markdown_text
from tests.documents.samples import DRAWING, HOSTILE, noted


@pytest.fixture(scope="module")
def page() -> ElementTree.Element:
    return ElementTree.fromstring(html.write(noted()).decode("utf-8").split("\n", 1)[1])


def test_each_footnote_is_linked_to_its_place_and_back(page):
    marks = [a for a in page.iter("a") if a.get("role") == "doc-noteref"]
    notes = [note for note in page.iter("aside") if note.get("role") == "doc-footnote"]
    back = [a for a in page.iter("a") if a.get("role") == "doc-backlink"]
    assert [mark.text for mark in marks] == [str(n) for n in range(1, 9)]
    assert [mark.get("href") for mark in marks] == [f"#{note.get('id')}" for note in notes]
    assert [link.get("href") for link in back] == [f"#{mark.get('id')}" for mark in marks]
    assert all(link.get("aria-label") for link in back)


def test_no_id_stands_twice_and_every_link_inside_leads_somewhere(page):
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert {a.get("href")[1:] for a in page.iter("a") if a.get("href").startswith("#")} <= set(ids)


def test_headings_of_a_page_with_footnotes_are_in_order(page):
    levels = [int(e.tag[1]) for e in page.iter() if re.fullmatch("h[1-6]", e.tag)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_drawing_says_in_words_what_it_shows(page):
    shown, broken = page.iter("figure")
    image = shown.find("div")
    assert (image.get("role"), image.get("aria-label")) == ("img", "A grey half.")
    assert image.find("{http://www.w3.org/2000/svg}svg") is not None
    assert "".join(broken.itertext()).endswith("What cannot be drawn.")


def test_added_and_removed_words_are_marked_as_such(page):
    assert ["".join(e.itertext()) for e in page.iter("ins")] == ["new words"]
    assert ["".join(e.itertext()) for e in page.iter("del")] == ["old words"]


def test_a_drawing_keeps_nothing_that_could_act_or_fetch():
    text = drawing_text(Figure("drawn", DRAWING, "alt"))
    assert "移民" in text
    for harm in ("script", "onload", "alert", "javascript", "example.org", "<a", "image"):
        assert harm not in text
    assert 'id="drawn-half"' in text
    assert 'clip-path="url(#drawn-half)"' in text


@pytest.mark.parametrize(
    "svg",
    [
        "",
        "<svg",
        "<p>no drawing</p>",
        '<!DOCTYPE svg [<!ENTITY a "x">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>',
    ],
)
def test_what_is_no_drawing_never_breaks_a_document(svg):
    text = drawing_text(Figure("f", svg, "alt"))
    assert "ENTITY" not in text
    assert "x" not in re.sub("<[^>]*>", "", text)


def test_a_drawing_as_a_picture_is_the_same_bytes_and_no_wider_than_the_text():
    figure = Figure("drawn", DRAWING, "alt")
    wide = Figure(
        "wide", DRAWING.replace('width="400"', 'width="4000"').replace('height="120"', 'height="1200"'), "alt"
    )
    assert picture(figure) == picture(figure)
    assert picture(figure).width == round(400 * 0.75 * 200 / 72)
    assert picture(wide).width <= 164 / 25.4 * 200 + 1


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


ODD = st.text(
    st.sampled_from("ab1 \n\t*_`~#>|-+=.():[]{}<>&\\!^$@%'\"/\u202e\u200b移ا")
    | st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]),
    max_size=24,
)
RUNS = st.lists(st.builds(Run, ODD, bold=st.booleans(), italic=st.booleans()), min_size=1, max_size=3)


@settings(max_examples=40)
@given(RUNS.map(tuple))
def test_markdown_gives_back_every_word_whatever_it_is_made_of(text):
    page = MarkdownIt("commonmark").enable("table").render(text_md(text))
    said = "".join(run.text for run in text)
    assert "".join(html_text(page.encode("utf-8")).split()) == "".join(said.split())


NASTY = (
    "1. one", "(2) two", "a) three", "- four", "+ five", "# six", "> seven", "====", "---", "* * *", "```", "~~~~",
    "    eight", "| nine | ten |", ": eleven", "% twelve", "[^1]: note", "[a](b)", "![a](b)", "a@b @cited", "$x$",
    "H~2~O 10^3^", ":smile:", "::: div", "{.class}", "<b>c</b>", "&amp;", "\\", "a\\\nb", "**", "__a__", "`c`", "www.x.y",
    "line\n- break", "trailing\n", "\n\nleading", "—“”’…", "don't -- \"quote\"...",
)  # fmt: skip


@pytest.mark.parametrize("manner", [{}, {"bold": True}, {"italic": True}, {"bold": True, "italic": True}])
def test_pandoc_takes_no_words_for_markup(manner):
    file = "\n\n".join(text_md((Run(text, **manner), Run("tail"))) for text in NASTY)
    found = markdown_text(file.encode("utf-8"))
    assert "".join(found.split()) == "".join("tail".join([*NASTY, ""]).split())


def test_markdown_holds_footnotes_changes_and_what_a_drawing_shows():
    text = markdown_file.write(noted()).decode("utf-8")
    assert [int(n) for n in re.findall(r"^\[\^(\d+)\]: ", text, re.M)] == list(range(1, 9))
    assert "<ins>new words</ins><del>old words</del>" in text
    assert "A grey half." in text
    assert (
        "Distr.: General\\\n4 October 2013\\\nOriginal: English\\\nSixty-eighth session\\\nAgenda item 21"
        in text
    )


def test_no_tag_of_a_text_is_a_tag_of_the_markdown():
    for harm in HOSTILE:
        parser = _Words()
        parser.feed(re.sub(r"\\<", "", text_md((Run(harm),))))
        assert parser.tags == []
