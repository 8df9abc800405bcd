"""A course as programs lay it out: the contract's words, strictly."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.consultations.schemas import RoundOut


class StepIn(BaseModel):
    """One step. What is left out is as usual for its kind; `times` nought leaves it out."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: str
    title: str | None = None
    length: int | None = None
    gap: int | None = None
    times: int | None = None
    promise: Literal["inform", "consult", "engage", ""] | None = None


class CourseIn(BaseModel):
    """A course of rounds to be planned in one go, the first from the day `first` on, in the consultation's zone.

    Days are counted as working days, or as days of the calendar; a deadline falls on a working day at `hour`, or at its
    end. Without `steps` it is the usual course: drafting, comment, revision, last call, silence, ballot. `reason` is due
    where the notice is shorter than the consultation's.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    first: str
    unit: Literal["working", "calendar"] = "working"
    hour: str = ""
    scope: list[str] = []
    steps: list[StepIn] | None = Field(default=None, max_length=20)
    reason: str = ""


class CourseOut(BaseModel):
    """The rounds of a course, in their order."""

    items: list[RoundOut]
