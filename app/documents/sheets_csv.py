"""A table as CSV (RFC 4180): what programs read, and what opens in a spreadsheet without doing anything there.

The head of the file holds the columns' names and its cells the names of the vocabulary, so that both are the same in
every language; texts, numbers and dates (ISO 8601) are as in the table. Records end in CR LF.

The file begins with the byte order mark. Without it the spreadsheet most people have reads the file in the code page
of the machine and breaks every name that is not plain Latin; readers of CSV know the mark (`utf-8-sig` in Python).

Formulas are neutralised as OWASP says (owasp.org/www-community/attacks/CSV_Injection): a text that begins with = + - @,
a tab or a carriage return gets an apostrophe before it, also after spaces and in the wide forms of East Asian type.
The same holds inside a text after a semicolon, a tab and a line feed: a spreadsheet set to divide lines at semicolons
begins a new cell there, whatever the quotes say. Numbers stay numbers, negative ones too. The XLSX file has all texts
character by character.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from io import StringIO

from app.documents.safe import plain
from app.documents.sheets import Cell, Sheet, Term

MARK = "\ufeff"
_BEGINS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
_GOES_ON = re.compile("([;\t\n][ \u00a0\u3000]*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")

_MARKED = re.compile("([;\t\n][ \u00a0\u3000]*)'(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")


def write(sheet: Sheet) -> bytes:
    """The table as UTF-8 CSV with one head line; the same table gives the same bytes."""
    out = StringIO()
    out.write(MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in sheet.columns])
    writer.writerows([_text(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8")


def harmless(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet might begin to compute."""
    text = plain(text)
    first = "'" if text[:1] in ("\t", "\n") or text.lstrip()[:1] in _BEGINS else ""
    return first + _GOES_ON.sub(r"\1'", text)


def meant(text: str) -> str:
    """The text as it was before `harmless`: an apostrophe before what would be computed is taken off again."""
    if text[:1] == "'" and (text[1:2] in ("\t", "\n") or text[1:].lstrip()[:1] in _BEGINS):
        text = text[1:]
    return _MARKED.sub(r"\1", text)


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return harmless(cell)
        case Term(name):
            return harmless(name)
        case Decimal():
            return f"{cell:f}"
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
