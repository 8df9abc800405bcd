"""The parts of a consultation and the seats in it as programs send and receive them."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.consultations.models import (
    Constituency,
    Delegation,
    Roundtable,
    RoundtableTitle,
    Visibility,
    WorkingGroup,
)
from app.consultations.parts import SeatLine
from app.consultations.rules import visibility_of

MOST = 40


class Strict(BaseModel):
    """A body that knows its fields."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ReasonIn(Strict):
    """Why a part or a seat ends."""

    reason: str = ""


class ConstituencyIn(Strict):
    """A constituency to be added."""

    code: str
    name: str
    name_i18n: dict[str, str] = Field(default_factory=dict)
    description: str = ""
    place: int | None = None


class ConstituencyPatch(Strict):
    """What to change of a constituency; its code never changes."""

    name: str | None = None
    name_i18n: dict[str, str] | None = None
    description: str | None = None
    place: int | None = None


class ConstituencyPartOut(BaseModel):
    """A constituency with its names and its place in the order."""

    code: str
    name: str
    name_i18n: dict[str, str]
    description: str
    place: int

    @classmethod
    def of(cls, part: Constituency) -> "ConstituencyPartOut":
        """The same for programs."""
        return cls.model_validate(part, from_attributes=True)


class ConstituenciesOut(BaseModel):
    """The constituencies, in order; `next` is always null, there are few."""

    items: list[ConstituencyPartOut]
    next: None = None


class RoundtableIn(Strict):
    """A roundtable to be added."""

    code: str
    title: str
    number: int | None = None
    short_title: str = ""
    title_i18n: dict[str, str] = Field(default_factory=dict)
    description: str = ""
    guiding_questions: list[str] = Field(default_factory=list, max_length=MOST)


class RoundtablePatch(Strict):
    """What to change of a roundtable; another title needs a `reason`, and the old one is kept."""

    number: int | None = None
    title: str | None = None
    short_title: str | None = None
    title_i18n: dict[str, str] | None = None
    description: str | None = None
    guiding_questions: list[str] | None = Field(default=None, max_length=MOST)
    reason: str = ""


class OldTitleOut(BaseModel):
    """A title a roundtable had, until when, and why it got another."""

    title: str
    short_title: str
    title_i18n: dict[str, str]
    until: datetime
    reason: str


class RoundtablePartOut(BaseModel):
    """A roundtable; `titles_before` are those it had, newest first, `lineage` what it goes on from."""

    code: str
    number: int
    title: str
    short_title: str
    title_i18n: dict[str, str]
    description: str
    guiding_questions: list[str]
    lineage: list[dict[str, str]]
    titles_before: list[OldTitleOut]
    ended_at: datetime | None

    @classmethod
    def of(cls, table: Roundtable, titles: list[RoundtableTitle]) -> "RoundtablePartOut":
        """The same for programs."""
        names = ("code", "number", "title", "short_title", "title_i18n", "description", "guiding_questions",
                 "lineage", "ended_at")  # fmt: skip
        old = [OldTitleOut.model_validate(title, from_attributes=True) for title in titles]
        return cls(**{name: getattr(table, name) for name in names}, titles_before=old)


class RoundtablesOut(BaseModel):
    """The roundtables, in order; `next` is always null, there are few."""

    items: list[RoundtablePartOut]
    next: None = None


class GroupIn(Strict):
    """A working group to be set up; without a roundtable it works across them."""

    code: str
    title: str
    mandate: str = ""
    roundtable: str | None = None
    closed: bool = False
    visibility: Literal["closed", "within", "public"] | None = None
    composition: dict[str, int] = Field(default_factory=dict)

    @property
    def seen_by(self) -> str:
        """Who sees what it writes; `closed` is the older word for one of the three."""
        return self.visibility or (Visibility.CLOSED if self.closed else Visibility.PUBLIC)


class GroupPatch(Strict):
    """What to change of a working group; its code never changes. `composition` is the whole rule anew."""

    title: str | None = None
    mandate: str | None = None
    composition: dict[str, int] | None = None


class ClosingIn(Strict):
    """Who is to see the group from here on, its members or everybody with a seat in the consultation; and why."""

    reason: str = ""
    visibility: Literal["closed", "within", "public"] = "closed"


class GroupOut(BaseModel):
    """A working group; `mandate` holds its terms of reference. `seats` is counted for the secretariat alone.

    `closed` says that it is not public, `visibility` for whom it writes, `composition` the least seats of each constituency.
    """

    code: str
    title: str
    mandate: str
    roundtable: str | None
    closed: bool
    visibility: str
    composition: dict[str, int]
    ended_at: datetime | None
    seats: int | None = None

    @classmethod
    def of(cls, group: WorkingGroup, roundtable: str | None, seats: int | None = None) -> "GroupOut":
        """The same for programs."""
        return cls(
            code=group.code,
            title=group.title,
            mandate=group.mandate,
            roundtable=roundtable,
            closed=group.closed,
            visibility=visibility_of(group),
            composition=group.composition,
            ended_at=group.ended_at,
            seats=seats,
        )


class GroupsOut(BaseModel):
    """The working groups; `next` is always null."""

    items: list[GroupOut]
    next: None = None


class BodyIn(Strict):
    """An organisation that the site does not know yet; a State has a code of ISO 3166 with three letters. Where one of
    nearly the same name is known, `same` says whether it is that: its id, or `none`."""

    name: str
    short_name: str = ""
    name_i18n: dict[str, str] = Field(default_factory=dict)
    iso3: str | None = None
    same: str = ""


class DelegationIn(Strict):
    """A delegation to be accredited: `organisation` is the id of one known here, or a new one described."""

    organisation: str | BodyIn
    constituency: str
    voting: bool = True
    basis: str = ""


class DelegationPatch(Strict):
    """What to change of a delegation; a ballot whose electorate is fixed stays as it was."""

    constituency: str | None = None
    voting: bool | None = None
    basis: str | None = None


class DelegationPartOut(BaseModel):
    """A delegation by the code of its organisation."""

    code: str
    name: str
    short_name: str
    name_i18n: dict[str, str]
    iso3: str | None
    constituency: str
    voting: bool
    basis: str | None
    ended_at: datetime | None

    @classmethod
    def of(cls, body: Delegation, constituency: str) -> "DelegationPartOut":
        """The same for programs."""
        names = ("code", "name", "short_name", "name_i18n", "iso3", "voting", "basis", "ended_at")
        return cls(**{name: getattr(body, name) for name in names}, constituency=constituency)


class DelegationsOut(BaseModel):
    """A page of delegations by code; `next` is the cursor of the next one."""

    items: list[DelegationPartOut]
    next: str | None


class SeatIn(Strict):
    """A seat to be given to whoever has this address; `name` is needed for somebody new here.

    One in `personal` capacity stands for no body and gives no delegation's position."""

    email: str
    role: Literal[
        "observer", "member", "rapporteur", "moderator", "secretariat", "head", "alternate", "reporter"
    ]
    name: str = ""
    title: str = ""
    group: str | None = None
    delegation: str | None = None
    since: str | None = None
    until: str | None = None
    personal: bool = False


class SeatOut(BaseModel):
    """A seat with who holds it. `employer` is the organisation of the person where the seat is for another body."""

    id: int
    person: str | None
    name: str | None
    email: str | None
    role: str
    title: str
    group: str | None
    delegation: str | None
    personal: bool
    employer: str | None
    since: date | None
    until: date | None
    ended_at: datetime | None

    @classmethod
    def of(cls, seat: SeatLine) -> "SeatOut":
        """The same for programs."""
        return cls.model_validate(seat, from_attributes=True)


class GivenSeatOut(SeatOut):
    """A seat as it was given; `new_person` where an account was made for it."""

    new_person: bool


class EndedSeatOut(SeatOut):
    """A seat as it ended; `without_convenor` names the group whose last convenor went, if so."""

    without_convenor: str | None


class SeatsOut(BaseModel):
    """A page of seats by name; `next` is the cursor of the next one."""

    items: list[SeatOut]
    next: int | None


class LinkOut(BaseModel):
    """A link for a first sign-in, to be handed over; it works once, within a week, and is not kept."""

    link: str
