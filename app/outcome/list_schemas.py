"""What programs send and get of the consolidated list."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.outcome.front import LONGEST
from app.outcome.models import Choice

Reason = Annotated[str, Field(max_length=4_000)]
Code = Annotated[str, Field(max_length=60)]


class Taken(BaseModel):
    """JSON is taken as it is, and a field that is not known is an error."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SelectionIn(Taken):
    """A decision of the representative group. `reason` is due for excluding, and where an earlier decision stands.

    `turn` is the number of the decision that was read, so that nobody writes over another's.
    """

    choice: Annotated[Choice, Field(strict=False)]
    reason: Reason = ""
    decided_on: Annotated[str, Field(max_length=10, description="The day of the decision, YYYY-MM-DD.")]
    turn: int | None = Field(default=None, ge=0)


class UnionIn(Taken):
    """The entry in which a proposal is to stand, or null for an entry of its own again; with the reason."""

    into: Code | None
    reason: Reason = ""


class OrderIn(Taken):
    """Every entry of the roundtable once, in the order wanted."""

    codes: Annotated[list[Code], Field(max_length=10_000)]


class FrontIn(Taken):
    """The words of a part in one language of the consultation; empty ones leave it out of the document."""

    language: Annotated[str, Field(max_length=20)]
    text: Annotated[str, Field(max_length=LONGEST + 1)]


class ListedOut(BaseModel):
    """A candidate as it stands: what was decided (`choice` is null where nothing was), and in whose entry it is."""

    code: str
    kind: str
    roundtable: str
    group: str
    title: str
    state: str
    choice: Choice | None
    reason: str
    decided_on: date | None
    turn: int
    into: str | None
    united: list[str]
    union_reason: str


class SelectedOut(BaseModel):
    """The decision that stands on a proposal."""

    code: str
    choice: Choice
    reason: str
    decided_on: date | None
    turn: int


class UnionOut(BaseModel):
    """In whose entry a proposal stands, and why; `into` is null where it has its own."""

    code: str
    into: str | None
    reason: str


class OrderOut(BaseModel):
    """The entries of a roundtable in their order. `etag` is what `If-Match` names to change it."""

    roundtable: str
    codes: list[str]
    etag: str


class MissingOut(BaseModel):
    """One thing that is missing before issue; `blocks` where nothing can be issued before."""

    sentence: str
    blocks: bool


class ListOut(BaseModel):
    """The candidates, the entries of every roundtable in their order, and what is missing before issue."""

    items: list[ListedOut]
    next: str | None
    entries: list[OrderOut]
    missing: list[MissingOut]


class FrontOut(BaseModel):
    """A part of the front matter in one language, in its newest wording; `n` is 0 where nobody wrote it."""

    part: str
    language: str
    n: int
    text: str
    written_at: datetime | None
