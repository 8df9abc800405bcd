"""Whether a version changes what a text says, or only how it is written: nobody gets mail for a comma."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from app.drafting.content import Content, plain

# How a change note begins that says so, in the languages of the site.
_SAID = ("editorial", "rédactionn", "de forme", "редакцион", "编辑", "编校", "تحرير")
# A note is believed while at least so much of the words stays.
_ALIKE = 0.9
_WORD = re.compile(r"[-−]?\d+(?:[.,]\d+)*|\w+")


def is_editorial(old: Content, new: Content, note: str) -> bool:
    """Whether only spelling, punctuation or spacing changed: the words are the same, or the note of the version begins
    with “Editorial” and nine in ten words stayed. Who writes that over another text is not believed."""
    before, after = _words(old), _words(new)
    if before == after:
        return True
    said = note.strip().casefold().startswith(_SAID)
    return said and SequenceMatcher(None, before, after, autojunk=False).ratio() >= _ALIKE


def _words(content: Content) -> list[str]:
    return [word for text in _texts(plain(content)) for word in _WORD.findall(text.casefold())]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name in sorted(value):
            yield name
            yield from _texts(value[name])
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value not in (None, ""):
        yield str(value)
