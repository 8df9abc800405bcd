"""What programs read about pilots."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel


class MilestoneOut(BaseModel):
    """A milestone; `state` is as the clock sees it."""

    title: str
    due: date
    completed: date | None
    state: str
    note: str | None


class PilotOut(BaseModel):
    """One pilot of a consultation."""

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
    """One measured value; digits exactly as reported."""

    benchmark: str
    period: str
    date: date
    value: Decimal
    scope: str
    basis: str
    source: str | None
    note: str | None


class PilotWithValuesOut(PilotOut):
    """One pilot with everything it reported."""

    description: str
    values: list[MeasurementOut]
