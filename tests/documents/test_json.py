"""What the JSON promises: the tree comes back whole, the digest can be worked out again, the schema describes it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.documents.api import router
from app.documents.json_shape import schema
from app.documents.jsonfile import as_data, canonical, from_data, read, write
from app.documents.numbering import footnotes, number_notes, numbered
from app.documents.tree import (
    Block,
    Cover,
    Document,
    Figure,
    Letters,
    Note,
    Notes,
    PageBreak,
    Paragraph,
    Provisos,
    Run,
    Section,
    Table,
    Words,
    words,
)
from tests.documents.samples import arabic, hostile, sample

TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=0xD7FF), max_size=12)
NAMES = st.text("abcdefgh-0123456789", min_size=1, max_size=6)


def runs(notes: st.SearchStrategy[Any]) -> st.SearchStrategy[Run]:
    return st.builds(
        Run,
        TEXTS,
        bold=st.booleans(),
        italic=st.booleans(),
        code=st.booleans(),
        href=st.sampled_from([None, "#a-1", "https://example.org/x?y=1", "mailto:a@example.org"]),
        lang=st.sampled_from([None, "ar", "zh-CN", "en"]),
        dir=st.sampled_from([None, "ltr", "rtl"]),
        note=notes,
        change=st.sampled_from([None, "added", "removed"]),
    )


BARE = st.lists(runs(st.just(())), max_size=2).map(tuple)
NOTED = st.lists(runs(BARE), max_size=2).map(tuple)
ITEMS = st.lists(NOTED, max_size=2).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    n = draw(st.integers(1, 3))
    row = st.lists(NOTED, min_size=n, max_size=n).map(tuple)
    return Table(
        draw(NAMES),
        draw(NOTED),
        draw(row),
        tuple(draw(st.lists(row, max_size=2))),
        tuple(draw(st.sampled_from([[], [1] * n]))),
        tuple(draw(st.sampled_from([[], ["end"] * n]))),
        draw(st.booleans()),
    )


FIGURES = st.builds(Figure, NAMES, TEXTS, TEXTS, NOTED)
OTHERS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Letters, ITEMS),
    st.builds(Provisos, ITEMS),
    st.builds(Notes, st.lists(st.builds(Note, TEXTS, NOTED, NAMES), max_size=2).map(tuple)),
    st.just(PageBreak()),
    tables(),
    FIGURES,
    st.builds(Paragraph, NOTED, tone=st.sampled_from(["text", "aside"]), origin=TEXTS),
)
COUNTED: st.SearchStrategy[Block] = OTHERS | st.builds(Paragraph, NOTED, numbered=st.just(True))


def sections(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Section]:
    inner = st.lists(blocks | st.builds(Section, NAMES, NOTED, TEXTS), max_size=3).map(tuple)
    return st.builds(Section, NAMES, NOTED, TEXTS, inner)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    def some(of: st.SearchStrategy[Any], n: int = 2) -> tuple[Any, ...]:
        return tuple(draw(st.lists(of, max_size=n)))

    cover = Cover(
        *(draw(TEXTS) for _ in range(3)), draw(BARE), draw(BARE), draw(TEXTS), some(BARE), some(BARE),
        *(draw(TEXTS) for _ in range(4)),
    )  # fmt: skip
    made: dict[str, Any] = {
        "summary": some(OTHERS),
        "body": some(sections(COUNTED)),
        "annexes": some(sections(OTHERS)),
        "direction": draw(st.sampled_from(["ltr", "rtl"])),
        "contents_depth": draw(st.integers(1, 4)),
        "words": draw(st.builds(Words, *[TEXTS] * len(fields(Words)))),
    }
    try:
        return Document(cover, draw(st.sampled_from(["en", "ar"])), draw(st.dates()), **made)
    except ValueError:
        reject()  # two parts drew one id


@settings(max_examples=40)
@given(documents())
def test_every_document_as_json_is_as_the_published_schema_says(document):
    Draft202012Validator(schema()).validate(as_data(document))


@settings(max_examples=40)
@given(documents())
def test_a_tree_written_down_and_read_back_is_the_same_tree(document):
    assert read(write(document)) == read(canonical(document)) == numbered(document)


@pytest.mark.parametrize("make", [sample, arabic, hostile])
def test_what_was_read_is_written_in_the_same_bytes(make):
    document = make()
    assert write(read(write(document))) == write(document)
    assert canonical(read(canonical(document))) == canonical(document)


def test_the_digest_of_an_edition_can_be_worked_out_from_its_json_file():
    again = json.dumps(json.loads(write(sample())), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(again.encode()).digest() == hashlib.sha256(canonical(sample()).encode()).digest()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda data: data.update(version=1), "commonspace-document 2 can be read"),
        (lambda data: data.pop("body"), "body: missing"),
        (lambda data: data.update(date="2013-13-01"), "date: "),
        (lambda data: data["body"][0]["blocks"].append({"type": "marquee"}), "there is no block 'marquee'"),
        (lambda data: data["body"][0].update(title="no runs"), "body/0/title: not list"),
        (lambda data: data["summary"][0]["text"][0].update(bold=1), "summary/0/text/0/bold: not bool"),
    ],
)
def test_json_that_is_no_document_is_refused_with_its_place(spoil, said):
    data = as_data(sample())
    spoil(data)
    with pytest.raises(ValueError, match=said):
        from_data(data)


def test_text_that_is_no_json_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="This is no JSON"):
        read(b"{")


def test_footnotes_are_counted_through_summary_body_and_annexes():
    def noted(text: str) -> tuple[Run, ...]:
        return (Run(text, note=words(f"Note on {text}.")),)

    document = Document(
        Cover("o", "s", "t", words("T")),
        "en",
        date(2013, 9, 13),
        summary=(Paragraph(noted("one")),),
        body=(
            Section("a", noted("two"), "", (Paragraph(noted("three"), numbered=True),)),
            Table("t", noted("four"), (noted("five"),), ((noted("six"),),)),
            Letters((noted("seven"),)),
        ),
        annexes=(Section("b", words("B"), "", (Figure("f", "<svg/>", "alt", noted("eight")),)),),
    )
    counted = number_notes(document)
    assert [(run.note_number, run.text) for run in footnotes(counted)] == list(
        enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight"], 1)
    )
    assert number_notes(counted) == counted


def test_a_footnote_on_the_cover_or_in_a_footnote_is_refused():
    noted = Run("a", note=words("b"))
    with pytest.raises(ValueError, match="cover"):
        number_notes(Document(Cover("o", "s", "t", (noted,)), "en", date(2013, 9, 13)))
    deep = Paragraph((Run("c", note=(noted,)),))
    with pytest.raises(ValueError, match="footnote"):
        number_notes(Document(Cover("o", "s", "t", words("T")), "en", date(2013, 9, 13), summary=(deep,)))


def test_the_schema_refuses_what_no_writer_writes():
    data = as_data(sample())
    data["body"][0]["blocks"][0]["blocks"][0]["colour"] = "red"
    assert not Draft202012Validator(schema()).is_valid(data)


def test_the_schema_is_served_at_its_address():
    app = FastAPI()
    app.include_router(router, prefix="/api/v1")
    answer = TestClient(app).get("/api/v1/schemas/document.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/schema+json")
    assert answer.json() == schema()
