"""Long work that shows itself: a row that says how far it is, for whoever waits, and keeps what came of it.

Knows no domain: `kind` names what is done and `arguments` with what; wiring says which function does which kind.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import JSON, Field, SQLModel

from app.kernel.db import Key


class WorkState(StrEnum):
    """A piece of work waits, runs, and is done or has failed."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Work(SQLModel, table=True):
    """A piece of work. `public_id` is not to be guessed: whoever was given it may look. `place` is the consultation.

    `done` of `total` steps, and in `stage` what is being done; a failure says in `error` what and where. `alive_at` is
    the last sign of life of whoever does it, by the clock of its machine; `tries` is how often it was begun, `locale` the
    language it speaks. What came of it is a file: `content`, `filename`, `media_type`, `notice`. It can be made again, so
    back-ups leave it out.
    """

    __tablename__ = "work"
    __table_args__: ClassVar[dict[str, Any]] = {"info": {"fleeting": True}}

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True, sa_type=Key)
    place: str = Field(index=True, sa_type=Key)
    kind: str
    arguments: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    asked_by: str | None = None
    locale: str = "en"
    asked_at: datetime
    state: str = WorkState.WAITING
    done: int = 0
    total: int = 0
    stage: str = ""
    error: str = ""
    alive_at: datetime | None = None
    tries: int = 0
    finished_at: datetime | None = None
    filename: str = ""
    media_type: str = ""
    notice: str = ""
    content: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
