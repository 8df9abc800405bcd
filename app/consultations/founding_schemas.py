"""What programs send and get about a consultation as a whole: nothing coerced, nothing unknown."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

# Longer than any field takes: the sentence with the exact limit comes from the rule.
Text = Annotated[str, Field(max_length=250_000)]
Line = Annotated[str, Field(max_length=2_000)]
Day = Annotated[str, Field(max_length=20, description="A day as YYYY-MM-DD.")]
Words = Annotated[dict[str, Line], Field(max_length=20)]


class Strict(BaseModel):
    """JSON is taken as it is: a number is a number, and a field that is not known is an error."""

    model_config = ConfigDict(extra="forbid", strict=True)


class MastheadIn(Strict):
    """What stands on the cover of its papers."""

    organ: Line = ""
    session: Line = ""
    agenda_item: Line = ""
    distribution: Line = ""


class SettingsIn(Strict):
    """The settings of a consultation; those left out stay as they are."""

    code: Line | None = None
    title: Line | None = None
    title_i18n: Words | None = None
    slogan_i18n: Words | None = None
    theme: Text | None = None
    description: Text | None = None
    convenor: Text | None = None
    venue: Line | None = None
    mandate: Text | None = None
    terms_of_reference: Text | None = None
    outcome_kinds: list[Literal["recommendations_paper", "negotiated_outcome", "chair_summary", "report"]] | None = (
        Field(default=None, max_length=10)
    )  # fmt: skip
    languages: list[Line] | None = Field(default=None, max_length=20)
    default_language: Line | None = None
    timezone: Line | None = None
    masthead: MastheadIn | None = None
    notice_days: int | None = None
    response_days: int | None = Field(
        default=None, description="Within how many days of its close a round of comments gets its response."
    )
    holidays: Line | None = Field(
        default=None,
        description="Whose public holidays the calendar keeps: CH, CH-GE, US-NY; empty for none.",
    )
    days_off: list[Day] | None = Field(default=None, max_length=400)
    start_date: Day | None = None
    end_date: Day | None = None
    dialogue_start: Day | None = None
    dialogue_end: Day | None = None
    admits: bool | None = Field(default=None, description="Whether strangers may apply for accreditation.")
    criteria: Text | None = None


class ConsultationIn(SettingsIn):
    """A new consultation: empty, from the template `blueprint`, or with the frame of `clone_of`, an earlier one."""

    slug: Line
    blueprint: Line | None = None
    clone_of: Line | None = None
    delegations: bool = Field(
        default=False, description="With clone_of: its delegations too, without people."
    )


class StageIn(Strict):
    """The stage to go to; a reason is due for a step back."""

    state: Line
    reason: Text = ""


class ItemOut(BaseModel):
    """A line of the checklist. `blocks` is false for advice; `where` is the page on which it is mended."""

    need: str
    met: bool
    blocks: bool
    words: str
    where: str


class ChecklistOut(BaseModel):
    """What is missing before it can open: `missing` counts the lines that block."""

    items: list[ItemOut]
    missing: int
