"""Days and instants as they are typed: a day is meant in the consultation's zone, from its beginning to its end."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.kernel.clock import day_begins, day_ends, local_day
from app.kernel.errors import Invalid
from app.kernel.i18n import gettext as _

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# A day in another way of ISO 8601, such as 20261130, would be read as its first instant, and a deadline be a day early.
_HOUR = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d.*", re.ASCII)
# Nobody plans further; beyond it databases and calendars have limits of their own.
_FARTHEST = timedelta(days=366 * 50)


def whole_day(text: str) -> bool:
    """Whether only a day was typed, without an hour."""
    return _DAY.fullmatch(text.strip()) is not None


def begin_of(text: str, zone: str, *, field: str, at: datetime) -> datetime:
    """The instant at which something begins: the beginning of the day, or the hour that was typed. Invalid at `field`.

    It lies ahead; a day without an hour may be today.
    """
    instant = _instant(text, zone, field=field, at=at, ends=False)
    today = whole_day(text) and local_day(instant, zone) == local_day(at, zone)
    if instant < at and not today:
        raise Invalid.at(field, _("This lies in the past. Choose a day from today on."))
    return instant


def end_of(text: str, zone: str, *, field: str, at: datetime) -> datetime:
    """The first instant after something has ended: the end of the day, or the hour that was typed. Invalid at `field`."""
    instant = _instant(text, zone, field=field, at=at, ends=True)
    if instant <= at:
        raise Invalid.at(field, _("This lies in the past. A deadline lies ahead."))
    return instant


def _instant(text: str, zone: str, *, field: str, at: datetime, ends: bool) -> datetime:
    typed = text.strip()
    if not typed:
        raise Invalid.at(field, _("Say on which day."))
    try:
        if whole_day(typed):
            day = date.fromisoformat(typed)
            instant = day_ends(day, zone) if ends else day_begins(day, zone)
        else:
            if not _HOUR.fullmatch(typed):
                raise ValueError(typed)
            moment = datetime.fromisoformat(typed)
            instant = (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(
                ZoneInfo("UTC")
            )
        far = abs(instant - at) > _FARTHEST
    except OverflowError:
        far = True
    except ValueError:
        raise Invalid.at(
            field, _("“%(text)s” is not a day. Write it as 2026-11-30, or with the hour as 2026-11-30T18:00.")
            % {"text": typed[:40]}
        ) from None  # fmt: skip
    if far:
        raise Invalid.at(field, _("This is too far away: a calendar reaches fifty years."))
    return instant
