"""The words of the outcome document: lists, paragraphs, the figures of a benchmark; and the two voices of every document."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.lists import format_list

from app.documents.voices import Voices, closed, code
from app.drafting.content import Content
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _

__all__ = [
    "Voices",
    "aim_words",
    "closed",
    "code",
    "figure",
    "listed",
    "parts",
    "prose",
    "start_words",
    "way_words",
]


def listed(names: Sequence[str]) -> str:
    """Names as a list in words, all of them."""
    locale = current_locale()
    return format_list(list(names), locale="en_GB" if locale == "en" else locale)


def prose(items: Any) -> list[str]:
    """The paragraphs of a field, whether it is stored as items with ids or as one text."""
    if isinstance(items, str):
        return [part.strip() for part in items.split("\n\n") if part.strip()]
    return [item["text"] if isinstance(item, dict) else str(item) for item in items or []]


def parts(items: Any) -> list[tuple[str, str]]:
    """The paragraphs of a field, each with its permanent id, or with none where it is stored as one text."""
    if isinstance(items, str):
        return [("", text) for text in prose(items)]
    return [
        (str(item.get("id") or ""), item["text"]) if isinstance(item, dict) else ("", str(item))
        for item in items or []
    ]


def figure(value: Any, decimals: Any = 0) -> str:
    """A value of a benchmark as it is shown: with its decimals, yes or no, or its words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    try:
        return f"{Decimal(str(value)):,.{max(0, min(6, int(decimals or 0)))}f}"
    except (InvalidOperation, ValueError):
        return str(value)


def start_words(content: Content) -> str:
    """Where a benchmark starts: "0 in 2013", or that the first measurement will say."""
    return _value(content, "baseline") or _("a baseline that the first measurement sets")


def aim_words(content: Content) -> str:
    """What a benchmark aims at: "4 by 2015"."""
    target = content.get("target") or {}
    if target.get("value") is None:
        return _("a target still to be set")
    value = figure(target["value"], content.get("decimals"))
    if target.get("year") is None:
        return value
    return _("%(value)s by %(year)s") % {"value": value, "year": target["year"]}


def way_words(content: Content) -> str:
    """From baseline to target, in one clause."""
    return _("from %(start)s to %(aim)s") % {"start": start_words(content), "aim": aim_words(content)}


def _value(content: Content, field: str) -> str:
    found = content.get(field) or {}
    if found.get("value") is None:
        return ""
    value = figure(found["value"], content.get("decimals"))
    if found.get("year") is None:
        return value
    return _("%(value)s in %(year)s") % {"value": value, "year": found["year"]}
