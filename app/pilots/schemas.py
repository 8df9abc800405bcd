"""Pilots as programs read and send them: the contract's words, strictly."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

Line = Annotated[str, Field(max_length=2_000)]
Text = Annotated[str, Field(max_length=20_000)]
Day = Annotated[str, Field(max_length=40)]
Code = Annotated[str, Field(max_length=60)]
# Digit by digit: a very small number is not written with an exponent.
Exact = Annotated[Decimal, PlainSerializer(lambda value: f"{value:f}", return_type=str, when_used="json")]
Amount = Annotated[str, Field(max_length=60)] | int | float


class MilestoneOut(BaseModel):
    """A milestone; `state` is as the clock sees it, `moved_to` the new day of one that was rescheduled."""

    id: int
    title: str
    due: date
    completed: date | None
    state: str
    note: str | None
    moved_to: date | None = None


class ReportOut(BaseModel):
    """A progress report that is due or was submitted; `state` is as the clock sees it, `light` the reporter's own."""

    n: int
    starts: date
    ends: date
    due: date
    state: str
    light: str | None = None


class PilotOut(BaseModel):
    """One pilot of a consultation. A pilot is voluntary and binds no State."""

    code: str
    title: str
    state: str
    start: date
    end: date | None
    basis: str
    lead_states: list[str]
    partners: list[str]
    mechanisms: list[str]
    benchmarks: list[str]
    milestones: list[MilestoneOut]
    measurements: int


class PilotsOut(BaseModel):
    """A page of pilots; `next` is the cursor of the next one."""

    items: list[PilotOut]
    next: str | None


class MeasurementOut(BaseModel):
    """One measured value; digits exactly as reported. `corrected_by` is the value that corrects it, if any.

    `questioned` is true while what somebody asked of it, or of a value that it corrects, has no answer.
    """

    id: int
    benchmark: str
    period: str
    date: date
    value: Exact
    unit: str | None
    scope: str
    basis: str
    source: str | None
    note: str | None
    corrects: int | None = None
    corrected_by: int | None = None
    reason: str | None = None
    finding: str | None = None
    questioned: bool = False


class PilotWithValuesOut(PilotOut):
    """One pilot with everything it reported; `light` is computed from dates and values, `own_light` the reporter's."""

    description: str
    values: list[MeasurementOut]
    reports: list[ReportOut]
    light: str
    own_light: str
    invited: list[str]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class MilestoneIn(_Strict):
    """A milestone of a plan."""

    title: Line
    due: Day


class BenchmarkIn(_Strict):
    """What a pilot says of a benchmark; what is left out is as the benchmark itself has it."""

    code: Code
    baseline: Amount | None = None
    baseline_on: Day = ""
    baseline_due: Day = ""
    baseline_source: Line = ""
    target: Amount | None = None
    target_on: Day = ""


class PilotIn(_Strict):
    """Recommended mechanisms that a State takes up. Without `benchmarks` it reports against those linked to them."""

    title: Line
    mechanisms: Annotated[list[Code], Field(max_length=50)]
    start: Day
    end: Day = ""
    description: Text = ""
    benchmarks: Annotated[list[BenchmarkIn], Field(max_length=100)] = []
    milestones: Annotated[list[MilestoneIn], Field(max_length=100)] = []
    delegation: Code | None = None


class PlanIn(_Strict):
    """The plan of a proposed pilot; what is left out stays, a list that is sent replaces the whole of it."""

    title: Line | None = None
    description: Text | None = None
    start: Day | None = None
    end: Day | None = None
    mechanisms: Annotated[list[Code], Field(max_length=50)] | None = None
    benchmarks: Annotated[list[BenchmarkIn], Field(max_length=100)] | None = None
    milestones: Annotated[list[MilestoneIn], Field(max_length=100)] | None = None


class PilotMadeOut(BaseModel):
    """A pilot as an act left it."""

    code: str
    title: str
    state: str
    start: date
    end: date | None


class PilotStepIn(_Strict):
    """A step of a pilot. A confirmation says how often it reports; holding and terminating need a reason; a completion
    says what was learned and what follows (`scale_up`, `adapt`, `stop`)."""

    step: Literal["confirmed", "begun", "held", "resumed", "completed", "terminated"]
    every: int = 6
    due_after: int = 30
    reason: Text = ""
    lessons: Text = ""
    follow_up: Line = ""


class InvitationIn(_Strict):
    """A delegation that is invited, and as what: `lead` (a State) or `partner`."""

    delegation: Code
    part: Code


class LeadIn(_Strict):
    """A State that is asked to lead a pilot without one, and who agreed on it."""

    delegation: Code
    reason: Text


class JoiningIn(_Strict):
    """How the own delegation joins: `lead` (a State that was invited or asked to, or led before) or `partner`."""

    part: Code = "partner"


class WithdrawalIn(_Strict):
    """Why the own delegation leaves; `delegation` is needed by who speaks for several in the pilot."""

    reason: Text = ""
    delegation: Code | None = None


class PartyOut(BaseModel):
    """The part of a delegation in a pilot, as an act left it."""

    pilot: str
    part: str
    invited_on: date | None
    joined_on: date | None
    left_on: date | None
    lead_asked_on: date | None = None


class MilestoneStepIn(_Strict):
    """A milestone is `met` (on a day), `rescheduled` (to another day, with a reason) or `dropped` (with a reason)."""

    step: Literal["met", "rescheduled", "dropped"]
    on: Day = ""
    due: Day = ""
    reason: Text = ""
    note: Text = ""
    source: Line = ""


class PeriodsIn(_Strict):
    """How often a pilot reports (every 3, 6 or 12 months), and how many days after each period the report is due."""

    every: int = 6
    due_after: int = 30


class PeriodsOut(BaseModel):
    """The reports that were agreed."""

    items: list[ReportOut]
    next: str | None = None


class MeasurementIn(_Strict):
    """A measured value, in the benchmark's own unit; `date` is the last day of the period."""

    benchmark: Code
    value: Amount
    unit: Line
    period: Line
    date: Day
    source: Line
    scope: Code = "pilot"
    note: Text = ""


class CorrectionIn(_Strict):
    """The right value and why; what is left out is as in the value that is corrected."""

    value: Amount
    reason: Text
    unit: Line | None = None
    period: Line | None = None
    date: Day | None = None
    source: Line | None = None
    note: Text | None = None


class VerificationIn(_Strict):
    """What was found of a value: `confirmed`, or `questioned` with a note."""

    finding: Code
    note: Text = ""


class VerificationOut(BaseModel):
    """A finding as it was kept."""

    measurement: int
    n: int
    finding: str
    note: str
    at: datetime


class ProgressIn(_Strict):
    """A progress report: how the reporter sees the pilot (green, amber, red, blue), and why."""

    light: Code
    narrative: Text = ""
    risks: Text = ""
    recovery: Text = ""
    resources: Text = ""
