"""What programs are told of the response to a round."""

from datetime import datetime

from pydantic import BaseModel


class PublishedOut(BaseModel):
    """One published response; `hash` is over the SHA-256 of its text in each language. The newest counts."""

    n: int
    published_at: datetime
    by: str
    foreword: str
    languages: list[str]
    hash: str
    files: dict[str, str]


class ResponseOut(BaseModel):
    """The response to a round: by when it is due (null where none is owed or it is published), whether that has passed,
    and what was published, newest first."""

    round: str
    due_at: datetime | None
    late: bool
    published: list[PublishedOut]
