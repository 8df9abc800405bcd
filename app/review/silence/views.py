"""What the doors show of texts under silence and of the chair's statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Running(StrEnum):
    """How the silence on a text stands."""

    PLANNED = "planned"
    RUNNING = "running"
    BROKEN = "broken"
    UNBROKEN = "unbroken"
    CONFIRMED = "confirmed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class UnderSilence:
    """One text under silence in a round. `objection` is the one that broke it, `taken_back` that it was withdrawn since;
    `objections` counts all that were raised to it in the round."""

    id: int
    code: str
    title: str
    title_i18n: Mapping[str, str]
    state: str
    version: int
    note: str
    standing: Running
    begins_at: datetime
    broken_at: datetime | None = None
    objection: str | None = None
    taken_back: bool = False
    objections: int = 0
    confirmed_at: datetime | None = None
    confirmed_by: str = ""
    why_not_confirm: str | None = None


@dataclass(frozen=True)
class Silences:
    """The texts of a round of silence that the reader may see, and what the reader may do with them.

    `why_not_break` is the sentence for this reader, whatever the text; None where the reader breaks silences here.
    `chairs` says whether the reader runs the round.
    """

    texts: tuple[UnderSilence, ...]
    why_not_break: str | None
    chairs: bool
    stage: str
    closes_at: datetime
    at: datetime

    @property
    def to_confirm(self) -> list[UnderSilence]:
        """What the reader can confirm now."""
        return [text for text in self.texts if text.why_not_confirm is None and self.chairs]

    def count(self, standing: str) -> int:
        """How many texts stand like this."""
        return sum(text.standing == standing for text in self.texts)


@dataclass(frozen=True, slots=True)
class Listed:
    """An objection as a statement lists it: how it stood then, and how it was addressed in the chair's words."""

    objection: str
    proposal: str
    state: str
    addressed: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement of the chair. `superseded_at` is when a later one took its place; None for the one that counts."""

    n: int
    words: str
    listed: tuple[Listed, ...]
    by: str
    issued_at: datetime
    superseded_at: datetime | None = None


@dataclass(frozen=True)
class LastCall:
    """Where a last call stands: its objections by where each stands, the statement that counts, and whether the reader
    may issue one."""

    by_state: Mapping[str, int]
    statements: tuple[StatementView, ...]
    why_not_state: str | None
    chairs: bool

    @property
    def objections(self) -> int:
        """How many there are."""
        return sum(self.by_state.values())

    @property
    def statement(self) -> StatementView | None:
        """The one that counts."""
        return self.statements[-1] if self.statements else None
