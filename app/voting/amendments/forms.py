"""The form that moves an amendment: what was typed into it, the preview, and what there is to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import Session, col, select

from app.discussion.models import Comment, Stance
from app.drafting.models import Proposal, Version
from app.kernel.text.anchors import locate
from app.kernel.text.diff import Piece, redline
from app.kernel.text.paragraphs import Para
from app.voting.amendments.passages import Change, Passage, passage_of


@dataclass(frozen=True)
class Suggested:
    """A proposed change, as something an amendment can be made from."""

    code: str
    field: str
    paragraph: str
    text: str
    proposed: str
    exact: str = ""


@dataclass(frozen=True)
class MoveForm:
    """What the form holds: the place, the words and the reason as they were typed, and what is wrong with them.

    `version` is the one it was drawn from; `now` what stands there after the text has moved on; `change` is there once a
    preview was asked for.
    """

    passage: Passage | None = None
    version: int = 0
    text: str = ""
    reason: str = ""
    comment: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    refusal: str = ""
    conflict: str = ""
    now: str | None = None
    change: Change | None = None
    status: int = 200

    @property
    def pieces(self) -> list[Piece]:
        """The redline of the preview."""
        return redline(self.change.old, self.change.new) if self.change else []

    @property
    def rows(self) -> int:
        """How many lines the box for the words shows."""
        return (
            min(24, max(3, len(self.text) // 70 + self.text.count("\n") + 2))
            if self.passage and self.passage.long
            else 2
        )


def suggested_in(db: Session, text: Proposal) -> list[Suggested]:
    """The changes that comments propose to a text, by code, oldest first; one query.

    Who speaks is said by the comment itself, whose round may show no names.
    """
    rows = db.exec(
        select(Comment)
        .where(
            Comment.proposal_id == text.id,
            Comment.stance == Stance.PROPOSED_CHANGE,
            col(Comment.proposed_text).is_not(None),
        )
        .order_by(col(Comment.created_at), col(Comment.id))
    ).all()
    return [
        Suggested(
            row.code,
            row.field or "",
            row.paragraph or "",
            row.text,
            row.proposed_text,
            (row.quote or {}).get("exact", ""),
        )
        for row in rows
        if row.proposed_text
    ]


def begun(
    passages: Sequence[Passage],
    version: Version,
    *,
    place: tuple[str, str],
    suggestion: Suggested | None,
    kind: str,
) -> MoveForm:
    """The form as it is first drawn: the paragraph that was chosen, or else the one that a proposed change is about, with
    its words, in which the change is made where its quoted words still stand."""
    passage = passage_of(kind, version.content, *place)
    if passage is None and suggestion is not None:
        own = passage_of(kind, version.content, suggestion.field, suggestion.paragraph)
        passage = own or _holding(passages, suggestion)
    form = MoveForm(passage=passage, version=version.n, comment=suggestion.code if suggestion else "")
    if passage is None:
        return form
    if suggestion is None:
        return replace(form, text=passage.words)
    return replace(form, text=_with_change(passage, suggestion), reason=suggestion.text)


def _holding(passages: Sequence[Passage], suggestion: Suggested) -> Passage | None:
    """The one paragraph in which the quoted words stand, or the only one of the field."""
    own = [one for one in passages if one.field == suggestion.field]
    holding = [one for one in own if suggestion.exact and suggestion.exact in one.words]
    return next(iter(holding if len(holding) == 1 else own if len(own) == 1 else []), None)


def _with_change(passage: Passage, suggestion: Suggested) -> str:
    """The words of the paragraph with the proposed ones in place of the quoted ones; the proposed ones alone where these
    cannot be found."""
    if not suggestion.exact:
        return suggestion.proposed
    found = locate({"exact": suggestion.exact}, "p", [Para("p", passage.words)])
    if found is None:
        return suggestion.proposed
    return passage.words[: found.start] + suggestion.proposed + passage.words[found.end :]
