"""The tree of a document: what a floor builds and every writer walks.

Nothing here can change once built, and nothing here knows what the document is about. A tree holds words,
structure, language and direction; how they are set is the writers' affair. A line feed in a run is a line
break; everything else is text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.documents.safe import anchor

Direction = Literal["ltr", "rtl"]
Align = Literal["start", "end"]
Tone = Literal["text", "aside"]
Change = Literal["added", "removed"]

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def direction_of(language: str) -> Direction:
    """The direction in which a language is written, from its code (`ar`, `ar-EG`)."""
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Run:
    """Words set in one manner. `code` marks a citable code, which is never broken over two lines.

    `lang` and `dir` are given when they differ from the document's. `href` is a web address or `#id` of a node.
    `note` is a footnote that hangs on these words; `number_notes` counts them through the document into `note_number`.
    `change` marks words that a corrigendum or a revision adds or takes out; both are shown, each in its manner.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str | None = None
    lang: str | None = None
    dir: Direction | None = None
    note: Text = ()
    note_number: int | None = None
    change: Change | None = None


Text = tuple[Run, ...]


def words(*parts: str | Run | Text) -> Text:
    """A text from strings, runs and texts, in this order; empty strings are left out."""
    runs: list[Run] = []
    for part in parts:
        if isinstance(part, str):
            runs += [Run(part)] if part else []
        elif isinstance(part, Run):
            runs.append(part)
        else:
            runs.extend(part)
    return tuple(runs)


def in_language(text: str, language: str) -> Run:
    """A run in a language of its own, with the direction of that language."""
    return Run(text, lang=language, dir=direction_of(language))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. Numbered ones are counted 1 to n through the body by `number_paragraphs`, which sets `number`.

    The tone `text` is for the words of the authors, `aside` for a remark of the editor beside them. `origin` names
    for whoever built the tree where the words come from; no format but JSON shows it.
    """

    text: Text
    numbered: bool = False
    number: int | None = None
    tone: Tone = "text"
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Letters:
    """Items (a), (b), (c) of the paragraph before."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Provisos:
    """Reservations and the like. They stand directly after the words they are about and are never parted from them."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and one header row. `widths` are shares of the line, `align` one entry for each column.

    With `row_headers` the first cell of each row names the row.
    """

    id: str
    caption: Text
    header: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[int, ...] = ()
    align: tuple[Align, ...] = ()
    row_headers: bool = True

    def __post_init__(self) -> None:
        columns = len(self.header)
        if any(len(row) != columns for row in self.rows):
            raise ValueError(f"Table {self.id} has rows that differ in length from its header.")
        if (self.widths and len(self.widths) != columns) or (self.align and len(self.align) != columns):
            raise ValueError(f"Table {self.id} gives widths or alignment for another number of columns.")


@dataclass(frozen=True, slots=True)
class Note:
    """A source or a note, with the label under which the text cites it and an `id` that links can name."""

    label: str
    text: Text
    id: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """A list of notes or sources."""

    items: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG that needs nothing else. `alt` says in words what it shows, for who does not see it."""

    id: str
    svg: str
    alt: str
    caption: Text = ()


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page, in formats that have pages."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it. The level follows from the nesting; `label` is its ordinal or code.

    `id` is stable between editions; links and bookmarks use it.
    """

    id: str
    title: Text
    label: str = ""
    blocks: tuple[Block, ...] = ()


Block = Paragraph | Letters | Provisos | Table | Figure | Notes | PageBreak | Section


@dataclass(frozen=True, slots=True)
class Words:
    """The document's own few words, in its language. `page_of` keeps its two places in any order."""

    summary: str = "Summary"
    contents: str = "Contents"
    annexes: str = "Annexes"
    paragraph: str = "Paragraph"
    paragraphs: str = "Paragraphs"
    page: str = "Page"
    page_of: str = "Page {page} of {pages}"
    skip: str = "Skip to the text"
    notes: str = "Notes"
    note: str = "Note"
    back: str = "Back to the text"


@dataclass(frozen=True, slots=True)
class Cover:
    """What the masthead and the first page say. `status` is shown on every page.

    The masthead is that of a United Nations document (Editorial Manual), without anyone's emblem: organ, symbol,
    distribution, date and original language on one side, session and agenda item on the other. Each line is given as
    it is printed, in the document's language: `distribution` "Distr.: General", `original` "Original: English". A line
    that is empty is left out. The cover carries no footnotes.
    """

    organ: str
    symbol: str
    status: str
    title: Text
    subtitle: Text = ()
    date_line: str = ""
    facts: tuple[Text, ...] = ()
    notices: tuple[Text, ...] = ()
    distribution: str = ""
    original: str = ""
    session: str = ""
    agenda_item: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `date` is its own date, which also dates the file: a writer never looks at the clock.

    With a `contents_depth` of 0 it is a short paper: without contents, and set closer.
    """

    cover: Cover
    language: str
    date: date
    summary: tuple[Block, ...] = ()
    body: tuple[Block, ...] = ()
    annexes: tuple[Section, ...] = ()
    direction: Direction = "ltr"
    contents_depth: int = 2
    words: Words = field(default_factory=Words)

    def __post_init__(self) -> None:
        named = (
            b.id
            for _, b in walk(self.summary + self.body + self.annexes)
            if isinstance(b, Section | Table | Figure)
        )
        twice = [name for name, times in Counter(map(anchor, named)).items() if times > 1]
        if twice:
            raise ValueError(f"Two parts of the document have the id {twice[0]}.")


def walk(blocks: tuple[Block, ...], level: int = 1) -> Iterator[tuple[int, Block]]:
    """Every block in reading order, with the level its headings have (1 for the outermost)."""
    for block in blocks:
        yield level, block
        if isinstance(block, Section):
            yield from walk(block.blocks, level + 1)
