"""What participants gave in a round of rating or a sense check."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from app.kernel.ledger import Sealed


class Rating(SQLModel, Sealed, table=True):
    """What one person gave to one text in one round: a score from 1 to 9, or a choice of a sense check.

    Each change is a new row; the one with the highest `turn` counts and is `current`. Who gave what is shown to nobody
    but themselves.
    """

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("round_id", "proposal_id", "person_id", "turn"),
        Index(
            "ix_rating_counted", "round_id", "proposal_id", "person_id", unique=True,
            sqlite_where=sa.text("current"), postgresql_where=sa.text("current"),
        ),
    )  # fmt: skip
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "round_id", "proposal_id", "version", "turn", "score", "choice", "word", "person_id",
        "delegation_id", "constituency_id", "rated_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    version: int
    turn: int = 1
    current: bool = True
    score: int | None = None
    choice: str | None = None
    word: str = ""
    person_id: int = Field(foreign_key="person.id", index=True)
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id")
    constituency_id: int | None = Field(default=None, foreign_key="constituency.id")
    rated_at: datetime
