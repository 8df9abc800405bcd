"""What must be known before somebody objects: the round and the version that is meant, and whether they may."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Delegation, Round, RoundKind
from app.discussion.cases import case_of
from app.discussion.models import Acknowledgement, Comment
from app.discussion.objections.hooks import silences
from app.discussion.objections.models import Objection
from app.discussion.objections.rules import own_delegations, why_not_escalate, why_not_object
from app.discussion.reviewed import version_commented
from app.drafting.models import Version
from app.drafting.queries import Desk, current_version, visible_desk
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _


@dataclass(frozen=True)
class Ground:
    """The text somebody wants to object to, from which comment if from one, for which of the own delegations, in which
    round; and why they may not, if so."""

    desk: Desk
    round: Round | None
    delegations: Sequence[Delegation]
    why_not: str | None
    comment: Comment | None = None
    raised: Objection | None = None

    @property
    def silent(self) -> bool:
        """Whether an objection breaks a silence."""
        return self.comment is None and self.round is not None and self.round.kind == RoundKind.SILENCE


def ground_of(
    db: Session, actor: Actor, consultation: Consultation, code: str, comment: str | None = None
) -> Ground:
    """The ground for an objection to the text `code`, or for turning the comment `comment` on it into one.

    NotFound where the text or the comment may not be seen. Three or four queries.
    """
    if comment:
        return _from_comment(db, actor, consultation, code, comment)
    desk = visible_desk(db, actor, consultation, code)
    round_ = desk.stage.round
    silence = round_ is not None and round_.kind == RoundKind.SILENCE
    own = _delegations(db, own_delegations(actor, consultation, round_))
    if silence:
        own = [each for each in own if each.voting and each.ended_at is None]
    why_not = why_not_object(
        actor,
        consultation,
        desk.stage,
        desk.proposal,
        standing=[each.id or 0 for each in own],
        untouched=silences().why_not(db, round_, desk.proposal) if silence and round_ else None,
    )
    return Ground(desk, round_, own, why_not)


def _from_comment(db: Session, actor: Actor, consultation: Consultation, code: str, comment: str) -> Ground:
    case = case_of(db, actor, consultation, comment)
    if case.desk.proposal.code != code:
        raise NotFound(
            _("There is no comment “%(code)s” on %(proposal)s.")
            % {"code": comment[:60], "proposal": code[:60]}
        )
    said = db.execute(
        sa.select(Acknowledgement)
        .where(col(Acknowledgement.disposition_id) == (case.counted.id if case.counted else 0))
        .order_by(col(Acknowledgement.n).desc())
        .limit(1)
    ).scalar()
    raised = db.exec(select(Objection).where(Objection.comment_id == case.comment.id)).first()
    why_not = why_not_escalate(
        actor,
        case.stage,
        case.desk.proposal,
        comment=case.comment.code,
        mine=case.asked.is_by(actor),
        type=case.comment.type,
        round=case.asked.round,
        withdrawn=case.asked.withdrawn,
        unsatisfied=said is not None and not said.satisfied,
        raised=raised.code if raised else None,
    )
    own = _delegations(db, [case.comment.delegation_id] if case.comment.delegation_id else [])
    return Ground(case.desk, case.asked.round, own, why_not, case.comment, raised)


def version_meant(db: Session, ground: Ground) -> Version:
    """The version that an objection raised now is about: the one under silence or under review, otherwise the newest."""
    if ground.silent:
        return current_version(db, ground.desk.proposal)
    return version_commented(db, ground.desk)


def _delegations(db: Session, ids: Sequence[int]) -> list[Delegation]:
    if not ids:
        return []
    return list(
        db.exec(select(Delegation).where(col(Delegation.id).in_(ids)).order_by(col(Delegation.code))).all()
    )
