"""Invitations, applications and seats on a day as programs send and receive them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.consultations.admission.models import Application
from app.consultations.admission.on_a_day import SeatOnDay
from app.consultations.admission.participation import Participation, Share
from app.consultations.admission.queries import ApplicationLine, InvitationLine
from app.consultations.part_schemas import Strict

Line = Annotated[str, Field(max_length=2_000)]
Text = Annotated[str, Field(max_length=50_000)]


class InvitationIn(Strict):
    """A seat to be offered by e-mail; `group` and `delegation` are codes."""

    email: Line
    role: Literal[
        "observer", "member", "rapporteur", "moderator", "secretariat", "head", "alternate", "reporter"
    ]
    name: Line = ""
    title: Line = ""
    group: Line | None = None
    delegation: Line | None = None
    personal: bool = False
    since: Line | None = None
    until: Line | None = None


class InvitationOut(BaseModel):
    """An invitation and where it stands: open, expired, accepted, declined or withdrawn. Its link is in the mail alone."""

    id: int
    email: str
    name: str
    role: str
    title: str
    group: str | None
    delegation: str | None
    personal: bool
    since: date | None
    until: date | None
    by: str | None
    sent_at: datetime
    expires_at: datetime
    standing: str

    @classmethod
    def of(cls, line: InvitationLine) -> "InvitationOut":
        """The same for programs."""
        return cls.model_validate(line, from_attributes=True)


class InvitationsOut(BaseModel):
    """The invitations that wait for an answer, newest first; `next` is always null."""

    items: list[InvitationOut]
    next: None = None


class AlternateIn(Strict):
    """The seat of somebody in the delegation who becomes its alternate too."""

    seat: Annotated[int, Field(ge=1, le=2**31 - 1)]


class ApplicationIn(Strict):
    """A body that asks to be accredited: `organisation` is the id of one known here, otherwise it is described.

    The contact is never public; a link sent to its address confirms the application.
    """

    constituency: Line
    statement: Text
    contact_name: Line
    contact_email: Line
    organisation: Line = ""
    name: Line = ""
    short_name: Line = ""
    name_i18n: Annotated[dict[str, Line], Field(max_length=20)] = Field(default_factory=dict)
    iso3: Line = ""


class ReceiptOut(BaseModel):
    """What who applies is told: the code of the application. The rest is in the mail."""

    code: str


class DecisionIn(Strict):
    """Accepted or refused, with the reason that everybody can read. `voting` and `organisation` for an accepted body:
    its right, and its id where the site knows it already."""

    decision: Literal["accepted", "refused"]
    reason: Text = ""
    voting: bool = True
    organisation: Line = ""


class ApplicationOut(BaseModel):
    """An application; `statement` and `contact` are for the secretariat alone, and null to others."""

    code: str
    name: str
    short_name: str
    iso3: str | None
    constituency: str
    applied_at: datetime
    confirmed_at: datetime | None
    decision: str | None
    decided_at: datetime | None
    reason: str
    statement: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None

    @classmethod
    def of(cls, line: ApplicationLine, *, whole: bool) -> "ApplicationOut":
        """The same for programs; with what is not public where it is shown `whole`."""
        row: Application = line.application
        private = ("statement", "contact_name", "contact_email") if whole else ()
        return cls(
            code=row.code,
            name=row.name,
            short_name=row.short_name,
            iso3=row.iso3,
            constituency=line.constituency_code,
            applied_at=row.applied_at,
            confirmed_at=row.confirmed_at,
            decision=None if row.accepted is None else "accepted" if row.accepted else "refused",
            decided_at=row.decided_at,
            reason=row.reason,
            **{name: getattr(row, name) for name in private},
        )


class ApplicationsOut(BaseModel):
    """Applications: the decided ones for everybody, all of them for the secretariat; `next` is a cursor."""

    items: list[ApplicationOut]
    next: int | None = None


class SeatOnDayOut(BaseModel):
    """A seat as it was held on the day that was asked for."""

    id: int
    role: str
    title: str
    person: str | None
    name: str | None
    personal: bool
    group: str | None
    delegation: str | None
    constituency: str | None
    employer: str | None
    since: date | None
    until: date | None

    @classmethod
    def of(cls, seat: SeatOnDay) -> "SeatOnDayOut":
        """The same for programs."""
        names = set(cls.model_fields) - {"constituency"}
        return cls(**{name: getattr(seat, name) for name in names}, constituency=seat.constituency_code)


class ShareOut(BaseModel):
    """A constituency on a day: its delegations, those of them that give positions, those with nobody seated, those that
    have left before, and the people who sit for them. In `whole` the code is empty and everybody counts once."""

    constituency: str
    name: str
    name_i18n: dict[str, str]
    delegations: int
    voting: int
    without_people: int
    left: int
    people: int

    @classmethod
    def of(cls, line: Share) -> "ShareOut":
        """The same for programs."""
        return cls(
            constituency=line.code, name=line.name, name_i18n=dict(line.name_i18n), delegations=line.delegations,
            voting=line.voting, without_people=line.empty, left=line.left, people=line.people,
        )  # fmt: skip


class ParticipationOut(BaseModel):
    """Participation at the end of the day `on`: every constituency in its order, and the whole. `personal` are those
    who sit in personal capacity, for no body; `next` is always null."""

    on: date
    items: list[ShareOut]
    whole: ShareOut
    personal: int
    next: None = None

    @classmethod
    def of(cls, found: Participation) -> "ParticipationOut":
        """The same for programs."""
        return cls(
            on=found.day,
            items=[ShareOut.of(line) for line in found.lines],
            whole=ShareOut.of(found.whole),
            personal=found.personal,
        )


class SeatsOnDayOut(BaseModel):
    """Who sat where at the end of the day `on`; `next` is always null."""

    on: date
    items: list[SeatOnDayOut]
    next: None = None
