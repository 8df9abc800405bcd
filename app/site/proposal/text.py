"""The text of a proposal with its comments at their words: clauses, numbered paragraphs, marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from markupsafe import Markup, escape

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
        paragraphs = tuple(
            Paragraph(p.number, p.id, _marked(_cited(p.html), thread.comments, letters))
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


def _marked(html: Markup, comments: Sequence[CommentView], letters: dict[str, str]) -> Markup:
    """The first place of each comment's quoted words, marked and leading to the comment; words that are gone, or that
    run across emphasis, are left alone: the comment itself still quotes them."""
    text = str(html)
    for comment in comments:
        words = str(escape(comment.exact))
        if not words or words not in text:
            continue
        mark = Markup(
            '<span class="at{open}" id="at-{code}">{words}<sup><a href="#{code}">{letter}</a></sup></span>'
        ).format(
            open=" is-open" if comment.is_open else "",
            code=comment.code,
            words=Markup(words),
            letter=letters[comment.code],
        )
        text = text.replace(words, str(mark), 1)
    return Markup(text)
