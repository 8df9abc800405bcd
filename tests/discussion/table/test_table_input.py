"""What is wrong with a file of comments is said in one sentence, at its place, and nothing is written."""

import io
import zipfile
from typing import Any

import pytest

from app.discussion.table.reading import LARGEST_FILE, read_table
from app.kernel.errors import Invalid
from tests.discussion.table.tables import (
    HEAD,
    HERE,
    bring,
    comma,
    comments,
    opened,
    row,
    said,
    send,
    word,
    words_of,
    xlsx,
)
from tests.review.making import SLUG, at
from tests.support import Site

FILES = {
    "nothing": (b"", "a.xlsx", "Choose a file: a table of comments that ends in .xlsx, .docx or .csv."),
    "too large": (b"x" * (LARGEST_FILE + 1), "a.csv", "This file has more than 5 megabytes."),
    "of an old kind": (b"\xd0\xcf\x11\xe0old", "a.doc", "This file is of an old kind or has a password."),
    "not what it is called": (b"hello", "a.docx", "This file is not what its name says."),
    "a picture": (b"\x89PNG", "a.png", "This is no table that can be read here. Save it as .xlsx, .docx or CSV."),
    "damaged": (b"PK\x03\x04broken", "a.xlsx", "This file is damaged."),
    "a damaged writing": (b"PK\x03\x04broken", "a.docx", "This file is damaged."),
    "no table": (word(), "a.docx", "No table in this file is headed as a table of comments. Its columns are: MB/NC"),
    "another table": (xlsx(head=("Name", "Town")), "a.xlsx", "No table in this file is headed as a table of comments."),
    "without two columns": (
        xlsx(("Belgium", "A."), head=("MB", "Comments")), "a.xlsx",
        "The table lacks these columns: Clause/Subclause (text and part), Type of comment (ge, te, ed).",
    ),
    "without one, as a writing": (
        word((("Clause", "Comments"), ("RT1-M1", "A."))), "a.docx", "The table lacks these columns: Type of comment (ge, te, ed).",
    ),
    "without one, as lines": (
        comma(("Clause", "Type"), ("RT1-M1", "te")), "a.csv", "The table lacks these columns: Comments.",
    ),
    "headed twice": (
        xlsx(head=("Clause", "Type", "Comments", "Comment")), "a.xlsx", "Two columns of the table both say “Comments”.",
    ),
    "headed and empty": (xlsx(), "a.xlsx", "The table has its headings and no comment below them."),
    "with empty rows alone": (
        xlsx(row(comment="", type="")), "a.xlsx", "The table has its headings and no comment below them.",
    ),
}  # fmt: skip


def sentence_of(content: bytes, name: str) -> str:
    with pytest.raises(Invalid) as told:
        read_table(name, content)
    assert told.value.errors[0].field == "sheet"
    return told.value.message


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_cannot_be_read_is_answered_with_its_sentence(what: str) -> None:
    content, name, sentence = FILES[what]
    assert sentence in sentence_of(content, name)


def test_the_sentence_stands_at_the_field_and_nothing_is_kept(site: Site) -> None:
    opened(site)
    back = send(site.client("moderator"), xlsx(("Belgium", "A."), head=("MB", "Comments")))
    assert back.status_code == 422
    assert 'id="error-sheet"' in back.text
    assert site.rows("SELECT count(*) FROM comment_sheet")[0][0] == 0


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def test_what_unpacks_to_far_more_is_not_opened() -> None:
    burst = packed(word__document_xml=b"<w>" + b" " * (97 * 1024 * 1024) + b"</w>")
    assert "unpacks to far more than a table of comments" in sentence_of(burst, "a.docx")
    sheet = packed(xl__worksheets__sheet1_xml=b" " * (33 * 1024 * 1024))
    assert "unpacks to far more than a table of comments" in sentence_of(sheet, "a.xlsx")


def test_what_declares_names_of_its_own_is_not_opened() -> None:
    declared = b'<!DOCTYPE w [<!ENTITY a "aaaa">]><w>&a;</w>'
    assert "declares what no table needs" in sentence_of(packed(word__document_xml=declared), "a.docx")
    assert "declares what no table needs" in sentence_of(packed(xl__workbook_xml=declared), "a.xlsx")


def test_more_than_ten_thousand_comments_are_divided() -> None:
    rows = (row(comment=f"Number {n}.") for n in range(10_001))
    assert "more than 10,000 comments" in sentence_of(comma(HEAD, *rows), "a.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_lines_are_read_in_any_sane_letters_and_divided_by_any_sign(encoding: str, between: str) -> None:
    read = read_table("a.csv", comma(HEAD, row(comment="Les frais, à part."), between=between, encoding=encoding))  # fmt: skip
    assert [one.get("comment") for one in read.rows] == ["Les frais, à part."]


@pytest.mark.parametrize(
    ("encoding", "head", "text"),
    [
        ("cp1251", ("Раздел", "Тип замечания", "Замечания"), "Нет сборов."),
        ("cp1256", ("البند", "نوع التعليق", "التعليقات"), "لا رسوم."),
        ("gb18030", ("条款", "意见类型", "意见"), "缺少费用。"),
    ],
)
def test_old_letters_of_other_scripts_are_told_by_the_headings(
    encoding: str, head: tuple[str, ...], text: str
) -> None:
    read = read_table("a.csv", comma(head, ("RT1-M1", "te", text), between=";", encoding=encoding))
    assert [one.get("comment") for one in read.rows] == [text]


ROWS: dict[str, tuple[tuple[Any, ...], str]] = {
    "no comment": (row(comment="", change="Write it so."), "The comment is missing."),
    "too long a comment": (row(comment="x" * 10_001), "Comments: This text has 10001 characters; at most 10000 fit here."),
    "too long a change": (row(change="x" * 10_001), "Proposed change: This text has 10001 characters; at most 10000 fit here."),
    "too long by its place": (row(line="7", comment="x" * 9_999), "The comment is too long: at most 10000 characters fit."),
    "another type": (row(type="xx"), "Which type of comment is “xx”?"),
    "no type": (row(type=""), "Of which type are the rows that name none?"),
    "two types": (row(type="te/ed"), "Which type of comment is “te/ed”?"),
    "an unknown body": (row(body="Atlantis"), "Which body is “Atlantis”?"),
    "no body": (row(body=""), "For which body are the rows that name none?"),
    "an unknown text": (row(clause="RT9-M9"), "Which text is “RT9-M9”?"),
    "no text": (row(clause=""), "On which text are the rows that name none?"),
    "the whole paper": (row(clause="General"), "Which text is “General”?"),
}  # fmt: skip


@pytest.fixture(scope="module")
def open_round(sites, backend: str):  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as made:
        opened(made)
        yield made


@pytest.mark.parametrize("what", ROWS)
def test_a_row_that_is_wrong_or_unclear_is_named_with_its_sentence(open_round: Site, what: str) -> None:
    line, sentence = ROWS[what]
    text = said(open_round, row(comment="A right one."), line)
    assert sentence in text
    assert "Row 3" in text
    assert "1 row becomes a comment" in text


def test_an_error_of_the_spreadsheet_is_said(open_round: Site) -> None:
    text = said(open_round, row(comment="#REF!"))
    assert "Comments: The spreadsheet found an error here: #REF!." in text


@pytest.mark.parametrize(
    "body", ["Belgium", "belgium", "BEL", "BE", "org-bel", "Bélgica", "Belgium\nCM-004", "Belgium (CM-004)"]
)
def test_a_body_is_known_by_its_names_and_its_codes(open_round: Site, body: str) -> None:
    assert "1 row becomes a comment" in said(open_round, row(body=body))


@pytest.mark.parametrize(
    "clause",
    ["RT1-M1", " rt1-m1 ", "RT1‑M1", "A register 1", "RT1-M1 A register 1", "RT1-M1 A register 1 / Problem"],
)
def test_a_text_is_known_by_its_code_or_its_title(open_round: Site, clause: str) -> None:
    assert "1 row becomes a comment" in said(open_round, row(clause=clause))


@pytest.mark.slow
def test_five_thousand_rows_are_written_and_verified(site: Site) -> None:
    opened(site)
    bodies = ("Belgium", "PICUM")
    rows = [row(body=bodies[n % 2], comment=f"Number {n}.") for n in range(5_000)]
    done = bring(site, comma(HEAD, *rows), "many.csv")
    assert "5000 comments were added." in words_of(done)
    assert len(comments(site)) == 5_000
    assert len({one[0] for one in site.rows("SELECT code FROM comment WHERE source IS NOT NULL")}) == 5_000


def test_a_file_is_not_taken_outside_the_round(site: Site) -> None:
    opened(site)
    site.database.clock = lambda: at(11)
    page = site.client("moderator").get(HERE)
    assert "has closed and takes no late comments" in words_of(page)
    assert 'id="bring"' not in page.text
    assert site.client("moderator").get(f"/{SLUG}/rounds/R9/table").status_code == 404
