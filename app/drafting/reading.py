"""A text as it is read: clauses with numbered paragraphs, the same in the preview, on a version's page and elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from app.drafting.content import Content
from app.drafting.fields import FieldSpec, Shape, fields_of
from app.drafting.shapes import CRITERIA
from app.kernel.i18n import gettext as _
from app.kernel.text.markdown import to_html


@dataclass(frozen=True)
class NumberedParagraph:
    """One paragraph with its number in this reading and, where it has one, its permanent id.

    `composed` when the sentence is the platform's, in the reader's language, around words of the text.
    """

    number: int
    id: str
    html: Markup
    composed: bool = False


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
    drawn = [(spec.name, spec.label, _paragraphs(spec, content, written_date)) for spec in fields_of(kind)]
    clauses: list[Clause] = []
    number = 0
    for name, label, paragraphs in drawn:
        if not paragraphs:
            continue
        numbered = []
        for id_, html in paragraphs:
            number += 1
            numbered.append(NumberedParagraph(number, id_, html, composed=name in _COMPOSED))
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
        "sponsors",
        "language",
    }
)
_COMPOSED = frozenset(
    {
        "timeframe",
        "baseline",
        "target",
        "mechanism_type",
        "level",
        "result_level",
        "milestones",
        "smart",
        "markers",
    }
)
_RUN_IN = frozenset({"responsible", "beneficiaries", "disaggregation"})


def _paragraphs(
    spec: FieldSpec, content: Content, written_date: Callable[[date], str]
) -> list[tuple[str, Markup]]:
    name, value = spec.name, content.get(spec.name)
    if name in _APART or not value:
        return []
    if name == "timeframe":
        return _timeframe(value, written_date)
    if name in ("baseline", "target"):
        return _figure(name, value, content)
    if spec.shape is Shape.CHOICE:
        return [("", Markup("<p>{}.</p>").format(spec.chosen_words(value)))]
    if spec.shape is Shape.MILESTONES:
        return [(item["id"], _milestone(item, content)) for item in value]
    if spec.shape is Shape.MARKERS:
        return [("", _named(spec.word_of(part), value[part])) for part in spec.parts if part in value]
    if spec.shape is Shape.SMART:
        return [
            ("", _judged(spec, part, value)) for part in CRITERIA if part in value or f"{part}_note" in value
        ]
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
    if "results" in item:
        return _practice(item)
    return _with_source(to_html(item["text"]), item.get("source"))


def _practice(item: dict[str, Any]) -> Markup:
    """What was done, where and when, and what came of it, in one paragraph."""
    where = ", ".join(part for part in (item["place"], item["years"]) if part)
    parts = [Markup("{}").format(item["text"])]
    if where:
        parts.append(Markup("({}).").format(where))
    if item["results"]:
        parts.append(Markup("<i>{}</i> {}").format(_("What came of it."), item["results"]))
    return Markup("<p>{}</p>").format(Markup(" ").join(parts))


def _milestone(item: dict[str, Any], content: Content) -> Markup:
    parts: list[str] = []
    if item["value"] is not None:
        figure = Markup("<bdi>{} {}</bdi>").format(
            written_figure(item["value"], content), content.get("unit") or ""
        )
        parts.append(Markup.escape(_("%(figure)s by %(year)s.")) % {"figure": figure, "year": item["year"]})
    else:
        parts.append(_("By %(year)s.") % {"year": item["year"]})
    if item["note"]:
        parts.append(Markup("<bdi>{}</bdi>").format(item["note"]))
    return Markup("<p>{}</p>").format(Markup(" ").join(parts))


def _named(word: str, text: str) -> Markup:
    """The platform's word and the group's own text after it."""
    return Markup("<p><i>{}.</i> <bdi>{}</bdi></p>").format(word, text)


def _judged(spec: FieldSpec, part: str, value: dict[str, str]) -> Markup:
    """One question of the review with the group's answer and remark."""
    said = {"yes": _("Yes"), "no": _("No")}.get(value.get(part, ""), _("Not answered."))
    note = Markup(" <bdi>{}</bdi>").format(value[f"{part}_note"]) if value.get(f"{part}_note") else ""
    return Markup("<p><i>{}.</i> {}{}</p>").format(spec.word_of(part), said, note)


def _with_source(html: Markup, source: str | None) -> Markup:
    """The code of the source at the end of the paragraph it belongs to."""
    if not source:
        return html
    mark = Markup(' <span class="small">{}</span>').format(source)
    return html[:-4] + mark + html[-4:] if html.endswith("</p>") else html + Markup("<p>{}</p>").format(mark)


def _timeframe(value: dict[str, Any], written_date: Callable[[date], str]) -> list[tuple[str, Markup]]:
    words = {part: _day(value.get(part), written_date) for part in ("start", "end")}
    dates = ""
    if words["start"] and words["end"]:
        dates = _("From %(start)s to %(end)s.") % words
    elif words["end"]:
        dates = _("Until %(end)s.") % words
    elif words["start"]:
        dates = _("From %(start)s.") % words
    label = Markup("<bdi>{}.</bdi>").format(value["label"].rstrip(".")) if value.get("label") else ""
    text = Markup(" ").join(part for part in (label, dates) if part)
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
        words = {
            "figure": Markup("<bdi>{} {}</bdi>").format(figure, content.get("unit") or ""),
            "year": value.get("year"),
        }
        sentence = "%(figure)s."
        if value.get("year"):
            sentence = _("%(figure)s in %(year)s.") if name == "baseline" else _("%(figure)s by %(year)s.")
        parts.append(Markup.escape(sentence) % words)
    elif name == "baseline" and value.get("note"):
        parts.append(_("No figure yet."))
    if value.get("note"):
        parts.append(Markup("<bdi>{}</bdi>").format(value["note"]))
    if name == "target" and value.get("value") is not None and content.get("direction"):
        parts.append(_("Lower is better.") if content["direction"] == "lower" else _("Higher is better."))
    if not parts:
        return []
    html = Markup("<p>{}</p>").format(Markup(" ").join(parts))
    return [("", _with_source(html, value.get("source")))]


def written_figure(value: Any, content: Content) -> str:
    """A value with as many digits after the point as the benchmark shows."""
    decimals = content.get("decimals")
    if isinstance(value, int | float) and isinstance(decimals, int) and decimals:
        return f"{value:.{decimals}f}"
    return f"{value:g}" if isinstance(value, float) and value == int(value) else str(value)
