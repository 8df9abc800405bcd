"""Rounds as programs plan and run them: the contract's words, strictly."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class PlanIn(_Strict):
    """A round to be planned. `opens` and `closes` are days (2026-11-30, whole, in the consultation's zone) or instants."""

    kind: str
    title: str
    opens: str
    closes: str
    scope: list[str] = []
    purpose: str = ""
    attribution: Literal["personal", "delegation", "none"] = "personal"
    promise: Literal["inform", "consult", "engage", ""] = ""
    late: bool = Field(
        default=False, description="Whether comments are taken after the deadline, and flagged as late."
    )
    code: str | None = None


class PlanChangeIn(_Strict):
    """What changes in the plan of a round; what is left out stays."""

    kind: str | None = None
    title: str | None = None
    opens: str | None = None
    closes: str | None = None
    scope: list[str] | None = None
    purpose: str | None = None
    attribution: Literal["personal", "delegation", "none"] | None = None
    promise: Literal["inform", "consult", "engage", ""] | None = Field(
        default=None, description="Empty takes it back."
    )
    late: bool | None = None


class OpeningIn(_Strict):
    """The opening: a reason where the notice is short; for a ballot the parts of its rule that differ from the preset; for a
    round of rating or a sense check its `terms`; for a silence, by the code of a text that was under silence before and
    has not changed since, `notes` why it is put under silence again."""

    reason: str = ""
    rule: dict[str, Any] | None = None
    terms: dict[str, Any] | None = None
    notes: dict[str, str] = {}


class ExtensionIn(_Strict):
    """A later deadline: a day or an instant."""

    closes: str
    reason: str = ""


class ReasonIn(_Strict):
    """Why."""

    reason: str = ""


class CompletionIn(_Strict):
    """With a round of selection: what the representative group decided. Elsewhere a word with the completion, or nothing."""

    declaration: str = ""


class ItemOut(BaseModel):
    """One line of the checklist."""

    mark: str
    sentence: str
    links: list[str]


class ChecklistOut(BaseModel):
    """What stands for and against the opening of a round."""

    items: list[ItemOut]
    why_not: str | None


class ReadyOut(BaseModel):
    """A text that was declared ready."""

    code: str
    state: str


class AllReadyOut(BaseModel):
    """The texts of a round that were declared ready together."""

    ready: list[str]
