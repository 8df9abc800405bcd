"""The formats a document can be had in, by the name people and programs give them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.documents import docx, html, jsonfile
from app.documents.tree import Document


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a document down."""

    name: str
    write: Callable[[Document], bytes]
    media_type: str
    extension: str


FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format(
            "docx",
            docx.write,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ),
        Format("html", html.write, "text/html; charset=utf-8", "html"),
        Format("json", jsonfile.write, "application/json", "json"),
    )
}

NOT_YET: frozenset[str] = frozenset({"pdf", "md", "odt", "xlsx", "csv", "akn", "zip"})
"""Formats that are promised by name and not built: asking for one is answered with `not yet`, not with `unknown`."""
