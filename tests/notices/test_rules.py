"""When a digest is due, what is editorial, and what of a mail server's words is shown: pure rules."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notices.editorial import is_editorial
from app.notices.rules import Wish, digest_due, next_digest, without_addresses

ZONES = (
    "UTC",
    "Europe/Brussels",
    "America/New_York",
    "Pacific/Auckland",
    "Asia/Kathmandu",
    "Pacific/Honolulu",
)


def told_days(wish: Wish, first: datetime, hours: int, step: int = 20) -> list[datetime]:
    """When digests go out if a worker looks every few minutes."""
    told, when = "", []
    for n in range(hours * 60 // step):
        at = first + timedelta(minutes=n * step)
        day = digest_due(wish, told, at)
        if day is not None:
            told = day
            when.append(at)
    return when


@given(
    zone=st.sampled_from(ZONES),
    hour=st.integers(0, 23),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
)
def test_a_daily_digest_goes_out_once_each_local_day_and_not_before_its_hour(
    zone: str, hour: int, start: datetime
) -> None:
    wish = Wish("daily", 0, hour, zone, stopped=False)
    when = [moment.astimezone(ZoneInfo(zone)) for moment in told_days(wish, start, 24 * 5)]
    days = [moment.date() for moment in when]
    assert len(days) == len(set(days))
    assert all(moment.hour >= hour for moment in when)
    assert [later - sooner for sooner, later in itertools.pairwise(days)] == [timedelta(1)] * (len(days) - 1)
    assert len(days) >= 4


@pytest.mark.parametrize("changes", [datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)])
def test_summer_time_neither_loses_nor_doubles_a_digest(changes: datetime) -> None:
    for hour in (1, 2, 3):
        wish = Wish("daily", 0, hour, "Europe/Brussels", stopped=False)
        assert len(told_days(wish, changes, 72)) in (3, 4)
        local = [m.astimezone(ZoneInfo("Europe/Brussels")).date() for m in told_days(wish, changes, 72)]
        assert len(local) == len(set(local))


def test_a_weekly_digest_comes_on_its_day_and_on_the_next_where_the_worker_was_down() -> None:
    since = datetime(2026, 11, 17, 12, tzinfo=UTC)
    wish = Wish("weekly", 0, 7, "UTC", stopped=False, since=since)
    when = told_days(wish, since, 24 * 21)
    assert [moment.strftime("%a %d %H:%M") for moment in when] == [
        "Mon 23 07:00",
        "Mon 30 07:00",
        "Mon 07 07:00",
    ]
    assert digest_due(wish, "2026-11-23", datetime(2026, 12, 1, 8, tzinfo=UTC)) == "2026-12-01"
    assert digest_due(wish, "2026-12-01", datetime(2026, 12, 2, 8, tzinfo=UTC)) is None


def test_never_and_stopped_are_never_due() -> None:
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert digest_due(Wish("never", 0, 0, "UTC", stopped=False), "", at) is None
    assert digest_due(Wish("daily", 0, 0, "UTC", stopped=True), "", at) is None
    assert next_digest(Wish("never", 0, 0, "UTC", stopped=False), "", at) is None
    assert next_digest(Wish("daily", 0, 0, "UTC", stopped=False), "", at) == at
    tomorrow = next_digest(Wish("daily", 0, 18, "America/New_York", stopped=False), "2026-11-22", at)
    assert tomorrow == datetime(2026, 11, 23, 23, tzinfo=UTC)


TEXT = {
    "summary": [
        {"id": "p1", "text": "States pay 7.5 per cent of it, and recruiters the rest of what it costs."}
    ]
}


@pytest.mark.parametrize(
    ("text", "note", "editorial"),
    [
        ("States pay 7.5 per cent of it and recruiters the rest of what it costs", "", True),
        ("STATES pay 7.5 per cent of it,  and recruiters the rest of what it costs.", "", True),
        ("States pay 75 per cent of it, and recruiters the rest of what it costs.", "", False),
        ("States pay 7.5 per cent of it, and recruiters the rest of what that costs.", "", False),
        (
            "States pay 7.5 per cent of it, and recruiters the rest of what that costs.",
            "Editorial: that",
            True,
        ),
        ("Nobody pays anything for it at all, and that is so for everybody here.", "Editorial", False),
    ],
)
def test_only_how_it_is_written_is_editorial(text: str, note: str, editorial: bool) -> None:
    assert is_editorial(TEXT, {"summary": [{"id": "p1", "text": text}]}, note) is editorial


def test_what_a_server_says_is_shown_without_addresses() -> None:
    said = "The mail server smtp://mx.example:25 refused: 550 <ann.lee+x@ministry.example>: no such mailbox ann@x.example"
    shown = without_addresses(said)
    assert "@" not in shown
    assert "no such mailbox" in shown
