"""A response as its page shows it: section by section, and of a long one the text that was asked for alone."""

from dataclasses import dataclass

from markupsafe import Markup

from app.documents.html_blocks import text_html
from app.documents.safe import anchor
from app.documents.tree import Block, Document, Paragraph, Section, Table, Text, walk

SHOWN_WHOLE = 200
"""Of a response with more lines than this the page shows one text at a time."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or a table; `aside` marks a remark beside what is said."""

    html: str = ""
    direction: str = ""
    aside: bool = False
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A section with its pieces, and the texts within it. `lines` is how much stands on a text that is not shown."""

    id: str
    label: str
    title: Markup
    pieces: tuple[Piece, ...]
    texts: tuple["Leaf", ...] = ()
    lines: int = 0
    shown: bool = True


def html(text: Text) -> Markup:
    """A text of the tree as HTML; everything in it is escaped there."""
    return Markup(text_html(text))


def leaves_of(document: Document, text: str = "") -> list[Leaf]:
    """The body of a response. Of a long one only the text of the code `text` is shown, and of the others how long they are."""
    lines = sum(
        len(block.rows)
        for _level, block in walk(document.body)
        if isinstance(block, Table) and block.id.startswith("said-")
    )
    whole = lines <= SHOWN_WHOLE
    return [_leaf(block, whole, text) for block in document.body if isinstance(block, Section)]


def _leaf(section: Section, whole: bool, asked: str) -> Leaf:
    inside = [block for block in section.blocks if isinstance(block, Section)]
    return Leaf(
        id=anchor(section.id),
        label=section.label,
        title=html(section.title),
        pieces=_pieces(section.blocks),
        texts=tuple(_text(each, whole or each.id.casefold() == asked.casefold()) for each in inside),
    )


def _text(section: Section, shown: bool) -> Leaf:
    lines = sum(len(block.rows) for block in section.blocks if isinstance(block, Table))
    pieces = _pieces(section.blocks) if shown else ()
    return Leaf(anchor(section.id), section.label, html(section.title), pieces, (), lines, shown)


def _pieces(blocks: tuple[Block, ...]) -> tuple[Piece, ...]:
    found = []
    for block in blocks:
        if isinstance(block, Table):
            found.append(Piece(table=block))
        elif isinstance(block, Paragraph):
            direction = (block.text[0].dir or "") if block.text else ""
            found.append(Piece(html(block.text), direction, block.tone == "aside"))
    return tuple(found)
