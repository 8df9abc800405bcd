"""Where the points of the small charts stand. Pure arithmetic; the drawing is `templates/shared/charts.html`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor, log10


@dataclass(frozen=True, slots=True)
class Aim:
    """A benchmark's way from baseline to target; an empty string where no figure is known."""

    words: str
    baseline: str
    baseline_year: str
    target: str
    target_year: str
    y1: int
    y2: int


def aim(
    words: str,
    *,
    baseline: Decimal | None,
    target: Decimal | None,
    shown: tuple[str, str],
    years: tuple[int | None, int | None],
    lower_is_better: bool = False,
) -> Aim:
    """`words` say the same as the drawing; `shown` and `years` are those of baseline and target.

    The line is a scheme: it rises when the figure is to rise and falls when it is to fall.
    """
    falls = target < baseline if baseline is not None and target is not None else lower_is_better
    if baseline is not None and baseline == target:
        y1, y2 = 46, 46
    elif baseline is None:
        y1, y2 = (36, 74) if falls else (78, 28)
    else:
        y1, y2 = (24, 62) if falls else (74, 32)
    return Aim(
        words=words,
        baseline=shown[0] if baseline is not None else "",
        baseline_year=str(years[0] or ""),
        target=shown[1] if target is not None else "",
        target_year=str(years[1] or ""),
        y1=y1,
        y2=y2,
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """One point, or one label on an axis. `real` is false for what was composed for a demonstration."""

    x: float
    y: float
    label: str
    real: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """The line from baseline to target."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Value:
    """A measured value on its day, and how the reader sees it."""

    day: date
    value: Decimal
    shown: str
    real: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """The values of one scope ("in the pilot", "worldwide"); `square` marks tell a second line from the first."""

    name: str
    points: tuple[Mark, ...]
    path: str
    square: bool


@dataclass(frozen=True, slots=True)
class Series:
    """Measured values in time, ready to be drawn; `words` say the same as the drawing."""

    title: str
    words: str
    width: int
    height: int
    left: float
    right: float
    bottom: float
    ticks: tuple[Mark, ...]
    years: tuple[Mark, ...]
    lines: tuple[Line, ...]
    way: Way | None
    goal: Mark | None


def _steps(low: float, high: float) -> list[float]:
    """Three to five round numbers that span low to high."""
    if high <= low:
        high = low + 1
    rough = (high - low) / 3
    power = 10 ** floor(log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough)
    first = floor(low / step) * step
    steps = [first]
    while steps[-1] < high:
        steps.append(steps[-1] + step)
    return steps


def series(
    title: str,
    words: str,
    scopes: Sequence[tuple[str, Sequence[Value]]],
    *,
    baseline: Value | None = None,
    target: Value | None = None,
) -> Series | None:
    """The chart of named lines of values against the way from baseline to target; None with nothing to draw."""
    ends = [v for v in (baseline, target) if v is not None]
    known = [v for _, values in scopes for v in values]
    if not known:
        return None
    known += ends
    left, right, top, bottom = 46.0, 486.0, 24.0, 186.0
    steps = _steps(min(float(v.value) for v in known), max(float(v.value) for v in known))
    days = [v.day for v in known]
    first, span = min(days).toordinal(), max(max(days).toordinal() - min(days).toordinal(), 1)

    def x(day: date) -> float:
        return round(left + 10 + (day.toordinal() - first) / span * (right - left - 20), 1)

    def y(value: Decimal | float) -> float:
        return round(bottom - (float(value) - steps[0]) / (steps[-1] - steps[0]) * (bottom - top), 1)

    def line(place: int, name: str, values: Sequence[Value]) -> Line:
        ordered = sorted(values, key=lambda v: (v.day, v.shown))
        points = tuple(Mark(x(v.day), y(v.value), v.shown, v.real) for v in ordered)
        path = "M" + "L".join(f"{p.x} {p.y}" for p in points) if len(points) > 1 else ""
        return Line(name, points, path, place > 0)

    way = None
    if baseline is not None and target is not None:
        way = Way(x(baseline.day), y(baseline.value), x(target.day), y(target.value))
    begin, end = min(days).year, max(days).year
    every = max(1, -(-(end - begin + 1) // 8))
    middles = [date(year, 7, 1) for year in range(begin, end + 1, every)]
    return Series(
        title=title,
        words=words,
        width=560,
        height=212,
        left=left,
        right=right,
        bottom=bottom,
        ticks=tuple(Mark(left, y(step), f"{step:g}") for step in steps),
        years=tuple(Mark(x(day), bottom, str(day.year)) for day in middles if left <= x(day) <= right),
        lines=tuple(line(place, name, values) for place, (name, values) in enumerate(scopes) if values),
        way=way,
        goal=Mark(x(target.day), y(target.value), target.shown) if target is not None else None,
    )
