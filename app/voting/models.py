"""Ballots and the positions delegations give in them; a working group's show of support."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import JSON, Field, Index, SQLModel, UniqueConstraint, col

from app.kernel.db import KEPT_BACK, Key
from app.kernel.ledger import Sealed


class Choice(StrEnum):
    """The positions of the preset `consultation`."""

    SUPPORT = "support"
    SUPPORT_WITH_RESERVATION = "support_with_reservation"
    ABSTAIN = "abstain"
    OBJECT = "object"


class Willing(StrEnum):
    """What a delegation would do for a pilot, asked beside its position; agreement and action are two measures."""

    LEAD = "lead"
    PARTNER = "partner"
    FUND = "fund"
    NONE = "none"


class Voice(StrEnum):
    """A show of support in the working group: indicative, never decides."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"


class Ballot(SQLModel, Sealed, table=True):
    """A question to the delegations, with its rule and its electorate fixed before the first position.

    `result` is what was computed at the close, kept to be held against a recount; None while it is open. `from_history`
    says that it was known when the consultation was read from a file: it counts as it was. A ballot that is `voided_at`
    some instant stays readable and counts nowhere.
    """

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id",
        "code",
        "round_id",
        "preset",
        "opens_at",
        "closes_at",
        "rule",
    )
    sealed_if_set: ClassVar[tuple[str, ...]] = ("voided_at",)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    code: str = Field(sa_type=Key)
    title: str
    preset: str = "consultation"
    opens_at: datetime
    closes_at: datetime
    rule: dict[str, Any] = Field(sa_type=JSON)
    illustrative: bool = False
    notes: str = ""
    result: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    result_published_at: datetime | None = None
    from_history: bool = False
    voided_at: datetime | None = None


class BallotProposal(SQLModel, Sealed, table=True):
    """A proposal on the ballot, in its order and in the version that is decided on."""

    __tablename__ = "ballot_proposal"
    __table_args__ = (UniqueConstraint("ballot_id", "proposal_id"),)
    sealed: ClassVar[tuple[str, ...]] = ("consultation_id", "ballot_id", "proposal_id", "version", "place")

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    version: int
    place: int


class Elector(SQLModel, Sealed, table=True):
    """A delegation that may take a position, and the constituency it counted in when the electorate was fixed.

    `related` names the group of related bodies it belonged to then, where the rule lets these have one position. Where each
    member has a position of its own, `seat` numbers those who sit for one delegation from 1, `person_id` is who sits there
    and `title` the capacity as it was then; 0 is the delegation itself.
    """

    __tablename__ = "elector"
    __table_args__ = (UniqueConstraint("ballot_id", "delegation_id", "seat"),)
    sealed: ClassVar[tuple[str, ...]] = ("consultation_id", "ballot_id", "delegation_id", "constituency_id")
    sealed_if_set: ClassVar[tuple[str, ...]] = ("related", "seat", "person_id", "title")

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True)
    delegation_id: int = Field(foreign_key="delegation.id", index=True)
    constituency_id: int = Field(foreign_key="constituency.id", index=True)
    place: int = 0
    related: str | None = None
    seat: int = 0
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    title: str = ""


def elector_of(given: Any) -> sa.ColumnElement[bool]:
    """The condition that joins `Elector` to what a delegation, or a member of it, gave or marked in its ballot."""
    return sa.and_(delegation_of_elector(given), col(Elector.seat) == col(given.seat))


def delegation_of_elector(said: Any) -> sa.ColumnElement[bool]:
    """The condition that joins the electors of a delegation to what it said or named in its ballot: one, where no member
    has a position of its own."""
    return sa.and_(
        col(Elector.ballot_id) == col(said.ballot_id), col(Elector.delegation_id) == col(said.delegation_id)
    )


class Position(SQLModel, Sealed, table=True):
    """A position of a delegation. Each change is a new row; the one with the highest `turn` counts.

    `current` marks that one; the database allows one current row for each ballot, proposal and delegation.
    The receipt is the SHA-256 of the canonical event with its nonce. `willing` is what it would do for a pilot, where it
    said so. `given_by_id` is the delegation that gave it by proxy, where the delegation did not give it itself. `seat` is
    that of its elector: 0 where the delegation has one position, else the member's number.
    """

    __tablename__ = "position"
    __table_args__ = (
        UniqueConstraint("ballot_id", "proposal_id", "delegation_id", "seat", "turn"),
        Index(
            "ix_position_counted", "ballot_id", "proposal_id", "delegation_id", "seat", unique=True,
            sqlite_where=sa.text("current"), postgresql_where=sa.text("current"),
        ),
    )  # fmt: skip
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "ballot_id", "proposal_id", "delegation_id", "version", "turn", "position", "reason",
        "person_id", "author_title", "cast_at", "nonce", "receipt",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = ("willing", "given_by_id", "seat")

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    ballot_id: int = Field(foreign_key="ballot.id")
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    delegation_id: int = Field(foreign_key="delegation.id", index=True)
    seat: int = 0
    version: int
    turn: int = 1
    current: bool = True
    position: str
    reason: str | None = None
    willing: str | None = None
    given_by_id: int | None = Field(default=None, foreign_key="delegation.id")
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    cast_at: datetime
    nonce: str
    receipt: str


# Where not every position is published, one that was given by proxy is the other delegation's alone: who gave it could prove
# it with the receipt and its nonce. That they gave one stays with them.
SQLModel.metadata.tables["position"].info[KEPT_BACK] = (
    ("current", "position", "reason", "willing", "nonce", "receipt"),
    sa.and_(
        col(Position.given_by_id).is_not(None),
        sa.exists().where(
            col(Ballot.id) == col(Position.ballot_id),
            sa.func.coalesce(col(Ballot.rule)["disclosure"].as_string(), "open") != "open",
        ),
    ),
)


class ShowOfSupport(SQLModel, Sealed, table=True):
    """One voice of one member on one proposal of the group; changing it changes the row, and the ledger keeps each.

    `attribution` is that of the round it was shown in, where that is not personal: it stays with what was said.
    """

    __tablename__ = "show_of_support"
    __table_args__ = (UniqueConstraint("proposal_id", "person_id"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id",
        "proposal_id",
        "person_id",
        "choice",
        "word",
        "shown_at",
    )
    sealed_if_set: ClassVar[tuple[str, ...]] = ("attribution",)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    choice: str
    word: str = ""
    version: int
    shown_at: datetime
    attribution: str | None = None
