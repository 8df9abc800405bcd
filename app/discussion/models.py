"""Comments on a version of a proposal, and the disposition each of them gets."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from app.kernel.db import Key
from app.kernel.ledger import Sealed


class CommentType(StrEnum):
    """The types of the ISO/CEN comment form: ge, te, ed."""

    GENERAL = "general"
    TECHNICAL = "technical"
    EDITORIAL = "editorial"


class Stance(StrEnum):
    """How a comment stands to the text."""

    SUPPORT = "support"
    CONCERN = "concern"
    PROPOSED_CHANGE = "proposed_change"


class Severity(StrEnum):
    """How much hangs on it."""

    BLOCKING = "blocking"
    MAJOR = "major"
    MINOR = "minor"


class DispositionCode(StrEnum):
    """What became of a comment; everything but `accepted` needs a reason."""

    ACCEPTED = "accepted"
    ACCEPTED_IN_PRINCIPLE = "accepted_in_principle"
    PARTIALLY_ACCEPTED = "partially_accepted"
    NOT_ACCEPTED = "not_accepted"
    NOTED = "noted"
    ALREADY_COVERED = "already_covered"
    OUT_OF_SCOPE = "out_of_scope"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"


class Comment(SQLModel, Sealed, table=True):
    """What somebody said about one version of a proposal: the whole of it, a field, or quoted words in a field.

    `quote` is a W3C text-quote selector {exact, prefix, suffix}; `paragraph` the permanent id of the paragraph the
    words stand in, where the field has paragraphs. `author_title` is the capacity as shown;
    an imported comment has no person. One that came in a table of comments says in which file and row (`source`) and who
    brought it. `late` is one that was taken after the deadline, as the round said it might be.
    """

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "code", "round_id", "proposal_id", "version", "field", "quote", "type", "stance",
        "severity", "text", "proposed_text", "language", "parent_id", "person_id", "delegation_id",
        "author_title", "created_at",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = ("paragraph", "late", "source", "brought_by_id")

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    code: str = Field(sa_type=Key)
    round_id: int | None = Field(default=None, foreign_key="round.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    version: int
    field: str | None = None
    quote: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    paragraph: str | None = None
    type: str
    stance: str
    severity: str = Severity.MINOR
    text: str
    proposed_text: str | None = None
    language: str = "en"
    parent_id: int | None = Field(default=None, foreign_key="comment.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id", index=True)
    author_title: str
    created_at: datetime
    late: bool = False
    source: str | None = None
    brought_by_id: int | None = Field(default=None, foreign_key="person.id")


class Disposition(SQLModel, Sealed, table=True):
    """The answer to a comment, with its reason. Issued once; a later one supersedes it and both stay readable.

    The counted one is the issued disposition with the highest `n`.
    """

    __tablename__ = "disposition"
    __table_args__ = (UniqueConstraint("comment_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "comment_id", "n", "code", "reason", "person_id", "decided_by", "issued_at",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = ("resulting_version",)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    comment_id: int = Field(foreign_key="comment.id", index=True)
    n: int = 1
    code: str
    reason: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    decided_by: str = ""
    resulting_version: int | None = None
    issued_at: datetime


class DispositionDraft(SQLModel, table=True):
    """What the rapporteur would answer to a comment, until the moderator issues it. One for each comment; no answer yet."""

    __tablename__ = "disposition_draft"

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    comment_id: int = Field(foreign_key="comment.id", unique=True)
    code: str
    reason: str = ""
    resulting_version: int | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    drafted_at: datetime


class Acknowledgement(SQLModel, Sealed, table=True):
    """Whether the commenter is satisfied with a disposition, with a word why. Changing one's mind is a new row."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("disposition_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "comment_id", "disposition_id", "n", "satisfied", "word", "person_id", "given_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    comment_id: int = Field(foreign_key="comment.id", index=True)
    disposition_id: int = Field(foreign_key="disposition.id", index=True)
    n: int = 1
    satisfied: bool
    word: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    given_at: datetime


class Grouping(SQLModel, Sealed, table=True):
    """A comment put beside another that says the same: answered together, each still counted by itself.

    `lead_id` is the comment that stands for the group; None once it was taken out again.
    """

    __tablename__ = "comment_grouping"

    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id",
        "comment_id",
        "lead_id",
        "person_id",
        "grouped_at",
    )

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    comment_id: int = Field(foreign_key="comment.id", unique=True)
    lead_id: int | None = Field(default=None, foreign_key="comment.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    grouped_at: datetime
