"""A text as it is read: clauses with numbered paragraphs, the same in the preview, on a version's page and elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from app.drafting.content import Content
from app.drafting.fields import fields_of
from app.kernel.i18n import gettext as _
from app.kernel.text.markdown import to_html


@dataclass(frozen=True)
class NumberedParagraph:
    """One paragraph with its number in this reading and, where it has one, its permanent id."""

    number: int
    id: str
    html: Markup


@dataclass(frozen=True)
class Clause:
    """A heading with its paragraphs; `field` is the field's name, to which comments and links are bound."""

    field: str
    heading: str
    paragraphs: list[NumberedParagraph]


def clauses_of(
    kind: str, content: Content, *, written_date: Callable[[date], str] = date.isoformat
) -> list[Clause]:
    """The filled fields of a text as clauses, paragraphs numbered through; `written_date` puts dates into words."""
    drawn = [
        (spec.name, spec.label, _paragraphs(kind, spec.name, content, written_date))
        for spec in fields_of(kind)
    ]
    clauses: list[Clause] = []
    number = 0
    for name, label, paragraphs in drawn:
        if not paragraphs:
            continue
        numbered = []
        for id_, html in paragraphs:
            number += 1
            numbered.append(NumberedParagraph(number, id_, html))
        clauses.append(Clause(name, label, numbered))
    return clauses


_APART = frozenset(
    {
        "title",
        "tags",
        "benchmarks",
        "mechanisms",
        "contributions",
        "unit",
        "value_type",
        "decimals",
        "direction",
    }
)
_RUN_IN = frozenset({"responsible", "beneficiaries", "disaggregation"})


def _paragraphs(
    kind: str, name: str, content: Content, written_date: Callable[[date], str]
) -> list[tuple[str, Markup]]:
    value = content.get(name)
    if name in _APART or not value:
        return []
    if name == "timeframe":
        return _timeframe(value, written_date)
    if name in ("baseline", "target"):
        return _figure(name, value, content)
    if isinstance(value, str):
        return [("", Markup("<p>{}</p>").format(value))]
    if name in _RUN_IN:
        return [
            ("", Markup("<p>{}.</p>").format(escape("; ".join(item["text"] for item in value).rstrip("."))))
        ]
    return [(item["id"], _item(item)) for item in value]


def _item(item: dict[str, Any]) -> Markup:
    if "risk" in item:
        safeguard = (
            Markup(" <i>{}</i> {}").format(_("Safeguard."), item["safeguard"]) if item["safeguard"] else ""
        )
        return Markup("<p>{}{}</p>").format(item["risk"], safeguard)
    html = to_html(item["text"])
    if item.get("source"):
        html += Markup(' <p class="small">{}</p>').format(item["source"])
    return html


def _timeframe(value: dict[str, Any], written_date: Callable[[date], str]) -> list[tuple[str, Markup]]:
    words = {part: _day(value.get(part), written_date) for part in ("start", "end")}
    dates = ""
    if words["start"] and words["end"]:
        dates = _("From %(start)s to %(end)s.") % words
    elif words["end"]:
        dates = _("Until %(end)s.") % words
    elif words["start"]:
        dates = _("From %(start)s.") % words
    label = (value.get("label") or "").rstrip(".")
    text = " ".join(part for part in (f"{label}." if label else "", dates) if part)
    return [("", Markup("<p>{}</p>").format(text))] if text else []


def _day(value: Any, written_date: Callable[[date], str]) -> str:
    try:
        return written_date(date.fromisoformat(value)) if value else ""
    except ValueError:
        return str(value)


def _figure(name: str, value: dict[str, Any], content: Content) -> list[tuple[str, Markup]]:
    parts: list[str] = []
    if value.get("value") is not None:
        figure = written_figure(value["value"], content)
        unit = content.get("unit") or ""
        words = {"value": figure, "unit": unit, "year": value.get("year")}
        if value.get("year"):
            sentence = (
                _("%(value)s %(unit)s in %(year)s.")
                if name == "baseline"
                else _("%(value)s %(unit)s by %(year)s.")
            )
        else:
            sentence = "%(value)s %(unit)s."
        parts.append(" ".join((sentence % words).split()))
    elif name == "baseline" and value.get("note"):
        parts.append(_("No figure yet."))
    if value.get("note"):
        parts.append(value["note"])
    if name == "target" and value.get("value") is not None and content.get("direction"):
        parts.append(_("Lower is better.") if content["direction"] == "lower" else _("Higher is better."))
    if not parts:
        return []
    html = Markup("<p>{}</p>").format(" ".join(parts))
    if value.get("source"):
        html += Markup(' <p class="small">{}</p>').format(value["source"])
    return [("", html)]


def written_figure(value: Any, content: Content) -> str:
    """A value with as many digits after the point as the benchmark shows."""
    decimals = content.get("decimals")
    if isinstance(value, int | float) and isinstance(decimals, int) and decimals:
        return f"{value:.{decimals}f}"
    return f"{value:g}" if isinstance(value, float) and value == int(value) else str(value)
