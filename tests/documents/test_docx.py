"""What the DOCX promises beyond its words: headings, contents, tables, languages, and that LibreOffice opens it."""

from __future__ import annotations

import itertools
import re
import subprocess
from datetime import datetime
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from app.documents.docx import write
from app.documents.numbering import letter, number_paragraphs
from app.documents.safe import plain
from app.documents.tree import Letters, Paragraph, Provisos, Run, Section, walk
from tests.documents.reading import docx_paragraphs
from tests.documents.samples import ARABIC, CHINESE, RUSSIAN, arabic, hostile, noted, sample


@pytest.fixture(scope="module")
def file() -> bytes:
    return write(sample())


def styled(file: bytes, style: str) -> list[str]:
    return [p.text for p in docx_paragraphs(file) if p.style.name == style]


def test_headings_use_the_built_in_styles(file):
    assert styled(file, "Title") == ["Mechanisms and benchmarks recommended for piloting by States"]
    assert [text.split()[0] for text in styled(file, "Heading 1")] == ["I.", "II.", "Annex", "Annex"]
    assert [text.split()[0] for text in styled(file, "Heading 2")] == [
        *(f"RT1-M{n}" for n in range(1, 6)),
        "RT2-M10",
    ]


def test_paragraph_numbers_are_text_and_run_through(file):
    numbers = [text.split("\t")[0] for text in styled(file, "Numbered Paragraph")]
    assert numbers == [f"{n}." for n in range(1, 23)]
    assert [text.split("\t")[0] for text in styled(file, "Lettered Item")][:3] == ["(a)", "(b)", "(a)"]


def test_a_code_stands_in_one_run_with_plain_hyphens(file):
    for paragraph in docx_paragraphs(file):
        for code in re.findall(r"RT\d-[MB]\d+", paragraph.text):
            texts = [node.text for node in paragraph._p.iter(qn("w:t"))]
            assert any(code in text for text in texts)


def test_contents_are_filled_in_and_linked_to_headings_that_exist(file):
    document = docx.Document(BytesIO(file))
    entries = [p for p in document.paragraphs if p.style.name in ("toc 1", "toc 2", "Annex Entry")]
    assert [p.text.replace("\u2060", "") for p in entries][:2] == [
        "I.\tAssessing the effects of international migration on sustainable development and identifying priorities\t1–15",
        "RT1-M1\u2002Migration targets and indicators in the framework, part 1\t1–3",
    ]
    assert len(entries) == 10
    marks = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    links = {link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))} - {None}
    assert links <= marks
    codes = [code.text.split()[0] for code in document.element.iter(qn("w:instrText"))]
    assert codes == ["TOC", "PAGEREF", "PAGEREF"]


def test_fields_open_and_close_in_order(file):
    depth = 0
    for mark in docx.Document(BytesIO(file)).element.iter(qn("w:fldChar")):
        depth += {"begin": 1, "separate": 0, "end": -1}[mark.get(qn("w:fldCharType"))]
        assert depth in (0, 1)
    assert depth == 0


def test_tables_repeat_their_header_and_split_no_row(file):
    table = docx.Document(BytesIO(file)).tables[1]
    rows = [row._tr.trPr for row in table.rows]
    assert [bool(row.findall(qn("w:tblHeader"))) for row in rows] == [True] + [False] * 60
    assert all(row.findall(qn("w:cantSplit")) for row in rows)
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
    assert widths[4] - 5 < widths[1] <= widths[4]
    assert widths[1] > widths[0] > widths[2]


def test_what_stands_before_letters_and_provisos_stays_with_them(file):
    paragraphs = docx_paragraphs(file)
    for before, after in itertools.pairwise(paragraphs):
        first_letter = after.text.startswith("(a)\t")
        first_proviso = after.style.name == "Proviso" and before.style.name != "Proviso"
        if first_letter or first_proviso:
            assert before.paragraph_format.keep_with_next


def test_every_page_says_symbol_status_and_page_of_pages(file):
    section = docx.Document(BytesIO(file)).sections[0]
    assert section.header.paragraphs[0].text.strip() == "HLD-2013/OUT/draft"
    for footer in (section.footer, section.first_page_footer):
        assert footer.paragraphs[0].text.startswith("Working draft. Not issued.\tPage ")
        codes = [code.text.strip() for code in footer._element.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"]
    assert (section.page_width.mm, section.page_height.mm) == (
        pytest.approx(210, abs=0.1),
        pytest.approx(297, abs=0.1),
    )


def test_each_foreign_run_names_its_language_and_direction(file):
    def properties(text):
        for run in docx.Document(BytesIO(file)).element.iter(qn("w:r")):
            if "".join(node.text or "" for node in run.iter(qn("w:t"))) == text:
                return run.rPr
        raise AssertionError(f"no run says {text}")

    assert properties(ARABIC).find(qn("w:lang")).get(qn("w:bidi")) == "ar-SA"
    assert properties(ARABIC).find(qn("w:rtl")) is not None
    assert properties(CHINESE).find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    assert properties(RUSSIAN).find(qn("w:lang")).get(qn("w:val")) == "ru"
    right = [p for p in docx_paragraphs(file) if p._p.pPr.find(qn("w:bidi")) is not None]
    assert len(right) == 3


def test_a_document_from_right_to_left_turns_page_tables_and_paragraphs():
    document = docx.Document(BytesIO(write(arabic())))
    assert document.sections[0]._sectPr.find(qn("w:bidi")) is not None
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in document.tables)
    left = [p.text for p in docx_paragraphs(write(arabic())) if p._p.pPr.find(qn("w:bidi")) is None]
    assert left == ["2.\tAn English paragraph inside it."]


def test_properties_come_from_the_document_and_never_from_the_clock(file):
    core = docx.Document(BytesIO(file)).core_properties
    assert core.title == "Mechanisms and benchmarks recommended for piloting by States"
    assert core.language == "en"
    assert core.created.replace(tzinfo=None) == core.modified.replace(tzinfo=None) == datetime(2013, 9, 13)


def latin(block) -> list[str]:
    """How the texts of a block begin on the page, without spaces; texts in other scripts are left out."""
    match block:
        case Section():
            texts = [(Run(block.label), *block.title)]
        case Paragraph(number=None):
            texts = [block.text]
        case Paragraph():
            texts = [(Run(f"{block.number}."), *block.text)]
        case Letters():
            texts = [(Run(f"({letter(i)})"), *item) for i, item in enumerate(block.items)]
        case Provisos():
            texts = list(block.items)
        case _:
            texts = []
    joined = ["".join(plain("".join(run.text for run in text)).split()) for text in texts]
    return [text[:50] for text in joined if text.isascii()]


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> dict[str, str]:
    """The sample documents as LibreOffice lays them out, as text without spaces, page by page."""
    folder = tmp_path_factory.mktemp("office")
    makers = {"sample": sample, "arabic": arabic, "hostile": hostile, "noted": noted}
    for name, make in makers.items():
        (folder / f"{name}.docx").write_bytes(write(make()))
    command = [
        "libreoffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    command += ["--outdir", str(folder), *(str(folder / f"{name}.docx") for name in makers)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    texts = {}
    for name in makers:
        command = ["pdftotext", "-layout", str(folder / f"{name}.pdf"), "-"]
        text = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode("utf-8")
        texts[name] = "\f".join("".join(page.split()) for page in text.split("\f"))
    return texts


@pytest.mark.slow
@pytest.mark.parametrize(("name", "document"), [("sample", sample), ("hostile", hostile)])
def test_libreoffice_shows_every_paragraph_in_order(shown, name, document):
    place = shown[name].index("Contents")
    begins = [text for _, block in walk(number_paragraphs(document()).body) for text in latin(block)]
    assert len(begins) > 10
    for text in begins:
        found = shown[name].find(text, place)
        assert found >= 0, f"missing, or out of order: {text!r}"
        place = found + 1


@pytest.mark.slow
def test_libreoffice_shows_contents_and_pages(shown):
    pages = shown["sample"].split("\f")
    assert re.search(
        r"RT1-M1Migrationtargetsandindicatorsintheframework,part1\.+1–3", pages[1].replace("\u2060", "")
    )
    annex = re.search(r"AnnexIResultsframework\.+(\d+)", pages[1])
    assert pages[int(annex.group(1)) - 1].count("AnnexIResultsframework") == 1
    assert all("VerifiedbyRT1" in page or "Verifiedby" in page for page in pages[5:8])
    assert f"Page1of{len(pages) - 1}" in pages[0]


@pytest.mark.slow
def test_libreoffice_opens_a_document_from_right_to_left(shown):
    pages = shown["arabic"].split("\f")
    assert len(pages) == 2
    assert "AnEnglishparagraphinsideit." in pages[0]
    assert "RT1-M1" in pages[0]


@pytest.mark.slow
def test_libreoffice_sets_each_footnote_at_the_foot_of_its_page(shown):
    hangs = {"one": "newwords", "two": "Aletterwith", "six": "Figure1.", "eight": "AnnexIAnnexed"}
    for text, on in hangs.items():
        page = next(page for page in shown["noted"].split("\f") if f"Noteon{text},in" in page)
        assert on in page[: page.index(f"Noteon{text},in")]


def test_long_contents_stand_on_a_page_of_their_own_and_short_ones_do_not(file):
    def broken(file: bytes) -> list[str]:
        return [p.text for p in docx_paragraphs(file) if p.paragraph_format.page_break_before]

    assert broken(file)[0] == "Contents"
    assert broken(file)[1].startswith("I.\t")
    assert broken(write(arabic())) == []
