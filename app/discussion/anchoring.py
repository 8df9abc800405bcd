"""The words a comment is about: found when it is made, and followed into the newest text when it is read."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlmodel import Session, col, select

from app.discussion.views import CommentView
from app.drafting.content import Content, rows
from app.drafting.fields import SHAPES
from app.drafting.models import Kind, Proposal, Version
from app.kernel.text.anchors import Anchor, follow
from app.kernel.text.markdown import to_plain
from app.kernel.text.paragraphs import Para


def paras_of(kind: str, content: Content, field: str) -> list[Para]:
    """A field as its readers see it: plain words, paragraph by paragraph, under the permanent ids.

    A field without paragraphs is one text under the id "".
    """
    shape = SHAPES[Kind(kind)].get(field)
    if shape is None:
        return []
    return [
        Para(row.id, "\n".join(to_plain(part) for part in row.parts.values() if part))
        for row in rows(shape, content.get(field))
    ]


def texts_of(db: Session, proposal: Proposal) -> dict[int, Content]:
    """The text of every version by its number; one query."""
    found = db.exec(select(Version.n, Version.content).where(col(Version.proposal_id) == proposal.id)).all()
    return {n: dict(content) for n, content in found}


def placed(kind: str, comments: Iterable[CommentView], texts: Mapping[int, Content]) -> list[CommentView]:
    """The comments with what became of their quoted words in the newest of `texts`; replies are placed too."""
    newest = texts[max(texts)]
    return [
        replace(
            comment,
            place=_place(kind, comment, texts, newest),
            replies=tuple(placed(kind, comment.replies, texts)),
        )
        if comment.exact or comment.replies
        else comment
        for comment in comments
    ]


def _place(kind: str, comment: CommentView, texts: Mapping[int, Content], newest: Content) -> Anchor | None:
    if not comment.exact or comment.field is None:
        return None
    written = texts.get(comment.version)
    old = paras_of(kind, written, comment.field) if written is not None else []
    return follow(comment.quote or {}, comment.paragraph, old, paras_of(kind, newest, comment.field))
