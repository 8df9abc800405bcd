"""The tables of a DOCX as people send it, row by row, as texts; merged cells are said to be such.

Of the file only its text is unpacked, and read in one pass: a library that asks each row for its cells takes minutes for
some thousand rows. Words that were deleted or moved away with changes tracked are not there; inserted ones are.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from app.documents.table_reading import Cells, Fault, Unreadable, Why

_TEXT = "word/document.xml"
_UNPACKED = 96 * 1024 * 1024
_PARTS = 2_000
_COLUMNS = 60
_NOT_READ = frozenset(
    ("pPr", "rPr", "tcPr", "tblPr", "tblGrid", "trPr", "moveFrom", "del", "Fallback", "instrText")
)
_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "smartTag"))


def of_writing(content: bytes) -> Iterator[Iterator[Cells]]:
    """The tables of a DOCX, each as its rows; what stands in a table inside a cell is the cell's.

    Raises Unreadable, or what a damaged file makes it stumble over.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if len(packed.infolist()) > _PARTS or packed.getinfo(_TEXT).file_size > _UNPACKED:
            raise Unreadable(Why.BURST)
        with packed.open(_TEXT) as opened:
            # What declares names of its own may blow up while it is read; no writing needs it.
            if b"<!DOCTYPE" in opened.read(4096).upper():
                raise Unreadable(Why.DECLARED)
        with packed.open(_TEXT) as opened:
            yield from _tables(opened)


def _tables(opened: object) -> Iterator[Iterator[Cells]]:
    depth = 0
    rows: list[Cells] = []
    parsed = etree.iterparse(
        opened,  # type: ignore[arg-type]
        events=("start", "end"),
        tag=("{*}tbl", "{*}tr"),
        resolve_entities=False,
        no_network=True,
    )
    for event, element in parsed:
        if _local(element) == "tbl":
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 0:
                yield iter(rows)
                rows = []
                element.clear()
        elif event == "end" and depth == 1:
            if not _is_deleted(element):
                rows.append(_cells(element))
            element.clear()


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_deleted(row: _Element) -> bool:
    return row.find("{*}trPr/{*}del") is not None


def _cells(row: _Element) -> Cells:
    before = _number(row.find("{*}trPr/{*}gridBefore"))
    cells: list[tuple[str, Fault]] = [("", Fault.NONE)] * min(before, _COLUMNS)
    for cell in _of(row, "tc"):
        fault = Fault.NONE
        below, beside = cell.find("{*}tcPr/{*}vMerge"), cell.find("{*}tcPr/{*}hMerge")
        if below is not None and _value(below) != "restart":
            fault = Fault.BELOW
        elif beside is not None and _value(beside) != "restart":
            fault = Fault.MERGED
        cells.append(("" if fault else _words(cell), fault))
        across = _number(cell.find("{*}tcPr/{*}gridSpan")) - 1
        cells += [("", Fault.MERGED)] * min(max(across, 0), _COLUMNS)
    return cells[:_COLUMNS]


def _of(parent: _Element, wanted: str) -> Iterator[_Element]:
    """The children of this name, also those that content controls hold."""
    for child in parent:
        if _local(child) == wanted:
            yield child
        elif _local(child) in _WRAPPERS:
            yield from _of(child, wanted)


def _value(element: _Element) -> str:
    return next((str(value) for name, value in element.attrib.items() if str(name).endswith("}val")), "")


def _number(element: _Element | None) -> int:
    return int(_value(element)) if element is not None and _value(element).isdigit() else 0


def _words(cell: _Element) -> str:
    """What stands in a cell: its paragraphs, one a line."""
    parts: list[str] = []
    _gather(cell, parts)
    return "".join(parts).strip("\n")


def _gather(element: _Element, parts: list[str]) -> None:
    for child in element:
        match _local(child):
            case "t":
                parts.append(child.text or "")
            case "tab":
                parts.append("\t")
            case "br" | "cr":
                parts.append("\n")
            case "noBreakHyphen":
                parts.append("-")
            case "p":
                _gather(child, parts)
                parts.append("\n")
            case name if name not in _NOT_READ:
                _gather(child, parts)
