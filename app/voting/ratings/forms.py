"""The sheet of a round of rating as a form: what is drawn, what was typed, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.kernel.errors import FieldError
from app.voting.ratings.actions import Wish
from app.voting.ratings.charts import histogram
from app.voting.ratings.sentences import before_words, given_words
from app.voting.ratings.views import Line, Row
from app.web.bars import Bars


@dataclass(frozen=True, slots=True)
class RowForm:
    """One row as it stands on the screen: what is chosen, in a sentence what is saved, and what the round before came to
    with its chart and what was said there. `turn` is what the row is drawn from."""

    line: Line
    why_not: str | None
    given: str
    value: str
    word: str
    turn: int
    before: str = ""
    chart: Bars | None = None
    said: tuple[str, ...] = ()
    error: str = ""
    word_error: str = ""
    saved: bool = False


def row_form(row: Row, *, saved: bool = False) -> RowForm:
    """A row with what counts now."""
    given, before = row.given, row.before
    value = "" if given is None else str(given.score if given.score is not None else given.choice)
    return RowForm(
        line=row.line,
        why_not=row.why_not,
        given=given_words(row),
        value=value,
        word=given.word if given else "",
        turn=given.turn if given else 0,
        before=before_words(before) if before else "",
        chart=histogram(row.line.code, before.counts) if before else None,
        said=before.words if before else (),
        saved=saved,
    )


@dataclass(frozen=True, slots=True)
class Typed:
    """What came back from a sheet, by the code of the text."""

    values: Mapping[str, str]
    words: Mapping[str, str]
    turns: Mapping[str, int]
    versions: Mapping[str, int]

    def wishes(self, rows: Sequence[str], only: str = "") -> list[Wish]:
        """What is meant: each row of the sheet in which something is chosen or written, or the one that was sent."""
        return [
            Wish(
                code,
                self.values.get(code, ""),
                self.words.get(code, ""),
                self.turns.get(code),
                self.versions.get(code),
            )
            for code in rows
            if only == code or (not only and (self.values.get(code) or self.words.get(code, "").strip()))
        ]

    def on(self, row: Row, errors: Sequence[FieldError]) -> RowForm:
        """A row with what was typed into it, drawn from what counts now, and what is wrong with it."""
        code, fresh = row.line.code, row_form(row)
        sentences = {error.field: error.message for error in errors}
        return replace(
            fresh,
            value=self.values.get(code, fresh.value),
            word=self.words.get(code, fresh.word),
            error=sentences.get(code, ""),
            word_error=sentences.get(f"{code}-word", ""),
        )


def typed_in(form: Mapping[str, object]) -> Typed:
    """The form as sent: `CODE` the score or answer, `CODE-word` the word why, `CODE-turn` and `CODE-version` what it was
    drawn from."""
    found: dict[str, dict[str, str]] = {"": {}, "-word": {}, "-turn": {}, "-version": {}}
    for name, value in form.items():
        if isinstance(value, str):
            end = next((end for end in ("-word", "-turn", "-version") if name.endswith(end)), "")
            found[end][name.removesuffix(end)] = value
    return Typed(found[""], found["-word"], _numbers(found["-turn"]), _numbers(found["-version"]))


def _numbers(texts: Mapping[str, str]) -> dict[str, int]:
    return {
        code: int(text) for code, text in texts.items() if text.isascii() and text.isdigit() and len(text) < 9
    }
