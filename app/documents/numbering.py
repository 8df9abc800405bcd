"""Numbers, letters and contents of a document: each decided once, here, and the same in every format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from app.documents.tree import (
    Block,
    Cover,
    Document,
    Figure,
    Letters,
    Notes,
    Paragraph,
    Provisos,
    Run,
    Section,
    Table,
    Text,
    walk,
)


def number_paragraphs(document: Document) -> Document:
    """The same document with the numbered paragraphs of its body counted 1 to n.

    The count runs through the whole body and never restarts; summary and annexes carry no numbers (the rule of
    United Nations documents, which are cited by paragraph). Numbering twice changes nothing.
    Raises ValueError when a paragraph outside the body asks for a number.
    """
    outside = document.summary + document.annexes
    if any(isinstance(block, Paragraph) and block.numbered for _, block in walk(outside)):
        raise ValueError("Only paragraphs of the body carry numbers.")
    return replace(document, body=_numbered(document.body, count(1)))


def _numbered(blocks: tuple[Block, ...], numbers: Iterator[int]) -> tuple[Block, ...]:
    done: list[Block] = []
    for block in blocks:
        if isinstance(block, Section):
            done.append(replace(block, blocks=_numbered(block.blocks, numbers)))
        elif isinstance(block, Paragraph) and block.numbered:
            done.append(replace(block, number=next(numbers)))
        else:
            done.append(block)
    return tuple(done)


def number_notes(document: Document) -> Document:
    """The same document with its footnotes counted 1 to n, in the order in which they are read.

    The count runs through summary, body and annexes and never restarts, in every format alike. Twice changes nothing.
    Raises ValueError for a footnote on the cover or inside another footnote, where no format can set one.
    """
    if any(run.note for text in _cover_texts(document.cover) for run in text):
        raise ValueError("The cover carries no footnotes.")
    numbers = count(1)

    def text(runs: Text) -> Text:
        return tuple(_noted(run, numbers) if run.note or run.note_number else run for run in runs)

    def block(old: Block) -> Block:
        match old:
            case Section():
                return replace(old, title=text(old.title), blocks=tuple(map(block, old.blocks)))
            case Paragraph():
                return replace(old, text=text(old.text))
            case Letters() | Provisos():
                return replace(old, items=tuple(map(text, old.items)))
            case Table():
                caption, header = text(old.caption), tuple(map(text, old.header))
                rows = tuple(tuple(map(text, row)) for row in old.rows)
                return replace(old, caption=caption, header=header, rows=rows)
            case Figure():
                return replace(old, caption=text(old.caption))
            case Notes():
                return replace(old, items=tuple(replace(note, text=text(note.text)) for note in old.items))
            case _:
                return old

    return replace(
        document,
        summary=tuple(map(block, document.summary)),
        body=tuple(map(block, document.body)),
        annexes=tuple(section for section in map(block, document.annexes) if isinstance(section, Section)),
    )


def _noted(run: Run, numbers: Iterator[int]) -> Run:
    if any(inner.note for inner in run.note):
        raise ValueError("A footnote holds no footnotes.")
    return replace(run, note_number=next(numbers) if run.note else None)


def _cover_texts(cover: Cover) -> tuple[Text, ...]:
    return (cover.title, cover.subtitle, *cover.facts, *cover.notices)


def numbered(document: Document) -> Document:
    """The document with its paragraphs and its footnotes counted, as every writer sets it."""
    return number_notes(number_paragraphs(document))


def footnotes(document: Document) -> tuple[Run, ...]:
    """The runs of a numbered document that carry a footnote, by number."""
    return tuple(run for text in texts(document) for run in text if run.note)


def texts(document: Document) -> Iterator[Text]:
    """Every text of summary, body and annexes in reading order; that of a footnote stands in its run."""
    for _, block in walk(document.summary + document.body + document.annexes):
        match block:
            case Section():
                yield block.title
            case Paragraph():
                yield block.text
            case Letters() | Provisos():
                yield from block.items
            case Table():
                yield block.caption
                yield from block.header
                for row in block.rows:
                    yield from row
            case Figure():
                yield block.caption
            case Notes():
                for note in block.items:
                    yield note.text


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents; `first` and `last` are the numbers of its paragraphs, where it has any."""

    level: int
    id: str
    label: str
    title: Text
    first: int | None
    last: int | None

    @property
    def span(self) -> str:
        """The paragraphs as they are cited: `3`, `3–9`, or nothing."""
        if self.first is None:
            return ""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def contents(blocks: tuple[Block, ...], depth: int) -> tuple[Entry, ...]:
    """The entries of the contents for these blocks (the body, the annexes) of a numbered document, down to a depth."""
    entries = []
    for level, block in walk(blocks):
        if isinstance(block, Section) and level <= depth:
            numbers = [b.number for _, b in walk(block.blocks) if isinstance(b, Paragraph) and b.number]
            first, last = (numbers[0], numbers[-1]) if numbers else (None, None)
            entries.append(Entry(level, block.id, block.label, block.title, first, last))
    return tuple(entries)


def letter(index: int) -> str:
    """The letter of a list item counted from 0: a, b … z, aa, ab …"""
    name = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        name = chr(ord("a") + place) + name
    return name


def roman(number: int) -> str:
    """A number of 1 or more in capital Roman figures."""
    figures = ""
    steps = (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
        (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    )  # fmt: skip
    for value, figure in steps:
        figures += figure * (number // value)
        number %= value
    return figures
