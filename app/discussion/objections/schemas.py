"""Objections as programs send and receive them."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from app.discussion.objections.views import ObjectionView
from app.discussion.schemas import AuthorOut, QuoteIn


class ObjectionIn(BaseModel):
    """An objection to be raised: why, what would remove it, and the paragraph, by its id, by words quoted from it, or
    both. With `comment` the author turns a technical comment into it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: str = ""
    removal: str = ""
    field: str | None = None
    paragraph: str | None = None
    quote: QuoteIn | None = None
    comment: str | None = None
    language: str | None = None
    delegation: str | None = None


class ObjectionStepIn(BaseModel):
    """What becomes of an objection. `rule` is the published rule under which it is overruled; `version` is where the
    text was changed for it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    state: Literal["addressed", "withdrawn", "sustained", "overruled"]
    words: str = ""
    rule: str = ""
    version: int | None = None


class ObjectionStepOut(BaseModel):
    """One step of an objection."""

    n: int
    state: str
    words: str
    rule: str
    version: int | None
    by: str
    taken_at: datetime


class ObjectionOut(BaseModel):
    """An objection as it stands. `mine` is true for who raised it alone, whatever the round shows to others."""

    id: str
    proposal: str
    version: int
    round: str
    round_kind: str
    state: str
    field: str | None
    paragraph: str | None
    quoted: str
    reason: str
    removal: str
    comment: str | None
    language: str
    author: AuthorOut
    attribution: str
    mine: bool
    raised_at: datetime
    steps: list[ObjectionStepOut]

    @classmethod
    def of(cls, view: ObjectionView) -> Self:
        """The objection that programs get for what readers see."""
        return cls(
            id=view.code,
            proposal=view.proposal,
            version=view.version,
            round=view.round,
            round_kind=view.round_kind,
            state=view.state,
            field=view.field,
            paragraph=view.paragraph,
            quoted=view.quoted,
            reason=view.reason,
            removal=view.removal,
            comment=view.comment,
            language=view.language,
            author=AuthorOut(
                title=view.author.title or view.speaker,
                delegation=view.author.delegation,
                constituency=view.author.constituency,
            ),
            attribution=view.author.attribution,
            mine=view.mine,
            raised_at=view.raised_at,
            steps=[
                ObjectionStepOut(
                    n=step.n,
                    state=step.state,
                    words=step.words,
                    rule=step.rule,
                    version=step.version,
                    by=step.by,
                    taken_at=step.taken_at,
                )
                for step in view.steps
            ],
        )


class ObjectionList(BaseModel):
    """A stretch of objections, oldest first; `next` is the cursor of the stretch after it."""

    items: list[ObjectionOut]
    next: str | None
