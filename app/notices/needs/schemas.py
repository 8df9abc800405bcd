"""What needs somebody, as programs read it."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from app.notices.needs.views import Need


class NeedOut(BaseModel):
    """One thing that waits for the person the token acts for, with the page on which it is done."""

    consultation: str
    kind: str
    code: str
    title: str
    why: str
    due_at: datetime | None = Field(
        description="The first instant at which it is late; null without a deadline."
    )
    since: datetime | None
    said: str
    url: str = Field(description="The page with the very form, below the address of the site.")
    act: str

    @classmethod
    def of(cls, need: Need) -> Self:
        """From the view."""
        return cls.model_validate({name: getattr(need, name) for name in cls.model_fields})


class NeedsOut(BaseModel):
    """All of it, the first deadline first and what has none last."""

    items: list[NeedOut]
    next: None = None
