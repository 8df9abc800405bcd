"""Tables of the DOCX: the masthead of the first page, and tables with hairlines and a header row on every page."""

from __future__ import annotations

from docx.opc.part import Part
from lxml.etree import _Element

from app.documents.docx_styles import INK, RULE, TEXT_WIDTH
from app.documents.docx_xml import block_direction, el, paragraph, run, runs
from app.documents.safe import plain
from app.documents.tree import Cover, Direction, Run, Table, Text


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
    rows = (
        el(
            "tr",
            el("trPr", el("cantSplit")),
            *(_cell(cell, "TableText", columns[i], block, i, direction, part) for i, cell in enumerate(row)),
        )
        for row in block.rows
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
        el("tblCellMar", el("left", w=85, type="dxa"), el("right", w=85, type="dxa")),
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


def _columns(block: Table, width: int) -> list[int]:
    shares = block.widths or (1,) * len(block.header)
    columns = [width * share // sum(shares) for share in shares]
    columns[-1] += width - sum(columns)
    return columns


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
) -> _Element:
    own = block_direction(text, direction)
    content = paragraph(style, runs(text, own, part), own)
    if block.align and block.align[column] == "end":
        content[0].append(el("jc", val="right"))
    borders = el("tcBorders", el("bottom", val="single", sz=6, space=0, color=INK)) if header else None
    bottom = el("vAlign", val="bottom") if header else None
    return el("tc", el("tcPr", el("tcW", w=width, type="dxa"), borders, bottom), content)


def cover_table(cover: Cover, direction: Direction, part: Part) -> list[_Element]:
    """The masthead: organ and symbol over a double rule, the status and the facts below it."""
    left = TEXT_WIDTH * 5 // 8
    columns = (left, TEXT_WIDTH - left)
    facts = [paragraph("Fact", [run(Run(cover.date_line), direction)], direction)] if cover.date_line else []
    facts += [paragraph("Fact", runs(fact, direction, part), direction) for fact in cover.facts]
    organ = paragraph("Organ", [run(Run(cover.organ), direction)], direction)
    symbol = paragraph("Symbol", [run(Run(cover.symbol, dir="ltr"), direction)], direction)
    status = paragraph("Status", [run(Run(cover.status), direction)], direction)
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

    return [
        el(
            "tbl",
            properties,
            grid,
            row(([organ], [symbol]), ruled=True),
            row(([status], facts or [paragraph("Fact", [], direction)]), ruled=False),
        )
    ]
