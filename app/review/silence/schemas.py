"""Texts under silence and the chair's statements, as programs send and receive them."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from app.review.silence.views import Silences, StatementView, UnderSilence


class ConfirmationIn(BaseModel):
    """Which text's silence is confirmed; every one that can be where none is named."""

    model_config = ConfigDict(extra="forbid", strict=True)

    proposal: str | None = None


class ConfirmedOut(BaseModel):
    """The texts whose silence was confirmed now, by code; none where all were confirmed before."""

    confirmed: list[str]


class UnderSilenceOut(BaseModel):
    """One text under silence; `standing` is planned, running, broken, unbroken, confirmed or released."""

    proposal: str
    version: int
    standing: str
    note: str
    begins_at: datetime
    closes_at: datetime
    broken_at: datetime | None
    objection: str | None
    objections: int
    confirmed_at: datetime | None
    confirmed_by: str

    @classmethod
    def of(cls, text: UnderSilence, closes_at: datetime) -> Self:
        """The same for programs."""
        return cls(
            proposal=text.code,
            version=text.version,
            standing=text.standing,
            note=text.note,
            begins_at=text.begins_at,
            closes_at=closes_at,
            broken_at=text.broken_at,
            objection=text.objection,
            objections=text.objections,
            confirmed_at=text.confirmed_at,
            confirmed_by=text.confirmed_by,
        )


class SilenceList(BaseModel):
    """Every text under silence in a round that the reader may see. `next` is always null: a round has one stretch."""

    items: list[UnderSilenceOut]
    next: str | None = None

    @classmethod
    def of(cls, found: Silences) -> Self:
        """The same for programs."""
        return cls(items=[UnderSilenceOut.of(text, found.closes_at) for text in found.texts])


class StatementIn(BaseModel):
    """A statement of the chair: in words where the last call stands, and how each objection was addressed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    words: str = ""
    addressed: dict[str, str] = Field(default_factory=dict)


class ListedOut(BaseModel):
    """An objection as the statement lists it, as it stood then."""

    objection: str
    proposal: str
    state: str
    addressed: str


class StatementOut(BaseModel):
    """A statement of the chair. `superseded_at` is when a later one took its place; null for the one that counts."""

    n: int
    words: str
    objections: list[ListedOut]
    by: str
    issued_at: datetime
    superseded_at: datetime | None

    @classmethod
    def of(cls, view: StatementView) -> Self:
        """The same for programs."""
        return cls(
            n=view.n,
            words=view.words,
            objections=[
                ListedOut(
                    objection=one.objection,
                    proposal=one.proposal,
                    state=one.state,
                    addressed=one.addressed,
                )
                for one in view.listed
            ],
            by=view.by,
            issued_at=view.issued_at,
            superseded_at=view.superseded_at,
        )


class StatementList(BaseModel):
    """The statements after a round, oldest first. `next` is always null: there are few."""

    items: list[StatementOut]
    next: str | None = None
