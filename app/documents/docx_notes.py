"""Footnotes of the DOCX: a part of the package of its own, which the library that writes the rest does not know."""

from __future__ import annotations

from docx.document import Document as Docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree
from lxml.etree import _Element

from app.documents.docx_xml import block_direction, el, paragraph, run, runs
from app.documents.numbering import footnotes
from app.documents.tree import Direction, Document, Run

_FIRST = (("separator", -1), ("continuationSeparator", 0))


class _NotesPart(Part):
    """The part that holds the notes; it is written out when all of them are known."""

    def __init__(self, docx: Docx) -> None:
        super().__init__(
            PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, package=docx.part.package
        )
        self.root = el("footnotes")

    @property
    def blob(self) -> bytes:
        """The part as it stands in the file."""
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)


def put_footnotes(docx: Docx, document: Document) -> None:
    """Gives the file the footnotes of a numbered document; each has its number as id, by which the text names it.

    Word counts them again in the order of the text, which is the order they were numbered in.
    """
    noted = footnotes(document)
    if not noted:
        return
    part = _NotesPart(docx)
    for kind, number in _FIRST:
        line = el("p", el("r", el(kind)))
        part.root.append(el("footnote", line, type=kind, id=number))
    for each in noted:
        part.root.append(_footnote(each, document.direction, part))
    docx.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    settings = docx.settings.element
    properties = el("footnotePr", *(el("footnote", id=number) for _, number in _FIRST))
    settings.find("{*}compat").addprevious(properties)


def _footnote(noted: Run, document: Direction, part: Part) -> _Element:
    direction = block_direction(noted.note, document)
    mark = el(
        "r",
        el("rPr", el("rStyle", val="FootnoteReference"), el("rtl") if direction == "rtl" else None),
        el("footnoteRef"),
    )
    content = [mark, run(Run("\u00a0"), direction), *runs(noted.note, direction, document, part)]
    return el("footnote", paragraph("FootnoteText", content, direction), id=noted.note_number or 0)
