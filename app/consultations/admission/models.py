"""Invitations, applications for accreditation, and spreadsheets of people waiting to be confirmed."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from app.kernel.db import Key
from app.kernel.ledger import Sealed


class Invitation(SQLModel, Sealed, table=True):
    """A seat that is offered to whoever reads mail at an address. It becomes a seat when it is accepted.

    Only the hash of the link's secret is stored; sending it once more makes a new secret. It ends by being accepted,
    declined, withdrawn, or by its time.
    """

    __tablename__ = "invitation"

    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id",
        "group_id",
        "delegation_id",
        "role",
        "personal",
        "invited_by_id",
        "created_at",
    )
    sealed_if_set: ClassVar[tuple[str, ...]] = ("accepted_at", "membership_id", "declined_at", "withdrawn_at")

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="working_group.id")
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id", index=True)
    email: str = Field(index=True)
    name: str = ""
    role: str
    title: str = ""
    personal: bool = False
    since: date | None = None
    until: date | None = None
    invited_by_id: int | None = Field(default=None, foreign_key="person.id")
    secret_hash: str = Field(unique=True)
    created_at: datetime
    sent_at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None
    membership_id: int | None = Field(default=None, foreign_key="membership.id")
    declined_at: datetime | None = None
    withdrawn_at: datetime | None = None


class Application(SQLModel, Sealed, table=True):
    """A body's request to be accredited: accepted or refused, with a reason; both are public, the contact is not.

    The contact's `email` is confirmed by a link before the request counts.
    """

    __tablename__ = "application"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)

    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id",
        "code",
        "name",
        "constituency_id",
        "statement",
        "applied_at",
    )
    sealed_if_set: ClassVar[tuple[str, ...]] = (
        "decided_at",
        "accepted",
        "reason",
        "delegation_id",
        "withdrawn_at",
    )

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    code: str = Field(sa_type=Key)
    name: str
    short_name: str = ""
    name_i18n: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    iso3: str | None = None
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    constituency_id: int = Field(foreign_key="constituency.id")
    statement: str
    contact_name: str
    contact_email: str
    secret_hash: str = Field(unique=True)
    applied_at: datetime
    confirmed_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="person.id")
    accepted: bool | None = None
    reason: str = ""
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id")
    withdrawn_at: datetime | None = None


class PeopleSheet(SQLModel, table=True):
    """A spreadsheet of people as it was read, waiting for somebody to confirm it. Dropped with its day.

    `rows` are the cells that were understood, each with its number in the sheet.
    """

    __tablename__ = "people_sheet"
    __table_args__ = {"info": {"fleeting": True}}

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, sa_type=Key)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    filename: str
    rows: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    read_at: datetime
    confirmed_at: datetime | None = None
