"""A short paper, one without contents, is set closer than others, so that a State's card stays on its two pages."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import docx
import pikepdf

from app.documents import pdf
from app.documents.docx import write
from app.documents.pdf_tables import stays_whole, widths_of
from tests.documents.samples import long_table, sample


def test_a_short_paper_takes_less_room_and_says_the_same():
    usual = replace(sample(), contents_depth=2)
    made = [pdf.write(each) for each in (usual, replace(usual, contents_depth=0))]
    pages = [len(pikepdf.open(BytesIO(each)).pages) for each in made]
    assert pages[1] < pages[0]


def test_a_short_paper_in_docx_has_smaller_letters_but_none_below_eight_points():
    usual, short = (
        docx.Document(BytesIO(write(replace(sample(), contents_depth=depth)))).styles for depth in (2, 0)
    )
    assert short["Proviso"].font.size < usual["Proviso"].font.size
    assert min(style.font.size.pt for style in short if style.type == 1 and style.font.size) == 8


def test_a_table_of_few_tall_rows_may_break_and_a_low_one_stays_whole():
    low, tall = long_table(6), replace(long_table(6), rows=tuple(_tall(row) for row in long_table(6).rows))
    assert stays_whole(low, widths_of(low))
    assert not stays_whole(tall, widths_of(tall))


def _tall(row):
    return (*row[:-1], tuple(replace(run, text=run.text + " and more words" * 20) for run in row[-1]))
