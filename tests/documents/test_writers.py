"""What every format promises alike: the same bytes twice, every text, nothing that can act."""

from __future__ import annotations

import itertools
import json
import re
import time
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pytest

from app.documents.formats import FORMATS, NOT_YET, TABLE_FORMATS
from app.documents.numbering import texts
from app.documents.safe import plain
from app.documents.tree import Document
from tests.documents.reading import docx_text, html_text, json_text, markdown_text, pandoc_text
from tests.documents.samples import ARABIC, HOSTILE, UNWRITABLE, arabic, hostile, noted, sample

DOCUMENTS = {"sample": sample, "arabic": arabic, "hostile": hostile, "noted": noted}
READERS = {"docx": docx_text, "html": html_text, "md": markdown_text, "json": json_text}
SPACED_AS_WRITTEN = ("docx", "html", "json")


def said(document: Document) -> list[str]:
    """Every run of summary, body and annexes in reading order, as the formats should say it."""
    return [plain(run.text) for text in texts(document) for run in text]


def assert_in_order(parts: list[str], whole: str) -> None:
    place = 0
    for part in parts:
        found = whole.find(part, place)
        assert found >= 0, f"missing, or out of order: {part[:60]!r}"
        place = found + len(part)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_text_is_read_back_in_order(name, document):
    tree = document()
    parts = said(tree)
    if name not in SPACED_AS_WRITTEN:
        parts = [" ".join(part.split()) for part in parts]
    assert_in_order(parts, READERS[name](FORMATS[name].write(tree)))


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_pandoc_finds_every_text_of_the_docx(document):
    tree = document()
    found = pandoc_text(FORMATS["docx"].write(tree), "docx")
    assert_in_order([" ".join(part.split()) for part in said(tree)], found)


@pytest.mark.parametrize(("name", "kind"), [("docx", "docx"), ("html", "html"), ("md", "gfm+footnotes")])
def test_footnotes_stand_in_the_order_of_the_text_with_all_their_words(name, kind):
    found = html_text(FORMATS["html"].write(noted())) if kind == "html" else ""
    found = found or pandoc_text(FORMATS[name].write(noted()), kind)
    numbers = ("one", "two", "three", "four", "five", "six", "seven", "eight")
    notes = [f"Note on {number}, in {ARABIC}. the text" for number in numbers]
    assert_in_order(notes, re.sub("[\u200e\u200f]", "", found))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_two_exports_are_the_same_bytes(name, document, monkeypatch):
    first = FORMATS[name].write(document())
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        assert FORMATS[name].write(document()) == first
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("name", READERS)
def test_hostile_texts_come_out_as_themselves(name):
    text = READERS[name](FORMATS[name].write(hostile()))
    for harm in HOSTILE:
        assert (harm if name in SPACED_AS_WRITTEN else " ".join(harm.split())) in text
    assert "beforeafter" in text
    assert not set(UNWRITABLE) - set("beforeafter") & set(text)


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_the_html_is_well_formed_and_nothing_in_it_can_act(document):
    source = FORMATS["html"].write(document()).decode("utf-8")
    root = ElementTree.fromstring(source.split("\n", 1)[1])
    for element in root.iter():
        assert element.tag not in ("script", "iframe", "object", "embed", "form", "link", "base")
        for attribute, value in element.attrib.items():
            assert not attribute.startswith("on")
            assert attribute != "style"
            if attribute in ("href", "src"):
                assert value.startswith(("#", "https://"))


def test_the_html_has_headings_in_order_headers_with_scope_and_no_id_twice():
    root = ElementTree.fromstring(FORMATS["html"].write(sample()).decode("utf-8").split("\n", 1)[1])
    levels = [int(e.tag[1]) for e in root.iter() if e.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert all(th.get("scope") in ("col", "row") for th in root.iter("th"))
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    targets = {e.get("href") for e in root.iter("a") if e.get("href", "").startswith("#")}
    assert targets <= {f"#{name}" for name in ids}
    assert root.find(".//body/a").get("href") == "#main"


def test_the_html_marks_language_and_direction_of_every_foreign_run():
    source = FORMATS["html"].write(sample()).decode("utf-8")
    assert source.count('<span lang="ar" dir="rtl">') == 3
    assert '<span lang="zh" dir="ltr">' in source
    assert '<html lang="ar" dir="rtl">' in FORMATS["html"].write(arabic()).decode("utf-8")


def test_the_json_names_its_format_and_numbers_its_paragraphs():
    data = json.loads(FORMATS["json"].write(sample()))
    assert (data["format"], data["version"]) == ("commonspace-document", 2)
    mechanism = data["body"][0]["blocks"][0]
    assert (mechanism["id"], mechanism["level"]) == ("RT1-M1", 2)
    assert [b.get("number") for b in mechanism["blocks"] if b["type"] == "paragraph"] == [None, 1, 2, 3]
    assert data["contents"][0]["paragraphs"] == "1–15"


def test_the_docx_is_a_sound_zip_dated_by_nothing_but_the_document():
    with zipfile.ZipFile(BytesIO(FORMATS["docx"].write(sample()))) as packed:
        assert packed.testzip() is None
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packed.namelist()[0] == "[Content_Types].xml"
        core = packed.read("docProps/core.xml").decode("utf-8")
    assert core.count("2013-09-13T00:00:00Z") == 2


def test_formats_promised_and_not_built_are_named_apart():
    built = set(FORMATS) | set(TABLE_FORMATS)
    assert not NOT_YET & built
    assert NOT_YET | built == {"docx", "pdf", "html", "md", "odt", "xlsx", "csv", "json", "akn", "zip"}
