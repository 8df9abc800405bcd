"""What programs send and get about who takes part in a round."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from app.review.attendance.models import Decline
from app.review.attendance.queries import Asked


class DeclineIn(BaseModel):
    """For which delegation, where the sender speaks for several, and a word why."""

    delegation: str = ""
    reason: str = ""


class DeclineOut(BaseModel):
    """That a delegation will not speak in a round; `taken_back_at` where it changed its mind."""

    round: str
    delegation: str
    reason: str
    declined_at: datetime | None
    taken_back_at: datetime | None

    @classmethod
    def of(cls, decline: Decline | None, round_: str, delegation: str) -> Self:
        """What programs get for the row, or for a delegation that never declined."""
        return cls(
            round=round_,
            delegation=delegation,
            reason=decline.reason if decline else "",
            declined_at=decline.declined_at if decline else None,
            taken_back_at=decline.taken_back_at if decline else None,
        )


class AskedOut(BaseModel):
    """A delegation that a round asks, and what it did so far."""

    delegation: str
    name: str
    constituency: str
    looked: bool
    spoken: bool
    declined: bool
    undecided: bool
    why: str

    @classmethod
    def of(cls, asked: Asked) -> Self:
        """What programs get for a delegation."""
        return cls(
            delegation=asked.code,
            name=asked.name,
            constituency=asked.constituency,
            looked=asked.looked,
            spoken=asked.spoken,
            declined=asked.declined,
            undecided=asked.undecided,
            why=asked.why,
        )


class AttendanceOut(BaseModel):
    """Who a round asks. `attributed` is false where nobody is shown who spoke, so that `spoken` says nothing."""

    attributed: bool
    items: list[AskedOut]
