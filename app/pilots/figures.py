"""A benchmark's figures in words and as a drawing: from where, to where, and what was measured on the way."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.kernel.i18n import gettext as _
from app.pilots.measured import Measured, MeasuredBenchmark
from app.pilots.models import Finding
from app.pilots.reckoning import Goal, goal_of
from app.web.charts import Aim, Series, Value, aim, series
from app.web.render import written_date

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
class Row:
    """One measured value in the table beside a chart: its figure and every sentence about it."""

    value: Measured
    shown: str
    where: str
    reported: str
    checked: str
    correction: str
    timing: str = ""


@dataclass(frozen=True, slots=True)
class MeasuredFigures:
    """The same with the measured values: the chart of those that stand, and a row for each there ever was."""

    code: str
    title: str
    title_i18n: Mapping[str, str]
    unit: str
    figures: Figures
    due: str
    chart: Series | None
    rows: tuple[Row, ...]

    @property
    def reported(self) -> bool:
        """Whether any of the values was reported here, and not brought with an imported record."""
        return any(row.reported or row.checked for row in self.rows)


def scope_name(scope: str) -> str:
    """What a value was measured over, in words."""
    names = {
        "global": _("worldwide"),
        "national": _("in the country"),
        "pilot": _("in the pilot"),
    }
    return names.get(scope, scope)


def shown(value: Decimal | None, decimals: int) -> str:
    """A value with the decimals its benchmark is shown with, and with more where it has more; nothing for none."""
    if value is None:
        return ""
    own = value.normalize().as_tuple().exponent
    return f"{value:.{max(decimals, -own if isinstance(own, int) else 0)}f}"


def figures(content: Mapping[str, Any], goal: Goal | None = None) -> Figures:
    """The figures in the content of a benchmark's version, or with `goal` those that a pilot goes by."""
    goal = goal or goal_of("", content)
    baseline, target, decimals, unit = goal.baseline, goal.target, goal.decimals, goal.unit
    begin = goal.baseline_on.year if goal.baseline_on else None
    end = goal.target_on.year if goal.target_on else None
    lower = goal.lower_is_better
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
    goal = found.goal
    said = figures(found.content, goal)
    decimals = goal.decimals
    by_scope: dict[str, list[Value]] = defaultdict(list)
    for value in found.values:
        if value.stands:
            text = shown(value.value, decimals)
            by_scope[value.scope].append(Value(value.day, value.value, text, value.verified))
    order = sorted(by_scope, key=lambda scope: (SCOPES.index(scope) if scope in SCOPES else 9, scope))
    scopes = [(scope_name(scope), by_scope[scope]) for scope in order]
    due = goal.baseline_due if goal.baseline is None else None
    return MeasuredFigures(
        code=found.code,
        title=found.title,
        title_i18n=found.title_i18n,
        unit=goal.unit,
        figures=said,
        due=_("The baseline is to be measured by %(day)s.") % {"day": written_date(due)} if due else "",
        chart=series(
            found.title,
            _in_words(scopes, said),
            scopes,
            baseline=_at(goal.baseline, goal.baseline_on, decimals),
            target=_at(goal.target, goal.target_on, decimals),
        ),
        rows=tuple(_row(value, found, decimals) for value in found.values),
    )


def _row(value: Measured, found: MeasuredBenchmark, decimals: int) -> Row:
    reported = ""
    if value.at is not None:
        reported = _("Reported on %(day)s by %(who)s.") % {
            "day": written_date(value.at),
            "who": value.by or _("a person no longer named"),
        }
    by_id = {each.id: each for each in found.values}
    correction = ""
    if value.corrected_by in by_id:
        after = by_id[value.corrected_by or 0]
        correction = _("Corrected to %(value)s.") % {"value": shown(after.value, decimals)}
    elif value.corrects in by_id:
        before = by_id[value.corrects or 0]
        correction = _("Corrects %(value)s.") % {"value": shown(before.value, decimals)}
    return Row(
        value,
        shown(value.value, decimals),
        scope_name(value.scope),
        reported,
        _checked(value),
        correction,
        _timing(value, found),
    )


def _timing(value: Measured, found: MeasuredBenchmark) -> str:
    """That a value of a pilot was measured before it began, or after its last day; a baseline may be."""
    if not value.in_pilot or (value.at is None and value.scope != "pilot"):
        return ""
    if found.since is not None and value.day < found.since:
        return _("Measured before the pilot began: it says where the pilot starts from, not what came of it.")
    if found.until is not None and value.day > found.until:
        return _("Measured after the last day of the pilot.")
    return ""


def _checked(value: Measured) -> str:
    """What another found of it; that nobody has, of a value that was reported here and stands."""
    if value.asked is not None and value.stands:
        said = {"day": written_date(value.asked.at), "who": value.asked.by}
        return _("The value before it was questioned on %(day)s by %(who)s; nobody has verified the corrected one yet.") % said  # fmt: skip
    if value.checked is None:
        return _("Nobody has verified it yet.") if value.at is not None and value.stands else ""
    said = {"day": written_date(value.checked.at), "who": value.checked.by}
    if value.checked.finding == Finding.QUESTIONED:
        return _("Questioned on %(day)s by %(who)s.") % said
    return _("Verified on %(day)s by %(who)s.") % said


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


def _at(value: Decimal | None, on: date | None, decimals: int) -> Value | None:
    return Value(on, value, shown(value, decimals)) if value is not None and on is not None else None
