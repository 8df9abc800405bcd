"""Comments as programs send and receive them: the contract's words, strictly."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from app.discussion.views import CommentView, DispositionView


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


class DispositionIn(BaseModel):
    """An answer to a comment: drafted for the moderator, or issued. `version` is where the text was changed for it.

    The author withdraws the own comment with the code `withdrawn`.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    code: Literal[
        "accepted",
        "accepted_in_principle",
        "partially_accepted",
        "not_accepted",
        "noted",
        "already_covered",
        "out_of_scope",
        "deferred",
        "withdrawn",
    ]
    reason: str = ""
    state: Literal["draft", "issued"]
    version: int | None = None


class AcknowledgementIn(BaseModel):
    """Whether the answer satisfies the commenter, with a word why, which is due where it does not."""

    model_config = ConfigDict(extra="forbid", strict=True)

    satisfied: bool
    word: str = ""


class GroupIn(BaseModel):
    """The comment that stands for this one, or null to take it out again."""

    model_config = ConfigDict(extra="forbid", strict=True)

    lead: str | None


class AcknowledgementOut(BaseModel):
    """What the commenter last said of the disposition that counts."""

    satisfied: bool
    word: str
    given_at: datetime


class DispositionOut(BaseModel):
    """The disposition that counts."""

    code: str
    reason: str
    decided_by: str
    issued_at: datetime
    version: int | None
    acknowledgement: AcknowledgementOut | None

    @classmethod
    def of(cls, view: DispositionView) -> Self:
        """The same for programs."""
        said = view.acknowledgement
        return cls(
            code=view.code,
            reason=view.reason,
            decided_by=view.decided_by,
            issued_at=view.issued_at,
            version=view.version,
            acknowledgement=AcknowledgementOut(
                satisfied=said.satisfied, word=said.word, given_at=said.given_at
            )
            if said
            else None,
        )


class DraftOut(BaseModel):
    """An answer that is drafted and not issued; only the group's writers and its moderators get it."""

    code: str
    reason: str
    version: int | None
    drafted_by: str
    drafted_at: datetime


class AuthorOut(BaseModel):
    """Who is shown to speak: in which capacity, for which delegation of which constituency.

    Where the round shows delegations alone, `title` is the delegation's name; where nobody is shown, it says so in words.
    """

    title: str
    delegation: str | None
    constituency: str | None


class QuoteOut(BaseModel):
    """The words commented on."""

    exact: str
    prefix: str = ""
    suffix: str = ""


class CommentOut(BaseModel):
    """A comment as it stands, with its answer. `mine` is true for its author alone, whatever the round shows to others."""

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
    attribution: str
    mine: bool
    created_at: datetime
    late: bool
    paragraph: str | None
    grouped_under: str | None
    disposition: DispositionOut | None
    disposition_draft: DraftOut | None

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
                title=view.author.title or view.speaker,
                delegation=view.author.delegation,
                constituency=view.author.constituency,
            ),
            attribution=view.author.attribution,
            mine=view.mine,
            created_at=view.created_at,
            late=view.late,
            paragraph=view.paragraph,
            grouped_under=view.lead,
            disposition=DispositionOut.of(view.disposition) if view.disposition else None,
            disposition_draft=DraftOut(
                code=view.draft.code,
                reason=view.draft.reason,
                version=view.draft.version,
                drafted_by=view.draft.author_title,
                drafted_at=view.draft.drafted_at,
            )
            if view.draft
            else None,
        )


class CommentList(BaseModel):
    """A stretch of comments, oldest first; `next` is the cursor of the stretch after it."""

    items: list[CommentOut]
    next: str | None
