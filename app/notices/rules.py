"""When somebody is written to, and who may remind whom: pure, by the clock, the wish and the seats."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.consultations.calendar import RoundStage, round_stage
from app.consultations.models import Consultation, Round
from app.consultations.rules import is_secretariat, moderator_seat
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.notices.models import Frequency, MailWish
from app.review.attendance.rules import asks_delegations
from app.review.rules import why_not_run

WORD = 1000
"""The longest word of a moderator in a reminder."""
SOON = timedelta(days=1)
"""What expires within this time is told at once."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody is written to about one consultation; `since` is when that was last changed."""

    frequency: str
    weekday: int
    hour: int
    zone: str
    stopped: bool
    since: datetime | None = None


def wish_of(row: MailWish | None, consultation: Consultation) -> Wish:
    """The wish that stands: what was chosen, else daily at seven in the consultation's zone."""
    if row is None:
        return Wish(Frequency.DAILY, 0, 7, consultation.timezone, stopped=False)
    zone = row.timezone or consultation.timezone
    stopped = row.stopped_at is not None
    return Wish(row.frequency, row.weekday, row.hour, zone, stopped, row.changed_at)


def digest_due(wish: Wish, told_on: str, at: datetime) -> str | None:
    """The local day whose digest is due at `at`, or None. `told_on` is the local day of the last one.

    One a day at most, from the hour on that was chosen: by the clock on the wall, so that an hour which summer time skips
    or repeats neither loses nor doubles it. A weekly one that could not go out on its day goes out on the next.
    """
    if wish.stopped or wish.frequency == Frequency.NEVER:
        return None
    local = at.astimezone(ZoneInfo(wish.zone))
    today = local.date()
    if local.hour < wish.hour or told_on >= today.isoformat():
        return None
    if wish.frequency == Frequency.WEEKLY:
        begins = today - timedelta(days=(today.weekday() - wish.weekday) % 7)
        last = told_on or _day_before(wish, today)
        if last >= begins.isoformat():
            return None
    return today.isoformat()


def _day_before(wish: Wish, today: date) -> str:
    """Who was never told waits for the first weekday after the wish."""
    if wish.since is None:
        return ""
    return (wish.since.astimezone(ZoneInfo(wish.zone)).date() - DAY).isoformat()


def next_digest(wish: Wish, told_on: str, at: datetime) -> datetime | None:
    """When the next digest goes out if there is something to tell: `at` where it is due, None where never."""
    if digest_due(wish, told_on, at) is not None:
        return at
    zone = ZoneInfo(wish.zone)
    today = at.astimezone(zone).date()
    for days in range(9):
        moment = datetime.combine(today + timedelta(days=days), time(wish.hour), zone).astimezone(UTC)
        if moment > at and digest_due(wish, told_on, moment) is not None:
            return moment
    return None


def period(wish: Wish) -> timedelta:
    """How far back the first digest looks, when nothing was told before."""
    return timedelta(days=7) if wish.frequency == Frequency.WEEKLY else DAY


def why_not_remind(
    actor: Actor, consultation: Consultation, round_: Round, at: datetime, *, moderated: bool
) -> str | None:
    """Why `actor` may not remind delegations of a round, or None: whoever runs the rounds does, while it is open."""
    refusal = why_not_run(actor, consultation, moderated=moderated)
    if refusal is not None:
        return refusal
    if not asks_delegations(round_):
        return _("In a round of this kind the working groups write, and no delegation is waited for.")
    if round_stage(round_, at) is not RoundStage.OPEN:
        return _("Reminders go out while a round is open, and this one is not.")
    return None


def why_not_again(names: Sequence[str]) -> str:
    """The sentence where everybody who would be reminded was reminded today."""
    return _("Reminded today already: %(names)s. A delegation is reminded of a round once a day at most.") % {
        "names": ", ".join(names)
    }


def why_not_see_log(actor: Actor, consultation: Consultation) -> str | None:
    """Why `actor` may not see what was mailed to whom, or None: the moderators and the secretariat do."""
    if moderator_seat(actor, consultation) is not None or is_secretariat(actor, consultation):
        return None
    if not actor.signed_in:
        return _("Sign in as a moderator of this consultation to see what was mailed.")
    return _(
        "The moderators and the secretariat of this consultation see what was mailed, and you are not of them."
    )


_ADDRESS = re.compile(r"<?[^\s<>“”\"'(),:;]+@[^\s<>“”\"'(),;]+>?")


def without_addresses(sentence: str) -> str:
    """What a mail server said, without any address in it: those who run rounds see which delegation cannot be reached,
    and nobody's address."""
    return _ADDRESS.sub("…", sentence)
