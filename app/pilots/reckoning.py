"""What is reckoned of a pilot: its aims, what its plan still misses, its periods, and the light it stands in. Pure."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.kernel.i18n import gettext as _
from app.pilots.models import Light, PilotProposal

# The published criteria of the light (domain C4): see `light_criteria`.
ON_PATH, AT_RISK = Fraction(9, 10), Fraction(1, 2)
FAR_TOO_LATE = 90
EVERY = (3, 6, 12)
MOST_PERIODS = 120


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a pilot starts from on a benchmark and what it aims at: its own figures, or those of the benchmark."""

    code: str
    unit: str = ""
    decimals: int = 0
    lower_is_better: bool = False
    baseline: Decimal | None = None
    baseline_on: date | None = None
    baseline_due: date | None = None
    target: Decimal | None = None
    target_on: date | None = None

    @property
    def has_start(self) -> bool:
        """Whether there is a baseline, or the day by which it will be measured."""
        return self.baseline is not None or self.baseline_due is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """A measured value that stands (no later one corrects it)."""

    day: date
    value: Decimal
    scope: str = "pilot"


@dataclass(frozen=True, slots=True)
class Planned:
    """What a pilot has of a plan, for `missing_of`."""

    starts: date
    ends: date | None
    recommended: int
    goals: Sequence[Goal]
    milestones: int


def goal_of(code: str, content: Mapping[str, Any], own: PilotProposal | None = None) -> Goal:
    """The goal on a benchmark: what the pilot says itself (`own`), and the benchmark's content for what it leaves empty.

    A year stands for its middle where a baseline is meant, for its end where a target is.
    """
    base, goal = content.get("baseline") or {}, content.get("target") or {}
    baseline, target = decimal_of(base.get("value")), decimal_of(goal.get("value"))
    baseline_on, target_on = _in_year(base.get("year"), 7, 1), _in_year(goal.get("year"), 12, 31)
    due = None
    if own is not None:
        due = own.baseline_due
        if own.baseline_value is not None:
            baseline, baseline_on = own.baseline_value, own.baseline_on or baseline_on
        if own.target_value is not None:
            target, target_on = own.target_value, own.target_on or target_on
    return Goal(
        code=code,
        unit=str(content.get("unit") or ""),
        decimals=int(content.get("decimals") or 0),
        lower_is_better=content.get("direction") == "lower",
        baseline=baseline,
        baseline_on=baseline_on,
        baseline_due=due,
        target=target,
        target_on=target_on,
    )


def decimal_of(value: Any) -> Decimal | None:
    """A number of a text's content, its digits as they are written; None where there is none."""
    return None if value is None or isinstance(value, bool) else Decimal(str(value))


def missing_of(plan: Planned) -> tuple[str, ...]:
    """What a pilot still misses before it can be confirmed, a sentence each (invariant 12)."""
    missing = []
    if plan.recommended == 0:
        missing.append(_("It tries no recommended mechanism: name at least one that was adopted."))
    if not any(goal.has_start and goal.target is not None for goal in plan.goals):
        missing.append(
            _(
                "It needs a benchmark with a target, and with a baseline or the day by which the baseline is measured."
            )
        )
    if plan.ends is None:
        missing.append(_("Say on which day it ends."))
    elif plan.ends <= plan.starts:
        missing.append(_("It would end before it begins."))
    if plan.milestones == 0:
        missing.append(_("It needs at least one milestone with a day."))
    return tuple(missing)


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last day of the month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def periods_of(starts: date, ends: date, *, every: int, due_after: int) -> list[tuple[date, date, date]]:
    """The periods a pilot reports on: first day, last day, and the day on which the report is due.

    Of `every` months each from the first day of the pilot; the last one ends with it. A report is due `due_after` days
    after its period.
    """
    found = []
    first, n = starts, 1
    while first <= ends and n <= MOST_PERIODS:
        following = months_later(starts, n * every)
        last = min(following - timedelta(days=1), ends)
        found.append((first, last, last + timedelta(days=due_after)))
        first, n = following, n + 1
    return found


def path_at(goal: Goal, day: date) -> Decimal | None:
    """What the straight path from the baseline to the target says for `day`; None where it has no two dated ends."""
    share = _share_of_time(goal, day)
    if share is None or goal.baseline is None or goal.target is None:
        return None
    at = Fraction(goal.baseline) + (Fraction(goal.target) - Fraction(goal.baseline)) * share
    return Decimal(at.numerator) / Decimal(at.denominator)


def reached(goal: Goal, value: Decimal) -> bool:
    """Whether a value is as good as the target or better."""
    if goal.target is None:
        return False
    return value <= goal.target if goal.lower_is_better else value >= goal.target


def latest(readings: Sequence[Reading], since: date) -> Reading | None:
    """The value a pilot is judged by: its last one since it began, measured in the pilot where any was."""
    own = [r for r in readings if r.day >= since]
    narrow = [r for r in own if r.scope == "pilot"] or own
    return max(narrow, key=lambda r: r.day, default=None)


def goal_light(goal: Goal, readings: Sequence[Reading], since: date) -> Light:
    """The light of one benchmark: its latest value since the pilot began, against the straight path to the target.

    Without a baseline the first value sets it.
    """
    last = latest(readings, since)
    if last is None or goal.target is None:
        return Light.GREY
    if reached(goal, last.value):
        return Light.BLUE
    if goal.baseline is None:
        first = min(readings, key=lambda r: r.day)
        goal = replace(goal, baseline=first.value, baseline_on=first.day)
    done = _way_come(goal, last.value)
    share = _share_of_time(goal, last.day)
    if share is None or done is None:
        return Light.GREY
    if done >= share * ON_PATH:
        return Light.GREEN
    return Light.AMBER if done >= share * AT_RISK else Light.RED


def computed_light(
    goals: Mapping[str, Goal],
    readings: Mapping[str, Sequence[Reading]],
    *,
    since: date,
    milestones_late: Sequence[int],
    milestones_due: int,
    reports_late: int,
) -> Light:
    """The light the clock and the figures give a pilot, shown beside the one its reporter gives (domain C4).

    Blue: every benchmark with a target has reached it. Red: a milestone is more than 90 days late, or a benchmark has
    come less than half of the way it should have by its latest value. Amber: a milestone or a report is late, or a
    benchmark has come less than nine tenths of that way. Grey: nothing has been measured since the pilot began and no
    milestone has fallen due. Green otherwise. `milestones_late` holds by how many days each late one is late.
    """
    lights = [goal_light(goal, readings.get(code, ()), since) for code, goal in goals.items()]
    judged = [light for light in lights if light is not Light.GREY]
    aimed = [goal for goal in goals.values() if goal.target is not None]
    if aimed and len(judged) == len(aimed) and all(light is Light.BLUE for light in judged):
        return Light.BLUE
    if Light.RED in judged or any(days > FAR_TOO_LATE for days in milestones_late):
        return Light.RED
    if Light.AMBER in judged or milestones_late or reports_late:
        return Light.AMBER
    return Light.GREEN if judged or milestones_due else Light.GREY


def light_criteria() -> list[tuple[Light, str]]:
    """The published criteria of the computed light, a sentence each."""
    return [
        (Light.BLUE, _("Achieved: every benchmark with a target has reached it.")),
        (
            Light.GREEN,
            _(
                "On track: no milestone and no report is late, and each measured benchmark has come at least nine tenths of the way it should have by then."
            ),
        ),
        (
            Light.AMBER,
            _(
                "At risk: a milestone or a report is late, or a benchmark has come less than nine tenths of the way."
            ),
        ),
        (
            Light.RED,
            _(
                "Off track: a milestone is more than 90 days late, or a benchmark has come less than half of the way."
            ),
        ),
        (
            Light.GREY,
            _("No data: nothing has been measured since the pilot began, and no milestone has fallen due."),
        ),
    ]


def _share_of_time(goal: Goal, day: date) -> Fraction | None:
    if goal.baseline_on is None or goal.target_on is None or goal.target_on <= goal.baseline_on:
        return None
    share = Fraction((day - goal.baseline_on).days, (goal.target_on - goal.baseline_on).days)
    return min(max(share, Fraction(0)), Fraction(1))


def _way_come(goal: Goal, value: Decimal) -> Fraction | None:
    """Which part of the way from the baseline to the target a value has come; nothing of it where the two are equal."""
    if goal.baseline is None or goal.target is None:
        return None
    if goal.baseline == goal.target:
        return Fraction(-1)
    return (Fraction(value) - Fraction(goal.baseline)) / (Fraction(goal.target) - Fraction(goal.baseline))


def _in_year(year: Any, month: int, day: int) -> date | None:
    return date(year, month, day) if isinstance(year, int) and 1 <= year <= 9999 else None
