"""A document as JSON: the tree itself, for programs, and read back into the very same tree.

The shape is versioned, its keys come in a fixed order, and `document.schema.json` beside this file describes it.
"""

from __future__ import annotations

import json
from typing import Any

from app.documents.json_reading import document_from
from app.documents.json_shape import FORMAT, VERSION
from app.documents.numbering import contents, numbered
from app.documents.safe import plain, safe_href
from app.documents.tree import (
    Block,
    Document,
    Figure,
    Letters,
    Notes,
    Paragraph,
    Provisos,
    Run,
    Section,
    Table,
    Text,
)


def write(document: Document) -> bytes:
    """The document as UTF-8 JSON, indented, ending in a line feed; the same tree gives the same bytes."""
    return (json.dumps(as_data(document), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def canonical(document: Document) -> str:
    """The document as the one JSON text that stands for it: keys sorted, no space between, every character as itself.

    An edition is frozen as this text in each language, and its digest is over their SHA-256 in UTF-8. Whoever has the
    JSON files can work it out: parse each, take the digest off its cover, and write it again in this manner.
    """
    return json.dumps(as_data(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read(data: bytes | str) -> Document:
    """The document that `write` or `canonical` wrote down: the same tree, numbered.

    Raises ValueError with the place and the reason when it is no such JSON.
    """
    try:
        return from_data(json.loads(data))
    except json.JSONDecodeError as broken:
        raise ValueError(f"This is no JSON: {broken}.") from broken


def from_data(data: Any) -> Document:
    """The document from its plain lists and mappings, the inverse of `as_data`. ValueError as `read` raises it."""
    return numbered(document_from(data))


def as_data(document: Document) -> dict[str, Any]:
    """The document as plain lists and mappings, numbered, in the order in which the file has them.

    The keys and their meaning change only together with `version`.
    """
    document = numbered(document)
    cover, words = document.cover, document.words
    entries = contents(document.body, document.contents_depth) + contents(document.annexes, 1)
    return {
        "format": FORMAT,
        "version": VERSION,
        "language": plain(document.language),
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
            "distribution": plain(cover.distribution),
            "original": plain(cover.original),
            "session": plain(cover.session),
            "agenda_item": plain(cover.agenda_item),
        },
        "words": {name: plain(getattr(words, name)) for name in words.__dataclass_fields__},
        "summary": _blocks(document.summary, 1),
        "contents_depth": document.contents_depth,
        "contents": [
            {
                "level": e.level,
                "id": plain(e.id),
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
    return [_run(run) for run in text]


def _run(run: Run) -> dict[str, Any]:
    """A run with only those marks that are set."""
    data: dict[str, Any] = {"text": plain(run.text)}
    data |= {mark: True for mark in ("bold", "italic", "code") if getattr(run, mark)}
    if href := safe_href(run.href):
        data["href"] = href
    if run.lang:
        data["lang"] = plain(run.lang)
    if run.dir:
        data["dir"] = run.dir
    if run.change:
        data["change"] = run.change
    if run.note:
        data["note"] = {"number": run.note_number, "text": _text(run.note)}
    return data


def _blocks(blocks: tuple[Block, ...], level: int) -> list[dict[str, Any]]:
    return [_block(block, level) for block in blocks]


def _block(block: Block, level: int) -> dict[str, Any]:
    match block:
        case Section():
            return {
                "type": "section",
                "level": level,
                "id": plain(block.id),
                "label": plain(block.label),
                "title": _text(block.title),
                "blocks": _blocks(block.blocks, level + 1),
            }
        case Paragraph():
            number = {"number": block.number} if block.numbered else {}
            origin = {"origin": plain(block.origin)} if block.origin else {}
            return {"type": "paragraph", **number, "tone": block.tone, **origin, "text": _text(block.text)}
        case Letters():
            return {"type": "letters", "items": [_text(item) for item in block.items]}
        case Provisos():
            return {"type": "provisos", "items": [_text(item) for item in block.items]}
        case Table():
            return _table(block)
        case Figure():
            figure = {"type": "figure", "id": plain(block.id), "alt": plain(block.alt)}
            return figure | {"caption": _text(block.caption), "svg": plain(block.svg)}
        case Notes():
            items = [{"id": plain(n.id), "label": plain(n.label), "text": _text(n.text)} for n in block.items]
            return {"type": "notes", "items": items}
        case _:
            return {"type": "page_break"}


def _table(table: Table) -> dict[str, Any]:
    return {
        "type": "table",
        "id": plain(table.id),
        "caption": _text(table.caption),
        "widths": list(table.widths),
        "align": list(table.align),
        "row_headers": table.row_headers,
        "header": [_text(cell) for cell in table.header],
        "rows": [[_text(cell) for cell in row] for row in table.rows],
    }
