"""Who spoke: comments counted by round, constituency and delegation."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Constituency, Consultation, Delegation, Round, WorkingGroup
from app.consultations.rules import own_groups
from app.discussion.models import Comment, Disposition
from app.discussion.views import ConstituencyVoice, RoundVoice, Voices
from app.drafting.models import Proposal
from app.kernel.actor import Actor


def who_commented(db: Session, consultation: Consultation, actor: Actor) -> Voices:
    """Who spoke in the comments that the actor may see, by round, constituency and delegation; two queries."""
    answered = sa.select(col(Disposition.comment_id).label("comment_id")).distinct().subquery()
    columns: list[Any] = [
        col(Round.code),
        col(Constituency.code),
        col(Delegation.code),
        sa.func.count(col(Comment.id)),
        sa.func.count(answered.c.comment_id),
    ]
    rows = db.execute(
        sa.select(*columns)
        .select_from(Comment)
        .join(Proposal, col(Proposal.id) == Comment.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .outerjoin(Round, col(Round.id) == Comment.round_id)
        .outerjoin(Delegation, col(Delegation.id) == Comment.delegation_id)
        .outerjoin(Constituency, col(Constituency.id) == Delegation.constituency_id)
        .outerjoin(answered, answered.c.comment_id == Comment.id)
        .where(
            col(Comment.consultation_id) == consultation.id,
            sa.or_(col(WorkingGroup.closed).is_(False), col(WorkingGroup.id).in_(own_groups(actor))),
        )
        .group_by(*columns[:3])
    ).all()
    seats = db.execute(
        sa.select(col(Constituency.code), sa.func.count(col(Delegation.id)))
        .select_from(Constituency)
        .outerjoin(Delegation, col(Delegation.constituency_id) == Constituency.id)
        .where(col(Constituency.consultation_id) == consultation.id)
        .group_by(col(Constituency.code))
    ).all()
    by_delegation: dict[str, int] = {}
    for _round, _constituency, delegation, count, _answered in rows:
        if delegation:
            by_delegation[delegation] = by_delegation.get(delegation, 0) + count
    return Voices(
        comments=sum(row[3] for row in rows),
        answered=sum(row[4] for row in rows),
        by_round={
            code: RoundVoice(
                comments=sum(row[3] for row in rows if row[0] == code),
                answered=sum(row[4] for row in rows if row[0] == code),
                delegations=len({row[2] for row in rows if row[0] == code and row[2]}),
            )
            for code in {row[0] for row in rows if row[0]}
        },
        by_constituency={
            code: ConstituencyVoice(
                delegations=held,
                spoke=len({row[2] for row in rows if row[1] == code}),
                comments=sum(row[3] for row in rows if row[1] == code),
            )
            for code, held in seats
        },
        by_delegation=by_delegation,
    )
