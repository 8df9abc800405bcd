"""What is given for a pilot, field by field: read, or one sentence for each that is wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from app.consultations.given import Given
from app.kernel.i18n import gettext as _
from app.pilots.models import PilotProposal
from app.pilots.reckoning import Goal, months_later
from app.web.render import written_date

TITLE, TEXT, SOURCE, PERIOD = 300, 10_000, 500, 40
MOST_MILESTONES = 60
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?", re.ASCII)
_SHARE = re.compile(r"(?:%|per ?cent)(?P<of>\s+of\b)?", re.IGNORECASE)
_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-(?P<kind>[HQ]?)(?P<part>(?<=H)[12]|(?<=Q)[1-4]|(?<=-)(?:0[1-9]|1[0-2])))?", re.ASCII
)

Number = str | int | float | Decimal | None


@dataclass(frozen=True)
class MilestoneWish:
    """A milestone of a plan as it is typed: what, and by which day."""

    title: str
    due: str


@dataclass(frozen=True)
class BenchmarkWish:
    """What a pilot says of a benchmark, as it is typed. What is left empty is as the benchmark itself has it."""

    code: str
    baseline: Number = None
    baseline_on: str = ""
    baseline_due: str = ""
    baseline_source: str = ""
    target: Number = None
    target_on: str = ""


def read_number(given: Given, name: str, value: Number) -> Decimal | None:
    """An exact number, every digit kept; None where nothing is given. A sentence in `given` where it is none."""
    text = "" if value is None else str(value).strip()
    if isinstance(value, float | Decimal):
        try:
            text = format(Decimal(text), "f")
        except InvalidOperation:
            text = "?"
    if not text:
        return None
    if _NUMBER.fullmatch(text) is None:
        given.wrong(
            name, _("Write a number with a point, such as 20.4: at most 15 digits before it and 10 after it.")
        )
        return None
    return Decimal(text)


def read_day(given: Given, name: str, value: str, missing: str = "") -> date | None:
    """A day of the years 1900 to 2199; `missing` is the sentence where there must be one."""
    day = given.day(name, value)
    if day is not None and not 1900 <= day.year <= 2199:
        given.wrong(name, _("Write the day as year-month-day, such as 2027-03-01."))
        return None
    if day is None and missing and not value.strip():
        given.wrong(name, missing)
    return day


def read_past_day(given: Given, name: str, value: str, today: date, missing: str) -> date | None:
    """The day of something that has happened: not later than today."""
    day = read_day(given, name, value, missing)
    if day is not None and day > today:
        given.wrong(name, _("This day lies ahead. Report what has happened by today."))
        return None
    return day


def check_share(given: Given, name: str, value: Decimal, goal: Goal) -> None:
    """A share in per cent is not below nothing, and of a whole not above it, unless the benchmark itself counts so."""
    known = [each for each in (goal.baseline, goal.target) if each is not None]
    share = _SHARE.match(goal.unit.strip())
    if share is None:
        return
    if value < 0 and all(each >= 0 for each in known):
        given.wrong(name, _("A share in per cent is not below 0."))
    if value > 100 and share["of"] and all(each <= 100 for each in known):
        given.wrong(name, _("A share of a whole is not above 100 per cent."))


def check_period(given: Given, name: str, period: str, day: date | None) -> None:
    """The last day of a period lies in it, where the period is written as a year, half, quarter or month of one."""
    found = _PERIOD.fullmatch(period)
    if found is None or day is None or not 1900 <= int(found["year"]) <= 2199:
        return
    months = {"H": 6, "Q": 3}.get(found["kind"] or "", 1) if found["part"] else 12
    first = date(int(found["year"]), (int(found["part"] or 1) - 1) * months + 1, 1)
    last = months_later(first, months) - timedelta(days=1)
    if not first <= day <= last:
        given.wrong(
            name,
            _("%(period)s runs from %(first)s to %(last)s; its last day cannot lie outside it.")
            % {"period": period, "first": written_date(first), "last": written_date(last)},
        )


def read_milestones(given: Given, wishes: Sequence[MilestoneWish]) -> list[tuple[str, date]]:
    """Milestones in the order they are typed; a line with neither title nor day is none."""
    found = []
    for n, wish in enumerate(wishes):
        if not wish.title.strip() and not wish.due.strip():
            continue
        title = given.line(f"milestones.{n}.title", wish.title, _("Say what is to be reached."), TITLE)
        due = read_day(given, f"milestones.{n}.due", wish.due, _("Say by which day."))
        if title and due is not None:
            found.append((title, due))
    if len(wishes) > MOST_MILESTONES:
        given.wrong(
            "milestones", _("At most %(number)s milestones fit in a plan.") % {"number": MOST_MILESTONES}
        )
    return found


def read_goal(given: Given, wish: BenchmarkWish, row: PilotProposal) -> PilotProposal:
    """Write what is wished for a benchmark into its row; sentences in `given` at `benchmarks.CODE.FIELD`."""
    at = f"benchmarks.{wish.code}"
    row.baseline_value = read_number(given, f"{at}.baseline", wish.baseline)
    row.baseline_on = read_day(given, f"{at}.baseline_on", wish.baseline_on)
    row.baseline_due = read_day(given, f"{at}.baseline_due", wish.baseline_due)
    row.baseline_source = given.line(f"{at}.baseline_source", wish.baseline_source, limit=SOURCE)
    row.target_value = read_number(given, f"{at}.target", wish.target)
    row.target_on = read_day(given, f"{at}.target_on", wish.target_on)
    if row.target_on and row.baseline_on and row.target_on <= row.baseline_on:
        given.wrong(f"{at}.target_on", _("The target lies after the baseline."))
    return row
