"""The challenge of an editorial mark. The mark itself is a column of the version, which never changes."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.kernel.ledger import Sealed


class MarkChallenge(SQLModel, Sealed, table=True):
    """Somebody says that version `n`, marked as editorial, changes what the text means. From then on it counts as a change
    of substance, for good: one row for a version, and none is ever taken back."""

    __tablename__ = "mark_challenge"
    __table_args__ = (UniqueConstraint("proposal_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "proposal_id", "n", "reason", "person_id", "author_title", "delegation_id", "challenged_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id")
    n: int
    reason: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id", index=True)
    challenged_at: datetime
