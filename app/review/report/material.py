"""What the response to a round is made of: who took part, what was said on which text, what became of it.

It holds what everybody may see, whoever asks: nothing of a group that is not public, not even a number (invariant 14), and
under the names that the round shows its speakers by.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.attribution import Shown, shown_author
from app.consultations.calendar import closes, covers
from app.consultations.models import (
    Attribution,
    Constituency,
    Consultation,
    Delegation,
    Round,
    RoundKind,
    Roundtable,
    WorkingGroup,
)
from app.consultations.queries import roundtables_of, seen_groups
from app.discussion.models import Comment
from app.discussion.objections.models import Objection, ObjectionState, ObjectionStep
from app.discussion.objections.queries import states_in
from app.discussion.reading import Reader, comment_rows, part_labels, read_comments
from app.discussion.views import CommentView
from app.drafting.content import Content
from app.drafting.models import Proposal, Version, is_text
from app.kernel.actor import ANONYMOUS
from app.kernel.i18n import gettext as _
from app.review.queries import GONE
from app.review.silence.models import Silence
from app.review.silence.queries import statements_of
from app.review.silence.views import StatementView


@dataclass(frozen=True, slots=True)
class Said:
    """What was said once: the comment that stands for it, and those that say the same and got the same answer."""

    comment: CommentView
    alike: tuple[CommentView, ...] = ()


@dataclass(frozen=True, slots=True)
class OnText:
    """A text of the round with what was said on it. `silence` is what came of it in a round of silence."""

    code: str
    kind: str
    title: str
    title_i18n: Mapping[str, str]
    version: int
    said: tuple[Said, ...]
    silence: str = ""

    @property
    def count(self) -> int:
        """How many comments were made on it, each counted by itself."""
        return sum(1 + len(each.alike) for each in self.said)


@dataclass(frozen=True, slots=True)
class OnTable:
    """A roundtable with its texts."""

    code: str
    title: str
    title_i18n: Mapping[str, str]
    texts: tuple[OnText, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A constituency: how many delegations it has, how many of them spoke, and how much they said."""

    name: str
    name_i18n: Mapping[str, str]
    delegations: int
    spoke: int
    comments: int


@dataclass(frozen=True, slots=True)
class Raised:
    """An objection with what became of it: its steps in words, oldest first."""

    code: str
    proposal: str
    version: int
    anchor: str
    quoted: str
    reason: str
    removal: str
    language: str
    author: Shown
    state: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Material:
    """Everything the report says, read in the language of the moment."""

    consultation: Consultation
    round: Round
    tables: tuple[OnTable, ...]
    voices: tuple[Voice, ...]
    comments: tuple[CommentView, ...]
    raised: tuple[Raised, ...]
    statement: StatementView | None
    contents: Mapping[tuple[str, int], Content] = field(default_factory=dict)

    @property
    def closed(self) -> datetime:
        """When the round closed."""
        return closes(self.round)

    @property
    def attributed(self) -> bool:
        """Whether it may be counted who spoke."""
        return self.round.attribution != Attribution.NONE

    @property
    def texts(self) -> int:
        """How many texts the round was about."""
        return sum(len(table.texts) for table in self.tables)

    @property
    def delegations(self) -> int:
        """How many delegations spoke."""
        return len({c.author.delegation for c in self.comments} - {None})

    @property
    def beside(self) -> int:
        """How many comments were made by people who spoke for no delegation."""
        return sum(c.author.delegation is None for c in self.comments)

    def counted(self, what: str) -> Counter[str]:
        """How many comments there are by `type`, `stance` or `disposition`."""
        if what == "disposition":
            return Counter(c.disposition.code if c.disposition else "" for c in self.comments)
        return Counter(str(getattr(c, what)) for c in self.comments)


def material_of(
    db: Session, consultation: Consultation, round_: Round, *, contents: Mapping[tuple[str, int], Content] | None = None
) -> Material:  # fmt: skip
    """Read it: eleven queries at most, however much was said. `contents` are the texts of versions where they are known."""
    statement = (
        comment_rows()
        .where(
            col(Comment.consultation_id) == consultation.id,
            col(Comment.round_id) == round_.id,
            seen_groups(ANONYMOUS),
        )
        .order_by(col(Comment.id))
    )
    comments = tuple(read_comments(db, consultation, statement, Reader()))
    return Material(
        consultation=consultation,
        round=round_,
        tables=_tables(db, consultation, round_, comments),
        voices=_voices(db, consultation, comments) if round_.attribution != Attribution.NONE else (),
        comments=comments,
        raised=_raised(db, round_),
        statement=_statement(db, consultation, round_),
        contents=_contents(db, comments) if contents is None else contents,
    )


def _tables(
    db: Session, consultation: Consultation, round_: Round, comments: Sequence[CommentView]
) -> tuple[OnTable, ...]:
    on: dict[str, list[CommentView]] = defaultdict(list)
    for comment in comments:
        on[comment.proposal].append(comment)
    silences = _silences(db, round_) if round_.kind == RoundKind.SILENCE else None
    columns: list[Any] = [Proposal, col(Roundtable.code)]
    rows = db.execute(
        sa.select(*columns)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
        .where(col(Proposal.consultation_id) == consultation.id, is_text(), seen_groups(ANONYMOUS))
        .order_by(col(Proposal.kind).desc(), col(Proposal.number), col(Proposal.id))
    )
    texts: dict[str, list[OnText]] = defaultdict(list)
    for proposal, table in rows:
        there = proposal.state not in GONE and proposal.created_at < closes(round_)
        asked = proposal.id in silences if silences is not None else covers(round_, table)
        # What was withdrawn, merged or superseded since was answered all the same.
        if proposal.code in on or (there and asked):
            texts[table].append(
                OnText(
                    code=proposal.code,
                    kind=proposal.kind,
                    title=proposal.title,
                    title_i18n=proposal.title_i18n,
                    version=proposal.version,
                    said=_grouped(on.get(proposal.code, [])),
                    silence=(silences or {}).get(proposal.id, ""),
                )
            )
    return tuple(
        OnTable(table.code, table.title, table.title_i18n, tuple(texts[table.code]))
        for table in roundtables_of(db, consultation)
        if texts.get(table.code)
    )


def _grouped(comments: Sequence[CommentView]) -> tuple[Said, ...]:
    """Each thing once. A comment that says the same as another and was answered otherwise stands by itself."""
    answers = {comment.code: _answer(comment) for comment in comments}
    below: dict[str, list[CommentView]] = defaultdict(list)
    alone = []
    for comment in comments:
        if comment.lead in answers and answers[comment.lead] == answers[comment.code]:
            below[comment.lead].append(comment)
        else:
            alone.append(comment)
    return tuple(Said(comment, tuple(below.get(comment.code, ()))) for comment in alone)


def _answer(comment: CommentView) -> tuple[str, str] | None:
    return (comment.disposition.code, comment.disposition.reason) if comment.disposition else None


def _silences(db: Session, round_: Round) -> dict[int, str]:
    rows = db.exec(select(Silence).where(Silence.round_id == round_.id)).all()
    return {
        row.proposal_id: "broken" if row.broken_at else "confirmed" if row.confirmed_at else "unbroken"
        for row in rows
    }


def _voices(db: Session, consultation: Consultation, comments: Sequence[CommentView]) -> tuple[Voice, ...]:
    many = Counter(c.author.constituency for c in comments)
    spoke: dict[str | None, set[str | None]] = defaultdict(set)
    for comment in comments:
        spoke[comment.author.constituency].add(comment.author.delegation)
    columns: list[Any] = [
        Constituency.code, Constituency.name, Constituency.name_i18n,
        sa.func.count(sa.case((col(Delegation.ended_at).is_(None), col(Delegation.id)))),
    ]  # fmt: skip
    rows = db.execute(
        sa.select(*columns)
        .select_from(Constituency)
        .outerjoin(Delegation, col(Delegation.constituency_id) == Constituency.id)
        .where(col(Constituency.consultation_id) == consultation.id)
        .group_by(col(Constituency.id))
        .order_by(col(Constituency.place), col(Constituency.code))
    )
    return tuple(
        # A delegation that spoke and has ended since is still one of those that could.
        Voice(name, i18n or {}, max(there, len(spoke[code])), len(spoke[code]), many[code])
        for code, name, i18n, there in rows
    )


def _statement(db: Session, consultation: Consultation, round_: Round) -> StatementView | None:
    """The chair's statement that counts, listing every objection that everybody may see, also those of earlier rounds."""
    if round_.kind != RoundKind.LAST_CALL:
        return None
    seen = states_in(db, consultation, ANONYMOUS, round_)
    return next(reversed(statements_of(db, round_, dict.fromkeys(seen, ""))), None)


def _raised(db: Session, round_: Round) -> tuple[Raised, ...]:
    columns: list[Any] = [
        Objection, col(Proposal.code), col(Proposal.kind), col(Delegation.short_name), col(Constituency.code),
        col(Delegation.code), col(Constituency.name),
    ]  # fmt: skip
    rows = db.execute(
        sa.select(*columns)
        .select_from(Objection)
        .join(Proposal, col(Proposal.id) == Objection.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .outerjoin(Delegation, col(Delegation.id) == Objection.delegation_id)
        .outerjoin(Constituency, col(Constituency.id) == Delegation.constituency_id)
        .where(col(Objection.round_id) == round_.id, seen_groups(ANONYMOUS))
        .order_by(col(Objection.id))
    ).all()
    if not rows:
        return ()
    steps: dict[int, list[ObjectionStep]] = defaultdict(list)
    ids = [row[0].id for row in rows]
    for step in db.exec(
        select(ObjectionStep).where(col(ObjectionStep.objection_id).in_(ids)).order_by(col(ObjectionStep.n))
    ):
        steps[step.objection_id].append(step)
    found = []
    for objection, proposal, kind, delegation, constituency, delegation_code, named in rows:
        taken = steps[objection.id]
        labels = part_labels(kind)
        found.append(
            Raised(
                code=objection.code,
                proposal=proposal,
                version=objection.version,
                anchor=labels.get(objection.field, objection.field)
                if objection.field
                else _("The whole text"),
                quoted=objection.quoted,
                reason=objection.reason,
                removal=objection.removal,
                language=objection.language,
                author=shown_author(
                    round_.attribution,
                    title=objection.author_title,
                    delegation=delegation_code,
                    delegation_name=delegation,
                    constituency=constituency,
                    constituency_name=named,
                ),
                state=taken[-1].state if taken else ObjectionState.OPEN,
                steps=tuple(step.words for step in taken if step.words),
            )
        )
    return tuple(found)


def _contents(db: Session, comments: Sequence[CommentView]) -> dict[tuple[str, int], Content]:
    """The texts of the versions that comments were made on and led to; one query, none where no answer names a version."""
    wanted = {
        (comment.proposal, n)
        for comment in comments
        if comment.field and comment.disposition and comment.disposition.version
        for n in (comment.version, comment.disposition.version)
    }
    if not wanted:
        return {}
    consultation = sa.select(col(Comment.consultation_id)).where(col(Comment.id) == comments[0].id)
    columns: list[Any] = [Proposal.code, Version.n, Version.content]
    rows = db.execute(
        sa.select(*columns)
        .select_from(Version)
        .join(Proposal, col(Proposal.id) == Version.proposal_id)
        .where(
            col(Version.consultation_id) == consultation.scalar_subquery(),
            col(Proposal.code).in_({code for code, _n in wanted}),
            col(Version.n).in_({n for _code, n in wanted}),
        )
    )
    return {(code, n): content for code, n, content in rows if (code, n) in wanted}
