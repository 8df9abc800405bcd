"""Where a statement is taken from, as a footnote under it."""

from dataclasses import replace

from app.contributions.models import Source
from app.documents.tree import Run, Text, words
from app.outcome.material import Material
from app.outcome.wording import Voices, closed, code


def source_words(source: Source, voices: Voices) -> Text:
    """A source as it is cited: title, publisher, year, address."""
    facts = ", ".join(filter(None, [source.publisher, str(source.year or "")]))
    text = voices.exactly(closed(source.title))
    if facts:
        text = words(text, " ", voices.exactly(closed(facts)))
    if source.url:
        text = words(text, " ", Run(source.url, href=source.url, dir="ltr"))
    return text


def noted(text: Text, name: object, material: Material, voices: Voices) -> Text:
    """The text with the source `name` as a footnote on its last words; without a source the text as it is.

    The footnote ends with the code under which the site of the consultation keeps the source.
    """
    if not name:
        return text
    source = material.sources.get(str(name))
    said = words(source_words(source, voices), " (", code(source.code), ")") if source else (code(str(name)),)
    *before, last = text or (Run(""),)
    return (*before, replace(last, note=said))
