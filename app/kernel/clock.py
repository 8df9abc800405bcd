"""The one clock. Instants are UTC; only the last step before a reader turns them into local time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


def standing_clock(instant: datetime) -> Clock:
    """A clock that stands still at `instant`, for demonstrations and tests."""
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    fixed = instant.astimezone(UTC)
    return lambda: fixed


def now(db: Session) -> datetime:
    """The instant of this unit of work: every session carries the clock it was opened with."""
    clock: Clock = db.info["clock"]
    return clock()


def day_begins(day: date, zone: str) -> datetime:
    """The instant at which `day` begins in `zone`."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def day_ends(day: date, zone: str) -> datetime:
    """The first instant after `day` in `zone`: a deadline "on the 13th" still takes what comes at 23:59:59."""
    return day_begins(day + timedelta(days=1), zone)


def local_day(instant: datetime, zone: str) -> date:
    """The date on the wall in `zone` at `instant`."""
    return instant.astimezone(ZoneInfo(zone)).date()


def same_wall_time(instant: datetime, zone: str, other: str, days: int = 0) -> datetime:
    """The instant at which a clock on the wall in `other` shows what it shows in `zone` at `instant`, `days` later."""
    wall = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=days)
    return wall.replace(tzinfo=ZoneInfo(other)).astimezone(UTC)
