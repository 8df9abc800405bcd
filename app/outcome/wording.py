"""Two voices in one document: the editor's, in the document's language, and the authors', in their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from gettext import NullTranslations
from typing import Any

from babel.lists import format_list

from app.documents.tree import Run, Text, in_language, words
from app.drafting.content import Content
from app.kernel.i18n import DEFAULT, catalogue, current_locale
from app.kernel.i18n import gettext as _
from app.kernel.text.markdown import Node, parse

_STOPS = (".", "!", "?", "…", "。", "؟", ":", ";")


@dataclass(frozen=True)
class Voices:
    """Marks the language of what is said: `language` is the document's, `original` that of the texts."""

    language: str
    original: str

    def ours(self, text: str) -> Run:
        """Words of the editor. Where the document's language has no catalogue yet they are English, and marked so."""
        if self.language != DEFAULT and type(catalogue(self.language)) is NullTranslations:
            return in_language(text, DEFAULT)
        return Run(text)

    def theirs(self, text: str, language: str | None = None) -> Text:
        """A text of the authors with its emphasis and links; its paragraphs become lines."""
        return tuple(self._marked(run, language or self.original) for run in _runs(parse(text)))

    def exactly(self, text: str, language: str | None = None) -> Text:
        """A text of the authors, character by character."""
        return (self._marked(Run(text), language or self.original),) if text else ()

    def named(self, text: str, translations: Mapping[str, str]) -> Run:
        """A title or name, in the document's language where there is a translation."""
        found = translations.get(self.language)
        return Run(found) if found else self._marked(Run(text), self.original)

    def _marked(self, run: Run, language: str) -> Run:
        if language == self.language:
            return run
        own = in_language("", language)
        return Run(run.text, run.bold, run.italic, run.code, run.href, own.lang, own.dir)


def closed(text: str) -> str:
    """The text with a full stop, unless it ends with a stop of its own."""
    text = text.strip()
    return text if not text or text.endswith(_STOPS) else text + "."


def code(text: str) -> Run:
    """A code that is cited."""
    return Run(text, code=True)


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


def _runs(nodes: Sequence[Node], bold: bool = False, italic: bool = False, href: str | None = None) -> Text:
    """The tree of a text as runs: blocks on lines of their own, items behind a dash or their number."""
    parts: list[Text] = []
    for n, node in enumerate(nodes, 1):
        inside = _runs(
            node.children, bold or node.kind == "strong", italic or node.kind == "emphasis", node.href or href
        )
        if node.kind == "break":
            inside = (Run("\n"),)
        elif node.kind in ("text", "code"):
            inside = (Run(node.text, bold, italic, node.kind == "code", href),)
        elif node.kind == "item":
            inside = words("– ", inside)
        if n > 1 and node.kind in ("paragraph", "bullets", "numbers", "quote", "item"):
            inside = words("\n", inside)
        parts.append(inside)
    return words(*parts)
