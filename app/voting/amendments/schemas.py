"""Amendments as programs send and get them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.voting.amendments.views import AmendmentView

_Words = Annotated[str, Field(max_length=100_000)]
_Name = Annotated[str, Field(max_length=64)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class AmendmentIn(_Strict):
    """An amendment to one paragraph of a version of a text, or to a field without paragraphs.

    `paragraph` is its permanent id, for a figure the part (value, year, note), and empty for a field without paragraphs. An
    empty `text` takes the paragraph out. `comment` is the proposed change that it was made from.
    """

    field: _Name
    paragraph: _Name = ""
    text: _Words
    reason: _Words
    version: int
    comment: _Name | None = None


class WithdrawalIn(_Strict):
    """Why the amendment is withdrawn, where anything is said of it."""

    reason: _Words = ""


class OrderIn(_Strict):
    """The amendments to one paragraph in the order in which they are to be decided; none for the furthest first."""

    field: _Name
    paragraph: _Name = ""
    order: Annotated[list[_Name], Field(max_length=200)]


class AmendmentOut(BaseModel):
    """An amendment: what it changes in which version, how far it is from the text, where it stands.

    `stale` where it waits and the text has moved on since: no ballot takes it up as it is. `place` is where the chair put
    it; without one it stands by its distance.
    """

    code: str
    amends: str
    state: str
    version: int
    newest_version: int
    stale: bool
    field: str
    paragraph: str
    old: str
    text: str
    distance: int
    place: int | None
    reason: str
    mover: str
    delegation: str | None
    comment: str | None
    moved_at: datetime
    entered_version: int | None

    @classmethod
    def of(cls, view: AmendmentView) -> "AmendmentOut":
        """The same for programs."""
        return cls(
            code=view.code,
            amends=view.text,
            state=view.state,
            version=view.version,
            newest_version=view.newest,
            stale=view.stale,
            field=view.field,
            paragraph=view.paragraph,
            old=view.old,
            text=view.new,
            distance=view.distance,
            place=view.place,
            reason=view.reason,
            mover=view.mover,
            delegation=view.delegation,
            comment=view.comment,
            moved_at=view.moved_at,
            entered_version=view.row.entered_version,
        )


class AmendmentsOut(BaseModel):
    """The amendments to a text in the order in which they are decided."""

    items: list[AmendmentOut]
