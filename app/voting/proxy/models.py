"""Which delegation gives the positions of which other one in a ballot."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

from app.kernel.ledger import Sealed


class Proxy(SQLModel, Sealed, table=True):
    """A delegation lets another one, `holder_id`, give its positions in a ballot, until it is ended. One that was ended
    stays, and another may follow it; the database allows one that stands for each ballot and delegation."""

    __tablename__ = "proxy"
    __table_args__ = (
        Index(
            "ix_proxy_standing", "ballot_id", "delegation_id", unique=True,
            sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )  # fmt: skip
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "ballot_id", "delegation_id", "holder_id", "person_id", "author_title", "named_at",
        "ended_at",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True)
    delegation_id: int = Field(foreign_key="delegation.id", index=True)
    holder_id: int = Field(foreign_key="delegation.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    author_title: str = ""
    named_at: datetime
    ended_at: datetime | None = None
