"""Limits on how often something may be tried, counted in the database so that they hold across processes."""

from dataclasses import dataclass

from sqlmodel import Field, SQLModel

from app.kernel.db import Key


@dataclass(frozen=True)
class Limit:
    """So many `times` in so many `seconds`, for each who tries. `name` keeps what is counted apart."""

    name: str
    times: int
    seconds: int


class Tried(SQLModel, table=True):
    """How often something was tried in one stretch of time. `what` is a hash: it names nobody."""

    __tablename__ = "tried"
    __table_args__ = {"info": {"fleeting": True}}

    what: str = Field(primary_key=True, sa_type=Key)
    window: int = Field(primary_key=True)
    times: int = 0
