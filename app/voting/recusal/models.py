"""Who takes no part in a ballot, with the word why."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from app.kernel.ledger import Sealed


class Recusal(SQLModel, Sealed, table=True):
    """A person who neither gives positions in a ballot nor declares it or overrules in it (invariant 7), until it is
    taken back. One that was taken back stays, and another may follow it."""

    __tablename__ = "recusal"
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "ballot_id", "person_id", "reason", "author_title", "recused_at", "taken_back_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    reason: str
    author_title: str = ""
    recused_at: datetime
    taken_back_at: datetime | None = None
