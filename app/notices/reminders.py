"""Who of those that a round asks may be reminded, and who cannot be reached: reads for the moderators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation, Round, RoundKind
from app.kernel.clock import day_begins, local_day
from app.kernel.outbox import Outgoing
from app.notices.letters import REMINDER
from app.notices.models import Mailing, MailWish
from app.notices.rules import without_addresses
from app.review.attendance.queries import Asked, asked_in


@dataclass(frozen=True, slots=True)
class Undecided:
    """A delegation of which something may still come. `heads` speak for it, or where `ballot` is the code of one by members
    have positions of their own; `stopped` of them have stopped mail;
    `reminded` is whether it was reminded of this round today; `failure` the sentence where the last message to one of
    them could not be delivered."""

    code: str
    name: str
    short_name: str
    name_i18n: Mapping[str, str]
    heads: tuple[int, ...]
    stopped: int
    reminded: bool
    failure: str
    ballot: str = ""

    @property
    def reached(self) -> int:
        """How many are written to."""
        return len(self.heads) - self.stopped


def is_waited_for(round_: Round, asked: Asked) -> bool:
    """Whether a delegation is reminded of a round: it is undecided, and where silence agrees it has not even looked."""
    return asked.undecided and not (round_.kind == RoundKind.SILENCE and asked.looked)


def undecided_in(db: Session, consultation: Consultation, round_: Round, at: datetime) -> list[Undecided]:
    """The delegations that may be reminded of a round, in the order of their constituencies. Three queries more than
    `asked_in`, however many there are."""
    waited = [asked for asked in asked_in(db, consultation, round_) if is_waited_for(round_, asked)]
    heads = sorted({person for asked in waited for person in asked.heads})
    stopped = set(
        db.execute(
            sa.select(col(MailWish.person_id)).where(
                col(MailWish.consultation_id) == consultation.id,
                col(MailWish.person_id).in_(heads),
                col(MailWish.stopped_at).is_not(None),
            )
        ).scalars()
    )
    failures = _failures(db, consultation, heads)
    reminded = _reminded_today(db, consultation, round_, at)
    return [
        Undecided(
            code=asked.code,
            name=asked.name,
            short_name=asked.short_name,
            name_i18n=asked.name_i18n,
            heads=asked.heads,
            stopped=sum(person in stopped for person in asked.heads),
            reminded=asked.code in reminded,
            failure=next((failures[person] for person in asked.heads if person in failures), ""),
            ballot=asked.ballot,
        )
        for asked in waited
    ]


def _reminded_today(db: Session, consultation: Consultation, round_: Round, at: datetime) -> set[str]:
    since = day_begins(local_day(at, consultation.timezone), consultation.timezone)
    rows = db.execute(
        sa.select(col(Mailing.items)).where(
            col(Mailing.round_id) == round_.id,
            col(Mailing.kind) == REMINDER,
            col(Mailing.made_at) >= since,
        )
    ).scalars()
    return {str(item.get("delegation")) for items in rows for item in items}


def _failures(db: Session, consultation: Consultation, people: Sequence[int]) -> dict[int, str]:
    """Of whom the newest message about this consultation could not be delivered, the sentence."""
    newest = (
        sa.select(sa.func.max(Mailing.id))
        .where(col(Mailing.consultation_id) == consultation.id, col(Mailing.person_id).in_(people))
        .group_by(col(Mailing.person_id))
    )
    rows = db.execute(
        sa.select(col(Mailing.person_id), col(Mailing.failure), col(Outgoing.last_error))
        .outerjoin(Outgoing, col(Outgoing.id) == Mailing.outgoing_id)
        .where(
            col(Mailing.id).in_(newest),
            sa.or_(col(Mailing.failure) != "", col(Outgoing.given_up_at).is_not(None)),
        )
    )
    return {person: without_addresses(failure or last or "") for person, failure, last in rows}
