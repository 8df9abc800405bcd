"""A document as Markdown: CommonMark with the tables and footnotes of its usual readers, every word kept a word."""

from __future__ import annotations

from dataclasses import replace

from app.documents.markdown_text import emphasised, literal, prefixed, text_md
from app.documents.numbering import Entry, contents, footnotes, letter, numbered
from app.documents.safe import anchor, plain
from app.documents.tree import (
    Block,
    Cover,
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
    Words,
)


def write(document: Document) -> bytes:
    """The document as UTF-8 Markdown; the same tree gives the same bytes."""
    document = numbered(document)
    words = document.words
    parts = [*_cover(document.cover)]
    if document.summary:
        parts += [f"## {literal(words.summary)}", *_blocks(document.summary, 3)]
    parts += _contents(document)
    parts += _blocks(document.body + document.annexes, 2)
    parts += [prefixed(text_md(run.note), f"[^{run.note_number}]: ", "    ") for run in footnotes(document)]
    if document.direction == "rtl":
        parts = [f'<div lang="{anchor(document.language)}" dir="rtl">', *parts, "</div>"]
    return ("\n\n".join(part for part in parts if part) + "\n").encode("utf-8")


def _cover(cover: Cover) -> list[str]:
    lines = (cover.organ, cover.symbol, cover.distribution, cover.date_line, cover.original, cover.session)
    head = [literal(line) for line in (*lines, cover.agenda_item) if plain(line).strip()]
    head += [text_md(((Run(cover.status, bold=True)),))] if cover.status else []
    head += [text_md(fact) for fact in cover.facts]
    title = f"# {text_md(cover.title, one_line=True)}"
    return ["\\\n".join(head), title, text_md(cover.subtitle), *map(text_md, cover.notices)]


def _contents(document: Document) -> list[str]:
    words = document.words
    body, annexes = contents(document.body, document.contents_depth), contents(document.annexes, 1)
    parts = [f"## {literal(words.contents)}"] if body + annexes else []
    if body:
        parts.append("\n".join(_entry(entry, words) for entry in body))
    if annexes:
        parts += [f"### {literal(words.annexes)}", "\n".join(_entry(entry, words) for entry in annexes)]
    return parts


def _entry(entry: Entry, words: Words) -> str:
    unlinked = tuple(replace(run, href=None, note=(), note_number=None) for run in entry.title)
    label = f"{literal(entry.label)} " if entry.label else ""
    span = f" ({literal(words.paragraphs)} {entry.span})" if entry.span else ""
    title = f"[{label}{text_md(unlinked, one_line=True)}](#{anchor(entry.id)})"
    return f"{'  ' * (entry.level - 1)}- {title}{span}"


def _blocks(blocks: tuple[Block, ...], level: int) -> list[str]:
    return [part for block in blocks for part in _block(block, level)]


def _block(block: Block, level: int) -> list[str]:
    match block:
        case Section():
            label = f"{literal(block.label)} " if block.label else ""
            title = f"{_place(block.id)}{label}{text_md(block.title, one_line=True)}"
            return [f"{'#' * min(level, 6)} {title}", *_blocks(block.blocks, level + 1)]
        case Paragraph(number=None):
            return [text_md(emphasised(block.text) if block.tone == "aside" else block.text)]
        case Paragraph():
            return [f"{_place(f'p{block.number}')}{block.number}\\. {text_md(block.text)}"]
        case Letters():
            items = [f"({letter(n)}) {text_md(item)}" for n, item in enumerate(block.items)]
            return ["\n".join(prefixed(f"\\{item}", "- ", "  ") for item in items)]
        case Provisos():
            return ["\n>\n".join(prefixed(text_md(item), "> ", "> ") for item in block.items)]
        case Table():
            return [_place(block.id) + text_md(_bold(block.caption)), _table(block)]
        case Figure():
            return [_place(block.id) + text_md(_bold(block.caption)), literal(block.alt)]
        case Notes():
            return ["\n".join(_noted(n.id, n.label, n.text) for n in block.items)]
        case _:
            return []


def _noted(name: str, label: str, text: Text) -> str:
    place = _place(name) if name else ""
    return prefixed(f"{place}{text_md((Run(label, bold=True),))} {text_md(text)}", "- ", "  ")


def _bold(text: Text) -> Text:
    return tuple(replace(run, bold=True) for run in text)


def _table(table: Table) -> str:
    align = table.align or ("start",) * len(table.header)
    rule = "|".join("---:" if side == "end" else "---" for side in align)
    rows = [_row(table.header), f"|{rule}|", *(_row(row) for row in table.rows)]
    return "\n".join(rows)


def _row(cells: tuple[Text, ...]) -> str:
    return "| " + " | ".join(text_md(cell, one_line=True) for cell in cells) + " |"


def _place(name: str) -> str:
    """A place that links can name."""
    return f'<a id="{anchor(name)}"></a>'
