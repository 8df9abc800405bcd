"""Files that were made to stop the reader of tables, or are something else than they are called."""

import contextlib
import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

from app.consultations.admission.sheet.reading import read_people
from app.discussion.table.reading import read_table
from app.kernel.errors import Invalid
from tests.discussion.table.tables import (
    HEAD,
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
from tests.discussion.table.test_table_input import sentence_of
from tests.support import Form, Site

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DAMAGED = "This file is damaged."
BURST = "This file unpacks to far more than a table of comments."
SHARED = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def repacked(
    content: bytes,
    *,
    parts: Mapping[str, Callable[[bytes], bytes]] | None = None,
    more: Mapping[str, str] | None = None,
    packing: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A file with some of its parts made anew."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", packing) as new:
        for name in old.namelist():
            new.writestr(name, (parts or {}).get(name, bytes)(old.read(name)))
        for name, text in (more or {}).items():
            new.writestr(name, text)
    return out.getvalue()


def of_one_text(head: tuple[str, ...], letters: int, rows: int) -> bytes:
    """A workbook of a few thousand bytes in which one long text stands in every cell."""
    columns = "ABCDEFGH"[: len(head)]
    texts = "".join(f"<si><t>{text}</t></si>" for text in (*head, "a" * letters))
    lines = [
        f'<row r="{n}">'
        + "".join(
            f'<c r="{column}{n}" t="s"><v>{place if n == 1 else len(head)}</v></c>'
            for place, column in enumerate(columns)
        )
        + "</row>"
        for n in range(1, rows + 2)
    ]
    sheet = f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    known = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED}"/></Types>'
    return repacked(
        xlsx(),
        parts={
            "xl/worksheets/sheet1.xml": lambda _old: sheet.encode(),
            "[Content_Types].xml": lambda old: old.replace(b"</Types>", known.encode()),
        },
        more={"xl/sharedStrings.xml": f'<sst xmlns="{SPREADSHEET}">{texts}</sst>'},
    )


def test_one_long_text_that_stands_in_every_cell_is_not_read_to_its_end() -> None:
    comments = of_one_text(("Clause", "Type", "Comments", "MB"), 100_000, 200)
    assert len(comments) < 20_000
    assert BURST in sentence_of(comments, "a.xlsx")
    people = of_one_text(("Email", "Role", "Name"), 100_000, 200)
    with pytest.raises(Invalid):
        read_people("people.xlsx", people)


def test_a_merged_cell_does_not_make_the_same_long_words_very_many_times() -> None:
    rows = [row(comment="x" * 9_000 if n == 0 else "") for n in range(1_900)]
    assert BURST in sentence_of(xlsx(*rows, merge="F2:F1901"), "a.xlsx")


def test_cells_that_are_merged_over_each_other_are_not_looked_through() -> None:
    spans = b"".join(b'<mergeCell ref="A2:A%d"/>' % (n + 3) for n in range(900))
    bomb = repacked(
        xlsx(*(row(comment=str(n)) for n in range(20))),
        parts={
            "xl/worksheets/sheet1.xml": lambda old: old.replace(
                b"</sheetData>", b"</sheetData><mergeCells>" + spans + b"</mergeCells>"
            )
        },
    )
    assert "very many merged cells" in sentence_of(bomb, "a.xlsx")


def test_sheets_that_are_deep_are_counted_together() -> None:
    from openpyxl import Workbook

    book = Workbook()
    for sheet in (book.active, book.create_sheet(), book.create_sheet()):
        assert sheet is not None
        sheet.append(HEAD)
        sheet.append(row())
        sheet.cell(40_000, 6).value = "The last."
    out = io.BytesIO()
    book.save(out)
    assert "goes down further than row" in sentence_of(out.getvalue(), "a.xlsx")


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx"])
def test_what_is_damaged_inside_any_packing_is_a_sentence(name: str) -> None:
    whole = xlsx(row()) if name == "a.xlsx" else word((HEAD, row()))
    for packing in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        packed = repacked(whole, packing=packing)
        for place in range(60, len(packed) - 1_000, max(1, len(packed) // 25)):
            broken = bytearray(packed)
            broken[place : place + 8] = b"\xff" * 8
            # Any other error would be the reader's own.
            with contextlib.suppress(Invalid):
                read_table(name, bytes(broken))


def test_a_part_that_ends_too_early_is_a_sentence() -> None:
    content = bytearray(repacked(xlsx(row()), packing=zipfile.ZIP_STORED))
    # The last part begins where the directory says that it is far longer than what is left.
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 20 : directory + 28] = (1_000_000).to_bytes(4, "little") * 2
    assert DAMAGED in sentence_of(bytes(content), "a.xlsx")


def test_names_declared_far_down_or_in_other_letters_make_nothing_blow_up() -> None:
    bombs = "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    declared = f'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">{bombs}]>'
    for letters, before in (("utf-8", f"<!--{' ' * 5_000}-->"), ("utf-16", "")):

        def made(old: bytes, letters: str = letters, before: str = before) -> bytes:
            body = old.decode().partition("?>")[2].replace("The fees are missing.", "&i;")
            return f'<?xml version="1.0" encoding="{letters}"?>{before}{declared}{body}'.encode(letters)

        for name, content, part in (
            ("a.docx", word((HEAD, row())), "word/document.xml"),
            ("a.xlsx", xlsx(row()), "xl/worksheets/sheet1.xml"),
        ):
            with pytest.raises(Invalid):
                read_table(name, repacked(content, parts={part: made}))


def test_a_file_is_what_it_holds_and_not_what_it_is_called() -> None:
    assert len(read_table("table.xlsx", word((HEAD, row()))).rows) == 1
    assert len(read_table("table", word((HEAD, row()))).rows) == 1
    assert len(read_table("table.docx", xlsx(row())).rows) == 1


def test_an_open_document_is_asked_for_in_another_form() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", "<a/>")
    for name in ("a.ods", "a.xlsx", "a.docx"):
        assert "Save it as .xlsx, .docx or CSV." in sentence_of(out.getvalue(), name)


def test_what_was_struck_out_with_changes_tracked_leaves_nothing_behind() -> None:
    struck = (
        b'<w:del w:id="1" w:author="A"><w:r><w:delText>No </w:delText><w:br/><w:noBreakHyphen/><w:tab/></w:r></w:del>'
        b'<w:ins w:id="2" w:author="A"><w:r><w:t xml:space="preserve">All </w:t></w:r></w:ins><w:r><w:t>The fees are missing.'
    )
    tracked = repacked(
        word((HEAD, row())),
        parts={
            "word/document.xml": lambda old: old.replace(b"<w:r><w:t>The fees are missing.", struck),
        },
    )
    assert [one.get("comment") for one in read_table("a.docx", tracked).rows] == ["All The fees are missing."]


BODIES = ("BE 001", "BE-2", "Belgium 3", "Belgium – 4", "BEL/5", "Belgium #7", "BE 1.2")


def test_a_body_is_known_though_it_counts_its_comments_behind_its_name(site: Site) -> None:
    opened(site)
    text = said(site, *(row(body=body, comment=f"On {body}.") for body in BODIES))
    assert f"{len(BODIES)} rows become comments" in text
    unknown = said(
        site, *(row(body=f"XY {n}", comment=f"Number {n}.") for n in range(3)), row(body="Group of 77")
    )
    assert "Which body is “XY”?" in unknown
    assert "Which body is “Group of 77”?" in unknown


def test_very_many_questions_are_asked_some_at_a_time(site: Site) -> None:
    opened(site)
    client = site.client("moderator")
    rows = (
        row(body=f"Body of {n}", clause=f"Clause {n}.", type=f"x{n}", comment=f"Number {n}.")
        for n in range(400)
    )
    page = send(client, comma(HEAD, *rows), "many.csv")
    assert "1200 things to settle" in words_of(page)
    assert "Shown are the first 50." in words_of(page)
    after = Form(page, "/answers").submit(client, **{f"answer-{n}": "-" for n in range(50)})
    assert after.status_code == 200, after.text
    assert "1200 things to settle" not in words_of(after)


def test_headings_that_are_not_known_are_named_up_to_a_few() -> None:
    heads = [(*HEAD, *(f"Column {n} of {page}" for n in range(20))) for page in range(500)]
    read = read_table("a.csv", comma(heads[0], row(), *heads[1:]))
    assert read.ignored[0] == "Column 0 of 0"
    assert len(read.ignored) == 30


def test_a_place_is_found_in_a_text_that_is_named_by_its_title_alone(site: Site) -> None:
    opened(site)
    bring(site, xlsx(row(clause="A register 1", paragraph="“Nobody knows them.”")))
    assert [(one[1], one[2], one[6]) for one in comments(site)] == [
        ("RT1-M1", "problem", "The fees are missing.")
    ]
