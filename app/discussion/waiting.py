"""What still waits for an answer: comments without an issued disposition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.attribution import shown_author
from app.consultations.models import Consultation, Delegation, Role, Round, WorkingGroup
from app.consultations.queries import rounds_of, seen_groups
from app.discussion.alike import Said, alike_groups
from app.discussion.answer_rules import ANSWERING_ROLES, answers_here
from app.discussion.models import Comment, Disposition, DispositionDraft, Grouping
from app.discussion.reading import Reader, comment_rows, read_comments, with_alike
from app.discussion.views import CommentView
from app.drafting.fields import fields_of
from app.drafting.models import Kind, Proposal
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class OpenComment:
    """A comment that waits: its code, the proposal, what it is about in words, who speaks, whether an answer is drafted.

    `anchor` names the part of the text, `exact` are the words quoted from it (empty where none are).
    """

    code: str
    proposal: str
    proposal_id: int
    group_id: int
    anchor: str
    exact: str
    speaker: str
    severity: str
    drafted: bool
    created_at: datetime


def undisposed() -> sa.ColumnElement[bool]:
    """The condition that a comment has no issued disposition yet; a reply is a comment like any other."""
    return ~sa.exists().where(col(Disposition.comment_id) == col(Comment.id))


def open_comments(
    db: Session, consultation: Consultation, actor: Actor, *, round_id: int | None = None
) -> list[OpenComment]:
    """The comments without an issued disposition that the actor may see, of one round or of all, by proposal; one query.

    A comment of a closed group is left out for everybody outside it: `undisposed_counts` counts it all the same.
    """
    columns: list[Any] = [
        Comment.code,
        Comment.field,
        Comment.quote,
        Comment.author_title,
        Comment.severity,
        Comment.created_at,
        col(Proposal.code).label("proposal"),
        col(Proposal.kind).label("kind"),
        col(Proposal.id).label("proposal_id"),
        col(Proposal.group_id).label("group_id"),
        col(Delegation.short_name).label("delegation"),
        col(Round.attribution).label("attribution"),
        col(DispositionDraft.id).label("draft_id"),
    ]
    statement = (
        sa.select(*columns)
        .join(Proposal, col(Proposal.id) == Comment.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .outerjoin(Delegation, col(Delegation.id) == Comment.delegation_id)
        .outerjoin(Round, col(Round.id) == Comment.round_id)
        .outerjoin(DispositionDraft, col(DispositionDraft.comment_id) == Comment.id)
        .where(
            col(Comment.consultation_id) == consultation.id,
            seen_groups(actor),
            undisposed(),
        )
        .order_by(
            col(Proposal.roundtable_id), col(Proposal.kind).desc(), col(Proposal.number), col(Comment.id)
        )
    )
    if round_id is not None:
        statement = statement.where(col(Comment.round_id) == round_id)
    labels = {(kind, spec.name): spec.label for kind in Kind for spec in fields_of(kind)}
    return [
        OpenComment(
            code=row.code,
            proposal=row.proposal,
            proposal_id=row.proposal_id,
            group_id=row.group_id,
            anchor=labels.get((row.kind, row.field), row.field) if row.field else _("The whole text"),
            exact=(row.quote or {}).get("exact", ""),
            speaker=shown_author(
                row.attribution, title=row.author_title, delegation_name=row.delegation
            ).speaker,
            severity=row.severity,
            drafted=row.draft_id is not None,
            created_at=row.created_at,
        )
        for row in db.execute(statement)
    ]


def undisposed_counts(db: Session, round_: Round) -> dict[int, int]:
    """How many comments of this round on each proposal, by its id, have no issued disposition; one query.

    Counts everything, those of closed groups too: whoever shows the numbers keeps to what the reader may see.
    """
    statement = (
        sa.select(col(Comment.proposal_id), sa.func.count())
        .where(col(Comment.round_id) == round_.id, undisposed())
        .group_by(col(Comment.proposal_id))
    )
    return {row[0]: row[1] for row in db.execute(statement)}


def to_answer(actor: Actor, consultation: Consultation) -> sa.ColumnElement[bool]:
    """The condition that a comment is on a text whose comments this person answers: of the own groups for a rapporteur
    and a convenor, of every group they may see for a moderator of the consultation as a whole."""
    seats = actor.seats_in(consultation.id or 0)
    groups = [s.group_id for s in seats if s.role in ANSWERING_ROLES and s.group_id is not None]
    own = col(WorkingGroup.id).in_(groups)
    if any(s.role == Role.MODERATOR and s.group_id is None for s in seats):
        return sa.or_(own, seen_groups(actor))
    return own


@dataclass(frozen=True, slots=True)
class Waits:
    """A comment that waits for an answer, as the page of answers shows it. `suggested` are the codes of others on the
    page that seem to say the same; the first of them comes first on the page and carries the suggestion."""

    comment: CommentView
    suggested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A stretch of what waits; `next` is the code after which the next stretch goes on, `all` how many wait in all.

    `rounds` is the calendar; `answers` whether the reader answers comments of any group here.
    """

    items: tuple[Waits, ...]
    next: str | None
    all: int
    rounds: tuple[Round, ...] = ()
    answers: bool = False


def waiting_comments(
    db: Session,
    consultation: Consultation,
    actor: Actor,
    *,
    round: str = "",
    proposal: str = "",
    drafted: str = "",
    cursor: str = "",
    limit: int = 20,
) -> WaitingPage:
    """The comments that the actor answers and that wait, by proposal, alike ones together; five queries, whatever waits.

    `round` and `proposal` are codes, `drafted` is "yes" or "no". Rapporteurs and moderators of a group have its
    comments, moderators of the consultation as a whole those of every group they may see.
    """
    mine = to_answer(actor, consultation)
    wanted = [col(Comment.consultation_id) == consultation.id, mine, undisposed()]
    if round:
        wanted.append(col(Round.code) == round)
    if proposal:
        wanted.append(col(Proposal.code) == proposal)
    if drafted:
        there = col(DispositionDraft.id)
        wanted.append(there.is_not(None) if drafted == "yes" else there.is_(None))
    base = comment_rows()
    many = db.execute(
        sa.select(sa.func.count()).select_from(
            base.where(*wanted).with_only_columns(col(Comment.id), maintain_column_froms=True).subquery()
        )
    ).scalar_one()
    key = (
        col(Comment.proposal_id),
        sa.func.coalesce(col(Grouping.lead_id), col(Comment.id)),
        col(Comment.id),
    )
    if cursor:
        place = db.execute(
            base.where(col(Comment.consultation_id) == consultation.id, mine)
            .where(col(Comment.code) == cursor)
            .with_only_columns(*key, maintain_column_froms=True)
        ).first()
        if place is not None:
            wanted.append(sa.tuple_(*key) > sa.tuple_(*place))
    statement = base.where(*wanted).order_by(*key).limit(limit + 1)
    rounds = rounds_of(db, consultation)
    reader = Reader(actor, rounds, now(db))
    views = read_comments(db, consultation, statement, reader)
    here = views[:limit]
    return WaitingPage(
        items=tuple(_with_suggestions(here)),
        next=here[-1].code if len(views) > limit else None,
        all=many,
        rounds=tuple(rounds),
        answers=answers_here(actor, consultation),
    )


def _with_suggestions(views: Sequence[CommentView]) -> list[Waits]:
    """Those that seem to say the same and are not in one group yet, told at the first of them."""
    leads = {view.lead for view in views if view.lead is not None}
    free = [view for view in views if view.lead is None]
    # A comment that stands for others already comes first, so that more are put under it and not it under them.
    free.sort(key=lambda view: view.code not in leads)
    said = [Said(view.code, view.text, (view.proposal, view.round)) for view in free]
    first = {group[0]: group for group in alike_groups(said)}
    return [Waits(view, first.get(view.code, ())) for view in with_alike(views)]
