"""Two voices in one document: the editor's, in the document's language, and the authors', in their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gettext import NullTranslations

from app.documents.tree import Run, Text, Words, in_language, words
from app.kernel.i18n import DEFAULT, catalogue
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


def document_words() -> Words:
    """The few words of its own that every document has, in the language of the moment."""
    return Words(
        summary=_("Summary"),
        contents=_("Contents"),
        annexes=_("Annexes"),
        paragraph=_("Paragraph"),
        paragraphs=_("Paragraphs"),
        page=_("Page"),
        page_of=_("Page {page} of {pages}"),
        skip=_("Skip to the text"),
        notes=_("Notes"),
        note=_("Note"),
        back=_("Back to the text"),
    )


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
