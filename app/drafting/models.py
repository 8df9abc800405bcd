"""Mechanisms and benchmarks, and every version of their text."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel, UniqueConstraint, col

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
    `merged_into_id` is the proposal that took this one over. `amends_id` is the text that this one is an amendment to: it
    has the text as it would be, is decided before it, and stands in no list of texts. `frozen` is there while amendments to
    this text are under decision, or adopted and not entered in it: `{"ballot": code, "amendments": [codes]}`.
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
    merged_into_id: int | None = Field(default=None, foreign_key="proposal.id", index=True)
    amends_id: int | None = Field(default=None, foreign_key="proposal.id", index=True)
    frozen: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    created_at: datetime
    updated_at: datetime


def is_text(proposal: Any = Proposal) -> sa.ColumnElement[bool]:
    """The condition that a row of proposals, or of an alias of them, is a text of its own and no amendment to one.

    Every list, count, table and export of texts has it: amendments stand at their text, on ballots and in its trace.
    """
    return col(proposal.amends_id).is_(None)


class Version(SQLModel, Sealed, table=True):
    """One text of a proposal, never changed once written.

    `content` holds the fields of the proposal's kind; long fields are lists of paragraphs with permanent
    ids, and `next_paragraph` is the number the next new paragraph gets, so that no id is used twice. `editorial` where
    whoever saved it says that it changes no meaning; `note` then says what was done.
    """

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("proposal_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "proposal_id", "n", "parent", "content", "next_paragraph", "note", "person_id",
        "author_title", "round_code", "created_at",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = ("editorial",)

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
    editorial: bool = False


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


class Step(SQLModel, Sealed, table=True):
    """One step of a proposal on its course: submitted, returned, withdrawn, merged, referred back, taken up again …

    `verb` is the fact in the past tense; `reason` is due wherever a step goes back or ends something (domain D3).
    """

    __tablename__ = "proposal_step"
    __table_args__ = (UniqueConstraint("proposal_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "proposal_id", "n", "verb", "from_state", "to_state", "version", "reason", "person_id",
        "author_title", "round_code", "taken_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    n: int
    verb: str
    from_state: str
    to_state: str
    version: int
    reason: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    round_code: str | None = None
    taken_at: datetime


class PersonalDraft(SQLModel, table=True):
    """What somebody is writing and has not saved: kept as typed, seen by nobody else, no version and no act.

    `place` is the code of the proposal, or `new:KIND:GROUP`. `typed` holds the controls of the form by name;
    `base_version` the version the form was drawn from. `stroke` counts the keepings, so that an old tab does not
    write over a newer one. Saving or discarding empties it: no controls, and -1 for the version.
    """

    __tablename__ = "personal_draft"
    __table_args__ = (UniqueConstraint("person_id", "consultation_id", "place"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    place: str = Field(sa_type=Key)
    base_version: int = 0
    typed: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    stroke: int = 0
    kept_at: datetime


class Presence(SQLModel, table=True):
    """Who has the form of a proposal open, in which field, and when that was last heard of. Forgotten after a minute."""

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("proposal_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    field: str = ""
    seen_at: datetime


class Circulation(SQLModel, Sealed, table=True):
    """A version sent to a list of recipients, with what they are asked (domain A2).

    `since_version` is the version the link to the differences starts from; None where there was none before.
    """

    __tablename__ = "circulation"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "proposal_id", "code", "version", "since_version", "message", "person_id",
        "author_title", "sent_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    code: str = Field(sa_type=Key)
    version: int
    since_version: int | None = None
    message: str = ""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    sent_at: datetime


class CirculationReceipt(SQLModel, Sealed, table=True):
    """One recipient of a circulation, and when that person confirmed to have received it."""

    __tablename__ = "circulation_receipt"
    __table_args__ = (UniqueConstraint("circulation_id", "person_id"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "circulation_id", "person_id", "title", "delegation_id", "received_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    circulation_id: int = Field(foreign_key="circulation.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    title: str = ""
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id", index=True)
    received_at: datetime | None = None
