"""The comments of a round as lines of the table, and the empty lines that a body fills in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation, Delegation, Round, Roundtable, WorkingGroup
from app.consultations.queries import seen_groups
from app.discussion.models import Comment
from app.discussion.reading import Reader, comment_rows, read_comments
from app.discussion.table.words import LETTERS, disposition_word
from app.discussion.views import CommentView
from app.drafting.content import Content
from app.drafting.models import Kind, Proposal, ProposalState, Version, is_text
from app.drafting.reading import clauses_of
from app.kernel.actor import Actor
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _
from app.kernel.text.markdown import to_plain

OPENING, CLOSING = "“", "”"
_GONE = (ProposalState.DRAFT, ProposalState.WITHDRAWN, ProposalState.MERGED, ProposalState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: its eight cells, and the language of the words of whoever spoke."""

    body: str = ""
    line: str = ""
    clause: str = ""
    paragraph: str = ""
    type: str = ""
    comment: str = ""
    change: str = ""
    observations: str = ""
    language: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The eight cells in their order."""
        return (
            self.body, self.line, self.clause, self.paragraph, self.type, self.comment, self.change,
            self.observations,
        )  # fmt: skip


def lines_of_round(
    db: Session,
    consultation: Consultation,
    round_: Round,
    actor: Actor,
    *,
    roundtable: str = "",
    text: str = "",
) -> list[Line]:
    """The comments of a round that the actor may see, of all its texts, of one roundtable or of one text: in the order of
    the texts, then of time. Three queries.

    Who spoke is said as the round says it (`consultations/attribution.py`); what groups write for themselves is left out
    for everybody else.
    """
    statement = (
        comment_rows()
        .where(
            col(Comment.consultation_id) == consultation.id,
            col(Comment.round_id) == round_.id,
            seen_groups(actor),
        )
        .order_by(*_order(), col(Comment.created_at), col(Comment.id))
    )
    if roundtable:
        statement = statement.where(col(Roundtable.code) == roundtable)
    if text:
        statement = statement.where(col(Proposal.code) == text)
    views = read_comments(db, consultation, statement, Reader(actor))
    numbers = _numbers(db, round_)
    return [_line(view, numbers) for view in views]


def empty_lines(
    db: Session, consultation: Consultation, round_: Round, actor: Actor, body: str
) -> list[Line]:
    """One empty line for each text of a round that the actor may see, with the name of a body. One query."""
    statement = (
        sa.select(col(Proposal.code), col(Proposal.title), col(Proposal.title_i18n))
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
        .where(
            col(Proposal.consultation_id) == consultation.id,
            col(Proposal.state).not_in(_GONE),
            is_text(),
            col(Proposal.created_at) < round_.opens_at,
            seen_groups(actor),
        )
        .order_by(*_order())
    )
    if round_.scope:
        statement = statement.where(col(Roundtable.code).in_(round_.scope))
    language = current_locale()
    return [
        Line(body=body, clause=f"{code} {(i18n or {}).get(language) or title}")
        for code, title, i18n in db.execute(statement)
    ]


def called_here(consultation: Consultation, delegation: Delegation) -> str:
    """What a delegation is called in the reader's language, as comments are signed."""
    language = current_locale()
    if language == consultation.default_language:
        return delegation.short_name
    return delegation.name_i18n.get(language) or delegation.short_name


def numbered_paragraphs(kind: str, content: Content) -> list[tuple[int, tuple[str, str]]]:
    """The number that each paragraph has on the page, with its field and its id; items that are read as one have the
    id ""."""
    return [
        (paragraph.number, (clause.field, paragraph.id))
        for clause in clauses_of(Kind(kind), content)
        for paragraph in clause.paragraphs
    ]


def _order() -> Sequence[Any]:
    return (
        col(Roundtable.number), col(Roundtable.code), col(Proposal.kind).desc(), col(Proposal.number),
        col(Proposal.code),
    )  # fmt: skip


def _numbers(db: Session, round_: Round) -> dict[tuple[str, int], dict[tuple[str, str], int]]:
    """The numbers of paragraphs in the versions that comments of a round name one of, by text and version. One query."""
    named = sa.exists().where(
        col(Comment.proposal_id) == col(Version.proposal_id),
        col(Comment.version) == col(Version.n),
        col(Comment.round_id) == round_.id,
        sa.or_(col(Comment.paragraph).is_not(None), col(Comment.quote).is_not(None)),
    )
    rows = db.execute(
        sa.select(col(Proposal.code), col(Proposal.kind), col(Version.n), col(Version.content))
        .join_from(Version, Proposal, col(Proposal.id) == Version.proposal_id)
        .where(col(Version.consultation_id) == round_.consultation_id, named)
    )
    return {(code, n): _first_numbers(kind, content) for code, kind, n, content in rows}


def _first_numbers(kind: str, content: Content) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for number, place in numbered_paragraphs(kind, content):
        found.setdefault(place, number)
    return found


def _line(view: CommentView, numbers: Mapping[tuple[str, int], Mapping[tuple[str, str], int]]) -> Line:
    return Line(
        body=f"{view.speaker}\n{view.code}",
        clause=f"{view.proposal} / {view.anchor}" if view.field else view.proposal,
        paragraph=_paragraph(view, numbers.get((view.proposal, view.version), {})),
        type=LETTERS.get(view.type, view.type),  # type: ignore[call-overload]
        comment=view.text,
        change=view.proposed_text or "",
        observations=_observations(view),
        language=view.language,
    )


def _paragraph(view: CommentView, numbers: Mapping[tuple[str, str], int]) -> str:
    if view.field is None:
        return ""
    number = numbers.get((view.field, view.paragraph or "")) or numbers.get((view.field, ""))
    words = f"{OPENING}{view.exact}{CLOSING}" if view.exact else ""
    return " ".join(filter(None, (str(number) if number and (words or view.paragraph) else "", words)))


def _observations(view: CommentView) -> str:
    answer = view.disposition
    if answer is None:
        return ""
    said = disposition_word(answer.code)
    if answer.reason:
        said = f"{said}. {to_plain(answer.reason)}"
    if answer.version is not None:
        said = f"{said} ({_('version %(n)s') % {'n': answer.version}})"
    return said


_CODE_BEHIND = re.compile(r"[\s(]*\b(?:[A-Za-z0-9]+-)*CM-\d+\)?\s*$")


def body_without_code(written: str) -> str:
    """The first cell without the code of the comment that our own tables write behind the body."""
    return _CODE_BEHIND.sub("", written).strip()


_NUMBER_BEHIND = re.compile(r"(?<=[^\W\d_])[\s./#_–-]*\d[\d.]*$")


def body_without_number(written: str) -> str:
    """The first cell without a number of the body's own behind its name; empty where it has none."""
    bare = _NUMBER_BEHIND.sub("", written)
    return bare if bare != written else ""


def in_reading_order(lines: Iterable[Line]) -> tuple[tuple[str, ...], ...]:
    """The cells of the lines."""
    return tuple(line.cells for line in lines)
