"""Pilots: States that try recommended mechanisms, and what they measure against the benchmarks."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.kernel.db import ExactDecimal, Key
from app.kernel.ledger import Sealed


class Pilot(SQLModel, table=True):
    """A voluntary trial by one or more States of one or more recommended mechanisms. It binds nobody."""

    __tablename__ = "pilot"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    code: str = Field(sa_type=Key)
    title: str
    description: str = ""
    state: str
    starts: date
    ends: date | None = None
    basis: str = ""


class PilotProposal(SQLModel, table=True):
    """A mechanism that a pilot tries, or a benchmark that it reports against."""

    __tablename__ = "pilot_proposal"

    pilot_id: int = Field(foreign_key="pilot.id", primary_key=True)
    proposal_id: int = Field(foreign_key="proposal.id", primary_key=True, index=True)


class PilotParty(SQLModel, table=True):
    """A delegation in a pilot: `lead` (a State) or `partner`."""

    __tablename__ = "pilot_party"

    pilot_id: int = Field(foreign_key="pilot.id", primary_key=True)
    delegation_id: int = Field(foreign_key="delegation.id", primary_key=True, index=True)
    part: str
    place: int = 0


class Milestone(SQLModel, table=True):
    """A dated step. Whether it is late is computed from its dates and the clock; `state` planned, met or rescheduled."""

    __tablename__ = "milestone"

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


class Measurement(SQLModel, Sealed, table=True):
    """A measured value of a benchmark, in a pilot or observed at large (`pilot_id` empty)."""

    __tablename__ = "measurement"
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "pilot_id", "proposal_id", "period", "day", "value", "scope", "basis", "source", "note",
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
