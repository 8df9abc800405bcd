"""A benchmark's figures in words and as a drawing: from where, to where, and what was measured on the way."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.kernel.i18n import gettext as _
from app.pilots.queries import Measured, MeasuredBenchmark
from app.web.charts import Aim, Series, Value, aim, series

SCOPES = ("global", "national", "pilot")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a benchmark says in figures: one sentence, which way is better, and the drawing of both."""

    words: str
    better: str
    baseline: Decimal | None
    target: Decimal | None
    chart: Aim


@dataclass(frozen=True, slots=True)
class MeasuredFigures:
    """The same with the measured values: the chart, and rows for the table beside it."""

    code: str
    title: str
    title_i18n: Mapping[str, str]
    unit: str
    figures: Figures
    chart: Series | None
    rows: tuple[tuple[Measured, str], ...]


def scope_name(scope: str) -> str:
    """What a value was measured over, in words."""
    names = {
        "global": _("worldwide"),
        "national": _("in the country"),
        "pilot": _("in the pilot"),
    }
    return names.get(scope, scope)


def shown(value: Decimal | None, decimals: int) -> str:
    """A value with the decimals its benchmark is shown with; nothing where there is none."""
    return "" if value is None else f"{value:.{decimals}f}"


def figures(content: Mapping[str, Any]) -> Figures:
    """The figures in the content of a benchmark's version."""
    base, goal = content.get("baseline") or {}, content.get("target") or {}
    baseline, target = _number(base), _number(goal)
    decimals, unit = int(content.get("decimals") or 0), str(content.get("unit") or "")
    begin, end = base.get("year"), goal.get("year")
    lower = content.get("direction") == "lower"
    start = {"value": shown(baseline, decimals), "unit": unit, "year": begin}
    aimed = {"value": shown(target, decimals), "unit": unit, "year": end}
    if baseline is not None:
        first = _("From %(value)s %(unit)s in %(year)s") if begin else _("From %(value)s %(unit)s")
        then = _("to %(value)s by %(year)s.") if end else _("to %(value)s.")
    else:
        first = _("From a baseline that the first measurement sets,")
        then = _("to %(value)s %(unit)s by %(year)s.") if end else _("to %(value)s %(unit)s.")
    if target is None:
        then = _("to a target that is still to be set.")
    words = f"{first % start} {then % aimed}"
    better = _("Lower is better.") if lower else _("Higher is better.")
    return Figures(
        words=words,
        better=better,
        baseline=baseline,
        target=target,
        chart=aim(
            f"{words} {better}",
            baseline=baseline,
            target=target,
            shown=(shown(baseline, decimals), shown(target, decimals)),
            years=(begin, end),
            lower_is_better=lower,
        ),
    )


def measured_figures(found: MeasuredBenchmark) -> MeasuredFigures:
    """A benchmark's measured values as a chart and as rows, oldest first."""
    content = found.content
    said = figures(content)
    decimals, unit = int(content.get("decimals") or 0), str(content.get("unit") or "")
    rows = tuple((value, shown(value.value, decimals)) for value in found.values)
    by_scope: dict[str, list[Value]] = defaultdict(list)
    for value, text in rows:
        by_scope[value.scope].append(Value(value.day, value.value, text, value.basis == "real"))
    order = sorted(by_scope, key=lambda scope: (SCOPES.index(scope) if scope in SCOPES else 9, scope))
    scopes = [(scope_name(scope), by_scope[scope]) for scope in order]
    base, goal = content.get("baseline") or {}, content.get("target") or {}
    return MeasuredFigures(
        code=found.code,
        title=found.title,
        title_i18n=found.title_i18n,
        unit=unit,
        figures=said,
        chart=series(
            found.title,
            _in_words(scopes, said),
            scopes,
            baseline=_at(said.baseline, base.get("year"), (7, 1), decimals),
            target=_at(said.target, goal.get("year"), (12, 31), decimals),
        ),
        rows=rows,
    )


def _in_words(scopes: Sequence[tuple[str, Sequence[Value]]], said: Figures) -> str:
    sentences = [
        _("Measured %(where)s: %(first)s in %(begin)s, %(last)s in %(end)s.")
        % {
            "where": name,
            "first": values[0].shown,
            "begin": values[0].day.year,
            "last": values[-1].shown,
            "end": values[-1].day.year,
        }
        for name, values in scopes
    ]
    return " ".join([*sentences, said.words])


def _number(part: Mapping[str, Any]) -> Decimal | None:
    value = part.get("value")
    return None if value is None or isinstance(value, bool) else Decimal(str(value))


def _at(value: Decimal | None, year: int | None, day: tuple[int, int], decimals: int) -> Value | None:
    if value is None or not year:
        return None
    return Value(date(year, *day), value, shown(value, decimals))
