"""What was mailed about a consultation: to whom by capacity, when, and what became of it. No words, no addresses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation, Membership, Round, WorkingGroup
from app.consultations.rules import may_see_group
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.kernel.outbox import Outgoing
from app.notices.models import Mailing
from app.notices.rules import without_addresses

PAGE = 50


@dataclass(frozen=True, slots=True)
class Sent:
    """One message: what it was, to whom by capacity, and how it stands. `failure` is the sentence where it failed; it is
    empty for one that was taken back because mail was stopped."""

    id: int
    kind: str
    to: str
    round: str | None
    made_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    failure: str

    @property
    def state(self) -> str:
        """`sent`, `failed`, `stopped`, `trying` (it could not be sent yet), `waiting`."""
        if self.sent_at is not None:
            return "sent"
        if self.failed_at is not None:
            return "failed" if self.failure else "stopped"
        return "trying" if self.failure else "waiting"


def log_of(
    db: Session,
    consultation: Consultation,
    actor: Actor,
    *,
    round_: Round | None = None,
    before: int | None = None,
    failed: bool = False,
    limit: int = PAGE,
) -> list[Sent]:
    """What was mailed, newest first; of one round, or only what failed, where asked for. Three queries."""
    statement = (
        sa.select(
            Mailing,
            col(Round.code),
            col(Outgoing.sent_at),
            col(Outgoing.given_up_at),
            col(Outgoing.last_error),
        )
        .outerjoin(Outgoing, col(Outgoing.id) == Mailing.outgoing_id)
        .outerjoin(Round, col(Round.id) == Mailing.round_id)
        .where(col(Mailing.consultation_id) == consultation.id)
        .order_by(col(Mailing.id).desc())
        .limit(limit)
    )
    if round_ is not None:
        statement = statement.where(col(Mailing.round_id) == round_.id)
    if before is not None:
        statement = statement.where(col(Mailing.id) < before)
    if failed:
        statement = statement.where(sa.or_(col(Mailing.failure) != "", col(Outgoing.last_error) != ""))
    rows = db.execute(statement).all()
    capacities = _capacities(db, consultation, actor, {row[0].person_id for row in rows})
    return [
        Sent(
            id=mailing.id,
            kind=mailing.kind,
            to=capacities.get(mailing.person_id) or _("Somebody who has left"),
            round=code,
            made_at=mailing.made_at,
            sent_at=mailing.sent_at or sent_at,
            failed_at=mailing.failed_at or given_up_at,
            failure=without_addresses(mailing.failure or last_error or ""),
        )
        for mailing, code, sent_at, given_up_at, last_error in rows
    ]


def _capacities(
    db: Session, consultation: Consultation, actor: Actor, people: Iterable[int]
) -> dict[int, str]:
    """The title of a seat of each of these people here: one for a delegation before others, and never that of a seat in
    a group that the reader may not see."""
    rows: Sequence[Any] = db.execute(
        sa.select(
            col(Membership.person_id), col(Membership.title), col(Membership.delegation_id), WorkingGroup
        )
        .outerjoin(WorkingGroup, col(WorkingGroup.id) == Membership.group_id)
        .where(
            col(Membership.consultation_id) == consultation.id,
            col(Membership.person_id).in_(sorted(people)),
        )
        .order_by(col(Membership.ended_at).is_not(None), col(Membership.id))
    ).all()
    found: dict[int, tuple[int, str]] = {}
    for person, title, delegation, group in rows:
        hidden = group is not None and not may_see_group(actor, group)
        rank = 2 if hidden else 0 if delegation is not None and group is None else 1
        if person not in found or rank < found[person][0]:
            found[person] = (rank, _("Member of a working group") if hidden else title)
    return {person: title for person, (_rank, title) in found.items()}
