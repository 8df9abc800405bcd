"""Where the points of the small charts stand. Pure arithmetic; the drawing is `templates/shared/charts.html`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor, log10
from xml.sax.saxutils import escape, quoteattr


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
    """One point, or one label on an axis. A mark that is not `filled` is drawn hollow: nobody has confirmed it."""

    x: float
    y: float
    label: str
    filled: bool = True


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
    filled: bool = True


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
    start: Mark | None
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
    """The chart of named lines of values against the way from baseline to target; None with nothing to draw.

    The way is a straight line from one to the other: what would have to be so on a day if all went evenly.
    """
    ends = [v for v in (baseline, target) if v is not None]
    known = [v for _, values in scopes for v in values]
    if not known and len(ends) < 2:
        return None
    known += ends
    steps = _steps(min(float(v.value) for v in known), max(float(v.value) for v in known))
    ticks = [f"{step:,.10g}" for step in steps]
    right, top, bottom = 486.0, 24.0, 186.0
    left = max(46.0, 16.0 + 7 * max(map(len, ticks)))
    days = [v.day for v in known]
    first, span = min(days).toordinal(), max(max(days).toordinal() - min(days).toordinal(), 1)

    def x(day: date) -> float:
        return round(left + 10 + (day.toordinal() - first) / span * (right - left - 20), 1)

    def y(value: Decimal | float) -> float:
        return round(bottom - (float(value) - steps[0]) / (steps[-1] - steps[0]) * (bottom - top), 1)

    def line(place: int, name: str, values: Sequence[Value]) -> Line:
        ordered = sorted(values, key=lambda v: (v.day, v.shown))
        points = tuple(Mark(x(v.day), y(v.value), v.shown, v.filled) for v in ordered)
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
        ticks=tuple(Mark(left, y(step), tick) for step, tick in zip(steps, ticks, strict=True)),
        years=tuple(Mark(x(day), bottom, str(day.year)) for day in middles if left <= x(day) <= right),
        lines=tuple(line(place, name, values) for place, (name, values) in enumerate(scopes) if values),
        way=way,
        start=Mark(x(baseline.day), y(baseline.value), baseline.shown) if baseline is not None else None,
        goal=Mark(x(target.day), y(target.value), target.shown) if target is not None else None,
    )


# A drawing in a document has nothing around it: its colours are its own, dark enough on white for small type.
_PAPER, _INK, _SOFT, _RULE, _ACCENT = "#ffffff", "#1c1b19", "#56534d", "#dcd9d2", "#1f5f4a"
_FACE = "Noto Serif, Georgia, serif"


def drawing(chart: Series) -> str:
    """The same chart as an SVG that needs nothing else: for a document, or to be handed on."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{chart.width}" height="{chart.height}"'
        f' viewBox="0 0 {chart.width} {chart.height}" role="img" aria-label={quoteattr(chart.title)}'
        f' direction="ltr" font-family="{_FACE}" font-size="12" fill="{_INK}">',
        f"<title>{escape(chart.title)}</title><desc>{escape(chart.words)}</desc>",
        f'<rect width="{chart.width}" height="{chart.height}" fill="{_PAPER}"/>',
    ]
    for tick in chart.ticks:
        parts.append(_stroke(chart.left, tick.y, chart.right, tick.y, _RULE))
        parts.append(_label(chart.left - 6, tick.y + 4, tick.label, "end", soft=True))
    parts.append(_stroke(chart.left, chart.bottom + 0.5, chart.right, chart.bottom + 0.5, _SOFT))
    parts += [_label(year.x, chart.bottom + 17, year.label, "middle", soft=True) for year in chart.years]
    if chart.way is not None:
        way = chart.way
        parts.append(
            _stroke(way.x1, way.y1, way.x2, way.y2, _ACCENT, ' stroke-width="1.5" stroke-dasharray="4 4"')
        )
    if chart.start is not None:
        parts.append(
            f'<path d="{_diamond(chart.start)}" fill="{_PAPER}" stroke="{_ACCENT}" stroke-width="1.5"/>'
        )
    if chart.goal is not None:
        parts.append(f'<path d="{_diamond(chart.goal)}" fill="{_ACCENT}"/>')
        parts.append(_label(chart.goal.x + 11, chart.goal.y + 4, chart.goal.label, "start"))
    for line in chart.lines:
        dashes = ' stroke-dasharray="1 3" stroke-linecap="round"' if line.square else ""
        if line.path:
            parts.append(f'<path d="{line.path}" fill="none" stroke="{_INK}" stroke-width="1.5"{dashes}/>')
        for point in line.points:
            inside = f'fill="{_INK if point.filled else _PAPER}" stroke="{_INK}" stroke-width="1.5"'
            parts.append(
                f'<rect x="{point.x - 3:g}" y="{point.y - 3:g}" width="6" height="6" {inside}/>'
                if line.square
                else f'<circle cx="{point.x}" cy="{point.y}" r="3.5" {inside}/>'
            )
        last = line.points[-1]
        side = "start" if last.x < chart.left + 40 else "middle"
        parts.append(_label(last.x, last.y - 9, last.label, side))
    return "".join([*parts, "</svg>"])


def _stroke(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}"{more}/>'


def _label(x: float, y: float, words: str, side: str, *, soft: bool = False) -> str:
    ink = f' fill="{_SOFT}"' if soft else ' font-weight="600"'
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{side}"{ink}>{escape(words)}</text>'


def _diamond(mark: Mark) -> str:
    return f"M{mark.x} {mark.y - 6:g}l6 6-6 6-6-6z"
