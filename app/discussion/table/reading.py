"""A table of comments as a body sends it: XLSX, DOCX or CSV, its columns in any order, headed in any of the six languages
or by the letters of ISO.

Nothing in it is trusted: what is too large, packed to burst, or no table at all is answered with one sentence. A value
that is merged over several rows belongs to each of them. What stands in the secretariat's column is not taken.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, NoReturn

from app.discussion.rules import TEXT_LIMIT
from app.discussion.table.words import (
    BODY,
    CHANGE,
    CLAUSE,
    COMMENT,
    FIELDS,
    LINE,
    NEEDED,
    OBSERVATIONS,
    PARAGRAPH,
    TYPE,
    field_word,
    heading_word,
    headings,
)
from app.documents.docx_reading import of_writing
from app.documents.sheets_csv import meant
from app.documents.table_reading import (
    STUMBLES,
    Cells,
    Fault,
    Kind,
    Unreadable,
    Why,
    kind_of,
    of_lines,
    of_workbook,
)
from app.kernel.errors import Invalid
from app.kernel.i18n import gettext as _
from app.kernel.text.clean import clean, clean_line

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 10_000
_DEEPEST = 100_000
# So many characters of all rows are kept; one merged cell may give its words to very many of them.
_MOST_KEPT = 16_000_000
# So far down a table may begin, under its title, its date and its document.
_HEAD_WITHIN = 25
# So many headings that are not known here are named.
_MOST_IGNORED = 30
_SHORT = {BODY: 300, LINE: 120, CLAUSE: 300, PARAGRAPH: 1_200, TYPE: 60}
# What these letters may be in where it is not UTF-8; the headings say which: the first that makes words of them.
_ENCODINGS = ("cp1252", "cp1251", "cp1256", "gb18030")
# Signs that turn the direction and are not seen; word processors leave them around words of another script.
_TURNS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NUMBERED = re.compile(r"\(?\s*\d\s*\)?")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its place in the file: the number of the table and of the row in it, from 1. `damaged` are columns that
    cannot be taken, with the sentence why; `merged` those whose value stands in a row above; `formulas` those in which
    a formula stands, taken as text."""

    key: int
    table: int
    number: int
    cells: dict[str, str]
    damaged: dict[str, str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """What stands in a column; nothing where the table has no such column."""
        return self.cells.get(name, "")

    def stored(self) -> dict[str, Any]:
        """The row as it waits for being confirmed."""
        return asdict(self)


@dataclass(slots=True)
class Read:
    """What a file holds: `tables` of them with comments, `empty` rows in which nothing was said, `observed` rows with
    something in the secretariat's column, and the headings `ignored`."""

    rows: list[TableRow] = field(default_factory=list)
    tables: int = 0
    empty: int = 0
    observed: int = 0
    ignored: list[str] = field(default_factory=list)


def read_table(filename: str, content: bytes) -> Read:
    """The rows of a file. Invalid where it is too large, none, without its headings, empty, or too long."""
    if not content:
        _stop(_("Choose a file: a table of comments that ends in .xlsx, .docx or .csv."))
    if len(content) > LARGEST_FILE:
        _stop(_("This file has more than 5 megabytes. A table of comments is smaller: leave pictures out, or divide it."))  # fmt: skip
    kind = kind_of(filename, content)
    if kind is Kind.OLD:
        _stop(_("This file is of an old kind or has a password. Save it as .xlsx or .docx, without a password."))  # fmt: skip
    if kind in (Kind.NO_WORKBOOK, Kind.NO_WRITING):
        _stop(_("This file is not what its name says. Open it where it was made and save it anew."))
    if kind is Kind.OTHER:
        _stop(_("This is no table that can be read here. Save it as .xlsx, .docx or CSV."))
    try:
        if kind is Kind.LINES:
            return _of_lines(content)
        tables = of_writing(content) if kind is Kind.WRITING else of_workbook(content)
        return _Reading(goes_on=kind is Kind.WRITING).all_of(tables)
    except Unreadable as error:
        _unreadable(error.why)
    except STUMBLES:
        # Whatever a damaged file makes a reader stumble over.
        _stop(_("This file is damaged. Open it where it was made, save it anew and send it once more."))


def _of_lines(content: bytes) -> Read:
    nearest: set[str] = set()
    for table in of_lines(content, encodings=_ENCODINGS):
        reading = _Reading(lines=True)
        if reading.take(1, table):
            return reading.done()
        nearest = max(nearest, reading.nearest, key=len)
    _lacking(nearest)


class _Reading:
    """Goes through the tables of a file. Where it `goes_on`, a table without headings, as wide as the one before, is
    its next page."""

    def __init__(self, *, goes_on: bool = False, lines: bool = False) -> None:
        self.read, self.nearest = Read(), set[str]()
        self._goes_on, self._lines = goes_on, lines
        self._columns: dict[int, str] = {}
        self._width = self._looked_at = self._kept = 0

    def all_of(self, tables: Iterable[Iterator[Cells]]) -> Read:
        """Every table that is headed as one of comments, or that goes on from one."""
        for number, table in enumerate(tables, 1):
            self.take(number, table)
        if not self._columns:
            _lacking(self.nearest)
        return self.done()

    def done(self) -> Read:
        """What was read. Invalid where it is nothing."""
        if not self.read.rows:
            _stop(_("The table has its headings and no comment below them."))
        return self.read

    def take(self, number: int, table: Iterator[Cells]) -> bool:
        """The rows of one table; False where it is none of comments."""
        headed = False
        above: dict[int, str] = {}
        for at, cells in enumerate(table, 1):
            self._looked_at += 1
            if self._looked_at > _DEEPEST:
                _stop(_("The table goes down further than row %(row)s. Delete the empty rows below it.") % {"row": _DEEPEST})  # fmt: skip
            columns = {} if headed and not self._repeats(cells) else _columns(cells)
            if set(columns.values()).issuperset(NEEDED):
                self._head(cells, columns, first=not headed)
                headed, above = True, {}
                continue
            if not headed:
                self.nearest = max(self.nearest, set(columns.values()), key=len)
                if not (self._goes_on and self._columns and len(cells) == self._width):
                    if at >= _HEAD_WITHIN:
                        break
                    continue
                headed = True
                self.read.tables += 1
            self._row(number, at, cells, above)
        return headed

    def _repeats(self, cells: Cells) -> bool:
        """Whether a row below the headings may be headings once more, as on every page: one cell tells."""
        place = next(place for place, name in self._columns.items() if name == CLAUSE)
        return place < len(cells) and heading_word(cells[place][0][:120]) in headings()

    def _head(self, cells: Cells, columns: dict[int, str], *, first: bool) -> None:
        names = list(columns.values())
        if len(set(names)) != len(names):
            twice = next(name for name in names if names.count(name) > 1)
            _stop(_("Two columns of the table both say “%(column)s”. Leave one.") % {"column": field_word(twice)})  # fmt: skip
        self._columns, self._width = columns, len(cells)
        self.read.tables += first
        for place, (text, _fault) in enumerate(cells):
            if len(self.read.ignored) == _MOST_IGNORED:
                break
            if text.strip() and place not in columns and (word := _heading(text)) not in self.read.ignored:
                self.read.ignored.append(word)

    def _row(self, table: int, number: int, cells: Cells, above: dict[int, str]) -> None:
        values: dict[str, str] = {}
        row = TableRow(len(self.read.rows), table, number, values)
        for place, (text, fault) in enumerate(cells):
            if fault is Fault.BELOW:
                text = above.get(place, "")
            above[place] = text
            name = self._columns.get(place)
            if name is None or not text.strip():
                continue
            self._kept += len(text)
            if self._kept > _MOST_KEPT:
                raise Unreadable(Why.BURST)
            if fault is Fault.BELOW and name != OBSERVATIONS:
                row.merged.append(name)
            if fault is Fault.ERROR:
                row.damaged[name] = _("The spreadsheet found an error here: %(error)s.") % {"error": text[:20]}  # fmt: skip
                continue
            if fault is Fault.FORMULA and not self._lines:
                row.formulas.append(name)
            try:
                values[name] = _taken(name, meant(text) if self._lines else text)
            except ValueError as error:
                row.damaged[name] = str(error)
        self.read.observed += bool(values.pop(OBSERVATIONS, ""))
        row.damaged.pop(OBSERVATIONS, None)
        if _counts_columns(values) or _says_nothing(row):
            self.read.empty += any(values.values())
            return
        self.read.rows.append(row)
        if len(self.read.rows) > MOST_ROWS:
            _stop(_("The table has more than 10,000 comments. Divide it into several."))


def _columns(cells: Cells) -> dict[int, str]:
    known = headings()
    return {
        place: known[word]
        for place, (text, fault) in enumerate(cells)
        if not fault and len(text) <= 120 and (word := heading_word(text)) in known
    }


def _counts_columns(values: dict[str, str]) -> bool:
    """Whether this is the row in which old forms number their columns."""
    return len(values) >= len(NEEDED) and all(_NUMBERED.fullmatch(text) for text in values.values())


def _says_nothing(row: TableRow) -> bool:
    """Whether nothing is said: a body that left the row of a text empty, or a heading over several rows."""
    return not any(row.get(name) or name in row.damaged for name in (COMMENT, CHANGE, PARAGRAPH))


def _taken(name: str, text: str) -> str:
    if name in _SHORT:
        return clean_line(_TURNS.sub("", text), limit=_SHORT[name])
    return clean(text, limit=None if name == OBSERVATIONS else TEXT_LIMIT).strip()


def _heading(text: str) -> str:
    try:
        return clean_line(text[:80], limit=80)
    except ValueError:
        return "?"


def _lacking(found: set[str]) -> NoReturn:
    lacking = [name for name in NEEDED if name not in found]
    if len(lacking) == len(NEEDED):
        names = ", ".join(field_word(name) for name in FIELDS)
        _stop(_("No table in this file is headed as a table of comments. Its columns are: %(columns)s.") % {"columns": names})  # fmt: skip
    _stop(
        _("The table lacks these columns: %(columns)s. Add them, or take the template.")
        % {"columns": ", ".join(field_word(name) for name in lacking)}
    )


def _unreadable(why: Why) -> NoReturn:
    sentences = {
        Why.BURST: _("This file unpacks to far more than a table of comments. It was not opened."),
        Why.DECLARED: _("This file declares what no table needs. It was not opened."),
        Why.MANY_MERGED: _(
            "The sheet has very many merged cells. Divide them, and write the value into the cell of each row."
        ),
        Why.LETTERS: _("The letters of this file cannot be read. Save it as CSV in UTF-8, or as .xlsx."),
    }
    _stop(sentences[why])


def _stop(sentence: str) -> NoReturn:
    raise Invalid.at("sheet", sentence)
