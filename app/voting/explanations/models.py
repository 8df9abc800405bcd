"""Explanations of vote and of position (UN practice: recorded with the decision, before or after it)."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field, SQLModel

from app.kernel.db import Key
from app.kernel.ledger import Sealed


class Moment(StrEnum):
    """Whether a delegation explains itself before or after the ballot has closed."""

    BEFORE = "before"
    AFTER = "after"


class Explanation(SQLModel, Sealed, table=True):
    """What a delegation says of its position, on one proposal or on the whole ballot; word for word, never changed.

    Whoever gave it may take it back; the words stay, with the mark that they were taken back.
    """

    __tablename__ = "explanation"
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "ballot_id", "proposal_id", "delegation_id", "moment", "text", "language", "person_id",
        "author_title", "given_at",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = ("withdrawn_at",)

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(sa_type=Key, unique=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True)
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id", index=True)
    delegation_id: int = Field(foreign_key="delegation.id", index=True)
    moment: str
    text: str
    language: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    given_at: datetime
    withdrawn_at: datetime | None = None
