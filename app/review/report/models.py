"""Response reports as they were published."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from app.kernel.ledger import Sealed


class ResponseReport(SQLModel, Sealed, table=True):
    """The response to a round as it was published: the tree of the document, frozen, with the words that people put
    before what is counted. A later one supersedes it; both stay (GOV.UK consultation principles 2018, G to J)."""

    __tablename__ = "response_report"
    __table_args__ = (UniqueConstraint("round_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "round_id", "n", "foreword", "hash", "person_id", "author_title", "published_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    n: int
    foreword: str = ""
    tree: dict[str, Any] = Field(sa_type=JSON)
    hash: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    published_at: datetime
