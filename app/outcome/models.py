"""What becomes of the adopted proposals: the consolidated list while it is put together, and its issued editions."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, UniqueConstraint

from app.kernel.db import Key, PackedText
from app.kernel.ledger import Sealed


class Choice(StrEnum):
    """What the representative group decided of an adopted proposal."""

    INCLUDE = "include"
    EXCLUDE = "exclude"


class DeclarationKind(StrEnum):
    """A view of a minority on what was decided, or a proviso under which a delegation goes along with it."""

    MINORITY_VIEW = "minority_view"
    PROVISO = "proviso"


class EditionKind(StrEnum):
    """An edition is issued once; a corrigendum mends its errors, a revision replaces it. None is ever overwritten."""

    EDITION = "edition"
    CORRIGENDUM = "corrigendum"
    REVISION = "revision"


class Selection(SQLModel, Sealed, table=True):
    """One decision on whether the list holds an adopted proposal. The newest turn counts, and none is ever changed.

    The representative group decides, on the day `decided_on`; the secretariat records it. To exclude takes a reason.
    """

    __tablename__ = "selection"
    __table_args__ = (UniqueConstraint("proposal_id", "turn"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "proposal_id", "turn", "choice", "reason", "decided_on", "person_id", "by_title",
        "recorded_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    turn: int
    choice: str
    reason: str = ""
    decided_on: date | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id")
    by_title: str = ""
    recorded_at: datetime


class Union(SQLModel, Sealed, table=True):
    """An adopted proposal that stands in the entry of another one like it, until `ended_at` if it was taken out again.

    The entry holds the sources, sponsors, benchmarks and records of both, and the words of both.
    """

    __tablename__ = "outcome_union"
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "proposal_id", "into_id", "reason", "person_id", "by_title", "made_at",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = ("ended_at",)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)
    into_id: int = Field(foreign_key="proposal.id", index=True)
    reason: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    by_title: str = ""
    made_at: datetime
    ended_at: datetime | None = None


class EntryPlace(SQLModel, Sealed, table=True):
    """Where an entry stands among those of its roundtable, once somebody has put them into an order of their own."""

    __tablename__ = "entry_place"
    sealed: ClassVar[tuple[str, ...]] = ("proposal_id", "consultation_id", "place")
    sealed_key: ClassVar[tuple[str, ...]] = ("proposal_id",)

    proposal_id: int = Field(foreign_key="proposal.id", primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    place: int


class FrontText(SQLModel, Sealed, table=True):
    """One wording of a part of the front matter in one language; the newest `n` counts. `part` is a name of `front.py`."""

    __tablename__ = "front_text"
    __table_args__ = (UniqueConstraint("consultation_id", "part", "language", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "part", "language", "n", "text", "person_id", "by_title", "written_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    part: str = Field(sa_type=Key)
    language: str = Field(sa_type=Key)
    n: int
    text: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    by_title: str = ""
    written_at: datetime


class Declaration(SQLModel, Sealed, table=True):
    """What a delegation says of the outcome in its own words and its own place; no editor can drop or change it.

    It is about one proposal, or without `proposal_id` about the whole. Another wording is another row under the same
    code, and the newest `n` counts; only the delegation withdraws it.
    """

    __tablename__ = "declaration"
    __table_args__ = (UniqueConstraint("consultation_id", "code", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "code", "n", "kind", "proposal_id", "delegation_id", "language", "text", "person_id",
        "by_title", "made_at",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = ("withdrawn_at",)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    code: str = Field(sa_type=Key)
    n: int
    kind: str
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id", index=True)
    delegation_id: int = Field(foreign_key="delegation.id", index=True)
    language: str
    text: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    by_title: str = ""
    made_at: datetime
    withdrawn_at: datetime | None = None


class DeclarationJoined(SQLModel, Sealed, table=True):
    """Another delegation that puts its name to a declaration, until `left_at`."""

    __tablename__ = "declaration_joined"
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "declaration", "delegation_id", "person_id", "joined_at",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = ("left_at",)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    declaration: str = Field(sa_type=Key)
    delegation_id: int = Field(foreign_key="delegation.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    joined_at: datetime
    left_at: datetime | None = None


class Edition(SQLModel, Sealed, table=True):
    """An issued document. Its symbol is given once, its texts are frozen, and every later change is another edition.

    `of_n` is the edition that a corrigendum or a revision is about, `note` why it was issued, `digest` the SHA-256 over
    its texts in all languages.
    """

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("consultation_id", "n"), UniqueConstraint("consultation_id", "symbol"))
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "n", "kind", "symbol", "of_n", "note", "language", "digest", "issued_on", "issued_at",
        "person_id", "by_title",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    n: int
    kind: str = EditionKind.EDITION
    symbol: str = Field(sa_type=Key)
    of_n: int | None = None
    note: str = ""
    language: str
    digest: str
    issued_on: date
    issued_at: datetime
    person_id: int | None = Field(default=None, foreign_key="person.id")
    by_title: str = ""


class EditionText(SQLModel, Sealed, table=True):
    """The whole tree of an edition in one language, as canonical JSON, and its tables; `hash` is the tree's SHA-256."""

    __tablename__ = "edition_text"
    __table_args__ = (UniqueConstraint("edition_id", "language"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id",
        "edition_id",
        "language",
        "tree",
        "sheets",
        "hash",
    )

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    language: str = Field(sa_type=Key)
    tree: str = Field(sa_type=PackedText)
    sheets: str = Field(sa_type=PackedText)
    hash: str


class EditionFile(SQLModel, Sealed, table=True):
    """A file of an edition as it was issued, byte for byte. `notice` is what its reader must know of it."""

    __tablename__ = "edition_file"
    __table_args__ = (UniqueConstraint("edition_id", "language", "name"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "edition_id", "language", "name", "sha256", "size", "notice", "made_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    language: str = Field(sa_type=Key)
    name: str = Field(sa_type=Key)
    content: bytes = Field(sa_type=sa.LargeBinary)
    sha256: str
    size: int
    notice: str = ""
    made_at: datetime
