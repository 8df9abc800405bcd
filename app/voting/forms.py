"""The voting sheet as a form: what is drawn, what was typed, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.kernel.errors import Conflict, FieldError
from app.kernel.i18n import gettext as _
from app.voting.actions.casting import Wish
from app.voting.views import Given, Line, Row
from app.voting.words import called_position


@dataclass(frozen=True)
class RowForm:
    """One row as it stands on the screen: what counts, what is chosen, and the sentences at its fields."""

    line: Line
    given: Given | None
    position: str
    reason: str
    error: str = ""
    reason_error: str = ""
    recorded: bool = False
    willing: str = ""
    willing_error: str = ""

    @property
    def turn(self) -> int:
        """The turn this row is drawn from, so that nobody overwrites what somebody else gave meanwhile."""
        return self.given.turn if self.given else 0


@dataclass(frozen=True)
class Typed:
    """What came back from a sheet."""

    positions: dict[str, str]
    reasons: dict[str, str]
    drawn: dict[str, int]
    willing: dict[str, str]

    def wishes(self, only: str = "") -> list[Wish]:
        """The positions that were chosen, or that of the one row that was sent.

        The form hides the reason where none is due, so that one typed before is not meant any more.
        """
        meant = dict.fromkeys([*self.positions, *(code for code, word in self.willing.items() if word)])
        return [
            Wish(
                code,
                self.positions.get(code, ""),
                self.reasons.get(code),
                self.drawn[code],
                reason_if_due=True,
                willing=self.willing.get(code),
            )
            for code in meant
            if code in self.drawn and only in ("", code)
        ]


def typed_in(form: Mapping[str, object]) -> Typed:
    """The form as sent: `CODE` the position, `CODE-reason` its reason, `CODE-turn` the turn it was drawn from,
    `CODE-willing` what the delegation would do."""
    positions, reasons, drawn, willing = {}, {}, {}, {}
    for name, value in form.items():
        if not isinstance(value, str):
            continue
        if name.endswith("-reason"):
            reasons[name.removesuffix("-reason")] = value
        elif name.endswith("-willing"):
            willing[name.removesuffix("-willing")] = value
        elif name.endswith("-turn"):
            if value.isascii() and value.isdigit() and len(value) < 9:
                drawn[name.removesuffix("-turn")] = int(value)
        elif value:
            positions[name] = value
    return Typed(positions, reasons, drawn, willing)


def row_form(row: Row, *, recorded: bool = False) -> RowForm:
    """A row with what counts now."""
    given = row.given
    return RowForm(
        row.line,
        given,
        given.position if given else "",
        (given.reason if given else "") or "",
        recorded=recorded,
        willing=(given.willing if given else None) or "",
    )


def typed_row(
    row: Row, typed: Typed, errors: Sequence[FieldError] = (), clash: Given | None = None
) -> RowForm:
    """A row with what was typed into it, drawn from what counts now, and what is wrong with it."""
    code = row.line.code
    sentences = {error.field: error.message for error in errors}
    error = sentences.get(code, "")
    if clash is not None:
        error = clash_sentence(clash)
    fresh = row_form(row)
    return RowForm(
        row.line,
        row.given,
        typed.positions.get(code, fresh.position),
        typed.reasons.get(code, fresh.reason),
        error,
        sentences.get(f"{code}-reason", ""),
        willing=typed.willing.get(code, fresh.willing),
        willing_error=sentences.get(f"{code}-willing", ""),
    )


def is_still_typed(row: Row, typed: Typed) -> bool:
    """Whether something was chosen or written in a row that is not what counts now."""
    code, fresh = row.line.code, row_form(row)
    position, willing = typed.positions.get(code, ""), typed.willing.get(code, "")
    reason = _lines(typed.reasons.get(code, ""))
    if not (position or reason or willing):
        return False
    then = typed_row(row, typed)
    return (then.position, _lines(then.reason), then.willing) != (
        fresh.position, _lines(fresh.reason), fresh.willing,
    )  # fmt: skip


def kept_row(
    row: Row, typed: Typed, errors: Sequence[FieldError] = (), clash: Given | None = None
) -> RowForm:
    """A row beside the one that was recorded: as typed, and with what somebody else of the delegation gave in it meanwhile."""
    drawn = typed.drawn.get(row.line.code)
    if not errors and clash is None and not is_still_typed(row, typed):
        return row_form(row)
    if row.given is not None and drawn is not None and drawn != row.given.turn:
        clash = clash or row.given
    return typed_row(row, typed, errors, clash)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def clashes_of(conflict: Conflict) -> dict[str, Given]:
    """What somebody else gave meanwhile, by the code of the proposal."""
    return conflict.details if isinstance(conflict.details, dict) else {}


def clash_sentence(position: Given) -> str:
    """What somebody else of the delegation gave while this sheet was open."""
    return _(
        "%(who)s has given “%(position)s” since you opened this sheet. Record yours once more if it is to count."
    ) % {
        "who": position.author_title or _("Somebody else"),
        "position": called_position(position.position).counted,
    }
