"""A document as JSON: the tree itself, for programs. Its shape is versioned and keys come in a fixed order."""

from __future__ import annotations

import json
from typing import Any

from app.documents.numbering import contents, number_paragraphs
from app.documents.safe import plain, safe_href
from app.documents.tree import (
    Block,
    Document,
    Letters,
    Notes,
    Paragraph,
    Provisos,
    Section,
    Table,
    Text,
)

FORMAT = "commonspace-document"
VERSION = 1


def write(document: Document) -> bytes:
    """The document as UTF-8 JSON, indented, ending in a line feed; the same tree gives the same bytes."""
    return (json.dumps(as_data(document), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def as_data(document: Document) -> dict[str, Any]:
    """The document as plain lists and mappings, numbered, in the order in which the file has them.

    The keys and their meaning change only together with `version`.
    """
    document = number_paragraphs(document)
    cover = document.cover
    entries = contents(document.body, document.contents_depth) + contents(document.annexes, 1)
    return {
        "format": FORMAT,
        "version": VERSION,
        "language": document.language,
        "direction": document.direction,
        "date": document.date.isoformat(),
        "cover": {
            "organ": plain(cover.organ),
            "symbol": plain(cover.symbol),
            "status": plain(cover.status),
            "title": _text(cover.title),
            "subtitle": _text(cover.subtitle),
            "date_line": plain(cover.date_line),
            "facts": [_text(fact) for fact in cover.facts],
            "notices": [_text(notice) for notice in cover.notices],
        },
        "summary": _blocks(document.summary, 1),
        "contents": [
            {
                "level": e.level,
                "id": e.id,
                "label": plain(e.label),
                "title": _text(e.title),
                "paragraphs": e.span,
            }
            for e in entries
        ],
        "body": _blocks(document.body, 1),
        "annexes": _blocks(document.annexes, 1),
    }


def _text(text: Text) -> list[dict[str, Any]]:
    """Runs with only those marks that are set."""
    runs = []
    for run in text:
        data: dict[str, Any] = {"text": plain(run.text)}
        data |= {mark: True for mark in ("bold", "italic", "code") if getattr(run, mark)}
        if href := safe_href(run.href):
            data["href"] = href
        if run.lang:
            data["lang"] = plain(run.lang)
        if run.dir:
            data["dir"] = run.dir
        runs.append(data)
    return runs


def _blocks(blocks: tuple[Block, ...], level: int) -> list[dict[str, Any]]:
    return [_block(block, level) for block in blocks]


def _block(block: Block, level: int) -> dict[str, Any]:
    if isinstance(block, Section):
        return {
            "type": "section",
            "level": level,
            "id": block.id,
            "label": plain(block.label),
            "title": _text(block.title),
            "blocks": _blocks(block.blocks, level + 1),
        }
    if isinstance(block, Paragraph):
        number = {"number": block.number} if block.number else {}
        return {"type": "paragraph", **number, "tone": block.tone, "text": _text(block.text)}
    if isinstance(block, Letters):
        return {"type": "letters", "items": [_text(item) for item in block.items]}
    if isinstance(block, Provisos):
        return {"type": "provisos", "items": [_text(item) for item in block.items]}
    if isinstance(block, Table):
        return {
            "type": "table",
            "id": block.id,
            "caption": _text(block.caption),
            "header": [_text(cell) for cell in block.header],
            "rows": [[_text(cell) for cell in row] for row in block.rows],
        }
    if isinstance(block, Notes):
        return {
            "type": "notes",
            "items": [{"id": n.id, "label": plain(n.label), "text": _text(n.text)} for n in block.items],
        }
    return {"type": "page_break"}
