"""The text of a proposal with its comments at their words: clauses, numbered paragraphs, marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from markupsafe import Markup

from app.discussion.anchoring import paras_of
from app.discussion.marking import Mark, mark_words
from app.discussion.views import CommentView, Threads, ThreadView
from app.drafting.content import Content
from app.drafting.reading import clauses_of
from app.web.render import written_date


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One numbered paragraph, with the words marked that were commented on. `id` is permanent where there is one."""

    number: int
    id: str
    html: Markup


@dataclass(frozen=True, slots=True)
class ReadClause:
    """A heading with its paragraphs and, in the margin, what was said on it."""

    field: str
    heading: str
    paragraphs: tuple[Paragraph, ...]
    thread: ThreadView


def read_text(kind: str, content: Content, threads: Threads) -> tuple[list[ReadClause], list[ThreadView]]:
    """The text as clauses, and what was said on the whole of it or on parts that are not drawn as clauses."""
    quoted = [comment.code for comment in threads.comments if comment.exact]
    letters = {code: _letter(place) for place, code in enumerate(quoted)}
    clauses = []
    for clause in clauses_of(kind, content, written_date=written_date):
        thread = threads.of(clause.field)
        marks = _marks(thread.comments, letters)
        texts = {para.id: para.text for para in paras_of(kind, content, clause.field)} if marks else {}
        drawn = {p.id for p in clause.paragraphs}
        # Items that are read as one sentence have no paragraphs of their own to be marked in.
        run_in = [mark for id_, here in marks.items() if id_ not in drawn for mark in here]
        paragraphs = tuple(
            Paragraph(
                p.number,
                p.id,
                mark_words(_cited(p.html), texts.get(p.id, ""), marks.get(p.id, [] if p.id else run_in)),
            )
            for p in clause.paragraphs
        )
        clauses.append(ReadClause(clause.field, clause.heading, paragraphs, thread))
    drawn = {clause.field for clause in clauses}
    return clauses, [thread for thread in threads.spoken if thread.key not in drawn]


def _letter(place: int) -> str:
    """a to z, then aa to zz and on."""
    more, rest = divmod(place, 26)
    return (_letter(more - 1) if more else "") + ascii_lowercase[rest]


def _cited(html: Markup) -> Markup:
    """A source named after a paragraph leads to the list of sources on the page."""
    cite = r'\s*</p>\s*<p class="small">([\w.-]+)</p>'
    return Markup(re.sub(cite, r' <a class="small" href="#\1">\1</a></p>', str(html)))


def _marks(comments: Sequence[CommentView], letters: dict[str, str]) -> dict[str, list[Mark]]:
    """Where the words that are still in the text are to be marked, by the id of their paragraph."""
    found: dict[str, list[Mark]] = {}
    for comment in (one for top in comments for one in top.everything()):
        place = comment.place
        if place is not None and place.kind == "kept":
            mark = Mark(comment.code, letters[comment.code], place.start, place.end, comment.is_open)
            found.setdefault(place.paragraph, []).append(mark)
    return found
