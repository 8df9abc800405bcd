"""What programs get of counts before the close."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel

from app.voting.counting import Counts


class SoFarItem(BaseModel):
    """How many gave which position on one text, those who gave none yet as `not_voted`."""

    proposal: str
    counts: dict[str, int]


class SoFarOut(BaseModel):
    """The counts of an open ballot at one instant; no outcome."""

    ballot: str
    at: datetime
    electorate: int
    items: list[SoFarItem]

    @classmethod
    def of(cls, ballot: str, at: datetime, electorate: int, counts: Mapping[str, Counts]) -> "SoFarOut":
        """The same for programs."""
        items = [SoFarItem(proposal=code, counts=each.as_dict()) for code, each in counts.items()]
        return cls(ballot=ballot, at=at, electorate=electorate, items=items)
