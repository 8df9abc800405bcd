"""A sheet that was filled in off line, as it comes back: XLSX or CSV, its columns in any order.

Nothing in it is trusted, and nothing of it is recorded here: what is clear becomes what somebody typed into the voting
sheet, what is not is asked in words at its row.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from app.documents.table_reading import (
    STUMBLES,
    Cells,
    Fault,
    Kind,
    Unreadable,
    kind_of,
    of_lines,
    of_workbook,
)
from app.kernel.errors import FieldError, Invalid
from app.kernel.i18n import gettext as _
from app.kernel.text.clean import clean, clean_line
from app.kernel.text.fold import fold
from app.voting.actions.casting import Wish, check_wishes, says_the_same
from app.voting.forms import Typed
from app.voting.offline.words import NEEDED, column_words, headings, position_words, would_words
from app.voting.rules import REASON_LIMIT
from app.voting.views import Sheet

LARGEST_FILE = 1024 * 1024
MOST_ROWS = 5_000
_HEAD_WITHIN = 20
_MOST_SAID = 20


@dataclass
class Brought:
    """What a file says: `typed` as if it stood on the sheet, the sentences at the rows, those that belong to no row of
    the sheet (`beside`), the codes that say something `new`, and how many say what stands already."""

    typed: Typed
    errors: list[FieldError] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    same: int = 0


def read_sheet(filename: str, content: bytes, sheet: Sheet) -> Brought:
    """What the file says of this sheet. Invalid at `file` where it is too large, no table, or without its headings."""
    if not content:
        _stop(_("Choose a file: your voting sheet, which ends in .xlsx or .csv."))
    if len(content) > LARGEST_FILE:
        _stop(_("This file has more than one megabyte. A voting sheet is smaller."))
    kind = kind_of(filename, content)
    if kind not in (Kind.WORKBOOK, Kind.LINES):
        _stop(_("This is no table that can be read here. Save it as .xlsx, without a password, or as CSV in UTF-8."))  # fmt: skip
    try:
        rows = _rows(of_lines(content) if kind is Kind.LINES else of_workbook(content))
    except (Unreadable, *STUMBLES):
        _stop(_("This file is damaged, or holds what no voting sheet needs. Take a new one from the voting sheet and copy your positions into it."))  # fmt: skip
    return _Desk(sheet).take(rows)


def _rows(tables: Iterable[Iterator[Cells]]) -> list[tuple[int, dict[str, tuple[str, Fault]]]]:
    known, found = headings(), list[tuple[int, dict[str, tuple[str, Fault]]]]()
    for table in tables:
        columns: dict[int, str] = {}
        for number, cells in enumerate(table, 1):
            if not columns:
                named = {
                    at: known[word]
                    for at, (text, _f) in enumerate(cells)
                    if (word := fold(text).strip()) in known
                }
                if set(named.values()).issuperset(NEEDED):
                    if len(set(named.values())) != len(named):
                        _stop(_("Two columns of this file have the same heading. Leave one of them."))
                    columns = named
                elif number >= _HEAD_WITHIN:
                    break
                continue
            row = {name: cells[at] for at, name in columns.items() if at < len(cells)}
            if any(text.strip() for text, _f in row.values()):
                found.append((number, row))
            if len(found) > MOST_ROWS or number > 10 * MOST_ROWS:
                _stop(_("This file has more rows than a ballot has proposals. Leave those that you fill in."))
        if columns:
            return found
    words = column_words()
    _stop(
        _("This file has no columns headed %(names)s. Take it from the voting sheet and fill it in.")
        % {"names": ", ".join(f"“{words[name]}”" for name in NEEDED)}
    )


class _Desk:
    """Takes the rows of a file one by one to the sheet of one delegation."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows = {row.line.code: row for row in sheet.rows}
        self.positions, self.would = position_words(sheet.view.rule), would_words()
        self.brought = Brought(Typed({}, {}, {}, {}))
        self.taken: set[str] = set()

    def take(self, rows: Iterable[tuple[int, Mapping[str, tuple[str, Fault]]]]) -> Brought:
        for number, row in rows:
            sentence = self._foreign(row)
            if sentence:
                self._beside(number, sentence)
            else:
                self._row(number, row)
        return self.brought

    def _beside(self, number: int, sentence: str) -> None:
        said = self.brought.beside
        if len(said) < _MOST_SAID:
            said.append(_("Row %(number)s: %(sentence)s") % {"number": number, "sentence": sentence})
        elif len(said) == _MOST_SAID:
            said.append(_("There are more rows like these."))

    def _foreign(self, row: Mapping[str, tuple[str, Fault]]) -> str:
        """Why the row belongs to no row of this sheet; empty where it does."""
        ballot, delegation, code = (_line(row, name) for name in ("ballot", "delegation", "code"))
        if ballot != self.sheet.view.ballot.code:
            return _("“%(code)s” is another ballot. It was left out.") % {"code": ballot}
        if delegation != self.sheet.delegation:
            return _("“%(code)s” is another delegation. Its positions are not given here.") % {"code": delegation}  # fmt: skip
        if code not in self.rows:
            return _("There is no proposal “%(code)s” on this ballot.") % {"code": code}
        return ""

    def _row(self, number: int, cells: Mapping[str, tuple[str, Fault]]) -> None:
        code = _line(cells, "code")
        row = self.rows[code]
        position, would = _line(cells, "position"), _line(cells, "willing")
        reason = cells.get("reason", ("", Fault.NONE))[0]
        if not position and not would and not reason.strip():
            return
        if code in self.taken:
            return self._beside(
                number, _("%(code)s stands in two rows. The first one was taken.") % {"code": code}
            )
        self.taken.add(code)
        name = self.positions.get(fold(position).strip(), "")
        wish = Wish(
            code, name, reason, row.given.turn if row.given else 0, reason_if_due=True,
            willing=self.would.get(fold(would).strip(), "") if "willing" in cells else None,
        )  # fmt: skip
        sentence = self._unclear(cells, position, name, would, wish.willing)
        if sentence:
            self._ask(wish, FieldError(code, sentence), pick=False)
            return
        version = _line(cells, "version")
        if version != str(row.line.version):
            sentence = _("The file has version %(theirs)s of this text, and version %(n)s is decided on. Read it and choose again.") % {
                "theirs": version or "?",
                "n": row.line.version,
            }  # fmt: skip
            self._ask(wish, FieldError(code, sentence), pick=False)
            return
        try:
            [checked] = check_wishes(self.sheet.view.rule, [wish])
        except Invalid as invalid:
            for error in invalid.errors:
                self._ask(wish, error)
            return
        if row.given is not None and says_the_same(checked, row.given):
            self.brought.same += 1
            return
        turn = _line(cells, "turn")
        if turn and turn != str(row.given.turn if row.given else 0):
            sentence = _("Your delegation has changed this one since the file was taken. Choose again.")
            self._ask(wish, FieldError(code, sentence), pick=False)
            return
        self._type(wish)

    def _unclear(
        self,
        cells: Mapping[str, tuple[str, Fault]],
        position: str,
        name: str,
        would: str,
        willing: str | None,
    ) -> str:
        faults = [fault for _text, fault in cells.values() if fault is not Fault.NONE]
        if faults:
            return _("A cell of this row holds a formula, an error or is merged with others. Write the words into it.")  # fmt: skip
        if not position:
            return _("A reason or a part in a pilot stands in the file, and no position. Choose one.")
        if not name:
            return _("“%(word)s” is no position of this ballot. Choose one.") % {"word": position[:60]}
        if would and not willing:
            return _("“%(word)s” is not what can be said of a pilot. Choose from the list.") % {"word": would[:60]}  # fmt: skip
        return ""

    def _ask(self, wish: Wish, error: FieldError, *, pick: bool = True) -> None:
        if pick:
            self._type(wish)
        elif wish.proposal not in self.brought.new:
            # Nothing of an unclear row is taken: what stands is drawn, with the question beside it.
            self.brought.new.append(wish.proposal)
        self.brought.errors.append(error)

    def _type(self, wish: Wish) -> None:
        typed = self.brought.typed
        if wish.position:
            typed.positions[wish.proposal] = wish.position
        try:
            typed.reasons[wish.proposal] = clean(wish.reason or "", limit=REASON_LIMIT).strip()
        except ValueError:
            typed.reasons[wish.proposal] = ""
        if wish.willing is not None:
            typed.willing[wish.proposal] = wish.willing
        if wish.proposal not in self.brought.new:
            self.brought.new.append(wish.proposal)


def _line(cells: Mapping[str, tuple[str, Fault]], name: str) -> str:
    try:
        return clean_line(cells.get(name, ("", Fault.NONE))[0][:200], limit=None).strip()
    except ValueError:
        return "?"


def _stop(sentence: str) -> NoReturn:
    raise Invalid.at("file", sentence)
