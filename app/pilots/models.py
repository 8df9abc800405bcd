"""Pilots: States that try recommended mechanisms, and what they measure against the benchmarks."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, UniqueConstraint, col

from app.kernel.db import ExactDecimal, Key
from app.kernel.ledger import Sealed


class PilotState(StrEnum):
    """The course of a pilot (domain D3). It is active only after the State itself has confirmed it."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    TERMINATED = "terminated"


class Part(StrEnum):
    """How a delegation takes part: a State leads, anybody accredited is a partner."""

    LEAD = "lead"
    PARTNER = "partner"


class Light(StrEnum):
    """How a pilot stands, apart from its state (domain C4): on track, at risk, off track, achieved, no data."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    BLUE = "blue"
    GREY = "grey"


class FollowUp(StrEnum):
    """What a completed pilot recommends."""

    SCALE_UP = "scale_up"
    ADAPT = "adapt"
    STOP = "stop"


class Finding(StrEnum):
    """What a verification found of a reported value."""

    CONFIRMED = "confirmed"
    QUESTIONED = "questioned"


class Pilot(SQLModel, Sealed, table=True):
    """A voluntary trial by one or more States of one or more recommended mechanisms. It binds nobody."""

    __tablename__ = "pilot"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "code", "title", "description", "state", "starts", "ends", "basis",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    code: str = Field(sa_type=Key)
    title: str
    description: str = ""
    state: str
    starts: date
    ends: date | None = None
    basis: str = ""


class PilotStep(SQLModel, Sealed, table=True):
    """One step of a pilot on its course: proposed, confirmed, begun, held, resumed, completed, terminated.

    `reason` is due wherever a step stops something; `lessons` and `follow_up` are of the completion. Without a person
    the step was taken by the system, as when the last State that led has withdrawn.
    """

    __tablename__ = "pilot_step"
    __table_args__ = (UniqueConstraint("pilot_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "pilot_id", "n", "verb", "from_state", "to_state", "reason", "lessons", "follow_up",
        "person_id", "by_title", "taken_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    n: int
    verb: str
    from_state: str
    to_state: str
    reason: str = ""
    lessons: str = ""
    follow_up: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id")
    by_title: str = ""
    taken_at: datetime


class PilotProposal(SQLModel, Sealed, table=True):
    """A mechanism that a pilot tries, or a benchmark that it reports against.

    For a benchmark the pilot says where it starts from and what it aims at: a baseline, or with `baseline_due` the day
    by which it will be measured, and a target. What is empty is as the benchmark itself has it.
    """

    __tablename__ = "pilot_proposal"
    sealed: ClassVar[tuple[str, ...]] = (
        "pilot_id", "proposal_id", "baseline_value", "baseline_on", "baseline_due", "baseline_source",
        "target_value", "target_on",
    )  # fmt: skip
    sealed_key: ClassVar[tuple[str, ...]] = ("pilot_id", "proposal_id")

    pilot_id: int = Field(foreign_key="pilot.id", primary_key=True)
    proposal_id: int = Field(foreign_key="proposal.id", primary_key=True, index=True)
    baseline_value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    baseline_on: date | None = None
    baseline_due: date | None = None
    baseline_source: str = ""
    target_value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    target_on: date | None = None

    @classmethod
    def owner(cls) -> Any:
        """The consultation of its pilot."""
        return _consultation_of(col(cls.pilot_id))


class PilotParty(SQLModel, Sealed, table=True):
    """A delegation in a pilot: `lead` (a State) or `partner`; `left_on` is the day it withdrew, with its `reason`.

    One that was invited (`invited_on`) takes part from the day it has joined by its own act (`joined_on`); what a
    package brought has neither day and takes part. A State that was asked to lead (`lead_asked_on`, with the `reason`)
    a pilot that nobody leads takes the lead by its own act too. A delegation that has ended takes no part, whatever
    stands here.
    """

    __tablename__ = "pilot_party"
    sealed: ClassVar[tuple[str, ...]] = (
        "pilot_id", "delegation_id", "part", "place", "invited_on", "joined_on", "left_on", "lead_asked_on", "reason",
    )  # fmt: skip
    sealed_key: ClassVar[tuple[str, ...]] = ("pilot_id", "delegation_id")

    pilot_id: int = Field(foreign_key="pilot.id", primary_key=True)
    delegation_id: int = Field(foreign_key="delegation.id", primary_key=True, index=True)
    part: str
    place: int = 0
    invited_on: date | None = None
    joined_on: date | None = None
    left_on: date | None = None
    lead_asked_on: date | None = None
    reason: str = ""

    @classmethod
    def owner(cls) -> Any:
        """The consultation of its pilot."""
        return _consultation_of(col(cls.pilot_id))


def _consultation_of(pilot_id: Any) -> Any:
    return (
        sa.select(col(Pilot.consultation_id)).where(col(Pilot.id) == pilot_id).correlate_except(Pilot)
    ).scalar_subquery()


class Milestone(SQLModel, Sealed, table=True):
    """A dated step. Whether it is late is computed from its dates and the clock; `state` planned, met,
    rescheduled or dropped.

    One that is moved to another day stays as it was planned, with the reason as its `note`, and `replaced_by_id` is
    the one with the new day.
    """

    __tablename__ = "milestone"
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "pilot_id", "place", "title", "due", "completed", "state", "basis", "source", "note",
        "replaced_by_id",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    place: int
    title: str
    due: date
    completed: date | None = None
    state: str
    basis: str = ""
    source: str | None = None
    note: str | None = None
    replaced_by_id: int | None = Field(default=None, foreign_key="milestone.id", index=True)


class Measurement(SQLModel, Sealed, table=True):
    """A measured value of a benchmark, in a pilot or observed at large (`pilot_id` empty).

    It is never changed: a corrected value is another row that names in `corrects_id` the one it corrects, and why.
    """

    __tablename__ = "measurement"
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "pilot_id", "proposal_id", "period", "day", "value", "scope", "basis", "source", "note",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = (
        "unit", "corrects_id", "reason", "delegation_id", "person_id", "by_title", "reported_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    pilot_id: int | None = Field(default=None, foreign_key="pilot.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    period: str
    day: date
    value: Decimal = Field(sa_type=ExactDecimal)
    scope: str
    basis: str
    source: str | None = None
    note: str | None = None
    unit: str | None = None
    corrects_id: int | None = Field(default=None, foreign_key="measurement.id", index=True)
    reason: str | None = None
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    by_title: str | None = None
    reported_at: datetime | None = None


class Verification(SQLModel, Sealed, table=True):
    """What somebody other than the reporter found of a measured value: `confirmed`, or `questioned` with the reason."""

    __tablename__ = "verification"
    __table_args__ = (UniqueConstraint("measurement_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "measurement_id", "n", "finding", "note", "person_id", "by_title", "verified_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    measurement_id: int = Field(foreign_key="measurement.id", index=True)
    n: int
    finding: str
    note: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id")
    by_title: str = ""
    verified_at: datetime


class ProgressReport(SQLModel, Sealed, table=True):
    """What a pilot reports of one stretch of its time, due on a day that was agreed when it was confirmed.

    It is late by the clock alone, and once submitted it is never changed. `light` is how the reporter sees it (green,
    amber, red, blue); amber and red need a narrative and a step to recover.
    """

    __tablename__ = "progress_report"
    __table_args__ = (UniqueConstraint("pilot_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = ("consultation_id", "pilot_id", "n", "starts", "ends", "due")
    sealed_if_set: ClassVar[tuple[str, ...]] = (
        "light", "narrative", "risks", "recovery", "resources", "person_id", "by_title", "submitted_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    n: int
    starts: date
    ends: date
    due: date
    light: str | None = None
    narrative: str | None = None
    risks: str | None = None
    recovery: str | None = None
    resources: str | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id")
    by_title: str | None = None
    submitted_at: datetime | None = None
