"""How tables lie on the page: the shares of their columns, and which of them want the long side of the paper."""

from __future__ import annotations

import re
from math import ceil

from app.documents.tree import Section, Table, Text, walk

LINE, WIDE_LINE = 100, 158
"""About as many letters of a table's size as a line holds, on the paper's short side and on its long side."""
TALL = 4
"""Rows of so many lines read badly in many narrow columns."""
LEAST_COLUMNS = 6
LONGEST, FAT, INSET = 15, 1.1, 2.0
"""Words up to this length are kept whole; bold letters are this much wider; the room beside a cell's words."""
WHOLE, FEW = 20, 8
"""A table of so many lines, in so many rows, is not broken over two pages."""
MOST_LINES, LINE_HEIGHT = 25, 1.5
"""A first row is waited for up to this height; the height of a line in sizes of its letters."""

_SQUARE = re.compile("[\u2e80-\uffdc]")
_WORD = re.compile("[^\\s\u2e80-\uffdc]+")


def widths_of(table: Table, line: int = LINE) -> list[int]:
    """The share of the line that each column gets: as the tree says, or by what the column holds.

    A column that cannot hold its longest word takes what it wants from the columns that have more than they need.
    """
    columns = list(zip(table.header, *table.rows, strict=True))
    shares = [float(share) for share in table.widths] or [_want(column) for column in columns]
    shares = [line * share / sum(shares) for share in shares]
    needs = [min(LONGEST, max(map(_longest_word, column))) * FAT + INSET for column in columns]
    spare = [max(0.0, share - need) for share, need in zip(shares, needs, strict=True)]
    wanted = sum(max(0.0, need - share) for share, need in zip(shares, needs, strict=True))
    if wanted and sum(spare):
        taken = min(1.0, wanted / sum(spare))
        shares = [
            share - over * taken if over else min(need, share + (need - share) * sum(spare) / wanted)
            for share, need, over in zip(shares, needs, spare, strict=True)
        ]
    return [round(10 * share) for share in shares]


def _want(column: tuple[Text, ...]) -> float:
    lengths = [_length(cell) for cell in column]
    return max(6.0, min(sum(lengths) / len(lengths), 45.0))


def is_wide(annex: Section) -> bool:
    """Whether an annex reads better across the paper: its tables have many columns, and their rows would be tall."""
    tables = [block for _, block in walk(annex.blocks) if isinstance(block, Table)]
    return any(len(table.header) >= LEAST_COLUMNS and _height(table) >= TALL for table in tables)


def tight_columns(table: Table, widths: list[int]) -> list[bool]:
    """For each column whether it holds a word that is longer than its line, so that its words may be hyphenated."""
    columns = zip(table.header, *table.rows, strict=True)
    return [
        max(map(_longest_word, column)) * FAT + INSET > width / 10 + 0.1
        for column, width in zip(columns, widths, strict=True)
    ]


def first_room(table: Table, widths: list[int]) -> float:
    """About how high caption, header and first row are, in sizes of a letter: a table begins where there is that much."""
    lines = sum(min(MOST_LINES, _row_lines(row, widths)) for row in (table.header, *table.rows[:1]))
    caption = _lines(table.caption, sum(widths) / 10)
    return round(LINE_HEIGHT * (lines + caption) + 4, 1)


def stays_whole(table: Table, widths: list[int]) -> bool:
    """Whether a table is so short that it goes to the next page rather than break."""
    return len(table.rows) <= FEW and sum(_row_lines(row, widths) for row in table.rows) <= WHOLE


def _row_lines(row: tuple[Text, ...], widths: list[int]) -> int:
    return max(_lines(cell, max(1.0, width / 10 - INSET)) for cell, width in zip(row, widths, strict=True))


def _lines(cell: Text, room: float) -> int:
    return ceil(_length(cell) / room) + sum(run.text.count("\n") for run in cell)


def _letters(widths: list[int], line: int) -> list[float]:
    return [max(1.0, line * share / sum(widths) - INSET) for share in widths]


def _height(table: Table) -> float:
    """The mean height of a row in lines, were the table set along the short side."""
    letters = _letters(widths_of(table), LINE)
    if not table.rows:
        return 0
    heights = (
        max(_length(cell) / room for cell, room in zip(row, letters, strict=True)) for row in table.rows
    )
    return sum(heights) / len(table.rows)


def _length(text: Text) -> int:
    """About how many letters wide the words are; a Chinese character is as wide as two."""
    return sum(len(run.text) + len(_SQUARE.findall(run.text)) for run in text)


def _longest_word(text: Text) -> int:
    return max(map(len, _WORD.findall("".join(run.text for run in text))), default=0)
