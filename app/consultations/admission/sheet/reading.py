"""A spreadsheet of people as it is read: XLSX or CSV, its columns in any order, headed in any of the six languages.

Nothing in it is trusted: what is too large, packed to burst, or no spreadsheet at all is answered with one sentence.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, NoReturn

from app.consultations.admission.sheet.words import FIELDS, NEEDED, field_word, headings, plain_word
from app.consultations.particulars import read_line
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

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 10_000
_DEEPEST = 100_000
# So far down a list may begin, under its title and its notes.
_HEAD_WITHIN = 20
_CELL = 300


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
    kind = kind_of(filename, content)
    if kind is Kind.OLD:
        _stop(
            _("This spreadsheet is of an old kind or has a password. Save it as .xlsx, without a password.")
        )
    if kind is Kind.NO_WORKBOOK:
        _stop(
            _(
                "This file is called .xlsx and holds no spreadsheet. Open it where it was made and save it anew."
            )
        )
    if kind in (Kind.OTHER, Kind.WRITING, Kind.NO_WRITING):
        _stop(_("This is no spreadsheet that can be read here. Save it as .xlsx or as CSV in UTF-8."))
    try:
        return _read(of_lines(content) if kind is Kind.LINES else of_workbook(content))
    except Unreadable as error:
        _unreadable(error.why)
    except STUMBLES:
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
            case Fault.MERGED | Fault.BELOW:
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


def _unreadable(why: Why) -> NoReturn:
    sentences = {
        Why.BURST: _("This file unpacks to far more than a list of people. It was not opened."),
        Why.DECLARED: _("This file declares what no spreadsheet needs. It was not opened."),
        Why.MANY_MERGED: _(
            "The sheet has very many merged cells. Divide them, and write the value into the cell of each row."
        ),
        Why.LETTERS: _("The letters of this file cannot be read. Save it as CSV in UTF-8, or as .xlsx."),
    }
    _stop(sentences[why])


def _stop(sentence: str) -> NoReturn:
    raise Invalid.at("sheet", sentence)
