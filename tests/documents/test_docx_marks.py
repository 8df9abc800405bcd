"""What the DOCX promises of footnotes, drawings, changes, the masthead, and of two directions in one document."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from app.documents.docx import write
from app.documents.tree import Letters, Run, Section, Table, in_language, words
from tests.documents.reading import docx_paragraphs
from tests.documents.samples import ARABIC, arabic, long_table, noted, sample


@pytest.fixture(scope="module")
def file() -> bytes:
    return write(noted())


def part(file: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(file)) as packed:
        return etree.fromstring(packed.read(name))


def test_footnotes_are_real_ones_numbered_as_their_marks_stand_in_the_text(file):
    marks = [int(m.get(qn("w:id"))) for m in part(file, "word/document.xml").iter(qn("w:footnoteReference"))]
    notes = {int(n.get(qn("w:id"))): n for n in part(file, "word/footnotes.xml")}
    assert marks == list(range(1, 9))
    assert sorted(notes) == [-1, 0, *marks]
    assert "".join(notes[3].itertext()).strip().startswith("Note on three, in ")
    kinds = {part.get("PartName"): part.get("ContentType") for part in part(file, "[Content_Types].xml")}
    assert kinds["/word/footnotes.xml"].endswith("footnotes+xml")


def test_a_document_without_footnotes_has_no_part_for_them():
    with zipfile.ZipFile(BytesIO(write(sample()))) as packed:
        assert "word/footnotes.xml" not in packed.namelist()


def test_links_in_footnotes_lead_somewhere(file):
    links = {link.get(qn("r:id")) for link in part(file, "word/footnotes.xml").iter(qn("w:hyperlink"))}
    known = {each.get("Id"): each.get("Target") for each in part(file, "word/_rels/footnotes.xml.rels")}
    assert {known[link] for link in links} == {"https://example.org/a?b=1&c=2"}


def test_a_drawing_is_a_picture_with_its_words_and_one_that_cannot_be_drawn_is_its_words(file):
    (shown,) = part(file, "word/document.xml").iter("{*}docPr")
    assert shown.get("descr") == "A grey half."
    with zipfile.ZipFile(BytesIO(file)) as packed:
        (picture,) = [name for name in packed.namelist() if name.startswith("word/media/")]
        assert packed.read(picture).startswith(b"\x89PNG")
    assert "What cannot be drawn." in [p.text for p in docx_paragraphs(file)]


def test_added_words_are_underlined_and_removed_ones_struck_through(file):
    marked = {
        run.text: (run.font.underline, run.font.strike) for p in docx_paragraphs(file) for run in p.runs
    }
    assert marked["new words"] == (True, None)
    assert marked["old words"] == (None, True)


def test_the_masthead_says_each_line_and_shows_no_emblem(file):
    masthead = docx.Document(BytesIO(file)).tables[0]
    left, right = ([p.text for p in cell.paragraphs] for cell in masthead.rows[1].cells)
    assert left == ["Corrigendum", "Sixty-eighth session", "Agenda item 21"]
    assert right == ["Distr.: General", "4 October 2013", "Original: English"]
    assert not list(masthead._tbl.iter("{*}drawing"))


def test_words_against_the_direction_of_their_block_stand_between_marks():
    against = words(in_language(ARABIC, "ar"), Run("In English.", lang="en", dir="ltr"))
    body = (Section("s", words("T"), "", (Letters((against,)),)),)
    (item,) = [p for p in docx_paragraphs(write(replace(arabic(), body=body))) if p.text.startswith("(a)")]
    assert item.text == f"(a)\t{ARABIC}\u200eIn English.\u200e"


def test_arabic_is_never_set_in_italics():
    leaning = replace(
        sample(), summary=(), body=(Section("s", (Run(ARABIC, italic=True, lang="ar", dir="rtl"),)),)
    )
    assert not list(part(write(leaning), "word/document.xml").iter(qn("w:iCs")))


def test_the_last_rows_of_a_table_stay_together_and_the_first_with_the_header(file):
    rows = docx.Document(BytesIO(write(sample()))).tables[1].rows[1:]
    kept = [all(p.paragraph_format.keep_with_next for c in row.cells for p in c.paragraphs) for row in rows]
    assert [n for n, held in enumerate(kept) if held] == [0, 57, 58]


@pytest.mark.parametrize("share", [1, 4, 12])
def test_a_column_of_codes_is_wide_enough_for_them_whatever_its_share(share):
    table = replace(long_table(12), widths=(share, 50, 50, 50, 50))
    body = (Section("s", words("T"), "", (table,)),)
    made = docx.Document(BytesIO(write(replace(sample(), body=body, annexes=())))).tables[1]
    widths = [int(column.get(qn("w:w"))) for column in made._tbl.tblGrid]
    assert sum(widths) == 9298
    # "RT1-B12" in Arial of 8 points is 30 points wide, with 8.5 of margins.
    assert widths[0] >= (30 + 8.5) * 20
    assert all(
        cell.find(qn("w:tcPr")).find(qn("w:noWrap")) is not None for cell in [made.rows[1].cells[0]._tc]
    )


@pytest.mark.parametrize(
    ("cell", "points"),
    [("organisation of", 50), ("175（至2018年）", 18), ("\u0627\u0644\u0647\u062f\u0641", 28)],
)
def test_a_narrow_column_breaks_no_word_in_any_script(cell, points):
    rows = ((words("a " * 40), words(cell)),)
    table = Table("t", words("c"), (words("A"), words("B")), rows, (97, 3))
    made = docx.Document(BytesIO(write(replace(sample(), body=(table,), annexes=())))).tables[1]
    widths = [int(column.get(qn("w:w"))) for column in made._tbl.tblGrid]
    assert sum(widths) == 9298
    assert widths[1] >= (points + 8.5) * 20


def test_a_section_with_nothing_in_it_and_a_table_without_rows_are_written():
    body = (Section("a", words("Empty")), Table("t", words("None"), (words("Head"),), ()))
    found = [p.text for p in docx_paragraphs(write(replace(sample(), body=body, annexes=())))]
    assert "Empty" in found
    assert "Head" in found


def test_the_pages_of_the_annexes_are_asked_for_anew_and_the_contents_are_not():
    fields = part(write(sample()), "word/document.xml")
    stale = [
        mark.get(qn("w:dirty"))
        for mark in fields.iter(qn("w:fldChar"))
        if mark.get(qn("w:fldCharType")) == "begin"
    ]
    assert stale == [None, "true", "true"]
    with zipfile.ZipFile(BytesIO(write(sample()))) as packed:
        assert b"updateFields" not in packed.read("word/settings.xml")


def test_two_long_ids_that_begin_alike_are_two_bookmarks():
    names = [f"annex-voting-record-of-the-third-round-table-{n}" for n in (1, 2)]
    body = tuple(Section(name, words("T")) for name in names)
    root = part(write(replace(sample(), body=body, annexes=())), "word/document.xml")
    marks = [mark.get(qn("w:name")) for mark in root.iter(qn("w:bookmarkStart"))]
    assert len(set(marks)) == len(marks) == 2
    assert all(len(mark) <= 40 for mark in marks)
    assert {link.get(qn("w:anchor")) for link in root.iter(qn("w:hyperlink"))} == set(marks)


# The order in which WordprocessingML wants the properties (ECMA-376, part 1, annex A); Word opens no file that differs.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
}


@pytest.mark.parametrize("make", [sample, arabic, noted])
@pytest.mark.parametrize("name", ["document", "styles", "footnotes"])
def test_every_property_stands_where_word_wants_it(make, name):
    file = write(make())
    if name == "footnotes" and make is not noted:
        assert "word/footnotes.xml" not in zipfile.ZipFile(BytesIO(file)).namelist()
        return
    root = part(file, f"word/{name}.xml")
    for kind, order in ORDER.items():
        places = {each: n for n, each in enumerate(order.split())}
        for properties in root.iter(qn(f"w:{kind}")):
            found = [places[etree.QName(child).localname] for child in properties]
            assert found == sorted(found), etree.tostring(properties)
