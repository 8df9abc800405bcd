"""Tables of the DOCX: the masthead of the first page, and tables with hairlines and a header row on every page."""

from __future__ import annotations

import re

from docx.opc.part import Part
from lxml.etree import _Element

from app.documents.docx_styles import INK, RULE, TEXT_WIDTH
from app.documents.docx_xml import block_direction, el, paragraph, run, runs
from app.documents.safe import plain
from app.documents.tree import Cover, Direction, Run, Table, Text

_LAST_ROWS = 3
"""So many rows at the end of a table stay together, and at its beginning with the header."""


def table(block: Table, direction: Direction, part: Part, width: int) -> _Element:
    """A table with hairlines between rows; the header row is repeated on every page and no row is split."""
    columns = _columns(block, width)
    header = el(
        "tr",
        el("trPr", el("cantSplit"), el("tblHeader")),
        *(
            _cell(cell, "TableHead", columns[i], block, i, direction, part, header=True)
            for i, cell in enumerate(block.header)
        ),
    )
    count = len(block.rows)
    rows = (
        el(
            "tr",
            el("trPr", el("cantSplit")),
            *(
                _cell(cell, "TableText", columns[i], block, i, direction, part, keep=_kept(n, count))
                for i, cell in enumerate(row)
            ),
        )
        for n, row in enumerate(block.rows)
    )
    caption = plain("".join(each.text for each in block.caption))
    properties = el(
        "tblPr",
        el("bidiVisual") if direction == "rtl" else None,
        el("tblW", w=width, type="dxa"),
        el(
            "tblBorders",
            el("top", val="single", sz=8, space=0, color=INK),
            el("bottom", val="single", sz=8, space=0, color=INK),
            el("insideH", val="single", sz=4, space=0, color=RULE),
        ),
        el("tblLayout", type="fixed"),
        el("tblCellMar", el("left", w=_CELL_MARGIN, type="dxa"), el("right", w=_CELL_MARGIN, type="dxa")),
        el(
            "tblLook",
            val="04A0",
            firstRow=1,
            lastRow=0,
            firstColumn=int(block.row_headers),
            lastColumn=0,
            noHBand=0,
            noVBand=1,
        ),
        el("tblCaption", val=caption),
    )
    grid = el("tblGrid", *(el("gridCol", w=column) for column in columns))
    return el("tbl", properties, grid, header, *rows)


def _kept(row: int, count: int) -> bool:
    """Whether a row stays on the page of the next one: no page begins with the last row, none ends with the first."""
    return row < count - 1 and (row == 0 or row >= count - _LAST_ROWS)


_CELL_MARGIN, _LETTER = 85, 94
"""The margin of a cell, and the width of a letter of the table's face, in twentieths of a point."""

_LONGEST = 16
_WORD = re.compile(r"[\u2e80-\uffff]+|[^\s/\-\u2e80-\uffff]+")


def _columns(block: Table, width: int) -> list[int]:
    """The widths of the columns as the table shares them out, except that no word and no code is broken for want of room.

    What a narrow column lacks is taken from those that have room to spare.
    """
    shares = block.widths or (1,) * len(block.header)
    columns = [width * share // sum(shares) for share in shares]
    least = [_least(block, i) for i in range(len(columns))]
    lacking = sum(max(0, need - has) for need, has in zip(least, columns, strict=True))
    spare = [max(0, has - need) for need, has in zip(least, columns, strict=True)]
    if 0 < lacking <= sum(spare):
        pairs = zip(least, columns, spare, strict=True)
        columns = [max(need, has) - lacking * room // sum(spare) for need, has, room in pairs]
    columns[max(range(len(columns)), key=lambda i: (columns[i], i))] += width - sum(columns)
    return columns


def _least(block: Table, column: int) -> int:
    """The width of the longest word of a column, or code; very long words may break."""
    cells = (block.header[column], *(row[column] for row in block.rows))
    return round(max(map(_longest, cells)) * _LETTER) + 2 * _CELL_MARGIN


def _longest(cell: Text) -> float:
    """The longest word of a cell in letters. Chinese breaks anywhere, but not sooner than after four of its letters."""
    if _is_code(cell):
        return len(cell[0].text) + 1
    words = _WORD.findall(plain("".join(run.text for run in cell)))
    return max((_breadth(word) for word in words), default=0)


def _breadth(word: str) -> float:
    if word[0] >= "\u2e80":
        return min(len(word), 4) * 1.75
    return min(len(word), _LONGEST) * (1 if word.isascii() else 1.2)


def _is_code(cell: Text) -> bool:
    return len(cell) == 1 and cell[0].code and len(cell[0].text) <= 20


def _cell(
    text: Text,
    style: str,
    width: int,
    block: Table,
    column: int,
    direction: Direction,
    part: Part,
    *,
    header: bool = False,
    keep: bool = False,
) -> _Element:
    own = block_direction(text, direction)
    content = paragraph(style, runs(text, own, direction, part), own, keep_next=keep)
    if (block.align and block.align[column] == "end") or own != direction == "rtl":
        content[0].append(el("jc", val="right"))
    borders = el("tcBorders", el("bottom", val="single", sz=6, space=0, color=INK)) if header else None
    bottom = el("vAlign", val="bottom") if header else None
    whole = el("noWrap") if _is_code(text) else None
    return el("tc", el("tcPr", el("tcW", w=width, type="dxa"), borders, whole, bottom), content)


def cover_table(cover: Cover, direction: Direction, part: Part) -> list[_Element]:
    """The masthead: organ and symbol over a double rule, the status and the facts below it."""
    long = len(cover.symbol) > 18
    left = TEXT_WIDTH // 2 if long else TEXT_WIDTH * 5 // 8
    columns = (left, TEXT_WIDTH - left)

    def lines(style: str, *texts: str) -> list[_Element]:
        return [paragraph(style, [run(Run(text), direction)], direction) for text in texts if text]

    organ = paragraph("Organ", [run(Run(cover.organ), direction)], direction)
    symbol = paragraph(
        "LongSymbol" if long else "Symbol", [run(Run(cover.symbol, dir="ltr"), "ltr")], direction
    )
    facts = lines("Fact", cover.distribution, cover.date_line, cover.original)
    facts += [paragraph("Fact", runs(fact, direction, direction, part), direction) for fact in cover.facts]
    meeting = lines("Status", cover.status) + lines("Fact", cover.session, cover.agenda_item)
    properties = el(
        "tblPr",
        el("bidiVisual") if direction == "rtl" else None,
        el("tblW", w=TEXT_WIDTH, type="dxa"),
        el("tblLayout", type="fixed"),
        el("tblCellMar", el("left", w=0, type="dxa"), el("right", w=0, type="dxa")),
    )
    grid = el("tblGrid", *(el("gridCol", w=column) for column in columns))

    def row(contents: tuple[list[_Element], list[_Element]], *, ruled: bool) -> _Element:
        cells = []
        for content, width in zip(contents, columns, strict=True):
            rule = el("bottom", val="thickThinSmallGap", sz=18, space=0, color=INK)
            own = el("tcBorders", rule) if ruled else None
            place = el("vAlign", val="bottom") if ruled else None
            cells.append(el("tc", el("tcPr", el("tcW", w=width, type="dxa"), own, place), *content))
        return el("tr", el("trPr", el("cantSplit")), *cells)

    empty = [paragraph("Fact", [], direction)]
    return [
        el(
            "tbl",
            properties,
            grid,
            row(([organ], [symbol]), ruled=True),
            row((meeting or empty, facts or empty), ruled=False),
        )
    ]
