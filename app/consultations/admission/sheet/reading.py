"""A spreadsheet of people as it is read: XLSX or CSV, its columns in any order, headed in any of the six languages.

Nothing in it is trusted: what is too large, packed to burst, or no spreadsheet at all is answered with one sentence.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NoReturn

import structlog
from openpyxl import load_workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import coordinate_to_tuple

from app.consultations.admission.sheet.words import FIELDS, NEEDED, field_word, headings, plain_word
from app.consultations.particulars import read_line
from app.kernel.errors import Invalid
from app.kernel.i18n import gettext as _

log = structlog.get_logger()

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 10_000
_UNPACKED = 32 * 1024 * 1024
# What is neither a sheet nor its words nor a picture, and is read as a whole, in many times its size.
_FRAME = 1024 * 1024
_LONG_PARTS = ("xl/worksheets/", "xl/sharedStrings.xml", "xl/media/")
_PARTS = 500
_COLUMNS = 60
_DEEPEST = 100_000
# So far down a list may begin, under its title and its notes.
_HEAD_WITHIN = 20
_CELL = 300

_MOST_MERGED = 1_000
_PACKED, _BEFORE_2007 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Fault(StrEnum):
    """What keeps a cell from being taken as it is."""

    NONE = ""
    FORMULA = "formula"
    ERROR = "error"
    MERGED = "merged"


Cells = Sequence[tuple[str, Fault]]
"""The cells of a row as texts, each with its fault, if it has one."""
Span = tuple[int, int, int, int]
"""Merged cells: first column, first row, last column, last row."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its number in the sheet: what stands in each column, and the columns that cannot be taken as they
    are: `formulas`, and `damaged` ones with the reason: what nobody can store, or what is not the row's own. `kept` says
    that its organisation is meant so."""

    number: int
    cells: dict[str, str]
    formulas: list[str] = field(default_factory=list)
    damaged: dict[str, str] = field(default_factory=dict)
    kept: bool = False

    def get(self, name: str) -> str:
        """What stands in a column; nothing where the sheet has no such column."""
        return self.cells.get(name, "")

    def stored(self) -> dict[str, Any]:
        """The row as it waits for being confirmed."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Read:
    """What a sheet holds. `ignored` are headings that are not known here."""

    rows: list[SheetRow]
    ignored: list[str]


def read_people(filename: str, content: bytes) -> Read:
    """The rows of a spreadsheet. Invalid where it is too large, none, without its headings, empty, or too long."""
    if not content:
        _stop(_("Choose a spreadsheet: a file that ends in .xlsx or .csv."))
    if len(content) > LARGEST_FILE:
        _stop(
            _("This file has more than 5 megabytes. A list of people is smaller: leave out what is not one.")
        )
    if content.startswith(_PACKED):
        tables = _of_workbook(content)
    elif content.startswith(_BEFORE_2007):
        _stop(
            _("This spreadsheet is of an old kind or has a password. Save it as .xlsx, without a password.")
        )
    elif filename.lower().endswith((".csv", ".txt", ".tsv")):
        tables = _of_csv(content)
    elif filename.lower().endswith(".xlsx"):
        _stop(
            _(
                "This file is called .xlsx and holds no spreadsheet. Open it where it was made and save it anew."
            )
        )
    else:
        _stop(_("This is no spreadsheet that can be read here. Save it as .xlsx or as CSV in UTF-8."))
    try:
        return _read(tables)
    except (
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        RuntimeError,
        csv.Error,
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        SyntaxError,
    ):
        # Whatever a damaged file makes a reader stumble over.
        _stop(_("This file is damaged. Open it in a spreadsheet, save it anew and send it once more."))


def _read(tables: Iterable[Iterator[Cells]]) -> Read:
    nearest: set[str] = set()
    read: Read | None = None
    for table in tables:
        for number, cells in enumerate(table, 1):
            columns = {
                place: headings()[word]
                for place, (text, _fault) in enumerate(cells)
                if (word := plain_word(text)) in headings()
            }
            found = set(columns.values())
            if found.issuperset(NEEDED):
                if read is not None:
                    _stop(
                        _(
                            "Several sheets of this file hold people. Put everybody into one, or send each by itself."
                        )
                    )
                read = _rows(table, number, cells, columns)
                break
            nearest = max(nearest, found, key=len)
            if number >= _HEAD_WITHIN:
                break
    if read is not None:
        return read
    lacking = [field_word(name) for name in NEEDED if name not in nearest]
    _stop(
        _("The sheet has no column headed “%(column)s”. Take the template, or name its columns after it.")
        % {"column": lacking[0]}
    )


def _rows(table: Iterator[Cells], head: int, cells: Cells, columns: dict[int, str]) -> Read:
    if len(set(columns.values())) != len(columns):
        twice = next(name for name in columns.values() if list(columns.values()).count(name) > 1)
        _stop(_("Two columns of the sheet both say “%(column)s”. Leave one.") % {"column": field_word(twice)})
    ignored = [text for place, (text, _fault) in enumerate(cells) if text.strip() and place not in columns]
    rows: list[SheetRow] = []
    for number, line in enumerate(table, head + 1):
        if number > _DEEPEST:
            _stop(
                _("The sheet goes down further than row %(row)s. Delete the empty rows below the list.")
                % {"row": _DEEPEST}
            )
        row = _row(number, line, columns)
        if row is not None:
            rows.append(row)
        if len(rows) > MOST_ROWS:
            _stop(_("The sheet has more than 10,000 people. Divide it into several."))
    if not rows:
        _stop(_("The sheet has its headings and nobody below them."))
    return Read(rows, [_heading(text) for text in ignored])


def _heading(text: str) -> str:
    try:
        return read_line(text[:80], 80)
    except ValueError:
        return "?"


def _row(number: int, line: Cells, columns: dict[int, str]) -> SheetRow | None:
    values: dict[str, str] = {}
    formulas: list[str] = []
    damaged: dict[str, str] = {}
    merged: list[str] = []
    for place, (text, fault) in enumerate(line):
        name = columns.get(place)
        if name is None:
            continue
        match fault:
            case Fault.FORMULA:
                formulas.append(name)
                continue
            case Fault.MERGED:
                merged.append(name)
                continue
            case Fault.ERROR:
                damaged[name] = _("The spreadsheet found an error here: %(error)s.") % {"error": text[:20]}
                continue
        try:
            values[name] = read_line(text, _CELL)
        except ValueError as error:
            damaged[name] = str(error)
    if not formulas and not damaged and not any(values.values()):
        return None
    for name in merged:
        damaged[name] = _("This cell is merged with another. Write the value into the cell of each row.")
    return SheetRow(number, {name: values[name] for name in FIELDS if values.get(name)}, formulas, damaged)


def _of_workbook(content: bytes) -> Iterator[Iterator[Cells]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        # No part is unpacked further than it says here.
        frame = [part.file_size for part in parts if not part.filename.startswith(_LONG_PARTS)]
        if (
            len(parts) > _PARTS
            or sum(part.file_size for part in parts) > _UNPACKED
            or max(frame, default=0) > _FRAME
        ):
            _burst()
        for part in parts:
            with packed.open(part) as opened:
                # A part that declares names of its own may blow up while it is read; no spreadsheet needs it.
                if b"<!DOCTYPE" in opened.read(4096).upper():
                    _stop(_("This file declares what no spreadsheet needs. It was not opened."))
    drawn = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
    drawn.read_manifest()
    drawn.read_workbook()
    sheets = [relation.target for _sheet, relation in drawn.parser.find_sheets()]
    if len(set(sheets)) < len(sheets):
        # One part that stands for many sheets would be read as often.
        _burst()
    # Not the values alone: a formula is to be seen as one.
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        yield _of_sheet(sheet)


def _of_sheet(sheet: Any) -> Iterator[Cells]:
    merged = _merged_in(sheet)
    for number, row in enumerate(sheet.iter_rows(max_col=_COLUMNS), 1):
        across = [span for span in merged if span[1] <= number <= span[3]] if merged else ()
        yield [(_text(cell.value), _fault(cell, place, number, across)) for place, cell in enumerate(row, 1)]


def _fault(cell: Any, place: int, number: int, merged: Iterable[Span]) -> Fault:
    if cell.data_type == "f":
        return Fault.FORMULA
    if cell.data_type == "e":
        return Fault.ERROR
    if any(span[0] <= place <= span[2] and (place, number) != span[:2] for span in merged):
        return Fault.MERGED
    return Fault.NONE


def _merged_in(sheet: Any) -> list[Span]:
    """The stretches of merged cells, which a reader that goes row by row is not told of: only their first cell holds
    anything."""
    with sheet.parent._archive.open(sheet._worksheet_path) as opened:
        behind = opened.read().rpartition(b"sheetData>")[2]
    found = re.findall(
        rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=[\"']([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})", behind
    )
    if len(found) > _MOST_MERGED:
        _stop(
            _(
                "The sheet has very many merged cells. Divide them, and write the value into the cell of each row."
            )
        )
    spans = []
    for first, last in found:
        (top, left), (bottom, right) = coordinate_to_tuple(first.decode()), coordinate_to_tuple(last.decode())
        spans.append((left, top, right, bottom))
    return spans


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def _of_csv(content: bytes) -> Iterator[Iterator[Cells]]:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        _stop(_("The letters of this file cannot be read. Save it as CSV in UTF-8, or as .xlsx."))
    head = text[:10_000]
    mark = max(",;\t", key=head.count)
    for between in dict.fromkeys((mark, ",", ";", "\t")):
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=between)
        yield (
            [
                (cell, Fault.FORMULA if cell.lstrip().startswith("=") else Fault.NONE)
                for cell in line[:_COLUMNS]
            ]
            for line in lines
        )


def _burst() -> NoReturn:
    _stop(_("This file unpacks to far more than a list of people. It was not opened."))


def _stop(sentence: str) -> NoReturn:
    raise Invalid.at("sheet", sentence)
