"""Mail as programs send and receive it."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.notices.queries import Wished
from app.notices.rules import next_digest, wish_of


class WishIn(BaseModel):
    """What is to change; what is left out stays. `weekday` counts from Monday, 0; an empty `timezone` is the
    consultation's."""

    model_config = ConfigDict(extra="forbid", strict=True)

    frequency: Literal["daily", "weekly", "never"] | None = None
    weekday: int | None = Field(default=None, ge=0, le=6)
    hour: int | None = Field(default=None, ge=0, le=23)
    timezone: str | None = Field(default=None, max_length=60)
    stopped: bool | None = None


class WishOut(BaseModel):
    """How one is written to about a consultation. `next` is when the next digest can go out, none where never."""

    consultation: str
    frequency: str
    weekday: int
    hour: int
    timezone: str
    stopped: bool
    next: datetime | None

    @classmethod
    def of(cls, wished: Wished, at: datetime) -> "WishOut":
        """The same for programs, as it stands at `at`."""
        wish = wish_of(wished.row, wished.consultation)
        return cls(
            consultation=wished.consultation.slug,
            frequency=wish.frequency,
            weekday=wish.weekday,
            hour=wish.hour,
            timezone=wish.zone,
            stopped=wish.stopped,
            next=next_digest(wish, wished.place.day, at),
        )


class WishList(BaseModel):
    """Every consultation one gets mail about."""

    items: list[WishOut]
    next: str | None = None


class RemindersIn(BaseModel):
    """Which delegations to remind, by their codes; without them all that are waited for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    delegations: list[str] | None = Field(default=None, max_length=1000)
    word: str = Field(default="", max_length=5000)


class RemindersOut(BaseModel):
    """How many messages go out."""

    messages: int
