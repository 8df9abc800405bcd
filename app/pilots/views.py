"""What is shown of pilots: the board's lines, one pilot whole. Frozen; read by `queries.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.pilots.measured import MeasuredBenchmark
from app.pilots.rules import OVER


@dataclass(frozen=True, slots=True)
class Party:
    """A delegation in a pilot, or one that is invited to it, or has left it."""

    id: int
    code: str
    name: str
    name_i18n: Mapping[str, str]
    lead: bool
    invited_on: date | None = None
    joined_on: date | None = None
    left_on: date | None = None
    reason: str = ""
    ended_on: date | None = None
    lead_asked_on: date | None = None

    @property
    def invited(self) -> bool:
        """Whether it has been asked and has not answered."""
        return self.invited_on is not None and self.joined_on is None and self.left_on is None

    @property
    def inside(self) -> bool:
        """Whether it takes part today; what a package brought has no days and takes part, what has ended does not."""
        return self.left_on is None and self.ended_on is None and not self.invited

    @property
    def has_led(self) -> bool:
        """Whether it led the pilot and left; one that declined an invitation never led it."""
        declined = self.invited_on is not None and self.joined_on is None
        return self.lead and self.left_on is not None and not declined


@dataclass(frozen=True, slots=True)
class Tried:
    """A mechanism that is tried, or a benchmark that is reported against."""

    id: int
    code: str
    kind: str
    title: str
    title_i18n: Mapping[str, str]
    state: str
    recommended: bool


@dataclass(frozen=True, slots=True)
class Recommended:
    """What a State can take up: a mechanism with the recommended benchmarks that measure it, or a benchmark."""

    code: str
    kind: str
    title: str
    title_i18n: Mapping[str, str]
    measured_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as the clock sees it; `moved_to` is the new day of one that was rescheduled."""

    id: int
    title: str
    due: date
    completed: date | None
    stage: str
    days_late: int
    basis: str
    source: str | None
    note: str | None
    moved_to: date | None = None


@dataclass(frozen=True, slots=True)
class ReportDue:
    """A progress report of one stretch, as the clock sees it: `submitted`, `late`, `due` or `planned`."""

    n: int
    starts: date
    ends: date
    due: date
    stage: str
    days_late: int


@dataclass(frozen=True, slots=True)
class PilotLine:
    """One pilot on the board."""

    id: int
    code: str
    title: str
    description: str
    state: str
    starts: date
    ends: date | None
    basis: str
    parties: tuple[Party, ...]
    tries: tuple[Tried, ...]
    steps: tuple[Step, ...]
    measurements: int
    reports: tuple[ReportDue, ...] = ()

    @property
    def leads(self) -> tuple[Party, ...]:
        """The States that lead."""
        return tuple(party for party in self.parties if party.lead and party.inside)

    @property
    def partners(self) -> tuple[Party, ...]:
        """The delegations that take part beside them."""
        return tuple(party for party in self.parties if not party.lead and party.inside)

    @property
    def without_lead(self) -> bool:
        """Whether no State leads it although it is not over: nobody can decide about it."""
        return not self.leads and self.state not in OVER

    @property
    def late_reports(self) -> tuple[ReportDue, ...]:
        """The progress reports that are late by the clock."""
        return tuple(report for report in self.reports if report.stage == "late")

    @property
    def standing_steps(self) -> int:
        """How many milestones there are, without those that were moved to another day or dropped."""
        return sum(step.stage in ("met", "late", "planned") for step in self.steps)

    @property
    def late(self) -> tuple[Step, ...]:
        """The milestones that are late by the clock."""
        return tuple(step for step in self.steps if step.stage == "late")

    @property
    def met(self) -> int:
        """How many milestones are met."""
        return sum(step.stage == "met" for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The next milestone that is planned."""
        return next((step for step in self.steps if step.stage == "planned"), None)


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A public source named on the page."""

    code: str
    title: str
    publisher: str
    year: int | None
    url: str | None


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step of a pilot on its course, with who took it and why."""

    verb: str
    to_state: str
    reason: str
    lessons: str
    follow_up: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """A progress report that was submitted, word by word."""

    of: ReportDue
    light: str
    narrative: str
    risks: str
    recovery: str
    resources: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PilotPage:
    """One pilot, whole."""

    line: PilotLine
    taken: tuple[StepTaken, ...]
    reports: tuple[Report, ...]
    benchmarks: tuple[MeasuredBenchmark, ...]
    sources: tuple[CitedSource, ...]
    light: str

    @property
    def own_light(self) -> str:
        """The light its reporter gave in the last report, or nothing."""
        return self.reports[-1].light if self.reports else ""
