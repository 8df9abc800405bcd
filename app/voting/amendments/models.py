"""What an amendment changes, who moved it, and what became of it. Its words are a proposal's like any other's."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from app.kernel.db import Key
from app.kernel.ledger import Sealed


class Amendment(SQLModel, Sealed, table=True):
    """A change to one paragraph, or to one field without paragraphs, of version `base_version` of the text `amends_id`.

    `proposal_id` is the proposal that has the text as it would be. `distance` is how many words it takes out and puts in,
    from which the order of deciding is proposed: furthest from the text first (GA rules 90 and 130). `place` is where the
    chair put it instead; None where nobody did. `comment_id` is the proposed change it was made from. `entered_version` is the version of
    the text that it became, once it was adopted and the result certified.
    """

    __tablename__ = "amendment"
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "proposal_id", "amends_id", "base_version", "field", "paragraph", "distance", "reason",
        "comment_id", "delegation_id", "person_id", "author_title", "moved_at",
    )  # fmt: skip
    sealed_if_set: ClassVar[tuple[str, ...]] = ("place", "entered_version")

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    proposal_id: int = Field(foreign_key="proposal.id", unique=True)
    amends_id: int = Field(foreign_key="proposal.id", index=True)
    base_version: int
    field: str = Field(sa_type=Key)
    paragraph: str = Field(default="", sa_type=Key)
    distance: int
    reason: str = ""
    comment_id: int | None = Field(default=None, foreign_key="comment.id", index=True)
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    moved_at: datetime
    place: int | None = None
    entered_version: int | None = None
