"""Explanations as programs send and receive them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.voting.explanations.views import Explained


class ExplanationIn(BaseModel):
    """An explanation, of one proposal or without one of the whole ballot. Without a language it is in the consultation's
    own; `delegation` may be left out by who speaks for one only."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str
    proposal: str | None = None
    language: str | None = None
    delegation: str | None = None


class ExplanationOut(BaseModel):
    """An explanation, word for word. One that was taken back has the instant of that."""

    id: str
    proposal: str | None
    delegation: str
    name: str
    constituency: str
    moment: Literal["before", "after"]
    text: str
    language: str
    given_at: datetime
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, explained: Explained) -> "ExplanationOut":
        """The same for programs."""
        return cls(**{name: getattr(explained, name) for name in cls.model_fields})


class ExplanationList(BaseModel):
    """The explanations in a ballot: what is of all of it first, then by proposal in the order of the ballot."""

    items: list[ExplanationOut]
    next: str | None = None
