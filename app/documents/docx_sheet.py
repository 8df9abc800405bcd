"""A wide table as a DOCX of its own, on its side: what it is about above it, its header row on every page.

For forms that people fill in with a word processor. Documents that are read are written by `docx`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from docx import Document as new_docx
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from app.documents.docx_styles import RULE, TEXT_WIDTH, set_up
from app.documents.docx_tables import table
from app.documents.docx_xml import block_direction, el, field, paragraph, run, runs
from app.documents.packing import repack
from app.documents.safe import plain
from app.documents.tree import Direction, Run, Table, Text

_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/extended-properties"><Application>Commonspace</Application></Properties>'
)
_MARGIN = 14
_WIDTH = round((297 - 2 * _MARGIN) / 25.4 * 1440)


def write_sheet(
    block: Table,
    *,
    title: str,
    lines: Sequence[Text],
    notes: Sequence[Text],
    language: str,
    direction: Direction,
    day: date,
) -> bytes:
    """The table below its title and `lines`, with `notes` behind it. The same values give the same bytes."""
    docx = new_docx()
    set_up(docx, plain(language), direction, close=True)
    _page(docx)
    _properties(docx, title, language, day)
    part, body = docx.part, docx.element.body

    def put(style: str, text: Text) -> None:
        own = block_direction(text, direction)
        body[-1].addprevious(paragraph(style, runs(text, own, direction, part), own))

    put("FrontHeading", (Run(title),))
    for line in lines:
        put("Fact", line)
    put("Fact", ())
    drawn = table(block, direction, part, _WIDTH)
    # Who fills it in sees where a cell ends.
    for borders in drawn.iter(qn("w:tblBorders")):
        borders.append(el("insideV", val="single", sz=4, space=0, color=RULE))
    body[-1].addprevious(drawn)
    for note in notes:
        put("Notice", note)
    _running(docx, title, direction)
    out = io.BytesIO()
    docx.save(out)
    return repack(out.getvalue(), {"docProps/app.xml": _APP})


def _page(docx: Docx) -> None:
    section = docx.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.top_margin, section.bottom_margin = Mm(16), Mm(15)
    section.header_distance, section.footer_distance = Mm(8), Mm(8)
    section.different_first_page_header_footer = False


def _properties(docx: Docx, title: str, language: str, day: date) -> None:
    core = docx.core_properties
    core.title, core.language = plain(title)[:255], plain(language)
    core.created = core.modified = datetime.combine(day, time(), UTC).replace(tzinfo=None)
    core.author = core.comments = core.keywords = core.last_modified_by = core.subject = ""
    package = docx.part.package
    for key in [key for key, relation in package.rels.items() if relation.reltype.endswith("/thumbnail")]:
        package.rels.pop(key)


def _running(docx: Docx, title: str, direction: Direction) -> None:
    """The title and the page at the foot of every page."""
    pages = [
        *field("PAGE", [run(Run("1"), direction)]),
        run(Run(" / "), direction),
        *field("NUMPAGES", [run(Run("1"), direction)]),
    ]
    line = paragraph("Footer", [run(Run(f"{title}\t"), direction), *pages], direction)
    # Behind the style, which is the first of a paragraph's properties.
    stops = el("tabs", el("tab", val="clear", pos=TEXT_WIDTH), el("tab", val="right", pos=_WIDTH))
    line[0].insert(1, stops)
    foot = docx.sections[0].footer.paragraphs[0]._p
    foot.getparent().replace(foot, line)
