"""Mechanisms and benchmarks, and every version of their text."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from app.kernel.db import Key
from app.kernel.ledger import Sealed


class Kind(StrEnum):
    """A mechanism is a tool or good practice; a benchmark is an indicator of its success."""

    MECHANISM = "mechanism"
    BENCHMARK = "benchmark"


class ProposalState(StrEnum):
    """Where a proposal stands on its way from draft to recommendation."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    REVISED = "revised"
    READY = "ready"
    UNDER_DECISION = "under_decision"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    CONSOLIDATED = "consolidated"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    SUPERSEDED = "superseded"


class Proposal(SQLModel, table=True):
    """A mechanism or a benchmark under a code that is never used again.

    `version` is the number of the newest version, guarded by every save; `title` and `summary` are that
    version's, kept here for lists. `comments` counts the comments that can be seen; it moves in the same transaction.
    """

    __tablename__ = "proposal"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    roundtable_id: int = Field(foreign_key="roundtable.id", index=True)
    group_id: int = Field(foreign_key="working_group.id", index=True)
    code: str = Field(sa_type=Key)
    kind: str
    number: int
    title: str
    title_i18n: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    summary: str = ""
    tags: list[str] = Field(default_factory=list, sa_type=JSON)
    state: str = ProposalState.DRAFT
    version: int = 1
    comments: int = 0
    created_at: datetime
    updated_at: datetime


class Version(SQLModel, Sealed, table=True):
    """One text of a proposal, never changed once written.

    `content` holds the fields of the proposal's kind; long fields are lists of paragraphs with permanent
    ids, and `next_paragraph` is the number the next new paragraph gets, so that no id is used twice.
    """

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("proposal_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "proposal_id", "n", "parent", "content", "next_paragraph", "note", "person_id",
        "author_title", "round_code", "created_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    n: int
    parent: int | None = None
    content: dict[str, Any] = Field(sa_type=JSON)
    next_paragraph: int = 1
    note: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    round_code: str | None = None
    created_at: datetime


class BenchmarkLink(SQLModel, table=True):
    """A benchmark measures a mechanism: many to many."""

    __tablename__ = "benchmark_link"

    mechanism_id: int = Field(foreign_key="proposal.id", primary_key=True)
    benchmark_id: int = Field(foreign_key="proposal.id", primary_key=True, index=True)
    place: int = 0


class ProposalSource(SQLModel, table=True):
    """A proposal was derived from a contribution."""

    __tablename__ = "proposal_source"

    proposal_id: int = Field(foreign_key="proposal.id", primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id", primary_key=True, index=True)
