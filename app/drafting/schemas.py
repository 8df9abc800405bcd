"""What programs send and get: fields under their names in the package format, nothing coerced, nothing unknown."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=20_000)]
Line = Annotated[str, Field(max_length=2_000)]
Code = Annotated[str, Field(max_length=100)]
Figure = int | float


class Strict(BaseModel):
    """JSON is taken as it is: a number is a number, and a field that is not known is an error."""

    model_config = ConfigDict(extra="forbid", strict=True)


class EvidenceIn(Strict):
    """One piece of evidence with the code of its source."""

    text: Text
    source: Code | None = None


class RiskIn(Strict):
    """One risk to people's rights and what prevents it."""

    risk: Text
    safeguard: Text = ""


class TimeframeIn(Strict):
    """When, in words and as dates (YYYY-MM-DD)."""

    label: Line = ""
    start: str | None = Field(default=None, max_length=10)
    end: str | None = Field(default=None, max_length=10)


class TargetIn(Strict):
    """The value to reach, and the year."""

    value: Figure | None = None
    year: int | None = None
    note: Text = ""


class BaselineIn(TargetIn):
    """Where things stand at the start, with the code of the source."""

    source: Code | None = None


class FieldsIn(Strict):
    """The fields of both kinds; a field of the other kind is refused with a sentence."""

    title: Line | None = None
    summary: Text | None = None
    problem: Text | None = None
    how_it_works: list[Line] | None = Field(default=None, max_length=100)
    responsible: list[Line] | Line | None = None
    beneficiaries: list[Line] | None = Field(default=None, max_length=100)
    prerequisites: list[Line] | None = Field(default=None, max_length=100)
    evidence: list[EvidenceIn] | None = Field(default=None, max_length=100)
    risks: list[RiskIn] | None = Field(default=None, max_length=100)
    timeframe: TimeframeIn | None = None
    benchmarks: list[Code] | None = Field(default=None, max_length=100)
    contributions: list[Code] | None = Field(default=None, max_length=100)
    tags: list[Code] | None = Field(default=None, max_length=60)
    definition: Text | None = None
    unit: Line | None = None
    value_type: Literal["number", "boolean", "text"] | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    baseline: BaselineIn | None = None
    target: TargetIn | None = None
    direction: Literal["higher", "lower"] | None = None
    means_of_verification: Text | None = None
    frequency: Line | None = None
    disaggregation: list[Line] | None = Field(default=None, max_length=100)
    assumptions: Text | None = None
    mechanisms: list[Code] | None = Field(default=None, max_length=100)
    note: Annotated[str, Field(max_length=300)] = Field(
        default="", description="What changed, in a few words."
    )

    def given(self) -> dict[str, Any]:
        """The fields that were sent, in package shape."""
        return self.model_dump(exclude={"note", "kind", "roundtable", "group"}, exclude_unset=True)


class ProposalIn(FieldsIn):
    """A new mechanism or benchmark. `group` may be left out where the caller writes in one group of the roundtable."""

    kind: Literal["mechanism", "benchmark"]
    roundtable: Code
    group: Code | None = None


class ProposalLineOut(BaseModel):
    """A proposal in a list."""

    code: str
    kind: str
    roundtable: str
    group: str
    title: str
    summary: str
    state: str
    version: int
    comments: int
    tags: list[str]
    updated_at: datetime


class ProposalsOut(BaseModel):
    """A page of proposals; `next` is the cursor of the one after, or null."""

    items: list[ProposalLineOut]
    next: str | None


class ProposalOut(BaseModel):
    """A proposal with the fields of its kind beside these, under their names in the package format."""

    model_config = ConfigDict(extra="allow")

    code: str
    kind: str
    roundtable: str
    group: str
    title: str
    state: str
    version: int
    updated_at: datetime


class VersionLineOut(BaseModel):
    """One version in the list of versions."""

    version: int
    parent: int | None
    date: datetime
    author: str
    note: str
    round: str | None
    hash: str


class VersionsOut(BaseModel):
    """Every version, newest first; the list is never cut."""

    items: list[VersionLineOut]
    next: str | None = None


class VersionOut(VersionLineOut):
    """One version: `fields` in package shape, `paragraphs` with their permanent ids."""

    fields: dict[str, Any]
    paragraphs: dict[str, Any]
