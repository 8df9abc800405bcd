"""What the page of a consultation shows: plain frozen objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.consultations.models import CalendarEvent, Visibility
from app.review.report.queries import Owed
from app.site.course import Coming, OpenRound


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted in a round of comments."""

    comments: int = 0
    delegations: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of the course. `kind` is `draft`, a kind of round, `dialogue` or `pilots`; `code` that of a round."""

    kind: str
    title: str
    first: date
    last: date
    stage: str
    share: int
    figures: Figures
    code: str = ""


@dataclass(frozen=True, slots=True)
class RoundtableLine:
    """A roundtable as a line of the contents."""

    code: str
    number: int
    title: str
    title_i18n: Mapping[str, str]
    description: str
    mechanisms: int
    benchmarks: int
    no_baseline: int
    no_benchmark: int
    comments: int
    adopted: int


@dataclass(frozen=True, slots=True)
class Said:
    """A comment among the latest."""

    code: str
    proposal: str
    title: str
    title_i18n: Mapping[str, str]
    text: str
    language: str
    stance: str
    who: str
    at: datetime
    comments: int


@dataclass(frozen=True, slots=True)
class ConstituencyLine:
    """Who sits in a constituency and how many of them have spoken."""

    name: str
    name_i18n: Mapping[str, str]
    description: str
    delegations: int
    spoken: int
    comments_now: int
    comments: int
    names: tuple[tuple[str, Mapping[str, str]], ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A working group with its members."""

    code: str
    title: str
    mandate: str
    roundtable: str
    roundtable_number: int
    visibility: Visibility
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ConsultationPage:
    """The whole page."""

    at: datetime
    standfirst: str
    open: tuple[OpenRound, ...]
    course: tuple[Stretch, ...]
    roundtables: tuple[RoundtableLine, ...]
    latest: tuple[Said, ...]
    constituencies: tuple[ConstituencyLine, ...]
    groups: tuple[GroupLine, ...]
    coming: tuple[Coming, ...]
    past: tuple[CalendarEvent, ...]
    observers: int
    states: Mapping[str, int]
    pilots: int
    without_lead: int
    owed: tuple[Owed, ...] = ()
    by_members: frozenset[str] = frozenset()
    """The rounds in whose ballot each member has a position of its own."""
    running: frozenset[str] = frozenset()
    """The rounds in whose ballot the counts are shown while it is open."""

    @property
    def mechanisms(self) -> int:
        """How many mechanisms there are."""
        return sum(line.mechanisms for line in self.roundtables)

    @property
    def benchmarks(self) -> int:
        """How many benchmarks there are."""
        return sum(line.benchmarks for line in self.roundtables)

    @property
    def proposals(self) -> int:
        """How many proposals there are in all."""
        return self.mechanisms + self.benchmarks

    @property
    def delegations(self) -> int:
        """How many delegations may take positions."""
        return sum(line.delegations for line in self.constituencies)

    @property
    def spoken(self) -> int:
        """How many of them have commented."""
        return sum(line.spoken for line in self.constituencies)

    @property
    def adopted(self) -> int:
        """How many proposals are adopted."""
        return self.states.get("adopted", 0) + self.states.get("consolidated", 0)

    @property
    def comment_round(self) -> OpenRound | None:
        """The open round in which comments are taken."""
        return next((r for r in self.open if r.kind in ("comment", "last_call")), None)

    @property
    def ballot_round(self) -> OpenRound | None:
        """The open round in which positions are given."""
        return next((r for r in self.open if r.kind == "ballot"), None)
