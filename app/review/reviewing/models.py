"""Reviews of texts by somebody who was asked to, or who offered."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.kernel.db import Key
from app.kernel.ledger import Sealed


class Grade(StrEnum):
    """The result of a review (IETF Datatracker, review results)."""

    READY = "ready"
    READY_WITH_NITS = "ready_with_nits"
    HAS_ISSUES = "has_issues"
    NOT_READY = "not_ready"


class Review(SQLModel, Sealed, table=True):
    """One reviewer's work on one version of a text: asked for, accepted or declined, handed in with a grade and reasons.

    `asked_by_id` is empty where the reviewer offered. `version` is the version that is to be reviewed, and the result
    stays with it.
    """

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "code", "proposal_id", "version", "round_id", "reviewer_id", "reviewer_title",
        "delegation_id", "asked_by_id", "asked_at", "due_at",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = (
        "accepted_at", "declined_at", "withdrawn_at", "word", "grade", "reasons", "handed_in_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    code: str = Field(sa_type=Key)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    version: int
    round_id: int | None = Field(default=None, foreign_key="round.id", index=True)
    reviewer_id: int = Field(foreign_key="person.id", index=True)
    reviewer_title: str = ""
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id")
    asked_by_id: int | None = Field(default=None, foreign_key="person.id")
    asked_at: datetime
    due_at: datetime
    accepted_at: datetime | None = None
    declined_at: datetime | None = None
    withdrawn_at: datetime | None = None
    word: str = ""
    grade: str | None = None
    reasons: str = ""
    handed_in_at: datetime | None = None
