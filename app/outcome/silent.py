"""What was adopted by silence procedure: nobody objected in time, and the chair confirmed it. It has no positions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.consultations.calendar import closes
from app.consultations.models import Round
from app.drafting.models import Proposal
from app.kernel.i18n import gettext as _
from app.review.silence.models import Silence
from app.voting.views import BallotView
from app.web.render import written_date, written_deadline


@dataclass(frozen=True, slots=True)
class Silenced:
    """That a version of a text was adopted by silence procedure, in which round, until when, and who confirmed it."""

    round: str
    title: str
    version: int
    begun_at: datetime
    until: datetime
    confirmed_at: datetime
    by: str

    def counts(self, ballot: BallotView | None) -> bool:
        """Whether it is the latest decision: no ballot on the text was opened after it was confirmed."""
        return ballot is None or ballot.ballot.opens_at <= self.confirmed_at


_LATER = aliased(Silence)
# The newest confirmed silence of the text in a row; of two the one confirmed later, and confirmed it stays.
_NEWEST = (
    sa.select(sa.func.max(col(_LATER.id)))
    .where(col(_LATER.proposal_id) == col(Proposal.id), col(_LATER.confirmed_at).is_not(None))
    .correlate(Proposal)
    .scalar_subquery()
)


def confirmed() -> sa.ColumnElement[bool]:
    """The condition on which a query of proposals joins the silence by which each was adopted last, if one was."""
    return col(Silence.id) == _NEWEST


def silenced_of(silence: Silence | None, round_: Round | None) -> Silenced | None:
    """What such a row says; None where the text was adopted by no silence."""
    if silence is None or round_ is None or silence.confirmed_at is None:
        return None
    return Silenced(
        round_.code,
        round_.title,
        silence.version,
        silence.begins_at,
        closes(round_),
        silence.confirmed_at,
        silence.confirmed_title,
    )


def silence_words() -> str:
    """The outcome in a few words."""
    return _("Adopted by silence procedure")


def silence_sentence(silence: Silenced, zone: str) -> str:
    """How such a text stands: until when nobody broke the silence, and who confirmed it."""
    names = {
        "deadline": written_deadline(silence.until, zone),
        "day": written_date(silence.confirmed_at, zone),
        "who": silence.by or _("the chair"),
    }
    return (
        _("Adopted by silence procedure: unbroken until %(deadline)s, confirmed on %(day)s by %(who)s.")
        % names
    )


def latest(silences: Iterable[Silenced]) -> datetime | None:
    """The instant of the last confirmation."""
    return max((each.confirmed_at for each in silences), default=None)
