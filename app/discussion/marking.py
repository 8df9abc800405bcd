"""The words that comments are about, marked in the text as it is read, each leading to its comment."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from markupsafe import Markup

from app.kernel.i18n import gettext as _

# A tag, whatever stands in its attributes; a character written as an entity; any other character.
_UNIT = re.compile(r'(<[^>"]*(?:"[^"]*"[^>"]*)*>)|(&[#\w]+;)|(.)', re.DOTALL)
_LEAD = Markup(
    '<sup id="at-{code}"><a href="#{code}"><span class="unseen">{words}: </span>{letter}</a></sup>'
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a paragraph's plain text that a comment is about. `letter` is what leads to the comment."""

    code: str
    letter: str
    start: int
    end: int
    is_open: bool = False


def mark_words(html: Markup, text: str, marks: Sequence[Mark]) -> Markup:
    """`html` with the words of `marks` marked, where `text` is what it says in plain words.

    Marks may overlap and run across emphasis and links. What the page adds to the words (a source, a heading) does not
    matter; a mark whose words cannot be told in the page without doubt is left out. Nothing of `html` is changed but
    that marks come in, so what was escaped stays escaped.
    """
    if not marks:
        return html
    units = [_Unit(match[0], bool(match[1])) for match in _UNIT.finditer(str(html))]
    seen = [place for place, unit in enumerate(units) if not unit.is_tag and not unit.is_space]
    words = "".join(units[place].char for place in seen)
    spans = []
    for mark in marks:
        found = _span(words, text, mark)
        if found is not None:
            spans.append((seen[found[0]], seen[found[1] - 1], mark))
    return Markup("".join(_marked(units, spans))) if spans else html


class _Unit:
    """A tag, or one character as the page writes it."""

    __slots__ = ("char", "is_space", "is_tag", "raw")

    def __init__(self, raw: str, is_tag: bool) -> None:
        self.raw, self.is_tag = raw, is_tag
        self.char = "" if is_tag else unescape(raw)[:1]
        self.is_space = not is_tag and self.char.isspace()


def _span(words: str, text: str, mark: Mark) -> tuple[int, int] | None:
    """Where a mark begins and ends among the characters of the page that are no white space."""
    needle = "".join(text[mark.start : mark.end].split())
    before = len("".join(text[: mark.start].split()))
    if not needle:
        return None
    if words[before : before + len(needle)] == needle:
        return before, before + len(needle)
    first = words.find(needle)
    if first < 0 or words.find(needle, first + 1) >= 0:
        return None
    return first, first + len(needle)


def _marked(units: Sequence[_Unit], spans: Sequence[tuple[int, int, Mark]]) -> list[str]:
    out: list[str] = []
    open_with: frozenset[str] = frozenset()
    for place, unit in enumerate(units):
        over = [mark for first, last, mark in spans if first <= place <= last]
        codes = frozenset(mark.code for mark in over)
        if open_with and (unit.is_tag or codes != open_with):
            out.append("</mark>")
            open_with = frozenset()
        if codes and not open_with and not unit.is_tag and not unit.is_space:
            out.append('<mark class="at is-open">' if any(m.is_open for m in over) else '<mark class="at">')
            open_with = codes
        out.append(unit.raw)
        for mark in (mark for _first, last, mark in spans if last == place):
            out.append(
                str(
                    _LEAD.format(
                        code=mark.code, words=_("Comment %(code)s") % {"code": mark.code}, letter=mark.letter
                    )
                )
            )
    if open_with:
        out.append("</mark>")
    return out
