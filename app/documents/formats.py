"""The formats a document can be had in, by the name people and programs give them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.documents import html, jsonfile, markdown_file, pdf
from app.documents.tree import Document


def _docx(document: Document) -> bytes:
    # What writes Word files is large, and a server seldom does.
    from app.documents import docx

    return docx.write(document)


def _nothing(_: Document) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a document down.

    `notice` is one sentence in the document's language for whoever is offered the file, where it cannot show all of
    the document; it stands in the file too. Nothing when all is well.
    """

    name: str
    write: Callable[[Document], bytes]
    media_type: str
    extension: str
    notice: Callable[[Document], str] = _nothing


FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format(
            "docx",
            _docx,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ),
        Format("pdf", pdf.write, "application/pdf", "pdf", pdf.notice),
        Format("html", html.write, "text/html; charset=utf-8", "html"),
        Format("md", markdown_file.write, "text/markdown; charset=utf-8", "md"),
        Format("json", jsonfile.write, "application/json", "json"),
    )
}


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A way to write tables of figures down: with `whole` all of them in one file, otherwise one table a file."""

    name: str
    media_type: str
    extension: str
    whole: bool


TABLE_FORMATS: dict[str, TableFormat] = {
    each.name: each
    for each in (
        TableFormat(
            "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", whole=True
        ),
        TableFormat("csv", "text/csv; charset=utf-8", "csv", whole=False),
    )
}
"""What is written from the tables of a `Workbook` (`sheets_xlsx`, `sheets_csv`) and not from the tree of a document."""

NOT_YET: frozenset[str] = frozenset({"odt", "akn", "zip"})
"""Formats that are promised by name and not built: asking for one is answered with `not yet`, not with `unknown`."""
