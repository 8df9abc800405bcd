"""Days for a course: no round opens or closes on a day off, and a deadline falls on a working day. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.consultations.calendar import overlapping
from app.consultations.models import Consultation, Round
from app.consultations.workdays import WorkDays
from app.kernel.clock import day_begins, day_ends, local_day
from app.kernel.i18n import gettext as _
from app.review.course.steps import Step, Turn, unfolded
from app.review.plans import Plan, overlap_sentence
from app.review.rules import why_too_short


class Unit(StrEnum):
    """In what the length of a step and the days before it are counted."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Course:
    """What was asked for: the first day, how days are counted, the hour of deadlines (None: the end of the day), on which
    roundtables (all where none is named), and the steps."""

    first: date
    steps: Sequence[Step]
    unit: Unit = Unit.WORKING
    hour: time | None = None
    scope: Sequence[str] = ()


@dataclass(frozen=True)
class Laid:
    """One round of a course on the calendar: its first and its last day with the instants, in which nothing is a day off.

    `days` counts the days it takes, `working` the working ones; `kept` are the holidays on which it does not open, does
    not close, or which lie in it. `stretched` says that a silence was given more days than asked, so that it takes 72 hours.
    `overlap` is the sentence where another round is open on the same roundtables in that time.
    """

    turn: Turn
    first: date
    last: date
    opens_at: datetime
    closes_at: datetime
    days: int
    working: int
    kept: tuple[tuple[date, str], ...] = ()
    stretched: bool = False
    short_notice: bool = False
    overlap: str = ""


def lay_out(
    consultation: Consultation, course: Course, rounds: Sequence[Round], at: datetime
) -> tuple[Laid, ...]:
    """The course on the calendar of a consultation, in its zone, one round after the other.

    A round opens with the first working day that comes; where days of the calendar are counted, a last day that is a day
    off moves to the next working day. Across a change of the clock a day is a day and an hour stays the hour on the wall.
    """
    workdays, found = WorkDays.of(consultation), list[Laid]()
    notice = at + timedelta(days=consultation.notice_days)
    cursor = course.first
    for turn in unfolded(course.steps, consultation.default_language):
        step = turn.step
        opens = _later(workdays, course.unit, cursor, step.gap)
        last = _later(workdays, course.unit, opens, step.length - 1)
        begin, end = day_begins(opens, consultation.timezone), _ends(course, last, consultation.timezone)
        stretched = False
        while why_too_short(step.kind, max(begin, at), end) is not None:
            last, stretched = workdays.on_or_after(last + timedelta(days=1)), True
            end = _ends(course, last, consultation.timezone)
        other = overlapping(rounds, opens=begin, closes_at=end, scope=course.scope, besides=0)
        inside = [cursor + timedelta(days=n) for n in range((last - cursor).days + 1)]
        found.append(
            Laid(
                turn=turn,
                first=opens,
                last=last,
                opens_at=begin,
                closes_at=end,
                days=(last - opens).days + 1,
                working=sum(workdays.works(day) for day in inside if day >= opens),
                kept=tuple((day, name) for day in inside if (name := workdays.holiday(day))),
                stretched=stretched,
                short_notice=begin < notice,
                overlap=overlap_sentence(other) if other is not None else "",
            )
        )
        cursor = last + timedelta(days=1)
    return tuple(found)


def plans_of(course: Course, laid: Sequence[Laid]) -> list[Plan]:
    """The rounds of a course as plans: days in the consultation's zone, with the hour where one was chosen."""
    hour = course.hour.strftime("T%H:%M") if course.hour is not None else ""
    return [
        Plan(
            kind=each.turn.step.kind,
            title=each.turn.title,
            opens=each.first.isoformat(),
            closes=f"{each.last.isoformat()}{hour}",
            scope=tuple(course.scope),
            promise=each.turn.step.promise,
        )
        for each in laid
    ]


def first_day(consultation: Consultation, rounds: Sequence[Round], at: datetime) -> date:
    """Where a course could begin: the first working day after the notice and after everything that is planned."""
    ends = [round_.closes_at for round_ in rounds if round_.cancelled_at is None]
    notice = at + timedelta(days=consultation.notice_days + 1)
    return WorkDays.of(consultation).on_or_after(local_day(max([notice, *ends]), consultation.timezone))


def why_after_the_end(consultation: Consultation, laid: Sequence[Laid]) -> str:
    """The sentence where the course goes on after the last day of the consultation; empty where it does not."""
    if not laid or laid[-1].last <= consultation.end_date:
        return ""
    return _("The last of these rounds closes after the last day of the consultation.")


def _later(workdays: WorkDays, unit: Unit, day: date, number: int) -> date:
    if unit is Unit.WORKING:
        return workdays.after(day, number)
    return workdays.on_or_after(day + timedelta(days=number))


def _ends(course: Course, last: date, zone: str) -> datetime:
    if course.hour is None:
        return day_ends(last, zone)
    return datetime.combine(last, course.hour, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
