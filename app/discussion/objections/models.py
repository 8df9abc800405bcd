"""An objection and what became of it, step by step."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.kernel.db import Key
from app.kernel.ledger import Sealed


class ObjectionState(StrEnum):
    """Open until it is addressed; then withdrawn by who raised it, sustained, or overruled with reasons."""

    OPEN = "open"
    ADDRESSED = "addressed"
    WITHDRAWN = "withdrawn"
    SUSTAINED = "sustained"
    OVERRULED = "overruled"


class Objection(SQLModel, Sealed, table=True):
    """What a delegation or a participant cannot accept in one version of a text (W3C Process, formal objection).

    It names the paragraph, the reason, and what would remove it. `comment_id` is the comment it was raised from, whose
    author was not satisfied with the answer. Raised in a round of silence it breaks the silence on that text. Its state is
    the state of its newest step, open where it has none.
    """

    __tablename__ = "objection"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "code", "round_id", "proposal_id", "version", "field", "paragraph", "quoted", "reason",
        "removal", "comment_id", "language", "person_id", "delegation_id", "author_title", "raised_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    code: str = Field(sa_type=Key)
    round_id: int = Field(foreign_key="round.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    version: int
    field: str | None = None
    paragraph: str | None = None
    quoted: str = ""
    reason: str
    removal: str
    comment_id: int | None = Field(default=None, foreign_key="comment.id", unique=True)
    language: str = "en"
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id", index=True)
    author_title: str
    raised_at: datetime


class ObjectionStep(SQLModel, Sealed, table=True):
    """What became of an objection, with the words that go with it: how it was addressed, why it is overruled.

    `rule` is the published rule under which it is overruled (invariant 8); `version` where the text was changed for it.
    """

    __tablename__ = "objection_step"
    __table_args__ = (UniqueConstraint("objection_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "objection_id", "n", "state", "words", "rule", "version", "person_id", "author_title",
        "taken_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    objection_id: int = Field(foreign_key="objection.id", index=True)
    n: int
    state: str
    words: str
    rule: str = ""
    version: int | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    taken_at: datetime
