"""Runs as Markdown: every character that could mean something is escaped, so that readers give back the words."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from itertools import zip_longest

from app.documents.safe import plain, safe_href
from app.documents.tree import Run, Text

_ALWAYS = re.compile(r"[\\`*_\[\]{}<>&~^$|#]")
_EMOJI = re.compile(r":(?=[A-Za-z0-9_+-]+:)")
_CITED = re.compile(r"(?<![A-Za-z0-9])@")
_OPENING = re.compile(r"^([-+=:%(!]|(?:[0-9]{1,9}|[ivxlcdmIVXLCDM]{1,9}|[A-Za-z])(?=[.)]))")
_NOT_IN_ADDRESS = re.compile(r"[<>\\\s]")
_LINE = "\n"


def text_md(text: Text, *, one_line: bool = False) -> str:
    """A text as inline Markdown. A line feed is a hard break; where a block is one line (`one_line`), a space or `<br>`."""
    joined = ""
    runs = [run for run in text if run.text or run.note]
    for run, after in zip_longest(runs, runs[1:]):
        following = "[" if run.note else plain(after.text)[:1] if after else ""
        joined += _run(run, joined[-1:], following)
    lines = [line.strip(" \t") for line in joined.strip("\n \t").split(_LINE)]
    if one_line:
        return "<br>".join(lines)
    return "\\\n".join(_opened(line) for line in lines)


def emphasised(text: Text) -> Text:
    """The text in italics throughout."""
    return tuple(replace(run, italic=True) for run in text)


def literal(text: str) -> str:
    """One string as the words of one line."""
    return text_md((Run(text),))


def prefixed(block: str, first: str, other: str) -> str:
    """A block of lines behind the mark of its list or quotation."""
    return first + block.replace("\n", "\n" + other)


def _opened(line: str) -> str:
    """A line that begins with no mark of a list, a heading or a quotation."""
    found = _OPENING.match(line)
    if not found:
        return line
    mark, rest = found[0], line[found.end() :]
    return f"{mark}\\{rest}" if mark[0].isalnum() else f"\\{line}"


def _run(run: Run, before: str, after: str) -> str:
    words = plain(run.text)
    bare = words.strip()
    if not bare:
        marked = words
    else:
        start = words.index(bare)
        lead, tail = words[:start], words[start + len(bare) :]
        marked = _emphasis(_escaped(bare), run, lead or before, tail or after)
        marked = lead + _link(_language(_change(marked, run), run), run) + tail
    return f"{marked}[^{run.note_number}]" if run.note_number else marked


def _escaped(words: str) -> str:
    words = _ALWAYS.sub(lambda found: "\\" + found[0], words)
    return _CITED.sub(r"\\@", _EMOJI.sub(r"\\:", words))


def _emphasis(words: str, run: Run, before: str, after: str) -> str:
    """Asterisks where they are read as emphasis for certain, the element of HTML elsewhere."""
    if not run.bold and not run.italic:
        return words
    apart = (not before or before.isspace()) and (not after or after.isspace() or after in ".,;:")
    if apart:
        stars = "*" * (2 * run.bold + run.italic)
        return f"{stars}{words}{stars}"
    words = f"<em>{words}</em>" if run.italic else words
    return f"<strong>{words}</strong>" if run.bold else words


def _change(words: str, run: Run) -> str:
    if not run.change:
        return words
    return f"<ins>{words}</ins>" if run.change == "added" else f"<del>{words}</del>"


def _language(words: str, run: Run) -> str:
    if not run.lang and not run.dir:
        return words
    lang = f' lang="{escape(plain(run.lang))}"' if run.lang else ""
    way = f' dir="{run.dir}"' if run.dir else ""
    return f"<span{lang}{way}>{words}</span>"


def _link(words: str, run: Run) -> str:
    href = safe_href(run.href)
    if not href:
        return words
    address = _NOT_IN_ADDRESS.sub(lambda found: f"%{ord(found[0]):02X}", href)
    return f"[{words}](<{address}>)"
