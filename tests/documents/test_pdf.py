"""What the PDF promises beyond its words: standards, tags, languages, and a notice where a font lacks a character."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from app.documents import pdf
from app.documents.formats import FORMATS
from app.documents.numbering import numbered, texts
from app.documents.safe import plain
from app.documents.tree import (
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
    words,
)
from app.kernel.i18n import use_catalogues
from app.kernel.shipped import shipped
from tests.documents.samples import ARABIC, CHINESE, arabic, hostile, long_table, noted, sample

TYPST = '#eval("1") ] \\ $x$ *b* `raw` <label> @ref // c /* d */ = h #import "x" -- --- ~ #sys.inputs'
DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="90"><rect width="2000" height="60"/></svg>'
)


def paper(*blocks: object, **more: object) -> Document:
    """A short document with these blocks in its one section."""
    section = Section("part", words("A part"), "I.", tuple(blocks))
    return Document(
        Cover("Organ", "X/1", "Draft", words("Title")), "en", date(2013, 9, 13), body=(section,), **more
    )


def said(*lines: str) -> Document:
    return paper(*(Paragraph(words(line), numbered=True) for line in lines))


def text_of(file: bytes, *options: str) -> str:
    """The words as pdftotext reads them."""
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", *options, "-", "-"], input=file, capture_output=True, check=True
    )
    return done.stdout.decode("utf-8")


def pages_of(file: bytes) -> list[str]:
    return text_of(file).split("\f")[:-1]


def letters(text: str) -> str:
    """Only what is seen: no spaces, soft hyphens and marks of direction; ligatures as their letters."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(c for c in composed if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))


def bare(document: Document) -> list[str]:
    return [letters(plain("".join(run.text for run in text))) for text in texts(numbered(document))]


def tags(file: bytes) -> Counter[str]:
    """How often each kind of structure element occurs."""
    found: Counter[str] = Counter()

    def visit(node: object) -> None:
        if isinstance(node, pikepdf.Array):
            for each in node:
                visit(each)
        elif isinstance(node, pikepdf.Dictionary):
            found.update([str(node["/S"])] if "/S" in node else [])
            visit(node.get("/K"))

    with pikepdf.open(BytesIO(file)) as opened:
        visit(opened.Root.StructTreeRoot.K)
    return found


def standards(file: bytes) -> tuple[str | None, str | None]:
    """The parts of PDF/A and PDF/UA that the file says it keeps to."""
    with pikepdf.open(BytesIO(file)) as opened, opened.open_metadata() as metadata:
        archive = metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")
        return "".join(part for part in archive if part) or None, metadata.get("pdfuaid:part")


@pytest.fixture(scope="module")
def file() -> bytes:
    return pdf.write(sample())


def test_it_keeps_to_pdf_a_2a_and_pdf_ua_1_and_names_title_language_and_day(file):
    assert standards(file) == ("2A", "1")
    with pikepdf.open(BytesIO(file)) as opened:
        assert str(opened.Root.Lang) == "en"
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        with opened.open_metadata() as metadata:
            title = "HLD-2013/OUT/draft · Mechanisms and benchmarks recommended for piloting by States"
            assert metadata["dc:title"] == title
            assert metadata["xmp:CreateDate"] == metadata["xmp:ModifyDate"] == "2013-09-13T00:00:00Z"
    info = subprocess.run(["pdfinfo", "-"], input=file, capture_output=True, check=True).stdout.decode()
    assert re.search(r"Tagged: +yes", info)
    assert re.search(r"Page size: .*A4", info)


def test_headings_lists_tables_and_contents_are_tagged_as_what_they_are(file):
    found = tags(file)
    assert found["/Title"] == 1
    assert found["/H1"] == 2 + 2 + 2  # summary, contents; two parts; two annexes
    assert found["/H2"] == 6
    assert found["/TOCI"] == 10
    assert (found["/Table"], found["/TH"], found["/TR"]) == (1, 5, 61)
    assert found["/LI"] == found["/LBody"]
    assert found["/P"] > 22


def test_every_text_stands_in_one_piece(file):
    found = letters(text_of(file, "-raw"))
    for text in bare(sample()):
        if not re.search(r"[\u0600-\u06ff]", text):  # pdftotext gives Arabic in the order of the eye
            assert text in found


@pytest.mark.parametrize("document", [sample, arabic, noted], ids=["sample", "arabic", "noted"])
def test_no_letter_of_the_tree_is_lost(document):
    assert not Counter("".join(bare(document()))) - Counter(letters(text_of(pdf.write(document()), "-raw")))


def test_paragraph_numbers_run_through_and_stand_before_their_words(file):
    found = text_of(file, "-layout")
    for number in range(1, 23):
        assert re.search(rf"^ *{number}\.\s+\S", found, re.M), number


def test_the_contents_give_paragraphs_and_pages(file):
    lines = text_of(file, "-layout").splitlines()
    assert any(re.search(r"development and identifying priorities\s+1–15\s+\d+$", line) for line in lines)
    assert any(re.search(r"^ *RT1-M2\s+Migration targets .* part 2\s+4–6\s+\d+$", line) for line in lines)
    assert any(re.search(r"^ *Annex II\s+Sources\s+\d+$", line) for line in lines)


def test_every_page_names_symbol_and_status_and_counts(file):
    pages = pages_of(file)
    for n, page in enumerate(pages, 1):
        assert f"Page {n} of {len(pages)}" in page
        assert "HLD-2013/OUT/draft" in page
        assert "Working draft. Not issued." in page


def test_a_long_table_repeats_its_header_and_splits_no_row(file):
    holding = [
        page
        for page in pages_of(file)
        if "Countries that use the common module, row" in " ".join(page.split())
    ]
    assert len(holding) > 2
    for page in holding:
        assert page.count("Verified by") == 1
        assert page.count("RT1-B") == page.count("every year")


def test_an_annex_begins_on_a_new_page(file):
    for page in pages_of(file)[2:]:
        assert page.count("Annex I") <= 1
        assert not ("Annex I" in page and "Ethical recruitment" in page)


def test_provisos_are_not_parted_from_their_words_and_headings_not_from_theirs():
    """Wherever the page ends: a filler of one line more each time moves everything down."""
    for lines in range(30, 42, 2):
        filler = Paragraph(words("\n".join(["filler"] * lines)))
        entry = Section(
            "entry",
            words("The heading"),
            "RT1-M1",
            (
                Paragraph(words("The words of the authors, in a paragraph of one line."), numbered=True),
                Letters((words("first"), words("the last letter"))),
                Provisos((words("Spain reserves its position."), words("Peru reserves its position."))),
            ),
        )
        for page in pages_of(pdf.write(paper(filler, entry, contents_depth=0))):
            assert ("the last letter" in page) == ("Spain" in page) == ("Peru" in page)
            assert ("The heading" in page) == ("The words of the authors" in page)


def test_footnotes_are_counted_and_set_at_the_foot_of_the_page():
    found = tags(pdf.write(noted()))
    assert found["/Note"] == 8


def test_a_drawing_has_its_words_and_what_cannot_be_drawn_stands_in_words():
    file = pdf.write(paper(Figure("f", DRAWN, "Two bars", words("Bars")), Figure("g", "<p>", "Instead")))
    assert tags(file)["/Figure"] == 1
    assert b"pdfuaid" in file
    assert "Instead" in text_of(file)


def test_a_wide_annex_lies_across_the_paper_and_the_others_do_not():
    many = words("Several words that take several lines where columns are narrow. " * 3)
    row = tuple(many for _ in range(7))
    wide = Table("wide", words("Wide"), tuple(words(f"Column {n}") for n in range(7)), (row,) * 3)
    annexes = (
        Section("a1", words("Wide"), "Annex I", (wide,)),
        Section("a2", words("Narrow"), "Annex II", (long_table(3),)),
    )
    with pikepdf.open(BytesIO(pdf.write(paper(annexes=annexes)))) as opened:
        sizes = [[float(side) for side in page.mediabox[2:]] for page in opened.pages]
    assert [width > height for width, height in sizes][-2:] == [True, False]


def test_directions_and_languages_are_those_of_the_tree():
    with pikepdf.open(BytesIO(pdf.write(arabic()))) as opened:
        assert str(opened.Root.Lang) == "ar"
        assert str(opened.Root.ViewerPreferences.Direction) == "/R2L"
    languages = set(re.findall(rb"/Lang ?\(([a-zA-Z-]+)\)", _uncompressed(pdf.write(sample()))))
    assert {b"en", b"ar", b"zh-CN", b"ru"} <= languages


def _uncompressed(file: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(file)) as opened:
        opened.save(out, qdf=True)
    return out.getvalue()


def test_links_lead_to_the_web_and_to_places_that_exist():
    file = pdf.write(
        paper(
            Paragraph(
                words(Run("site", href="https://example.org/a?b=1"), Run("here", href="#p2")), numbered=True
            ),
            Paragraph(
                words(Run("nowhere", href="#gone"), Run("harm", href="javascript:alert(1)")), numbered=True
            ),
            Notes((Note("S-1", words("A source"), "source"), Note("S-2", words("Another"), "source"))),
        )
    )
    with pikepdf.open(BytesIO(file)) as opened:
        found = [note for page in opened.pages for note in page.get("/Annots", [])]
        addresses = [str(note.A.URI) for note in found if "/A" in note and "/URI" in note.A]
    assert addresses == ["https://example.org/a?b=1"]
    assert standards(file) == ("2A", "1")


def test_hostile_texts_come_out_as_themselves():
    found = letters(text_of(pdf.write(hostile()), "-raw"))
    for harm in ("=cmd()|'/Ccalc'!A0", "<script>alert(1)</script>", "{{7*7}}{%raw%}", "beforeafter"):
        assert harm in found
    file = pdf.write(
        said(TYPST, "=not a heading\n- not a list\n+ nor this", "x" * 500, "bold" + "\u202e" * 9)
    )
    found = letters(text_of(file))
    assert letters(TYPST) in found
    assert letters("=not a heading\n- not a list\n+ nor this") in found
    assert "x" * 500 in found
    assert standards(file) == ("2A", "1")


def test_a_very_long_word_stays_on_the_paper():
    long = Table("t", words("T"), (words("A"), words("B" * 200)), ((words("c" * 300), words("d")),))
    box = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=pdf.write(paper(Paragraph(words("x" * 900)), long)), capture_output=True, check=True
    )  # fmt: skip
    rights = [float(x) for x in re.findall(rb'<word .*?xMax="([\d.]+)"', box.stdout)]
    assert max(rights) < 595 - 40


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("ภาษา", ("ภ", "ษ", "า")),
        ("well done \U0001f600", ("\U0001f600",)),
        ("\U00012000 in clay", ("\U00012000",)),
        ("private \ue000", ("\ue000",)),
    ],
)
def test_a_character_without_a_glyph_is_named_on_the_first_page_of_a_plain_pdf(text, lacking):
    document = said(text)
    assert pdf.missing_glyphs(document) == lacking
    file = pdf.write(document)
    assert standards(file) == (None, None)
    first = " ".join(pages_of(file)[0].split())
    for character in lacking:
        assert f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip() in first
    assert " ".join(pdf.notice(document).split()) in first
    assert tags(file)["/H1"] == 2
    assert pdf.write(document) == file


def test_what_is_never_drawn_is_not_missing():
    silent = "a\u200db \ufe0f \u2067x\u2069 \u00ad \u2060 \ufeff \u200b"
    assert pdf.missing_glyphs(said(silent)) == ()
    assert FORMATS["pdf"].notice(said(silent)) == ""
    assert standards(pdf.write(said(silent))) == ("2A", "1")


def test_every_language_of_the_interface_has_its_glyphs_and_its_notice():
    use_catalogues(shipped("locales"))
    for text in (ARABIC, CHINESE, "Ёлка и ѣ", "Œuvre, ¿qué?", "Ωμέγα"):
        assert pdf.missing_glyphs(said(text)) == ()
    in_french = replace(said("\U0001f600"), language="fr")
    assert "U+1F600 GRINNING FACE" in pdf.notice(in_french)


def test_what_a_template_might_stumble_over_is_set():
    """Empty texts, deep sections, cells and provisos longer than a page, a table without widths, nothing at all."""
    deep: tuple[Section, ...] = ()
    for level in range(9, 0, -1):
        deep = (Section(f"deep-{level}", words(f"Level {level}"), f"{level}.", (Paragraph(()), *deep)),)
    endless = words("very long words in one place " * 400)
    table = Table(
        "t",
        (),
        (words("A"), ()),
        ((endless, ()), ((), words("B"))),
        align=("end", "start"),
        row_headers=False,
    )
    blocks = (
        Provisos((endless, words("short"))),
        Letters((endless,)),
        PageBreak(),
        table,
        Letters(()),
        Notes(()),
        Provisos(()),
        *deep,
    )
    file = pdf.write(paper(*blocks, contents_depth=9))
    assert standards(file) == ("2A", "1")
    assert " ".join(text_of(file).split()).count("very long words") > 1190
    empty = Document(Cover("", "", "", ()), "x-unknown", date(2013, 9, 13))
    assert standards(pdf.write(empty)) == ("2A", "1")


def test_a_footnote_stands_on_the_page_of_its_words_and_the_words_with_those_that_lead_to_them():
    for lines in range(28, 42, 2):
        filler = Paragraph(words("\n".join(["filler"] * lines)))
        noted = words("The item", Run(".", note=words("The foot of the matter. " * 12)))
        led = (Paragraph(words("The lead:"), numbered=True), Letters((noted, words("The other item"))))
        for page in pages_of(pdf.write(paper(filler, *led, contents_depth=0))):
            assert ("The lead" in page) == ("The item" in page) == ("The foot" in page)


def test_a_caption_is_not_parted_from_its_table():
    for lines in range(32, 42):
        filler = Paragraph(words("\n".join(["filler"] * lines)))
        for page in pages_of(pdf.write(paper(filler, long_table(12), contents_depth=0))):
            whole = " ".join(page.split())
            assert ("Table 1. Results framework" in whole) == ("module, row 1 " in whole)
