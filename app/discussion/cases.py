"""A comment with all that is needed to judge what may be done with it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.calendar import Stage, stage_of
from app.consultations.models import Consultation, Round, Roundtable, WorkingGroup
from app.consultations.queries import rounds_of, seen_groups
from app.discussion.answer_rules import Asked, body_of
from app.discussion.models import Comment, Disposition, DispositionCode, DispositionDraft, Grouping
from app.drafting.models import Proposal, Version
from app.drafting.queries import Desk
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _


@dataclass(frozen=True)
class Case:
    """A comment on its proposal, with the disposition that counts and the draft of an answer, if there are any."""

    comment: Comment
    desk: Desk
    asked: Asked
    counted: Disposition | None
    draft: DispositionDraft | None
    grouping: Grouping | None

    @property
    def stage(self) -> Stage:
        """The moment in the calendar of its roundtable."""
        return self.desk.stage


def case_of(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    rounds: Sequence[Round] | None = None,
) -> Case:
    """The comment of this code as a case, in two queries, or one where the `rounds` are at hand.

    NotFound where there is none, or it is hidden from the actor.
    """
    row = db.execute(_rows(actor, consultation).where(col(Comment.code) == code)).first()
    if row is None:
        raise NotFound(_("There is no comment “%(code)s” here.") % {"code": code[:60]})
    rounds = rounds_of(db, consultation) if rounds is None else rounds
    return _case(row, consultation, rounds, now(db))


def cases_of(db: Session, actor: Actor, consultation: Consultation, codes: Sequence[str]) -> dict[str, Case]:
    """The comments of these codes as cases, by code, in two queries; those that the actor may not see are left out."""
    rows = db.execute(_rows(actor, consultation).where(col(Comment.code).in_(codes))).all()
    rounds, at = rounds_of(db, consultation), now(db)
    return {row[0].code: _case(row, consultation, rounds, at) for row in rows}


def _rows(actor: Actor, consultation: Consultation) -> sa.Select[Any]:
    """The statement of a case, one row a comment that the actor may see."""
    last = (
        sa.select(sa.func.max(Disposition.n))
        .where(col(Disposition.comment_id) == col(Comment.id))
        .correlate(Comment)
        .scalar_subquery()
    )
    others_wrote = sa.exists().where(
        col(Version.proposal_id) == col(Comment.proposal_id),
        col(Version.person_id).is_distinct_from(actor.person_id),
    )
    columns: list[Any] = [
        Comment, Proposal, WorkingGroup, Roundtable, Disposition, DispositionDraft, Grouping, others_wrote,
    ]  # fmt: skip
    return (
        sa.select(*columns)
        .select_from(Comment)
        .join(Proposal, col(Proposal.id) == Comment.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
        .outerjoin(
            Disposition, sa.and_(col(Disposition.comment_id) == Comment.id, col(Disposition.n) == last)
        )
        .outerjoin(DispositionDraft, col(DispositionDraft.comment_id) == Comment.id)
        .outerjoin(Grouping, col(Grouping.comment_id) == Comment.id)
        .where(col(Comment.consultation_id) == consultation.id, seen_groups(actor))
    )


def _case(row: Any, consultation: Consultation, rounds: Sequence[Round], at: datetime) -> Case:
    comment, proposal, group, roundtable, counted, draft, grouping, others = row
    desk = Desk(proposal, group, roundtable, rounds, stage_of(consultation, rounds, roundtable.code, at))
    asked = Asked(
        comment.code,
        proposal.code,
        proposal.group_id,
        comment.person_id,
        round_of(comment, desk),
        withdrawn=counted is not None and counted.code == DispositionCode.WITHDRAWN,
        written_by_actor_alone=not others,
        body_id=body_of(comment, round_of(comment, desk)),
    )
    return Case(comment, desk, asked, counted, draft, grouping)


def round_of(comment: Comment, desk: Desk) -> Round | None:
    """The round a comment was made in."""
    return next((round_ for round_ in desk.rounds if round_.id == comment.round_id), None)


def grouped_under(db: Session, lead: Comment) -> list[tuple[Comment, Disposition | None]]:
    """The comments a comment stands for, each with the disposition that counts; one query, by code."""
    last = (
        sa.select(sa.func.max(Disposition.n))
        .where(col(Disposition.comment_id) == col(Comment.id))
        .correlate(Comment)
        .scalar_subquery()
    )
    rows = db.execute(
        select(Comment, Disposition)
        .join(Grouping, col(Grouping.comment_id) == Comment.id)
        .outerjoin(
            Disposition, sa.and_(col(Disposition.comment_id) == Comment.id, col(Disposition.n) == last)
        )
        .where(col(Grouping.lead_id) == lead.id)
        .order_by(col(Comment.id))
    ).all()
    return [(row[0], row[1]) for row in rows]
