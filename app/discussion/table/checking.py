"""Each row of a table held against what is known: the comment it becomes, a question to whoever brings it, why it is kept
aside, or one sentence for each thing that is wrong with it. Nothing is written here."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any

from app.consultations.admission.sheet.words import plain_word
from app.discussion.models import Stance
from app.discussion.rules import TEXT_LIMIT
from app.discussion.table.known import BodyHere, Known, TextHere, who_keys, words_key
from app.discussion.table.lines import body_without_code, body_without_number
from app.discussion.table.placing import Spot, code_in, part_in, spot_in
from app.discussion.table.reading import TableRow
from app.discussion.table.words import (
    BODY,
    CHANGE,
    CLAUSE,
    COMMENT,
    LINE,
    PARAGRAPH,
    TYPE,
    field_word,
    nobodies,
    types,
)
from app.kernel.i18n import gettext as _
from app.kernel.i18n import in_locale

LEFT_OUT, NO_DELEGATION = "-", "*"
"""What is answered where the rows of a question are to be left out, or their body is no delegation here."""
Placed = Mapping[str, Mapping[str, str]]
"""What was answered: by the column, then by what is written there, as it is compared."""


class Becomes(StrEnum):
    """What comes of a row."""

    COMMENT = "comment"
    ASKED = "asked"
    ASIDE = "aside"
    WRONG = "wrong"
    THERE = "there"


@dataclass(frozen=True, slots=True)
class Brought:
    """The comment a row becomes."""

    text: TextHere
    field: str | None
    paragraph: str | None
    quote: dict[str, str] | None
    type: str
    stance: str
    words: str
    change: str | None
    language: str
    delegation: BodyHere | None
    author: str

    @property
    def said(self) -> tuple[Any, ...]:
        """What makes it the same as another, besides who made it."""
        exact = (self.quote or {}).get("exact", "")
        number = self.text.proposal.id or 0
        return words_key(number, self.field, self.paragraph, exact, self.type, self.words, self.change)


@dataclass(frozen=True, slots=True)
class Checked:
    """A row with what comes of it. `sentences` say why it is wrong or kept aside, `notes` what must be known of the
    comment it becomes; `asks` names the column and the words that are to be settled; `there` is the comment that says
    the same already."""

    row: TableRow
    becomes: Becomes
    sentences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    asks: tuple[tuple[str, str], ...] = ()
    comment: Brought | None = None
    there: str = ""


@dataclass
class _Row:
    """One row on its way through the checks."""

    known: Known
    row: TableRow
    placed: Placed
    wrong: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    asks: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def answered(self, column: str, written: str) -> str:
        """What was answered to a question; it is asked where nothing was."""
        answer = self.placed.get(column, {}).get(plain_word(written), "")
        if answer == LEFT_OUT:
            self.aside.append(_("Left out, as you said."))
        elif not answer:
            self.asks.append((column, written))
        return answer

    def damaged(self) -> None:
        """What cannot be taken, and what is taken in another way than it stands there."""
        for name, sentence in self.row.damaged.items():
            self.wrong.append(f"{field_word(name)}: {sentence}")
        if self.row.merged:
            names = ", ".join(field_word(name) for name in self.row.merged)
            self.notes.append(
                _("Merged with the row above, whose value it has: %(columns)s.") % {"columns": names}
            )
        if self.row.formulas:
            names = ", ".join(field_word(name) for name in self.row.formulas)
            self.notes.append(_("A formula, taken as the text it is: %(columns)s.") % {"columns": names})

    def body(self) -> tuple[BodyHere | None, str]:
        """The delegation a row is for, and under what name it speaks."""
        if BODY in self.row.damaged:
            return None, ""
        written = body_without_code(self.row.get(BODY))
        if plain_word(written) in nobodies():
            written = ""
        own = [body for body in self.known.bodies if self.known.own is not None and body.id in self.known.own]
        found = own if not written and len(own) == 1 else self.known.called(written) if written else []
        if not found and (bare := body_without_number(written)):
            # Bodies count their own comments in this column: DE 1, DE 2. What is no single word may have a number in its name.
            found = self.known.called(bare)
            written = bare if found or (len(bare) > 1 and " " not in bare) else written
        if len(found) == 1:
            body: BodyHere | None = found[0]
        else:
            answer = self.answered(BODY, written)
            if answer == NO_DELEGATION and written and self.known.own is None:
                return None, written
            body = self.known.body(answer)
            if answer not in ("", LEFT_OUT) and body is None:
                self.asks.append((BODY, written))
        if body is not None and self.known.own is not None and body.id not in self.known.own:
            names = ", ".join(one.name for one in own)
            self.wrong.append(
                _("You bring comments for %(own)s only, and this one is of %(body)s. Its own head or a convenor brings it.")
                % {"own": names, "body": body.name}
            )  # fmt: skip
        return body, body.signs if body is not None else ""

    def text(self) -> tuple[TextHere | None, str]:
        """The text a row is about, and what stands behind its code."""
        if CLAUSE in self.row.damaged:
            return None, ""
        written = self.row.get(CLAUSE)
        code, behind = code_in(written)
        found = self.known.texts.get(code) or self.known.titled(written)
        if found is None:
            answer = self.answered(CLAUSE, written)
            found = self.known.texts.get(answer.upper())
            behind = written
            if answer not in ("", LEFT_OUT) and found is None:
                self.asks.append((CLAUSE, written))
        elif not code or found.code.upper() != code:
            behind = ""
        if found is not None and found.why_not is not None:
            self.aside.append(found.why_not)
        return found, behind

    def type(self) -> str:
        """The type, by its name for programs."""
        if TYPE in self.row.damaged:
            return ""
        written = self.row.get(TYPE)
        found = types().get(plain_word(written))
        if found is None:
            found = self.answered(TYPE, written)
        return found if found in types().values() else ""


def check_rows(known: Known, rows: Sequence[TableRow], placed: Placed) -> list[Checked]:
    """Every row with what comes of it, in the order of the file."""
    before: dict[tuple[Any, ...], TableRow] = {}
    return [_check(known, row, placed, before) for row in rows]


def _check(known: Known, row: TableRow, placed: Placed, before: dict[tuple[Any, ...], TableRow]) -> Checked:
    on = _Row(known, row, placed)
    on.damaged()
    text, behind = on.text()
    if text is not None and text.why_not is not None:
        # Nothing more is asked of a row that is kept aside in any case.
        return Checked(row, Becomes.ASIDE, tuple(on.aside))
    delegation, author = on.body()
    kind = on.type()
    if not row.get(COMMENT) and COMMENT not in row.damaged:
        on.wrong.append(_("The comment is missing."))
    if on.aside:
        return Checked(row, Becomes.ASIDE, tuple(on.aside))
    if on.wrong:
        return Checked(row, Becomes.WRONG, tuple(on.wrong), asks=tuple(on.asks))
    if on.asks or text is None or not author:
        return Checked(row, Becomes.ASKED, asks=tuple(on.asks))
    spot = _spot(on, text, behind)
    words = _with_place(on, spot)
    if len(words) > TEXT_LIMIT:
        return Checked(row, Becomes.WRONG, (_("The comment is too long: at most %(limit)s characters fit.") % {"limit": TEXT_LIMIT},))  # fmt: skip
    change = row.get(CHANGE)
    comment = Brought(
        text=text, field=spot.field, paragraph=spot.paragraph, quote=spot.quote, type=kind,
        stance=Stance.PROPOSED_CHANGE if change else Stance.CONCERN, words=words, change=change or None,
        language=_language(known, f"{row.get(COMMENT)} {change}"), delegation=delegation, author=author,
    )  # fmt: skip
    return _compared(known, row, comment, tuple(on.notes), before)


def _compared(
    known: Known,
    row: TableRow,
    comment: Brought,
    notes: tuple[str, ...],
    before: dict[tuple[Any, ...], TableRow],
) -> Checked:
    """Whether it says what stands already, or what a row further up says."""
    number = comment.delegation.id if comment.delegation else None
    for who in who_keys(known.round.attribution, number, comment.author, own=True):
        if (code := known.standing.get((who, comment.said))) is not None:
            return Checked(row, Becomes.THERE, comment=comment, there=code)
    mine = (number, comment.author, comment.said)
    if (other := before.setdefault(mine, row)) is not row:
        sentence = _("It says the same as row %(row)s.") % {"row": other.number}
        return Checked(row, Becomes.ASIDE, (sentence,))
    return Checked(row, Becomes.COMMENT, notes=notes, comment=comment)


def _spot(on: _Row, text: TextHere, behind: str) -> Spot:
    part, left = part_in(text, behind)
    written = on.row.get(PARAGRAPH)
    spot = spot_in(on.known.read(text), part, written) if written else Spot(part)
    beside = "; ".join(filter(None, (left, spot.beside)))
    return Spot(spot.field, spot.paragraph, spot.quote, beside)


def _with_place(on: _Row, spot: Spot) -> str:
    """The comment, with the words before it that name a place no reader finds here: nothing in a row is lost."""
    words, line = on.row.get(COMMENT), on.row.get(LINE)
    with in_locale(on.known.consultation.default_language):
        numbered = _("line %(n)s") % {"n": line} if line else ""
    beside = "; ".join(filter(None, (numbered, spot.beside)))
    if not beside:
        return words
    on.notes.append(_("“%(place)s” is no place in this text; it stands before the comment.") % {"place": beside})  # fmt: skip
    return f"[{beside}] {words}"


_SCRIPTS = {"ARABIC": "ar", "CJK": "zh", "CYRILLIC": "ru"}


def _language(known: Known, words: str) -> str:
    """The language of a comment as far as its letters tell it: the consultation's own, or the one of another script."""
    here = known.consultation
    offered = here.languages or [here.default_language]
    letters = [unicodedata.name(sign, "").split(" ")[0] for sign in words[:400] if sign.isalpha()]
    for script, language in _SCRIPTS.items():
        if letters and letters.count(script) * 2 > len(letters):
            return language if language in offered else here.default_language
    if here.default_language in _SCRIPTS.values() and letters:
        return next((one for one in offered if one not in _SCRIPTS.values()), here.default_language)
    return here.default_language


@dataclass(frozen=True, slots=True)
class Question:
    """What must be settled of some rows: the words under a column that mean nothing here yet. `likely` is the answer that
    comes nearest."""

    column: str
    written: str
    key: str
    rows: tuple[TableRow, ...]
    likely: str = ""


def questions_of(known: Known, checked: Sequence[Checked], *, most: int) -> tuple[list[Question], int]:
    """The first questions, each once with all its rows, at most so many; and how many there are in all."""
    found: dict[tuple[str, str], tuple[str, list[TableRow]]] = {}
    for one in checked:
        for column, written in one.asks:
            found.setdefault((column, plain_word(written)), (written, []))[1].append(one.row)
    questions = []
    for (column, key), (written, rows) in islice(found.items(), most):
        near = known.nearest(written) if column == BODY else None
        questions.append(Question(column, written, key, tuple(rows), near.code if near else ""))
    return questions, len(found)
