"""A document as DOCX: real headings, contents, numbers written as text, tables with repeated headers, page x of y."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, time
from itertools import count, zip_longest

from docx import Document as new_docx
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Inches
from lxml.etree import _Element

from app.documents.docx_notes import put_footnotes
from app.documents.docx_styles import TEXT_WIDTH, set_up
from app.documents.docx_tables import cover_table, table
from app.documents.docx_xml import (
    block_direction,
    bookmark_name,
    bookmarked,
    el,
    field,
    field_begin,
    field_end,
    paragraph,
    run,
    runs,
)
from app.documents.figures import DOTS, picture
from app.documents.numbering import Entry, contents, letter, numbered
from app.documents.packing import repack
from app.documents.safe import plain
from app.documents.tree import (
    Block,
    Direction,
    Document,
    Figure,
    Letters,
    Notes,
    PageBreak,
    Paragraph,
    Provisos,
    Run,
    Section,
    Table,
    Text,
)

SHORT = 9
"""Contents of up to so many entries stand on a page with what is before and after them."""

_PLACES = re.compile(r"(\{pages?\})")
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/extended-properties"><Application>Commonspace</Application></Properties>'
)


def write(document: Document) -> bytes:
    """The document as a DOCX file. The same tree gives the same bytes under the same versions of the libraries."""
    document = numbered(document)
    docx = new_docx()
    set_up(docx, plain(document.language), document.direction, close=document.contents_depth == 0)
    _properties(docx, document)
    _Writer(docx, document).write()
    put_footnotes(docx, document)
    out = io.BytesIO()
    docx.save(out)
    return repack(out.getvalue(), {"docProps/app.xml": _APP})


def _properties(docx: Docx, document: Document) -> None:
    moment = datetime.combine(document.date, time(), UTC)
    core, cover = docx.core_properties, document.cover
    core.title = _bare(cover.title)[:255]
    core.author = plain(cover.organ)[:255]
    core.identifier = core.subject = plain(cover.symbol)[:255]
    core.content_status = plain(cover.status)[:255]
    core.language = plain(document.language)
    core.created = core.modified = moment.replace(tzinfo=None)
    core.comments = core.keywords = core.last_modified_by = ""
    package = docx.part.package
    for key in [key for key, relation in package.rels.items() if relation.reltype.endswith("/thumbnail")]:
        package.rels.pop(key)


def _bare(text: Text) -> str:
    return plain("".join(part.text for part in text)).replace("\n", " ")


def _hangs(label: str) -> bool:
    """Whether a label is so short, an ordinal like `IV.`, that the title stands at a tab behind it."""
    return len(label) <= 4 and label.isascii()


class _Writer:
    """Walks one document and appends to the body of one file."""

    def __init__(self, docx: Docx, document: Document) -> None:
        self.docx, self.document = docx, document
        self.direction = document.direction
        self.body = docx.element.body
        self.ids = count(1)

    def write(self) -> None:
        document, words = self.document, self.document.words
        self.put(*cover_table(document.cover, self.direction, self.docx.part))
        self.text("Title", document.cover.title)
        if document.cover.subtitle:
            self.text("Subtitle", document.cover.subtitle)
        if document.summary:
            self.text("FrontHeading", (Run(words.summary),))
            self.blocks(document.summary, 1)
        for notice in document.cover.notices:
            self.text("Notice", notice)
        apart = self.contents()
        self.blocks(document.body, 1, new_page=apart)
        for annex in document.annexes:
            self.section(annex, 1, new_page=True)
        self.running()

    def put(self, *elements: _Element) -> None:
        """Appends before the properties of the section, which come last in the body."""
        for element in elements:
            self.body[-1].addprevious(element)

    def text(
        self,
        style: str,
        text: Text,
        *,
        lead: str = "",
        name: str = "",
        keep_next: bool = False,
        new_page: bool = False,
    ) -> None:
        """A paragraph of a text, after `lead`: its letter or label with a tab behind it, which links find as `name`."""
        direction = block_direction(text, self.direction)
        before = [run(Run(lead + "\t", dir=direction), direction)] if lead else []
        if name:
            before = bookmarked(name, next(self.ids), before)
        content = before + runs(text, direction, self.direction, self.docx.part)
        self.put(paragraph(style, content, direction, keep_next=keep_next, new_page=new_page))

    def blocks(self, blocks: tuple[Block, ...], level: int, *, new_page: bool = False) -> None:
        """Blocks in order. What stands before letters or provisos stays with them on the page."""
        for block, after in zip_longest(blocks, blocks[1:]):
            keep = isinstance(after, Letters | Provisos)
            if isinstance(block, Section):
                self.section(block, level, new_page=new_page)
            elif isinstance(block, Paragraph):
                self.paragraph(block, keep)
            elif isinstance(block, Letters):
                for index, item in enumerate(block.items):
                    last = index == len(block.items) - 1
                    self.text("LetteredItem", item, lead=f"({letter(index)})", keep_next=keep and last)
            elif isinstance(block, Provisos):
                self.provisos(block)
            elif isinstance(block, Table):
                self.text("Caption", block.caption, name=block.id)
                self.put(table(block, self.direction, self.docx.part, TEXT_WIDTH))
                self.put(paragraph("TableText", [], self.direction))
            elif isinstance(block, Figure):
                self.figure(block)
            elif isinstance(block, Notes):
                for note in block.items:
                    self.text("NoteItem", note.text, lead=note.label, name=note.id)
            elif isinstance(block, PageBreak):
                self.put(paragraph("TableText", [el("r", el("br", type="page"))], self.direction))
            new_page = False

    def section(self, section: Section, level: int, *, new_page: bool = False) -> None:
        """A built-in heading, bookmarked, and what stands below it."""
        direction = self.heading_direction(section.label, section.title)
        content = self.labelled(section.label, section.title, direction)
        content = bookmarked(section.id, next(self.ids), content)
        self.put(paragraph(f"Heading{min(level, 6)}", content, direction, new_page=new_page))
        if level == 1 and not _hangs(section.label):
            self.body[-2].find(qn("w:pPr")).append(el("ind", left=0, firstLine=0))
        self.blocks(section.blocks, level + 1)

    def heading_direction(self, label: str, title: Text) -> Direction:
        """The direction of the title, unless the label is a word in the document's script: then the document's."""
        worded = any(letter.isalpha() and not letter.isascii() for letter in label)
        return self.direction if worded else block_direction(title, self.direction)

    def labelled(self, label: str, title: Text, direction: Direction) -> list[_Element]:
        """A label and a title: a short ordinal hangs before a tab, a longer one is followed by a space."""
        gap = "\t" if _hangs(label) else "\u2002"
        first = Run(label, code="-" in label)
        before = [run(first, direction), run(Run(gap), direction)] if label else []
        return before + runs(title, direction, self.direction, self.docx.part)

    def paragraph(self, block: Paragraph, keep: bool) -> None:
        """A paragraph; its number is text in a run of its own, at its own place, under a bookmark."""
        if block.number is None:
            self.text(
                "Aside" if block.tone == "aside" else "BodyText",
                block.text,
                keep_next=keep or block.tone == "aside",
            )
            return
        direction = block_direction(block.text, self.direction)
        number = bookmarked(
            f"p{block.number}", next(self.ids), [run(Run(f"{block.number}.", dir=direction), direction)]
        )
        content = [*number, el("r", el("tab")), *runs(block.text, direction, self.direction, self.docx.part)]
        self.put(paragraph("NumberedParagraph", content, direction, keep_next=keep))

    def provisos(self, block: Provisos) -> None:
        """Provisos with a double line at their start side, which Word does not turn by itself."""
        for item in block.items:
            self.text("Proviso", item)
            direction = block_direction(item, self.direction)
            side = "right" if direction == "rtl" else "left"
            line = el("pBdr", el(side, val="double", sz=4, space=9, color="77837B"))
            self.body[-2].find(qn("w:pPr")).find(qn("w:pStyle")).addnext(line)

    def figure(self, figure: Figure) -> None:
        """A drawing as a picture below its caption, with its words for who does not see it."""
        if figure.caption:
            self.text("Caption", figure.caption, name=figure.id)
        drawn = picture(figure)
        if drawn is None:
            self.text("Aside", (Run(figure.alt),))
            return
        width = Inches(drawn.width / DOTS)
        inline = self.docx.part.new_pic_inline(io.BytesIO(drawn.png), width=width)
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        inline.docPr.set("descr", plain(figure.alt))
        inline.docPr.set("name", bookmark_name(figure.id))
        held = el("r", el("drawing"))
        held[0].append(inline)
        self.put(paragraph("FigureHolder", [held], self.direction))

    def contents(self) -> bool:
        """The contents, filled in: for the body the paragraphs of each heading, for the annexes the page.

        A long one stands on pages of its own; whether it does is returned.

        Papers of this kind are cited by paragraph, which no reader has to work out. The entries of the body lie in a
        contents field, so that a word processor can make them anew with pages.
        """
        document, words = self.document, self.document.words
        body = contents(document.body, document.contents_depth)
        annexes = contents(document.annexes, 1)
        if not body + annexes:
            return False
        apart = len(body + annexes) > SHORT
        self.text("FrontHeading", (Run(words.contents),), new_page=apart)
        if any(entry.span for entry in body):
            self.put(
                paragraph("ContentsKey", [run(Run("\t" + words.paragraphs), self.direction)], self.direction)
            )
        opening = field_begin(f'TOC \\o "1-{document.contents_depth}" \\h \\z')
        for entry in body:
            # A span reads from right to left where the document does, whatever title stands before it.
            side = "\u200f" if self.direction == "rtl" and entry.span else ""
            span = side + entry.span.replace("–", "\u2060–\u2060")
            line = self.entry(entry, [run(Run(span), self.direction)] if span else [])
            if entry is body[0]:
                line[1:1] = opening
            if entry is body[-1]:
                line.append(field_end())
            self.put(line)
        if annexes:
            key = [run(Run(words.annexes + "\t" + words.page), self.direction)]
            self.put(paragraph("ContentsKey", key, self.direction))
            for entry in annexes:
                # The page is asked for anew when the file is opened; the contents field is not, for it shows paragraphs.
                page = field(
                    f"PAGEREF {bookmark_name(entry.id)} \\h", [run(Run("\u00a0"), self.direction)], stale=True
                )
                self.put(self.entry(entry, page, "AnnexEntry"))
        return apart

    def entry(self, entry: Entry, place: list[_Element], style: str = "") -> _Element:
        """One line of the contents, linked to its heading, with a dotted leader to its place."""
        leader = [el("r", el("tab")), *place] if place else []
        unlinked = tuple(Run(r.text, r.bold, r.italic, r.code, None, r.lang, r.dir) for r in entry.title)
        named = self.labelled(entry.label, unlinked, self.direction)
        link = el("hyperlink", *named, *leader, anchor=bookmark_name(entry.id))
        return paragraph(style or f"TOC{min(entry.level, 3)}", [link], self.direction)

    def running(self) -> None:
        """The symbol at the head of every page after the first; status and page x of y at the foot of all."""
        section, cover = self.docx.sections[0], self.document.cover
        head = section.header.paragraphs[0]._p
        head.getparent().replace(
            head,
            paragraph("Header", [run(Run("\t" + cover.symbol, dir="ltr"), self.direction)], self.direction),
        )
        section.first_page_header.is_linked_to_previous = False
        first = section.first_page_header.paragraphs[0]._p
        first.getparent().replace(first, paragraph("Footer", [], self.direction))
        for footer in (section.footer, section.first_page_footer):
            foot = footer.paragraphs[0]._p
            foot.getparent().replace(foot, paragraph("Footer", self.foot_line(), self.direction))

    def foot_line(self) -> list[_Element]:
        """`Working draft … Page 3 of 24`; the pages are fields that every reader works out."""
        line = [run(Run(self.document.cover.status + "\t"), self.direction)]
        for piece in _PLACES.split(self.document.words.page_of):
            if piece in ("{page}", "{pages}"):
                name = "PAGE" if piece == "{page}" else "NUMPAGES"
                line += field(name, [run(Run("1"), self.direction)])
            elif piece:
                line.append(run(Run(piece), self.direction))
        return line
