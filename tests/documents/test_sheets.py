"""Tables as XLSX and CSV: what is read back is what was written, and nothing in them computes."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents import sheets_csv, sheets_xlsx
from app.documents.safe import plain
from app.documents.sheets import Cell, Column, Row, Sheet, Term, Workbook, as_number, from_json, to_json
from tests.documents.samples import ARABIC, CHINESE, HOSTILE, RUSSIAN

FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "\uff1d1+1",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example","x")', "https://evil.example/", "mailto:a@b.example",
    "a;=1+1", "a\n@SUM(A1)", 'a",=1+1', "_x0041_", "{=1+1}",
)  # fmt: skip

texts = st.text(st.characters(blacklist_categories=["Cs"]), max_size=40)
cells = st.one_of(
    st.none(),
    texts,
    st.integers(-(10**18), 10**18),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.builds(Term, texts, texts),
)
rows = st.lists(st.tuples(cells, cells), max_size=4)


def sheet(*found: Row, name: str = "figures", title: str = "Figures") -> Sheet:
    width = max(map(len, found), default=1)
    columns = tuple(Column(f"c{n}", f"Column {n}", 20) for n in range(width))
    return Sheet(name, title, columns, found)


def book(*sheets: Sheet, language: str = "en") -> Workbook:
    right = language == "ar"
    return Workbook(
        "Tables & more", language, "rtl" if right else "ltr", date(2013, 10, 4), sheets, "Draft & so"
    )


def opened(workbook: Workbook) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(sheets_xlsx.write(workbook)))


def read_csv(table: Sheet) -> list[list[str]]:
    return list(csv.reader(StringIO(sheets_csv.write(table).decode("utf-8-sig"), newline="")))


@given(rows)
@settings(max_examples=40, deadline=None)
def test_tables_come_back_from_their_json_as_they_were(found: list[Row]) -> None:
    workbook = book(Sheet("a", "A", (Column("x", "X"), Column("y", "Y", 30)), tuple(found)))
    assert from_json(to_json(workbook)) == workbook
    assert to_json(from_json(to_json(workbook))) == to_json(workbook)


@pytest.mark.parametrize("text", ["{}", "[]", '{"format": "commonspace-tables", "version": 99}'])
def test_what_is_no_table_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match="no tables"):
        from_json(text)


def test_rows_of_another_length_and_tables_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        Sheet("a", "A", (Column("x", "X"),), (("1", "2"),))
    with pytest.raises(ValueError, match="same name"):
        book(sheet(("1",)), sheet(("2",)))


def test_a_spreadsheet_reads_back_numbers_dates_and_words() -> None:
    values: tuple[Cell, ...] = (7, -3, Decimal("-1.50"), date(2013, 10, 4), Term("adopted", "Adopted"), None, ARABIC, CHINESE, RUSSIAN)  # fmt: skip
    page = opened(book(sheet(values)))["Figures"]
    read = [cell.value for cell in page[2]]
    assert read == [7, -3, -1.5, datetime(2013, 10, 4), "Adopted", None, ARABIC, CHINESE, RUSSIAN]
    assert page["C2"].number_format == "0.00"
    assert [cell.value for cell in page[1]] == [f"Column {n}" for n in range(9)]


def test_the_head_is_frozen_marked_and_filtered_and_arabic_runs_from_the_right() -> None:
    page = opened(book(sheet(("a", "b"), ("c", "d")), language="ar"))["Figures"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:B3")
    assert page.sheet_view.rightToLeft
    assert page["A1"].font.b
    assert page["A1"].fill.fgColor.rgb != page["A2"].fill.fgColor.rgb
    assert page["A2"].alignment.wrap_text
    assert page.column_dimensions["A"].width > 20
    assert page.print_title_rows == "$1:$1"
    assert not opened(book(sheet(("a",))))["Figures"].sheet_view.rightToLeft


@pytest.mark.parametrize("text", [*FORMULAS, *HOSTILE])
def test_a_spreadsheet_takes_no_text_for_a_formula_or_a_link(text: str) -> None:
    page = opened(book(sheet((text, Term(text, text)))))["Figures"]
    for cell in page[2]:
        assert cell.data_type == "s"
        assert cell.hyperlink is None
        assert str(cell.value).replace("_x005F_", "_") == plain(text)


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_no_cell_of_a_csv_begins_with_what_computes_wherever_the_reader_divides_lines(
    text: str, between: str
) -> None:
    written = sheets_csv.write(sheet(("first", text, Term(text, text), "last"))).decode("utf-8-sig")
    for row in csv.reader(StringIO(written, newline=""), delimiter=between):
        for cell in row:
            assert cell.lstrip(" ")[:1] not in {*"=+-@\t\r\uff1d"}, row


def test_a_csv_has_the_words_as_they_are_with_an_apostrophe_only_where_it_must() -> None:
    read = read_csv(sheet(("=1+1", 'say "no", please\nor yes', "a-b", "x = y", "'tis", -5, Decimal("-0.50"), date(2013, 1, 2), Term("adopted", "Angenommen"), None)))  # fmt: skip
    assert read[1] == ["'=1+1", 'say "no", please\nor yes', "a-b", "x = y", "'tis", "-5", "-0.50", "2013-01-02", "adopted", ""]  # fmt: skip


def test_a_csv_begins_with_the_mark_ends_its_records_as_the_rfc_says_and_has_one_head() -> None:
    written = sheets_csv.write(sheet(("é", "b"), ("c", "d")))
    assert written == b"\xef\xbb\xbfc0,c1\r\n\xc3\xa9,b\r\nc,d\r\n"


@pytest.mark.parametrize("write", [sheets_xlsx.write, lambda workbook: sheets_csv.write(workbook.sheets[0])])
def test_the_same_tables_are_the_same_bytes_on_another_day_and_in_another_zone(
    write: Callable[[Workbook], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = book(sheet(("=a", 1, Decimal("1.5"), date(2013, 1, 1)), ("b", None, 2, "x")))
    first = write(workbook)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        assert write(from_json(to_json(workbook))) == first
    finally:
        monkeypatch.undo()
        time.tzset()


def test_titles_that_a_spreadsheet_does_not_allow_are_made_to_fit() -> None:
    long = "A title that is longer than thirty-one characters: [a/b]?*"
    pages = opened(book(sheet(("1",), name="a", title=long), sheet(("2",), name="b", title=long.upper()), sheet(("3",), name="c", title="")))  # fmt: skip
    names = pages.sheetnames
    assert len({name.casefold() for name in names}) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert [pages[name]["A2"].value for name in names] == ["1", "2", "3"]


def test_no_figure_of_a_long_number_and_no_row_of_a_long_table_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets_xlsx, "ROWS", 2)
    pages = opened(book(sheet((12345678901234567890,), (Decimal("0.12345678901234567"),), ("x" * 40_000,))))
    assert pages.sheetnames == ["Figures", "Figures 2"]
    assert [cell.value for cell in pages["Figures"]["A"][1:]] == [
        "12345678901234567890",
        "0.12345678901234567",
    ]
    cut = pages["Figures 2"]["A2"].value
    assert (len(cut), cut[-1]) == (sheets_xlsx.LONGEST, "…")


def test_an_empty_table_has_its_head() -> None:
    empty = Sheet("a", "A", (Column("x", "X"),), ())
    assert [cell.value for cell in opened(book(empty))["A"][1]] == ["X"]
    assert read_csv(empty) == [["x"]]


def test_a_number_is_told_from_what_only_looks_like_one() -> None:
    assert [as_number(value) for value in ("1.50", 3, 0.1)] == [Decimal("1.50"), Decimal(3), Decimal("0.1")]
    assert [as_number(value) for value in (True, None, "nan", "Infinity", "many", "")] == [None] * 6
