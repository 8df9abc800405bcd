"""Who has looked at a round, and who said that nothing will come."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.kernel.ledger import Sealed


class RoundLook(SQLModel, table=True):
    """That a person has looked at a round or at a text of it while it was open. Shown by delegation, to those who run it."""

    __tablename__ = "round_look"
    __table_args__ = (UniqueConstraint("round_id", "person_id"), {"info": {"fleeting": True}})

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id")
    first_at: datetime
    last_at: datetime


class Decline(SQLModel, Sealed, table=True):
    """That a delegation will not speak in a round, with a word why where it gives one. It can be taken back."""

    __tablename__ = "decline"
    __table_args__ = (UniqueConstraint("round_id", "delegation_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "round_id", "delegation_id", "n", "reason", "person_id", "author_title", "declined_at",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = ("taken_back_at",)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    delegation_id: int = Field(foreign_key="delegation.id", index=True)
    n: int = 1
    reason: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    declined_at: datetime
    taken_back_at: datetime | None = None
