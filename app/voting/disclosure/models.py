"""A secret ballot in two tables that nothing joins: who has voted, and the papers."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from app.kernel.db import Key
from app.kernel.ledger import Sealed


class VoteMark(SQLModel, Sealed, table=True):
    """A delegation, or a member of it, has voted on a proposal, and who handed the paper in. Not what stands on it."""

    __tablename__ = "vote_mark"
    __table_args__ = (UniqueConstraint("ballot_id", "proposal_id", "delegation_id", "seat"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "ballot_id", "proposal_id", "delegation_id", "person_id", "author_title", "marked_at",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = ("seat",)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    ballot_id: int = Field(foreign_key="ballot.id")
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    delegation_id: int = Field(foreign_key="delegation.id", index=True)
    seat: int = 0
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    marked_at: datetime


class Paper(SQLModel, table=True):
    """A position on one proposal of a secret ballot: of no delegation and no person, at no time, written once.

    The key is drawn at random, and the table is kept in its order, so that neither a number nor a place says which paper
    came when. The papers are sealed together at the close, by the hash in the result: a seal of each would be an entry
    beside its mark.
    """

    __tablename__ = "paper"
    __table_args__ = (
        Index("ix_paper_ballot_id_proposal_id", "ballot_id", "proposal_id"),
        {"sqlite_with_rowid": False},
    )

    key: str = Field(primary_key=True, sa_type=Key)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    ballot_id: int = Field(foreign_key="ballot.id")
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    constituency_id: int = Field(foreign_key="constituency.id", index=True)
    position: str
