"""What programs send and get: fields under their names in the package format, nothing coerced, nothing unknown."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.drafting.editorial.views import Challenge

Text = Annotated[str, Field(max_length=20_000)]
Line = Annotated[str, Field(max_length=2_000)]
Code = Annotated[str, Field(max_length=100)]
Figure = int | float
YesOrNo = Literal["yes", "no"]


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


class PracticeIn(Strict):
    """A good practice: what was done, where and when, and what came of it."""

    text: Text
    place: Line = ""
    years: Line = ""
    results: Text = ""


class MilestoneIn(Strict):
    """A value to reach on the way to the target, with its year."""

    value: Figure | None = None
    year: int | None = None
    note: Text = ""


class SmartIn(Strict):
    """The group's own judgement of a benchmark, question by question."""

    specific: YesOrNo | None = None
    specific_note: Text = ""
    measurable: YesOrNo | None = None
    measurable_note: Text = ""
    achievable: YesOrNo | None = None
    achievable_note: Text = ""
    relevant: YesOrNo | None = None
    relevant_note: Text = ""
    time_bound: YesOrNo | None = None
    time_bound_note: Text = ""


class MarkersIn(Strict):
    """The cross-cutting concerns a text serves, each with its justification."""

    human_rights: Text | None = None
    gender: Text | None = None
    children: Text | None = None
    most_vulnerable: Text | None = None
    disability: Text | None = None


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
    mechanism_type: (
        Literal[
            "law_or_policy", "institution", "service", "agreement", "voluntary_standard", "training", "information",
            "finance", "data", "",
        ]
        | None
    ) = None  # fmt: skip
    level: Literal["local", "national", "regional", "global", ""] | None = None
    resources: list[Line] | None = Field(default=None, max_length=100)
    good_practice: list[PracticeIn] | None = Field(default=None, max_length=100)
    transferability: Text | None = None
    pilot_readiness: Text | None = None
    result_level: Literal["output", "outcome", "impact", ""] | None = None
    computation: Text | None = None
    milestones: list[MilestoneIn] | None = Field(default=None, max_length=100)
    limitations: Text | None = None
    smart: SmartIn | None = None
    markers: MarkersIn | None = None
    sponsors: list[Code] | None = Field(default=None, max_length=100)
    instruments: list[Line] | None = Field(default=None, max_length=100)
    language: Annotated[str, Field(max_length=20)] | None = None
    note: Annotated[str, Field(max_length=300)] = Field(
        default="", description="What changed, in a few words."
    )

    def given(self) -> dict[str, Any]:
        """The fields that were sent, in package shape."""
        fields = self.model_dump(
            exclude={"note", "editorial", "kind", "roundtable", "group"}, exclude_unset=True
        )
        for name in ("smart", "markers"):
            if fields.get(name) is not None:
                fields[name] = {part: text for part, text in fields[name].items() if text is not None}
        return fields


class ChangeIn(FieldsIn):
    """A new version of a text."""

    editorial: bool = Field(
        default=False, description="Whether it changes no meaning; `note` then says what was done."
    )


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


class ChallengeOut(BaseModel):
    """The challenge of an editorial mark: the version counts as a change of substance."""

    version: int
    reason: str
    by: str
    at: datetime

    @classmethod
    def of(cls, challenge: Challenge) -> "ChallengeOut":
        """The same for programs."""
        return cls(version=challenge.n, reason=challenge.reason, by=challenge.author_title, at=challenge.at)


class VersionLineOut(BaseModel):
    """One version in the list of versions. `editorial` where it is marked as changing no meaning, which `challenge` takes
    away."""

    version: int
    parent: int | None
    date: datetime
    author: str
    note: str
    round: str | None
    hash: str
    editorial: bool
    challenge: ChallengeOut | None


class VersionsOut(BaseModel):
    """Every version, newest first; the list is never cut."""

    items: list[VersionLineOut]
    next: str | None = None


class VersionOut(VersionLineOut):
    """One version: `fields` in package shape, `paragraphs` with their permanent ids."""

    fields: dict[str, Any]
    paragraphs: dict[str, Any]
