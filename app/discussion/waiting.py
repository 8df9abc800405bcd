"""What still waits for an answer: comments without an issued disposition."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation, Delegation, WorkingGroup
from app.consultations.rules import own_groups
from app.discussion.models import Comment, Disposition, DispositionDraft
from app.drafting.fields import fields_of
from app.drafting.models import Kind, Proposal
from app.kernel.actor import Actor
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
        col(DispositionDraft.id).label("draft_id"),
    ]
    statement = (
        sa.select(*columns)
        .join(Proposal, col(Proposal.id) == Comment.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .outerjoin(Delegation, col(Delegation.id) == Comment.delegation_id)
        .outerjoin(DispositionDraft, col(DispositionDraft.comment_id) == Comment.id)
        .where(
            col(Comment.consultation_id) == consultation.id,
            sa.or_(col(WorkingGroup.closed).is_(False), col(WorkingGroup.id).in_(own_groups(actor))),
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
            speaker=row.delegation or row.author_title,
            severity=row.severity,
            drafted=row.draft_id is not None,
            created_at=row.created_at,
        )
        for row in db.execute(statement)
    ]


def undisposed_counts(
    db: Session, consultation: Consultation, *, round_id: int | None = None
) -> dict[int, int]:
    """How many comments without an issued disposition each proposal has, by the proposal's id; one query.

    Counts everything, those of closed groups too: whoever shows the numbers keeps to what the reader may see.
    """
    statement = (
        sa.select(col(Comment.proposal_id), sa.func.count())
        .where(col(Comment.consultation_id) == consultation.id, undisposed())
        .group_by(col(Comment.proposal_id))
    )
    if round_id is not None:
        statement = statement.where(col(Comment.round_id) == round_id)
    return dict(db.execute(statement).tuples().all())
