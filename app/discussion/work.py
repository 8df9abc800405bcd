"""The comments of one round as a list of work: one of them in full, and those around it in a line each.

However many there are, the page reads the same few of them, by their key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.consultations.attribution import shown_author
from app.consultations.models import Consultation, Delegation, Round, Roundtable, WorkingGroup
from app.discussion.answer_rules import sees_drafts
from app.discussion.models import Comment, Disposition, DispositionDraft, Grouping
from app.discussion.reading import Reader, comment_rows, read_comments
from app.discussion.views import CommentView
from app.discussion.waiting import to_answer, undisposed
from app.drafting.models import Proposal
from app.kernel.actor import Actor
from app.kernel.clock import now

AROUND = 20
"""So many lines stand on the page, the comment that is open among them."""
BEFORE = 6
WORDS = 110
# What a list can be narrowed to; without one it holds what waits.
STATES = ("undrafted", "drafted", "answered", "all")
_Lead = aliased(Comment, name="lead_of_line")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the list is narrowed to: where a comment stands, a roundtable, a proposal, a type, and the comments that say
    the same as one (its code) or as any other (`yes`). `seen` leaves out what was drafted after that instant."""

    state: str = ""
    roundtable: str = ""
    proposal: str = ""
    type: str = ""
    group: str = ""
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A comment in one line. `draft` and `disposition` are codes, empty where there is none; `mine` is the reader's own."""

    code: str
    proposal: str
    roundtable: str
    speaker: str
    words: str
    language: str
    type: str
    severity: str
    lead: str | None
    draft: str
    disposition: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many comments of the round this person answers: all of them, those that wait, those of them that have a draft,
    those that fit what the list is narrowed to, and how many of these come before the one that is open."""

    all: int
    waiting: int
    drafted: int
    fits: int
    before: int


@dataclass(frozen=True, slots=True)
class WorkList:
    """The comment that is open, and the lines around it. `next` and `previous` are the codes of its neighbours."""

    open: CommentView | None
    lines: tuple[Line, ...]
    previous: str
    next: str
    counts: Counts

    @property
    def place(self) -> int:
        """The place of the open comment among those that fit, from 1; 0 where it is none of them."""
        within = self.open is not None and any(line.code == self.open.code for line in self.lines)
        return self.counts.before + 1 if within else 0


def work_list(
    db: Session,
    consultation: Consultation,
    actor: Actor,
    round_: Round,
    rounds: Sequence[Round],
    narrowed: Narrowed,
    *,
    at: str = "",
) -> WorkList:
    """The comments of a round that this person answers, around the comment `at`, or from the first one on.

    By proposal, those that say the same together. Seven queries, whatever waits.
    """
    mine = [
        col(Comment.consultation_id) == consultation.id,
        col(Comment.round_id) == round_.id,
        to_answer(actor, consultation),
    ]
    fits = _fits(narrowed)
    place = db.execute(_rows(*_KEY).where(*mine, col(Comment.code) == at)).first() if at else None
    after = [] if place is None else [sa.tuple_(*_KEY) >= sa.tuple_(*place)]
    rows = list(db.execute(_rows(*_LINE).where(*mine, *fits, *after).order_by(*_KEY).limit(AROUND + 1)))
    earlier: list[Any] = []
    if place is not None:
        backwards = [column.desc() for column in _KEY]
        before = sa.tuple_(*_KEY) < sa.tuple_(*place)
        earlier = list(
            db.execute(_rows(*_LINE).where(*mine, *fits, before).order_by(*backwards).limit(AROUND))
        )[::-1]
    counts = _counted(db, mine, fits, place)
    here = at if place is not None else (rows[0].code if rows else "")
    opened = _opened(db, consultation, actor, rounds, mine, here) if here else None
    neighbours = [row.code for row in (*earlier, *rows) if row.code != here]
    first = max(0, len(earlier) - max(BEFORE, AROUND - len(rows)))
    shown = [*earlier[first:], *rows][:AROUND]
    return WorkList(
        open=opened,
        lines=tuple(_line(consultation, actor, row) for row in shown),
        previous=neighbours[len(earlier) - 1] if earlier else "",
        next=neighbours[len(earlier)] if len(neighbours) > len(earlier) else "",
        counts=counts,
    )


def codes_that_fit(
    db: Session, consultation: Consultation, actor: Actor, round_: Round, narrowed: Narrowed, *, limit: int
) -> list[str]:
    """The codes of all comments of a round that this person answers and that fit, in the order of the list; one query."""
    statement = (
        _rows(col(Comment.code))
        .where(
            col(Comment.consultation_id) == consultation.id,
            col(Comment.round_id) == round_.id,
            to_answer(actor, consultation),
            *_fits(narrowed),
        )
        .order_by(*_KEY)
        .limit(limit)
    )
    return list(db.execute(statement).scalars())


def drafts_that_wait(narrowed: Narrowed, seen: datetime) -> Narrowed:
    """The same list narrowed to what was drafted by the instant at which somebody saw it, and waits to be issued."""
    return replace(narrowed, state="drafted", seen=seen)


_KEY: tuple[Any, ...] = (
    col(Comment.proposal_id),
    sa.func.coalesce(col(Grouping.lead_id), col(Comment.id)),
    col(Comment.id),
)
_counting = (
    sa.select(col(Disposition.code))
    .where(col(Disposition.comment_id) == col(Comment.id))
    .order_by(col(Disposition.n).desc())
    .limit(1)
    .correlate(Comment)
    .scalar_subquery()
)
_LINE: tuple[Any, ...] = (
    col(Comment.code),
    sa.func.substr(col(Comment.text), 1, 4 * WORDS).label("text"),
    col(Comment.language),
    col(Comment.type),
    col(Comment.severity),
    col(Comment.person_id),
    col(Comment.author_title),
    col(Proposal.code).label("proposal"),
    col(Proposal.group_id).label("group_id"),
    col(Roundtable.code).label("roundtable"),
    col(Round.attribution).label("attribution"),
    col(Delegation.short_name).label("delegation"),
    col(DispositionDraft.code).label("draft"),
    col(_Lead.code).label("lead"),
    _counting.label("disposition"),
)


def _rows(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(Comment)
        .join(Proposal, col(Proposal.id) == Comment.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
        .outerjoin(Round, col(Round.id) == Comment.round_id)
        .outerjoin(Delegation, col(Delegation.id) == Comment.delegation_id)
        .outerjoin(DispositionDraft, col(DispositionDraft.comment_id) == Comment.id)
        .outerjoin(Grouping, col(Grouping.comment_id) == Comment.id)
        .outerjoin(_Lead, col(_Lead.id) == Grouping.lead_id)
    )


def _fits(narrowed: Narrowed) -> list[Any]:
    drafted = col(DispositionDraft.id).is_not(None)
    found: list[Any] = {
        "undrafted": [undisposed(), ~drafted],
        "drafted": [undisposed(), drafted],
        "answered": [~undisposed()],
        "all": [],
    }.get(narrowed.state, [undisposed()])
    if narrowed.seen is not None:
        found.append(col(DispositionDraft.drafted_at) <= narrowed.seen)
    if narrowed.roundtable:
        found.append(col(Roundtable.code) == narrowed.roundtable)
    if narrowed.proposal:
        found.append(col(Proposal.code) == narrowed.proposal)
    if narrowed.type:
        found.append(col(Comment.type) == narrowed.type)
    if narrowed.group == "yes":
        stands_for = aliased(Grouping)
        leads = sa.exists().where(col(stands_for.lead_id) == col(Comment.id))
        found.append(sa.or_(col(_Lead.id).is_not(None), leads))
    elif narrowed.group:
        found.append(sa.or_(col(_Lead.code) == narrowed.group, col(Comment.code) == narrowed.group))
    return found


def _counted(db: Session, mine: Sequence[Any], fits: Sequence[Any], place: Any) -> Counts:
    def many(*conditions: Any) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(sa.true(), *conditions), 1), else_=0)), 0)

    before = [sa.tuple_(*_KEY) < sa.tuple_(*place)] if place is not None else [sa.false()]
    row = db.execute(
        _rows(
            sa.func.count(),
            many(undisposed()),
            many(undisposed(), col(DispositionDraft.id).is_not(None)),
            many(*fits),
            many(*fits, *before),
        ).where(*mine)
    ).one()
    return Counts(*(int(number) for number in row))


def _opened(
    db: Session,
    consultation: Consultation,
    actor: Actor,
    rounds: Sequence[Round],
    mine: Sequence[Any],
    code: str,
) -> CommentView | None:
    """The comment of this code with its answers and those that say the same as it."""
    reader = Reader(actor, rounds, now(db))
    views = read_comments(db, consultation, comment_rows().where(*mine, col(Comment.code) == code), reader)
    if not views:
        return None
    alike = db.execute(
        sa.select(col(Comment.code), col(Comment.person_id))
        .join(Grouping, col(Grouping.comment_id) == col(Comment.id))
        .where(col(Grouping.lead_id) == views[0].id)
        .order_by(col(Comment.id))
    ).all()
    return replace(
        views[0],
        alike=tuple(row[0] for row in alike),
        own_alike=tuple(row[0] for row in alike if row[1] == actor.person_id),
    )


def _line(consultation: Consultation, actor: Actor, row: Any) -> Line:
    words = " ".join(row.text.split())
    return Line(
        code=row.code,
        proposal=row.proposal,
        roundtable=row.roundtable,
        speaker=shown_author(row.attribution, title=row.author_title, delegation_name=row.delegation).speaker,
        words=words if len(words) <= WORDS else words[:WORDS].rsplit(" ", 1)[0] + "…",
        language=row.language,
        type=row.type,
        severity=row.severity,
        lead=row.lead,
        draft=(row.draft or "") if sees_drafts(actor, consultation, row.group_id) else "",
        disposition=row.disposition or "",
        mine=row.person_id is not None and row.person_id == actor.person_id,
    )
