"""Response reports as they were published."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.kernel.db import Key, PackedText
from app.kernel.ledger import Sealed


class ResponseReport(SQLModel, Sealed, table=True):
    """The response to a round as it was published, with the words that people put before what is counted.

    `hash` is over the hashes of its texts. A later one supersedes it; both stay (GOV.UK consultation principles 2018,
    G to J).
    """

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
    hash: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    published_at: datetime


class ResponseText(SQLModel, Sealed, table=True):
    """The whole tree of a published response in one language, as canonical JSON; `hash` is its SHA-256."""

    __tablename__ = "response_text"
    __table_args__ = (UniqueConstraint("report_id", "language"),)
    sealed: ClassVar[tuple[str, ...]] = ("consultation_id", "report_id", "language", "tree", "hash")

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    report_id: int = Field(foreign_key="response_report.id", index=True)
    language: str = Field(sa_type=Key)
    tree: str = Field(sa_type=PackedText)
    hash: str
