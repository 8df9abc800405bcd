"""The desk as its page shows it: plain, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.consultations.models import Consultation
from app.notices.needs.views import Need


class When(StrEnum):
    """By when something is due, as the desk groups it. What is late stands with what is due today."""

    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One need with the consultation it is of; `late` by the clock, `elapsed` how much of its time has gone by, in per
    cent, where its beginning is known. `by` is the last day on which it is in time, or since when it waits, in words."""

    need: Need
    consultation: Consultation
    late: bool
    elapsed: int | None
    by: str


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text of which the reader wrote a version: where it stands and how many comments on it are not answered."""

    consultation: Consultation
    code: str
    title: str
    title_i18n: Mapping[str, str]
    state: str
    version: int
    comments: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A comment of the reader's with what became of it; `disposition` None while nobody answered."""

    consultation: Consultation
    code: str
    proposal: str
    text: str
    language: str
    at: datetime
    disposition: str | None
    answered_at: datetime | None
    replies: int


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A consultation with the reader's seats in it: titles, and the groups among them as code and title."""

    consultation: Consultation
    titles: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The desk. `chosen` is the consultation it is narrowed to, if it is; `others` those without a seat of the reader's."""

    at: datetime
    waiting: Mapping[When, tuple[Waiting, ...]]
    many: int
    late: int
    places: tuple[OwnPlace, ...]
    texts: tuple[OwnText, ...]
    comments: tuple[OwnComment, ...]
    others: tuple[Consultation, ...]
    chosen: str

    @property
    def zone(self) -> str:
        """In whose time the desk tells the day: the first consultation's, of those it shows."""
        shown = [p.consultation for p in self.places if self.chosen in ("", p.consultation.slug)]
        return shown[0].timezone if shown else "UTC"

    @property
    def first(self) -> Need | None:
        """What is due first."""
        return next((w.need for group in self.waiting.values() for w in group if w.need.due_at), None)
