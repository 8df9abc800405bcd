"""Tables as an XLSX file: one sheet for each, its head frozen and filtered, numbers as numbers, texts as texts.

No text is ever taken for a formula or a link, whatever it begins with. The same tables give the same bytes.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook as Book
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.documents.packing import repack
from app.documents.safe import plain
from app.documents.sheets import Cell, Row, Sheet, Term, Workbook

ROWS = 1_048_576 - 1
"""What a sheet holds below its head; what is beyond goes on in a second one."""
LONGEST = 32_767
"""What a cell holds, in units of UTF-16; a longer text ends in an ellipsis there, and is whole in the CSV file."""
_DIGITS = 15
"""How many figures a spreadsheet keeps of a number; a longer one is written as text, so that none is lost."""
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\s]+")
_PAPER_A4 = 9
# Characters of a list of choices.
_LIST = 255
# In points: one line of the sheet's letters, and the highest row there is.
_LINE, _HIGHEST = 15.0, 409.0


def write(workbook: Workbook) -> bytes:
    """The tables as an XLSX file, in the direction of their language."""
    out = BytesIO()
    with Book(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties(
            {
                "title": plain(workbook.title)[:255],
                "comments": plain(workbook.status)[:255],
                "created": datetime.combine(workbook.date, time.min),
            }
        )
        book.set_size(2400, 1400)
        styles = _Styles(book, rtl=workbook.direction == "rtl")
        taken: set[str] = set()
        for sheet in workbook.sheets:
            for start in range(0, max(1, len(sheet.rows)), ROWS):
                page = book.add_worksheet(_title(sheet.title, taken))
                _lay_out(page, workbook, sheet)
                _fill(page, sheet, sheet.rows[start : start + ROWS], styles)
    return repack(out.getvalue())


class _Styles:
    """The few ways in which a cell is set; a number's follows its decimals."""

    def __init__(self, book: Book, *, rtl: bool) -> None:
        self._book = book
        self._numbers: dict[int, Format] = {}
        self.head = self._made(bold=True, bg_color="#1F3A5F", font_color="#FFFFFF", border=1)
        self.text = self._made(num_format="@")
        # It goes on over the cells beside it, which are empty: from the side at which the sheet begins.
        side = {"align": "right", "reading_order": 2} if rtl else {"align": "left"}
        self.above = self._made(text_wrap=False, bold=True, **side)
        self.date = self._made(num_format="yyyy-mm-dd")

    def number(self, decimals: int) -> Format:
        """Whole, or with so many decimals."""
        if decimals not in self._numbers:
            pattern = "0." + "0" * decimals if decimals else "0"
            self._numbers[decimals] = self._made(num_format=pattern)
        return self._numbers[decimals]

    def _made(self, **more: Any) -> Format:
        return self._book.add_format({"text_wrap": True, "valign": "top", **more})


def _lay_out(page: Worksheet, workbook: Workbook, sheet: Sheet) -> None:
    """Widths, direction and how it is printed; all of it before the first row."""
    if workbook.direction == "rtl":
        page.right_to_left()
    for n, column in enumerate(sheet.columns):
        page.set_column(n, n, column.width)
    page.set_landscape()
    page.set_paper(_PAPER_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_head(sheet))
    page.set_header("&L" + _printed(workbook.title) + "&R" + _printed(sheet.title))
    page.set_footer("&L" + _printed(workbook.status) + "&R&P / &N")


def _head(sheet: Sheet) -> int:
    """The row its head stands in: below the lines over it and an empty one."""
    return len(sheet.above) + 1 if sheet.above else 0


def _fill(page: Worksheet, sheet: Sheet, rows: tuple[Row, ...], styles: _Styles) -> None:
    head = _head(sheet)
    for n, line in enumerate(sheet.above):
        page.write_string(n, 0, _fitting(plain(line)), styles.above)
    if sheet.above:
        page.set_row(head, _height(sheet, tuple(column.title for column in sheet.columns)))
    for n, column in enumerate(sheet.columns):
        page.write_string(head, n, plain(column.title), styles.head)
    page.freeze_panes(head + 1, 0)
    if sheet.columns:
        page.autofilter(head, 0, head + len(rows), len(sheet.columns) - 1)
    for n, column in enumerate(sheet.columns):
        # A list longer than this is none for a spreadsheet.
        if rows and column.choices and len(",".join(column.choices)) <= _LIST:
            offered = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
            page.data_validation(head + 1, n, head + len(rows), n, offered)
    for at, row in enumerate(rows, head + 1):
        if sheet.fitted:
            page.set_row(at, _height(sheet, row))
        for n, cell in enumerate(row):
            _write(page, at, n, cell, styles)


def _height(sheet: Sheet, row: Row) -> float:
    """The height in points that the words of a row need in its columns, about; letters of East Asia count twice."""
    most = 1
    for column, cell in zip(sheet.columns, row, strict=True):
        if isinstance(cell, str):
            lines = cell.split("\n")
            needed = sum(max(1, -(-_breadth(line) // max(1, column.width - 1))) for line in lines)
            most = max(most, needed)
    return min(_LINE * most, _HIGHEST)


def _breadth(text: str) -> int:
    return sum(2 if sign >= "\u2e80" else 1 for sign in text)


def _write(page: Worksheet, row: int, column: int, cell: Cell, styles: _Styles) -> None:
    match cell:
        case None | "":
            return
        case str():
            page.write_string(row, column, _fitting(plain(cell)), styles.text)
        case Term(_, label):
            page.write_string(row, column, _fitting(plain(label)), styles.text)
        case date():
            page.write_datetime(row, column, datetime.combine(cell, time.min), styles.date)
        case _:
            _write_number(page, row, column, Decimal(cell), styles)


def _write_number(page: Worksheet, row: int, column: int, number: Decimal, styles: _Styles) -> None:
    if not number.is_finite() or len(number.as_tuple().digits) > _DIGITS or abs(number.adjusted()) > _DIGITS:
        page.write_string(row, column, f"{number:f}", styles.text)
        return
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    page.write_number(row, column, float(number), styles.number(decimals))


def _fitting(text: str) -> str:
    """The text, or as much of it as a cell holds."""
    if len(text) * 2 <= LONGEST or len(text.encode("utf-16-le")) // 2 <= LONGEST:
        return text
    return text.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def _title(title: str, taken: set[str]) -> str:
    """A title as a sheet may have it: 31 characters, none of []:*?/\\ in it, none like another."""
    base = _NOT_IN_TITLES.sub(" ", plain(title)).strip(" '")[:31] or "–"
    name, n = base, 1
    while name.casefold() in taken:
        n += 1
        tail = f" {n}"
        name = base[: 31 - len(tail)] + tail
    taken.add(name.casefold())
    return name


def _printed(text: str) -> str:
    """A text for the margin of a printed page, where the ampersand commands; head and foot hold 255 characters."""
    return plain(text)[:100].replace("&", "&&")
