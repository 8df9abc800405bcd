"""The program that sets one document. It runs as a process of its own and knows nothing of the rest.

The typesetter keeps what it has laid out, some hundred megabytes for a document of hundreds of pages, for as long as
its process lives; and whatever a document does to it, the site goes on.

In on standard input: one JSON object with `template`, `fonts` (folders), `standards`, `date` (ISO) and `document`,
a text that the template reads. Out on standard output: the PDF. Exit 3, with the reason on standard error, when the
document cannot be set.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

REFUSED = 3


def set_document(order: dict[str, Any]) -> bytes:
    """The PDF that was ordered. Raises `typst.TypstError`."""
    template = Path(order["template"])
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=order["fonts"])
    compiler = typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"document": order["document"]},
    )
    made = compiler.compile(
        format="pdf",
        pdf_standards=order["standards"],
        timestamp=datetime.fromisoformat(order["date"]).replace(tzinfo=UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError("A template of one document makes one file.")
    return made


def main() -> int:
    """One document, from standard input to standard output."""
    if hasattr(os, "nice"):
        # It takes every processor there is for seconds; the pages of the site come first.
        os.nice(10)
    order = json.load(sys.stdin.buffer)
    try:
        made = set_document(order)
    except typst.TypstError as error:
        sys.stderr.buffer.write((error.diagnostic or error.message).encode("utf-8"))
        return REFUSED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
