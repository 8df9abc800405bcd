"""Comments as programs send and receive them: the contract's words, strictly."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from app.discussion.views import CommentView


class QuoteIn(BaseModel):
    """The words commented on, with what stands before and after them (a W3C text-quote selector)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    exact: str
    prefix: str = ""
    suffix: str = ""


class CommentIn(BaseModel):
    """A comment to be made. The least is its type, its stance and its text."""

    model_config = ConfigDict(extra="forbid", strict=True)

    type: Literal["general", "technical", "editorial"]
    stance: Literal["support", "concern", "proposed_change"]
    text: str
    severity: Literal["blocking", "major", "minor"] = "minor"
    field: str | None = None
    quote: QuoteIn | None = None
    proposed_text: str | None = None
    parent: str | None = None
    language: str | None = None
    delegation: str | None = None


class DispositionOut(BaseModel):
    """The disposition that counts."""

    code: str
    reason: str
    decided_by: str
    issued_at: datetime


class AuthorOut(BaseModel):
    """Who speaks: in which capacity, for which delegation of which constituency."""

    title: str
    delegation: str | None
    constituency: str | None


class QuoteOut(BaseModel):
    """The words commented on."""

    exact: str
    prefix: str = ""
    suffix: str = ""


class CommentOut(BaseModel):
    """A comment as it stands, with its answer."""

    id: str
    proposal: str
    version: int
    round: str | None
    type: str
    stance: str
    severity: str
    field: str | None
    quote: QuoteOut | None
    text: str
    proposed_text: str | None
    language: str
    parent: str | None
    author: AuthorOut
    created_at: datetime
    disposition: DispositionOut | None

    @classmethod
    def of(cls, view: CommentView) -> Self:
        """The comment that programs get for what readers see."""
        return cls(
            id=view.code,
            proposal=view.proposal,
            version=view.version,
            round=view.round,
            type=view.type,
            stance=view.stance,
            severity=view.severity,
            field=view.field,
            quote=QuoteOut(**view.quote) if view.quote else None,
            text=view.text,
            proposed_text=view.proposed_text,
            language=view.language,
            parent=view.parent,
            author=AuthorOut(
                title=view.author_title, delegation=view.delegation, constituency=view.constituency
            ),
            created_at=view.created_at,
            disposition=DispositionOut(
                code=view.disposition.code,
                reason=view.disposition.reason,
                decided_by=view.disposition.decided_by,
                issued_at=view.disposition.issued_at,
            )
            if view.disposition
            else None,
        )


class CommentList(BaseModel):
    """A stretch of comments, oldest first; `next` is the cursor of the stretch after it."""

    items: list[CommentOut]
    next: str | None
