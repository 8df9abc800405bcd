"""A document as one HTML file that needs nothing else: its own style, no script, no request to anywhere."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from app.documents.html_blocks import block_way, blocks_html, contents_html, notes_html, text_html
from app.documents.numbering import contents, numbered
from app.documents.safe import plain
from app.documents.tree import Document, Text


@cache
def _style() -> str:
    return Path(__file__).with_name("document.css").read_text("utf-8")


def plain_text(text: Text) -> str:
    """The bare words of a text."""
    return plain("".join(run.text for run in text)).replace("\n", " ")


def write(document: Document) -> bytes:
    """The document as a UTF-8 file of HTML that is well-formed as XML too; the same tree gives the same bytes."""
    document = numbered(document)
    cover, words = document.cover, document.words
    lines = [
        "<!DOCTYPE html>\n",
        f'<html lang="{escape(plain(document.language))}" dir="{document.direction}">\n<head>\n<meta charset="utf-8"/>\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n",
        f"<title>{escape(plain(cover.symbol))} · {escape(plain_text(cover.title))}</title>\n",
        f"<style>\n{_style()}</style>\n</head>\n<body>\n",
        f'<a class="skip" href="#main">{escape(words.skip)}</a>\n',
        _masthead(document),
        '<main id="main">\n',
    ]
    if document.summary:
        inside = blocks_html(document.summary, 3, words)
        lines.append(
            f'<section class="summary" aria-labelledby="summary"><h2 id="summary">{escape(words.summary)}</h2>\n'
            f"{inside}</section>\n"
        )
    lines.append(_contents(document))
    lines.append(f'<article class="record">\n{blocks_html(document.body, 2, words)}</article>\n')
    if document.annexes:
        lines.append(f'<div class="annexes">\n{blocks_html(document.annexes, 2, words)}</div>\n')
    lines.append(notes_html(document))
    lines.append("</main>\n")
    lines.append(f"<footer><p>{escape(plain(cover.symbol))} · {escape(plain(cover.status))}</p></footer>\n")
    lines.append("</body>\n</html>\n")
    return "".join(lines).encode("utf-8")


def _masthead(document: Document) -> str:
    cover = document.cover
    lines = [escape(plain(line)) for line in (cover.distribution, cover.date_line, cover.original) if line]
    lines += [text_html(fact) for fact in cover.facts]
    facts = "".join(f"<li>{line}</li>" for line in lines)
    meeting = "<br/>".join(escape(plain(line)) for line in (cover.session, cover.agenda_item) if line)
    meeting = f'<p class="meeting">{meeting}</p>\n' if meeting else ""
    subtitle = f'<p class="standfirst">{text_html(cover.subtitle)}</p>\n' if cover.subtitle else ""
    notices = "".join(f"<p{block_way(notice)}>{text_html(notice)}</p>\n" for notice in cover.notices)
    return (
        '<header class="docket">\n<div class="docket-line">'
        f'<p>{escape(plain(cover.organ))}</p><p class="symbol" dir="ltr">{escape(plain(cover.symbol))}</p></div>\n'
        f'<div class="docket-body"><div>{meeting}<h1>{text_html(cover.title)}</h1>\n{subtitle}</div>\n'
        f'<ul class="facts"><li><strong>{escape(plain(cover.status))}</strong></li>{facts}</ul></div>\n'
        + (f'<div class="notices">\n{notices}</div>\n' if notices else "")
        + "</header>\n"
    )


def _contents(document: Document) -> str:
    words = document.words
    body = contents(document.body, document.contents_depth)
    annexes = contents(document.annexes, 1)
    if not body + annexes:
        return ""
    lists = contents_html(body, words) if body else ""
    if annexes:
        lists += f"<h3>{escape(words.annexes)}</h3>\n{contents_html(annexes, words)}"
    return f'<nav aria-labelledby="contents"><h2 id="contents">{escape(words.contents)}</h2>\n{lists}</nav>\n'
