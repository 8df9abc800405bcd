"""What people did with a computed result: declared, certified, declared void; an objection overruled with reasons."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.kernel.db import Key
from app.kernel.ledger import Sealed


class StepKind(StrEnum):
    """The moderator declares what was computed, the secretariat certifies it; a void ballot needs a new one (D3)."""

    DECLARED = "declared"
    CERTIFIED = "certified"
    VOID = "void"


class BallotStep(SQLModel, Sealed, table=True):
    """One step of a ballot after its close. `digest` is that of the result it speaks of, so that none can alter it."""

    __tablename__ = "ballot_step"
    __table_args__ = (UniqueConstraint("ballot_id", "kind"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "ballot_id", "kind", "digest", "reason", "person_id", "author_title", "taken_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    ballot_id: int = Field(foreign_key="ballot.id")
    kind: str = Field(sa_type=Key)
    digest: str
    reason: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    taken_at: datetime


class Overruling(SQLModel, Sealed, table=True):
    """An objection that the chair overruled with reasons, where the rule of the ballot lets it (invariant 8)."""

    __tablename__ = "overruling"
    __table_args__ = (UniqueConstraint("ballot_id", "proposal_id", "delegation_id", "seat"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "ballot_id", "proposal_id", "delegation_id", "reason", "person_id", "author_title",
        "overruled_at",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = ("seat",)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    ballot_id: int = Field(foreign_key="ballot.id")
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    delegation_id: int = Field(foreign_key="delegation.id", index=True)
    seat: int = 0
    reason: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    overruled_at: datetime
