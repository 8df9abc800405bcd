"""A document as a PDF that assistive technology and archives can read: PDF/UA-1 and PDF/A-2a, set by typst.

All words go as data into one fixed template (`pdf.typ`); no text is ever read as typst's own language. Where no
font has a glyph for a character both standards refuse the file: it is then a plain PDF whose first page names the
characters that cannot be shown.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.documents.fonts import font_folders, missing, name_of
from app.documents.numbering import numbered
from app.documents.pdf_data import Layout
from app.documents.tree import Document
from app.kernel.i18n import gettext as _
from app.kernel.i18n import in_locale

STANDARDS = ("ua-1", "a-2a")
MOST_NAMED = 12

_TEMPLATE = Path(__file__).with_name("pdf.typ")
_PROGRAM = Path(__file__).with_name("typesetter.py")
_REFUSED = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class NotSet(RuntimeError):
    """The typesetter could not set the document; the message is its own."""


def write(document: Document) -> bytes:
    """The document as PDF; the same tree gives the same bytes under the same lock file."""
    data = _data(document)
    lacking = _missing(data)
    if not lacking:
        try:
            return _compiled(document, data, STANDARDS)
        except NotSet as error:
            # A font may have every character and still not the cluster they form.
            lacking = _refused(error)
            if not lacking:
                raise
    data["cover"]["missing"] = _sentence(document.language, lacking)
    return _compiled(document, data, ())


def missing_glyphs(document: Document) -> tuple[str, ...]:
    """The characters of the document for which no font has a glyph, each once, by code point."""
    return _missing(_data(document))


def notice(document: Document) -> str:
    """What whoever takes the PDF should know before: which characters it cannot show. Nothing when it shows all."""
    lacking = missing_glyphs(document)
    return _sentence(document.language, lacking) if lacking else ""


def notice_of(text: str, language: str) -> str:
    """The same of the characters of a text before it is set: of a frozen tree, for one. Nothing when all can be shown."""
    lacking = missing([text])
    return _sentence(language, lacking) if lacking else ""


def _data(document: Document) -> dict[str, Any]:
    return Layout(numbered(document)).data()


def _missing(data: dict[str, Any]) -> tuple[str, ...]:
    return missing([json.dumps(data, ensure_ascii=False)])


def _compiled(document: Document, data: dict[str, Any], standards: tuple[str, ...]) -> bytes:
    """The PDF, set in a process of its own (see `typesetter.py`). Raises NotSet."""
    order = {
        "template": str(_TEMPLATE),
        "fonts": [str(folder) for folder in font_folders()],
        "standards": standards,
        "date": document.date.isoformat(),
        "document": json.dumps(data, ensure_ascii=False),
    }
    # `-P`: modules of this package are named like those of the standard library.
    done = subprocess.run(
        [sys.executable, "-P", str(_PROGRAM)],
        input=json.dumps(order).encode("ascii"),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise NotSet(done.stderr.decode("utf-8", "replace"))
    return done.stdout


def _refused(error: NotSet) -> tuple[str, ...]:
    """The characters that typst names in its refusal."""
    found: set[str] = set()
    for text in _REFUSED.findall(str(error)):
        found.update(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text))
    return tuple(sorted(found))


def _sentence(language: str, lacking: tuple[str, ...]) -> str:
    with in_locale(language):
        said = _(
            "The fonts of this site lack some characters of this document, and an empty box stands for each of them: %(characters)s. For the same reason the file is neither PDF/UA nor PDF/A."
        )
        names = "; ".join(map(name_of, lacking[:MOST_NAMED]))
        if len(lacking) > MOST_NAMED:
            names = _("%(names)s and %(n)s more") % {"names": names, "n": len(lacking) - MOST_NAMED}
    return said % {"characters": names}
