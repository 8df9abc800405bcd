"""Small builders of WordprocessingML: elements, runs, links, bookmarks, fields. They know nothing of the tree's order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha256

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import nsmap, qn
from lxml.etree import Element, _Element

from app.documents.safe import anchor, plain, safe_href
from app.documents.tree import Direction, Run, Text

_SPACE = {"w": nsmap["w"]}
_LINKED = {"w": nsmap["w"], "r": nsmap["r"]}
_EAST_ASIAN = ("zh", "ja", "ko")
_BREAKS = re.compile(r"([\n\t])")


def el(tag: str, *children: _Element | None, **attributes: str | int) -> _Element:
    """An element of the `w` namespace, with attributes of the same namespace."""
    element = Element(_name(tag), {_name(name): str(value) for name, value in attributes.items()}, _SPACE)
    for child in children:
        if child is not None:
            element.append(child)
    return element


@cache
def _name(local: str) -> str:
    return qn(f"w:{local}")


def bookmark_name(name: str) -> str:
    """A node's id as a bookmark: Word takes 40 letters, figures and underscores, the first a letter.

    A longer one ends in a mark of the whole, so that two never become one.
    """
    mark = "s_" + anchor(name).replace("-", "_")
    return mark if len(mark) <= 40 else f"{mark[:31]}_{sha256(mark.encode()).hexdigest()[:8]}"


def text_nodes(text: str) -> list[_Element]:
    """A string as the content of a run; line feeds become line breaks and tabs tabs."""
    nodes = []
    for piece in _BREAKS.split(plain(text)):
        if piece == "\n":
            nodes.append(el("br"))
        elif piece == "\t":
            nodes.append(el("tab"))
        elif piece:
            node = el("t")
            node.text = piece
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            nodes.append(node)
    return nodes


def language(code: str) -> _Element:
    """The language of a run, in the attribute that its script needs."""
    base = code.split("-")[0].lower()
    if base in _EAST_ASIAN:
        return el(
            "lang", eastAsia={"zh": "zh-CN", "ja": "ja-JP", "ko": "ko-KR"}[base] if base == code else code
        )
    if base in ("ar", "he", "fa", "ur"):
        return el(
            "lang",
            bidi=code if "-" in code else {"ar": "ar-SA", "he": "he-IL", "fa": "fa-IR", "ur": "ur-PK"}[base],
        )
    return el("lang", val=code)


def run(part: Run, direction: Direction, *, style: str | None = None) -> _Element:
    """One run of the tree as one run of the file. Codes are never set from right to left, nor Arabic in italics."""
    base = part.lang.split("-")[0].lower() if part.lang else ""
    properties = [
        el("rStyle", val=style or "Code") if style or part.code else None,
        el("rFonts", hint="eastAsia") if base in _EAST_ASIAN else None,
        *([el("b"), el("bCs")] if part.bold else []),
        el("i") if part.italic else None,
        el("strike") if part.change == "removed" else None,
        el("u", val="single") if part.change == "added" else None,
        el("rtl") if (part.dir or direction) == "rtl" and not part.code else None,
        language(plain(part.lang)) if part.lang else None,
    ]
    marked = el("rPr", *properties) if any(p is not None for p in properties) else None
    return el("r", marked, *text_nodes(part.text))


_MARKS: dict[Direction, str] = {"ltr": "\u200e", "rtl": "\u200f"}


def runs(text: Text, block: Direction, document: Direction, part: Part) -> list[_Element]:
    """A text as runs, links and marks of footnotes, in a block of one direction; `part` keeps outside addresses.

    Words that run against their block stand between marks of their direction, so that their stops and brackets stay
    with them: word processors know no isolates.
    """
    done = []
    inside: Direction = block
    for each in text:
        own: Direction = "ltr" if each.code else each.dir or document
        if own != inside and not each.code:
            done.append(_mark(own if own != block else inside))
            inside = own
        href = safe_href(each.href)
        if href is None:
            done.append(run(each, own))
        elif href.startswith("#"):
            done.append(el("hyperlink", run(each, own, style="Hyperlink"), anchor=bookmark_name(href[1:])))
        else:
            # With its prefix: the library would make up another one in a part that does not know it.
            link = Element(_name("hyperlink"), nsmap=_LINKED)
            link.append(run(each, own, style="Hyperlink"))
            link.set(qn("r:id"), part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            done.append(link)
        if each.note:
            done.append(_note_mark(each, own))
    if inside != block:
        done.append(_mark(inside))
    return done


def _mark(direction: Direction) -> _Element:
    return run(Run(_MARKS[direction]), direction)


def _note_mark(noted: Run, direction: Direction) -> _Element:
    """The mark of a footnote behind the words it hangs on."""
    right = el("rtl") if (noted.dir or direction) == "rtl" else None
    style = el("rPr", el("rStyle", val="FootnoteReference"), right)
    return el("r", style, el("footnoteReference", id=noted.note_number or 0))


def block_direction(text: Text, document: Direction) -> Direction:
    """A block stands in the direction of its first words; without one of their own, in the document's."""
    return (text[0].dir if text else None) or document


def paragraph(
    style: str,
    content: Iterable[_Element],
    direction: Direction,
    *,
    keep_next: bool = False,
    new_page: bool = False,
) -> _Element:
    """A paragraph in a style and a direction."""
    properties = el(
        "pPr",
        el("pStyle", val=style),
        el("keepNext") if keep_next else None,
        el("pageBreakBefore") if new_page else None,
        el("bidi") if direction == "rtl" else None,
    )
    return el("p", properties, *content)


def bookmarked(name: str, number: int, content: list[_Element]) -> list[_Element]:
    """Content inside a bookmark that links and page references can name."""
    return [
        el("bookmarkStart", id=number, name=bookmark_name(name)),
        *content,
        el("bookmarkEnd", id=number),
    ]


def field(instruction: str, shown: list[_Element], *, stale: bool = False) -> list[_Element]:
    """A field with the result that readers show until they work it out anew; a `stale` one asks them to at once."""
    return [*field_begin(instruction, stale=stale), *shown, field_end()]


def field_begin(instruction: str, *, stale: bool = False) -> list[_Element]:
    """The opening of a field whose result may span paragraphs."""
    code = el("instrText")
    code.text = f" {instruction} "
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        el("r", el("fldChar", fldCharType="begin", **({"dirty": "true"} if stale else {}))),
        el("r", code),
        el("r", el("fldChar", fldCharType="separate")),
    ]


def field_end() -> _Element:
    """The end of a field."""
    return el("r", el("fldChar", fldCharType="end"))
