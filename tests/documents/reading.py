"""Reading the formats back, each with another reader than the one that wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import docx
import pypandoc
from docx.document import Document as Docx
from docx.table import Table
from docx.text.paragraph import Paragraph


def docx_paragraphs(file: bytes) -> list[Paragraph]:
    """Every paragraph of the body in order, those in tables where the tables stand."""
    return list(_paragraphs(docx.Document(BytesIO(file))))


def _paragraphs(holder: Docx) -> Iterator[Paragraph]:
    for item in holder.iter_inner_content():
        if isinstance(item, Table):
            for row in item.rows:
                for cell in row.cells:
                    yield from cell.paragraphs
        else:
            yield item


def docx_text(file: bytes) -> str:
    """The text of the body as python-docx reads it."""
    return "\n".join(paragraph.text for paragraph in docx_paragraphs(file))


def pandoc_text(file: bytes, kind: str) -> str:
    """The text as pandoc reads it, footnotes where they hang; every run of spaces is one space."""
    source = file.decode("utf-8") if kind != "docx" else file
    parts: list[str] = []

    def visit(node: Any) -> None:
        match node:
            case {"t": "Str", "c": text}:
                parts.append(text)
            case {"t": "Space" | "SoftBreak" | "LineBreak"}:
                parts.append(" ")
            case {"t": "RawInline", "c": [_, raw]}:
                parts.append(" " if raw == "<br>" else "")
            case {"t": "Para" | "Plain" | "Header", "c": content}:
                visit(content)
                parts.append("\n")
            case {"c": content}:
                visit(content)
            case list():
                for each in node:
                    visit(each)

    visit(json.loads(pypandoc.convert_text(source, "json", kind))["blocks"])
    return " ".join("".join(parts).split())


def markdown_text(file: bytes) -> str:
    """The text of a Markdown file as pandoc reads it."""
    return pandoc_text(file, "gfm+footnotes")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag == "style"
        if tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def html_text(file: bytes) -> str:
    """The text of the page as the standard library's parser reads it."""
    parser = _Text()
    parser.feed(file.decode("utf-8"))
    return "".join(parser.parts)


def json_text(file: bytes) -> str:
    """Every text in the order of the keys; the runs of one text are joined."""
    parts: list[str] = []

    def visit(node: Any) -> None:
        if isinstance(node, dict):
            for value in node.values():
                visit(value)
        elif isinstance(node, list):
            if node and all(
                isinstance(each, dict) and "text" in each and "type" not in each for each in node
            ):
                parts.extend(each["text"] if isinstance(each["text"], str) else "" for each in node)
                for each in node:
                    if not isinstance(each["text"], str):
                        visit(each["text"])
            else:
                for each in node:
                    visit(each)
        elif isinstance(node, str):
            parts.append(node)
        parts.append("\n") if isinstance(node, list) else None

    visit(json.loads(file))
    return "".join(parts)
