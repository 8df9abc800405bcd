"""Tables of comments that bodies have filled in, waiting to be confirmed."""

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Field, SQLModel

from app.kernel.db import Key


class CommentSheet(SQLModel, table=True):
    """A table of comments as it was read, waiting for somebody to place its rows and confirm it. Dropped with its days.

    `rows` are the cells that were understood, each with its number in the file; `placed` what was answered where a row
    did not say on which text or for which body it stands.
    """

    __tablename__ = "comment_sheet"
    __table_args__ = {"info": {"fleeting": True}}

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, sa_type=Key)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    filename: str
    rows: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    placed: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    read_at: datetime
    confirmed_at: datetime | None = None
