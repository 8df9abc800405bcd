"""Spreadsheets that are made to burst, or that no reader can follow: each is one sentence, soon."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from app.consultations.admission.sheet.reading import read_people
from app.kernel.errors import Invalid
from app.kernel.i18n import use_catalogues
from app.kernel.shipped import shipped
from tests.consultations.test_people_sheet import GOOD, HEAD, xlsx

SHEET, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
DAMAGED, BURSTS = "This file is damaged", "unpacks to far more"


@pytest.fixture(autouse=True)
def words() -> None:
    """The headings of the six languages, which are read once for all."""
    use_catalogues(shipped("locales"))


def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A good spreadsheet with one of its parts changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(HEAD, GOOD))) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in good.namelist():
            packed.writestr(name, change(good.read(name)) if name == part else good.read(name))
    return out.getvalue()


def behind(mark: bytes, more: bytes) -> Callable[[bytes], bytes]:
    return lambda part: part.replace(mark, mark + more)


def locked() -> bytes:
    """The same with the mark of a password on each part."""
    content = bytearray(xlsx(HEAD, GOOD))
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(content)):
            content[found.start() + flag] |= 1
    return bytes(content)


def packed_by(method: int) -> bytes:
    content = bytearray(xlsx(HEAD, GOOD))
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        for found in re.finditer(re.escape(mark), bytes(content)):
            content[found.start() + place] = method
    return bytes(content)


def torn() -> bytes:
    """The same with other bytes where each part begins."""
    content = bytearray(xlsx(HEAD, GOOD))
    for found in re.finditer(rb"PK\x03\x04", bytes(content)):
        start = found.start() + 30 + content[found.start() + 26]
        content[start : start + 20] = b"\xff" * 20
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        locked(),
        packed_by(99),
        torn(),
        changed(SHEET, behind(b"<sheetData>", b'<row r="1"><c r="A1" t="s"><v>-99</v></c></row>')),
    ],
    ids=["locked", "packed otherwise", "torn", "words that are not there"],
)
def test_what_no_reader_can_follow_is_damaged(content: bytes) -> None:
    with pytest.raises(Invalid, match=DAMAGED):
        read_people("people.xlsx", content)


def many_sheets(book: bytes) -> bytes:
    [sheet] = re.findall(rb"<sheet [^>]*/>", book)
    named = (sheet.replace(b'name="Sheet"', b'name="Sheet %d"' % number) for number in range(300))
    return re.sub(rb"<sheet [^>]*/>", b"".join(named), book)


@pytest.mark.parametrize(
    "content",
    [changed(STYLES, behind(b'<cellXfs count="1">', b"<xf/>" * 250_000)), changed(BOOK, many_sheets)],
    ids=["styles", "one part that is many sheets"],
)
def test_what_would_grow_while_it_is_read_is_not_opened(content: bytes) -> None:
    with pytest.raises(Invalid, match=BURSTS):
        read_people("people.xlsx", content)


def test_merged_cells_without_an_end_keep_nobody_waiting() -> None:
    # Each looked for its end through all that follow, a million times a million signs.
    more = b"<!--" + b"<mergeCell x " * 1_000_000 + b"-->"
    assert len(read_people("people.xlsx", changed(SHEET, behind(b"</sheetData>", more))).rows) == 1
