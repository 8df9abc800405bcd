"""Texts under silence, and statements of consensus."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from app.kernel.ledger import Sealed


class Silence(SQLModel, Sealed, table=True):
    """One version of a text under silence in one round (UN General Assembly decision 74/544).

    It runs until the round closes; one objection in time breaks it. Unbroken, it is adopted once the chair has confirmed
    it. `note` says why a text that was under silence before is put under it again unchanged.
    """

    __tablename__ = "silence"
    __table_args__ = (UniqueConstraint("round_id", "proposal_id"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id",
        "round_id",
        "proposal_id",
        "version",
        "note",
        "begins_at",
    )
    sealed_if_set: ClassVar[tuple[str, ...]] = (
        "broken_at", "objection_id", "confirmed_at", "confirmed_by_id", "confirmed_title",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    version: int
    note: str = ""
    begins_at: datetime
    broken_at: datetime | None = None
    objection_id: int | None = Field(default=None, foreign_key="objection.id")
    confirmed_at: datetime | None = None
    confirmed_by_id: int | None = Field(default=None, foreign_key="person.id")
    confirmed_title: str = ""


class ConsensusStatement(SQLModel, Sealed, table=True):
    """The chair's statement on where a last call stands: in words, with every objection and how it was addressed
    (RFC 7282: objections are addressed, not necessarily accommodated). A later one supersedes it; both stay."""

    __tablename__ = "consensus_statement"
    __table_args__ = (UniqueConstraint("round_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "round_id", "n", "words", "objections", "person_id", "author_title", "issued_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    n: int
    words: str
    objections: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    issued_at: datetime
