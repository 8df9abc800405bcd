"""How often somebody wants mail, what was mailed, and which programs are told."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from app.kernel.db import Key
from app.kernel.ledger import Sealed


class Frequency(StrEnum):
    """How often a digest goes out. What expires within a day is mailed at once, unless mail is stopped."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class MailWish(SQLModel, table=True):
    """How somebody wants to be written to about one consultation. Without a row: daily, in the consultation's zone.

    `weekday` counts from Monday, 0; `hour` is the local hour from which a digest goes out. `stopped_at` is when mail was
    stopped by the link in it.
    """

    __tablename__ = "mail_wish"
    __table_args__ = (UniqueConstraint("person_id", "consultation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    frequency: str = Frequency.DAILY
    weekday: int = 0
    hour: int = 7
    timezone: str = ""
    stopped_at: datetime | None = None
    changed_at: datetime


class MailPlace(SQLModel, table=True):
    """How far somebody was told what happened in a consultation: the number in each chain up to which it was mailed, and
    the local day of the last digest. Moved in the transaction that puts the message out, so that none goes twice."""

    __tablename__ = "mail_place"
    __table_args__ = (UniqueConstraint("person_id", "consultation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    told: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    digest_day: str = ""


class Mailing(SQLModel, table=True):
    """One message about a consultation to one person: what it was, why it was sent, and what became of it.

    `key` says what it was about and for when; the same is never put out twice. `outgoing_id` is the message while it is
    kept. The words of it are not kept here.
    """

    __tablename__ = "mailing"
    __table_args__ = (UniqueConstraint("person_id", "consultation_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    key: str = Field(sa_type=Key)
    round_id: int | None = Field(default=None, foreign_key="round.id", index=True)
    items: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    outgoing_id: int | None = Field(default=None, foreign_key="outgoing.id", ondelete="SET NULL")
    asked_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime
    sent_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str = ""


class Webhook(SQLModel, Sealed, table=True):
    """An address that is told what happens in a consultation, signed with a secret (Standard Webhooks).

    `told` is the number in the consultation's chain up to which it was told. It is ended, never removed.
    """

    __tablename__ = "webhook"
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id",
        "public_id",
        "url",
        "verbs",
        "person_id",
        "created_at",
    )
    sealed_if_set: ClassVar[tuple[str, ...]] = ("ended_at",)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    public_id: str = Field(unique=True, sa_type=Key)
    url: str
    secret: str
    verbs: list[str] = Field(default_factory=list, sa_type=JSON)
    told: int = 0
    person_id: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime
    ended_at: datetime | None = None


class WebhookCall(SQLModel, table=True):
    """One fact on its way to one address. Its words are dropped a month after it arrived or was given up."""

    __tablename__ = "webhook_call"
    __table_args__ = (UniqueConstraint("webhook_id", "seq"), {"info": {"fleeting": True}})

    id: int | None = Field(default=None, primary_key=True)
    webhook_id: int = Field(foreign_key="webhook.id", index=True)
    seq: int
    payload: dict[str, Any] = Field(sa_type=JSON)
    created_at: datetime
    due_at: datetime = Field(index=True)
    tries: int = 0
    status: int | None = None
    last_error: str = ""
    done_at: datetime | None = None
    given_up_at: datetime | None = None
