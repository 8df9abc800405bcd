"""The course of a consultation: its stretches in order, where the clock stands in them, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.consultations.calendar import RoundStage, closes, round_stage
from app.consultations.models import CalendarEvent, Consultation, Round
from app.kernel.clock import local_day


@dataclass(frozen=True, slots=True)
class OpenRound:
    """The round that is open: what may be done in it and until when."""

    code: str
    number: int
    title: str
    kind: str
    opens_at: datetime
    closes_at: datetime
    share: int


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that is still to come."""

    day: date
    until: date | None
    what: str
    title: str
    place: str | None


def last_day(closes_at: datetime, zone: str) -> date:
    """The last day of a stretch whose end is the first instant outside it."""
    return local_day(closes_at - timedelta(microseconds=1), zone)


def share_gone(begin: datetime, end: datetime, at: datetime) -> int:
    """How much of a stretch has gone by, in per cent, from 0 to 100."""
    if at <= begin or end <= begin:
        return 0
    return min(100, round((at - begin) / (end - begin) * 100))


def open_rounds(rounds: Sequence[Round], at: datetime) -> list[OpenRound]:
    """The rounds open now, the one that closes first at the head."""
    found = [
        OpenRound(
            code=r.code,
            number=r.number,
            title=r.title,
            kind=r.kind,
            opens_at=r.opens_at,
            closes_at=closes(r),
            share=share_gone(r.opens_at, closes(r), at),
        )
        for r in rounds
        if round_stage(r, at) is RoundStage.OPEN
    ]
    return sorted(found, key=lambda r: (r.closes_at, r.number))


def coming(
    consultation: Consultation,
    rounds: Sequence[Round],
    events: Sequence[CalendarEvent],
    at: datetime,
) -> list[Coming]:
    """What the calendar still holds, in order: rounds that open or close, and days of the process."""
    zone = consultation.timezone
    today = local_day(at, zone)
    found: list[Coming] = []
    for r in rounds:
        stage = round_stage(r, at)
        if stage is RoundStage.PLANNED:
            found.append(Coming(local_day(r.opens_at, zone), None, "opens", r.title, None))
        if stage in (RoundStage.PLANNED, RoundStage.OPEN):
            found.append(Coming(last_day(closes(r), zone), None, "closes", r.title, None))
    for event in events:
        if (event.until or event.day) >= today:
            found.append(Coming(event.day, event.until, "event", event.title, event.place))
    return sorted(found, key=lambda c: (c.day, c.what, c.title))
