"""Tables of figures: what a floor builds for spreadsheets and for programs, and what their writers walk.

Like the tree of a document nothing here changes once built, and nothing here knows what the tables are about.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.documents.tree import Direction

FORMAT = "commonspace-tables"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a fixed vocabulary: `name` for programs, `label` for people, in the language of the tables."""

    name: str
    label: str


Cell = str | int | Decimal | date | Term | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `name` for programs, `title` for people, `width` in characters; `choices` are offered as a list where the
    format can."""

    name: str
    title: str
    width: int = 14
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `name` is what people and programs ask for, `title` stands on it. Every row has a cell for each column.

    `above` are lines that stand over its head where people read it: programs, and so CSV, have no use for them. Where it is
    `fitted` its rows are written as high as their words need, for readers that do not work that out.
    Raises ValueError where a row differs in length from the columns.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    above: tuple[str, ...] = ()
    fitted: bool = False

    def __post_init__(self) -> None:
        width = len(self.columns)
        if any(len(row) != width for row in self.rows):
            raise ValueError(f"Table {self.name} has rows that differ in length from its columns.")


@dataclass(frozen=True, slots=True)
class Workbook:
    """Some tables that belong together. `status` is printed on every page, `date` dates the file.

    Raises ValueError where two tables have one name.
    """

    title: str
    language: str
    direction: Direction
    date: date
    sheets: tuple[Sheet, ...]
    status: str = ""

    def __post_init__(self) -> None:
        if len({sheet.name for sheet in self.sheets}) != len(self.sheets):
            raise ValueError("Two tables have the same name.")

    def sheet(self, name: str) -> Sheet | None:
        """The table of this name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def to_json(workbook: Workbook) -> str:
    """The tables as canonical JSON: the same tables give the same text, and `from_json` gives them back."""
    data = {
        "format": FORMAT,
        "version": VERSION,
        "title": workbook.title,
        "status": workbook.status,
        "language": workbook.language,
        "direction": workbook.direction,
        "date": workbook.date.isoformat(),
        "sheets": [
            {
                "name": sheet.name,
                "title": sheet.title,
                "columns": [[column.name, column.title, column.width] for column in sheet.columns],
                "rows": [[_out(cell) for cell in row] for row in sheet.rows],
                # Only where there are some, so that tables without them are written as before.
                **({"above": list(sheet.above)} if sheet.above else {}),
                **({"fitted": True} if sheet.fitted else {}),
            }
            for sheet in workbook.sheets
        ],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Workbook:
    """The tables that `to_json` wrote down. Raises ValueError for anything else."""
    data = json.loads(text)
    if not isinstance(data, dict) or (data.get("format"), data.get("version")) != (FORMAT, VERSION):
        raise ValueError(f"These are no tables of {FORMAT}, version {VERSION}.")
    return Workbook(
        title=data["title"],
        status=data["status"],
        language=data["language"],
        direction=data["direction"],
        date=date.fromisoformat(data["date"]),
        sheets=tuple(
            Sheet(
                sheet["name"],
                sheet["title"],
                tuple(Column(*column) for column in sheet["columns"]),
                tuple(tuple(_in(cell) for cell in row) for row in sheet["rows"]),
                tuple(sheet.get("above", ())),
                bool(sheet.get("fitted")),
            )
            for sheet in data["sheets"]
        ),
    )


def _out(cell: Cell) -> Any:
    """Texts and whole numbers as they are; whatever JSON does not know as a list of its kind and its parts."""
    match cell:
        case Decimal():
            return ["decimal", str(cell)]
        case date():
            return ["date", cell.isoformat()]
        case Term(name, label):
            return ["term", name, label]
        case _:
            return cell


def _in(cell: Any) -> Cell:
    match cell:
        case ["decimal", str(value)]:
            return Decimal(value)
        case ["date", str(value)]:
            return date.fromisoformat(value)
        case ["term", str(name), str(label)]:
            return Term(name, label)
        case None | str() | int():
            return cell
    raise ValueError(f"No table has the cell {cell!r}.")


def as_number(value: Any) -> Decimal | None:
    """A value as a decimal number, or None where it is none: yes and no, words, not finite."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def joined(parts: Sequence[str], by: str = "; ") -> str:
    """Several texts in one cell; empty ones are left out."""
    return by.join(part for part in parts if part)
