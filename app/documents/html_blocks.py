"""Blocks of a document as HTML, well-formed as XML too. The file writer and the pages of other floors share it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape

from app.documents.figures import drawing_text
from app.documents.numbering import Entry, footnotes
from app.documents.safe import anchor, plain, safe_href
from app.documents.tree import (
    Block,
    Document,
    Figure,
    Letters,
    Notes,
    PageBreak,
    Paragraph,
    Provisos,
    Run,
    Section,
    Table,
    Text,
    Words,
)


def text_html(text: Text) -> str:
    """Runs as HTML: everything escaped, each language and direction marked, unsafe addresses left out."""
    return "".join(_run(run) for run in text)


def _run(run: Run) -> str:
    html = escape(plain(run.text)).replace("\n", "<br/>")
    if run.code:
        html = f'<span class="code">{html}</span>'
    if run.italic:
        html = f"<i>{html}</i>"
    if run.bold:
        html = f"<b>{html}</b>"
    if run.change:
        tag = "ins" if run.change == "added" else "del"
        html = f"<{tag}>{html}</{tag}>"
    if run.lang or run.dir:
        html = f"<span{_language(run)}>{html}</span>"
    href = safe_href(run.href)
    html = f'<a href="{escape(href)}">{html}</a>' if href else html
    if not run.note_number:
        return html
    n = run.note_number
    return f'{html}<sup><a id="note-from-{n}" href="#note-{n}" role="doc-noteref">{n}</a></sup>'


def bare(text: Text) -> Text:
    """The text as its words alone are cited elsewhere: without links and footnotes."""
    return tuple(replace(run, href=None, note=(), note_number=None) for run in text)


def notes_html(document: Document) -> str:
    """The footnotes of a numbered document, each linked to the place it hangs on; nothing when there are none."""
    lines = []
    for run in footnotes(document):
        n, words = run.note_number, document.words
        number = f'<span class="note-number">{n}</span>'
        name = escape(plain(f"{words.back} ({words.note} {n})"))
        back = f'<a href="#note-from-{n}" role="doc-backlink" aria-label="{name}">↩</a>'
        words_html = f"<p{block_way(run.note)}>{text_html(run.note)}\u00a0{back}</p>"
        lines.append(f'<aside id="note-{n}" role="doc-footnote">{number}{words_html}</aside>\n')
    if not lines:
        return ""
    title = escape(plain(document.words.notes))
    return (
        f'<section class="footnotes" aria-labelledby="notes"><h2 id="notes">{title}</h2>\n'
        f"{''.join(lines)}</section>\n"
    )


def _language(run: Run) -> str:
    lang = f' lang="{escape(plain(run.lang))}"' if run.lang else ""
    return lang + (f' dir="{run.dir}"' if run.dir else "")


def block_way(text: Text) -> str:
    """A block stands in the direction of its first words, when these name one."""
    return f' dir="{text[0].dir}"' if text and text[0].dir else ""


def blocks_html(blocks: tuple[Block, ...], level: int, words: Words) -> str:
    """Blocks of a numbered document as HTML; headings of sections begin at `level` (2 below the title)."""
    return "".join(_block(block, level, words) for block in blocks)


def heading_html(section: Section, level: int) -> str:
    """The heading of a section with its ordinal or code."""
    label = f'<span class="ord">{escape(plain(section.label))}</span> ' if section.label else ""
    level = min(level, 6)
    name = anchor(section.id)
    return f'<h{level} id="{name}"{block_way(section.title)}>{label}{text_html(section.title)}</h{level}>\n'


def contents_html(entries: tuple[Entry, ...], words: Words) -> str:
    """The entries of the contents as one list; the paragraphs of each stand at the end of its line."""
    lines = []
    for entry in entries:
        label = f'<span class="ord">{escape(plain(entry.label))}</span> ' if entry.label else ""
        title = (
            f'<a href="#{anchor(entry.id)}"{block_way(entry.title)}>{label}{text_html(bare(entry.title))}</a>'
        )
        span = f'<span class="span">{escape(words.paragraphs)} {entry.span}</span>' if entry.span else ""
        lines.append(f'<li class="level-{entry.level}">{title}{span}</li>\n')
    return f'<ol class="contents">\n{"".join(lines)}</ol>\n'


def _block(block: Block, level: int, words: Words) -> str:
    if isinstance(block, Section):
        inside = blocks_html(block.blocks, level + 1, words)
        return f'<section aria-labelledby="{anchor(block.id)}">\n{heading_html(block, level)}{inside}</section>\n'
    if isinstance(block, Paragraph):
        return _paragraph(block, words)
    return _SIMPLE[type(block)](block)


def _paragraph(block: Paragraph, words: Words) -> str:
    p = f"<p{block_way(block.text)}>{text_html(block.text)}</p>"
    if block.number:
        name = f"{escape(words.paragraph)} {block.number}"
        link = f'<a class="num" href="#p{block.number}" aria-label="{name}">{block.number}</a>'
        return f'<div class="para" id="p{block.number}">{link}{p}</div>\n'
    return f'<div class="{"aside" if block.tone == "aside" else "plain"}">{p}</div>\n'


def _letters(block: Letters) -> str:
    items = "".join(f"<li{block_way(item)}>{text_html(item)}</li>\n" for item in block.items)
    return f'<ol class="letters" type="a">\n{items}</ol>\n'


def _provisos(block: Provisos) -> str:
    items = "".join(f"<p{block_way(item)}>{text_html(item)}</p>\n" for item in block.items)
    return f'<div class="provisos">\n{items}</div>\n'


def _table(table: Table) -> str:
    name = anchor(table.id)
    align = [f' class="{"n" if side == "end" else "t"}"' for side in table.align] or [""] * len(table.header)
    total = sum(table.widths)
    cols = "".join(f'<col width="{round(100 * share / total)}%"/>' for share in table.widths) if total else ""
    head = "".join(
        f'<th scope="col"{align[i]}{block_way(cell)}>{text_html(cell)}</th>'
        for i, cell in enumerate(table.header)
    )
    rows = []
    for row in table.rows:
        cells = []
        for i, cell in enumerate(row):
            tag, scope = ("th", ' scope="row"') if table.row_headers and i == 0 else ("td", "")
            cells.append(f"<{tag}{scope}{align[i]}{block_way(cell)}>{text_html(cell)}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>\n")
    return (
        f'<div class="wide" role="region" tabindex="0" aria-labelledby="{name}">\n'
        f'<table><caption id="{name}">{text_html(table.caption)}</caption>'
        f"{f'<colgroup>{cols}</colgroup>' if cols else ''}\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{''.join(rows)}</tbody></table></div>\n"
    )


def _figure(figure: Figure) -> str:
    drawn = drawing_text(figure)
    if drawn:
        shown = f'<div role="img" aria-label="{escape(plain(figure.alt))}">{drawn}</div>'
    else:
        shown = f'<p class="aside">{escape(plain(figure.alt))}</p>'
    caption = f"<figcaption>{text_html(figure.caption)}</figcaption>" if figure.caption else ""
    return f'<figure id="{anchor(figure.id)}">{caption}{shown}</figure>\n'


def _notes(block: Notes) -> str:
    items = "".join(
        f"<dt{_id(note.id)}>{escape(plain(note.label))}</dt><dd{block_way(note.text)}>{text_html(note.text)}</dd>\n"
        for note in block.items
    )
    return f'<dl class="sources">\n{items}</dl>\n'


def _id(name: str) -> str:
    return f' id="{anchor(name)}"' if name else ""


def _page_break(_: PageBreak) -> str:
    return '<div class="page-break"></div>\n'


_SIMPLE: dict[type, Callable[..., str]] = {
    Letters: _letters,
    Provisos: _provisos,
    Table: _table,
    Figure: _figure,
    Notes: _notes,
    PageBreak: _page_break,
}
