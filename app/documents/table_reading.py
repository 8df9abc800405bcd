"""Tables as people send them: XLSX, CSV and the tables of a DOCX, row by row, as texts.

Nothing in such a file is trusted: what is packed to burst, declares names of its own or cannot be made out is
`Unreadable`, with the reason; whoever asked for the file says it in words. Nothing here knows what the rows are about.
"""

from __future__ import annotations

import csv
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from openpyxl import load_workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import coordinate_to_tuple

_UNPACKED = 32 * 1024 * 1024
# What is neither a sheet nor its words nor a picture, and is read as a whole, in many times its size.
_FRAME = 1024 * 1024
_LONG_PARTS = ("xl/worksheets/", "xl/sharedStrings.xml", "xl/media/")
_PARTS = 500
_COLUMNS = 60
_MOST_MERGED = 1_000
# One text of a workbook may stand in very many cells: so much is read out of them all together.
_READ_OUT = 16_000_000
_WRITING, _OPEN_DOCUMENT, _WORKBOOK = "word/document.xml", "mimetype", "xl/workbook.xml"
_PACKED, _BEFORE_2007 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LINES = (".csv", ".txt", ".tsv")

STUMBLES = (
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    RuntimeError,
    ArithmeticError,
    csv.Error,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    SyntaxError,
)
"""Whatever a damaged file makes a reader stumble over."""


class Fault(StrEnum):
    """What keeps a cell from being taken as it is. `MERGED` is covered by one beside it, `BELOW` by one above it."""

    NONE = ""
    FORMULA = "formula"
    ERROR = "error"
    MERGED = "merged"
    BELOW = "below"


class Why(StrEnum):
    """Why a file cannot be read."""

    BURST = "burst"
    DECLARED = "declared"
    MANY_MERGED = "many merged"
    LETTERS = "letters"


class Unreadable(Exception):
    """A file that is not opened, or not to be made out."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Kind(StrEnum):
    """What a file is, by how it begins and what it is called."""

    WORKBOOK = "xlsx"
    WRITING = "docx"
    LINES = "csv"
    OLD = "old"
    NO_WORKBOOK = "called xlsx"
    NO_WRITING = "called docx"
    OTHER = "other"


Cells = Sequence[tuple[str, Fault]]
"""The cells of a row as texts, each with its fault, if it has one."""
Span = tuple[int, int, int, int]
"""Merged cells: first column, first row, last column, last row."""


def kind_of(filename: str, content: bytes) -> Kind:
    """What a file is. What is packed is what it holds, whatever it is called; damaged, it is what it is called."""
    name = filename.lower()
    if content.startswith(_PACKED):
        held = _held(content)
        if _WRITING in held or (name.endswith((".docx", ".docm")) and not held):
            return Kind.WRITING
        return Kind.OTHER if _OPEN_DOCUMENT in held and _WORKBOOK not in held else Kind.WORKBOOK
    if content.startswith(_BEFORE_2007):
        return Kind.OLD
    if name.endswith(_LINES):
        return Kind.LINES
    if name.endswith(".docx"):
        return Kind.NO_WRITING
    return Kind.NO_WORKBOOK if name.endswith(".xlsx") else Kind.OTHER


def _held(content: bytes) -> frozenset[str]:
    """The names of what is packed in a file; none where it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return frozenset(packed.namelist())
    except STUMBLES:
        return frozenset()


def of_workbook(content: bytes) -> Iterator[Iterator[Cells]]:
    """The sheets of an XLSX file, each as its rows. Raises Unreadable, or what a damaged file makes it stumble over."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        # No part is unpacked further than it says here.
        frame = [part.file_size for part in parts if not part.filename.startswith(_LONG_PARTS)]
        if (
            len(parts) > _PARTS
            or sum(part.file_size for part in parts) > _UNPACKED
            or max(frame, default=0) > _FRAME
        ):
            raise Unreadable(Why.BURST)
        for part in parts:
            with packed.open(part) as opened:
                # A part that declares names of its own may blow up while it is read; no spreadsheet needs it.
                if b"<!DOCTYPE" in opened.read(4096).upper():
                    raise Unreadable(Why.DECLARED)
    drawn = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
    drawn.read_manifest()
    drawn.read_workbook()
    sheets = [relation.target for _sheet, relation in drawn.parser.find_sheets()]
    if len(set(sheets)) < len(sheets):
        # One part that stands for many sheets would be read as often.
        raise Unreadable(Why.BURST)
    # Not the values alone: a formula is to be seen as one.
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    left = _READ_OUT
    for sheet in book.worksheets:
        sheet.reset_dimensions()

        def counted(rows: Iterator[Cells]) -> Iterator[Cells]:
            nonlocal left
            for row in rows:
                left -= sum(len(text) for text, _fault in row)
                if left < 0:
                    raise Unreadable(Why.BURST)
                yield row

        yield counted(_of_sheet(sheet))


def _of_sheet(sheet: Any) -> Iterator[Cells]:
    merged = _merged_in(sheet)
    for number, row in enumerate(sheet.iter_rows(max_col=_COLUMNS), 1):
        across = [span for span in merged if span[1] <= number <= span[3]] if merged else ()
        if len(across) > _COLUMNS:
            # Cells are merged once; what lies over each other was made by no spreadsheet.
            raise Unreadable(Why.MANY_MERGED)
        if not across and all(cell.value is None for cell in row):
            yield ()
            continue
        yield [(_text(cell.value), _fault(cell, place, number, across)) for place, cell in enumerate(row, 1)]


def _fault(cell: Any, place: int, number: int, merged: Iterable[Span]) -> Fault:
    if cell.data_type == "f":
        return Fault.FORMULA
    if cell.data_type == "e":
        return Fault.ERROR
    for left, top, right, _bottom in merged:
        if left <= place <= right and (place, number) != (left, top):
            return Fault.BELOW if place == left else Fault.MERGED
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
        raise Unreadable(Why.MANY_MERGED)
    spans = []
    for first, last in found:
        (top, left), (bottom, right) = coordinate_to_tuple(first.decode()), coordinate_to_tuple(last.decode())
        if left <= _COLUMNS:
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
            # A formula over several cells is an object that holds its words.
            return str(getattr(value, "text", value))


def of_lines(content: bytes, *, encodings: Iterable[str] = ()) -> Iterator[Iterator[Cells]]:
    """A CSV file as its rows, once for each way in which it may be divided: the likeliest first.

    It is in UTF-8, or in UTF-16 where it begins so; where it is neither, in each of `encodings` that fits. Raises
    Unreadable where none does.
    """
    texts = list(_decoded(content, encodings))
    if not texts:
        raise Unreadable(Why.LETTERS)
    for text in texts:
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


def _decoded(content: bytes, encodings: Iterable[str]) -> Iterator[str]:
    try:
        yield content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        return
    except UnicodeDecodeError:
        pass
    for encoding in encodings:
        try:
            yield content.decode(encoding)
        except UnicodeDecodeError:
            continue
