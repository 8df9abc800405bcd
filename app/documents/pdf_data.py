"""What the template of the PDF is given: the tree as plain data, with what the layout must know of each part.

Keys are one letter long where they occur thousands of times: `k` kind of block, `t` text, `n` number or label,
`l` and `d` a language and a direction of its own, `s` that it stays with the next block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from app.documents.figures import drawing_text
from app.documents.html import plain_text
from app.documents.html_blocks import bare
from app.documents.numbering import contents, letter
from app.documents.pdf_groups import held_together
from app.documents.pdf_tables import (
    LINE,
    WIDE_LINE,
    first_room,
    is_wide,
    stays_whole,
    tight_columns,
    widths_of,
)
from app.documents.safe import anchor, plain, safe_href
from app.documents.tree import (
    Block,
    Cover,
    Document,
    Figure,
    Letters,
    Note,
    Notes,
    Paragraph,
    Provisos,
    Run,
    Section,
    Table,
    Text,
    walk,
)

LONG_CELL, LONG_PROVISO = 900, 1500
LONG_WORD, LONG_WORD_IN_CELL = 40, 26
BREAK = "\u200b"
"""Where a word that has no end may be broken: a mark that is not seen and no letter."""

_LATIN = ["Noto Serif", "Amiri", "Noto Sans CJK TC"]
_ARABIC = ["Amiri", "Noto Serif", "Noto Sans CJK TC"]
_CHINESE = [{"name": "Noto Serif"}, "Noto Sans CJK TC", "Noto Serif", "Amiri"]
_FACES = {
    "other": _LATIN,
    **dict.fromkeys(("ar", "fa", "ur", "ps", "sd", "ug", "ckb"), _ARABIC),
    **dict.fromkeys(("zh", "ja", "ko"), _CHINESE),
}
_LANGUAGE = re.compile(r"[a-z]{2,3}")
# Words that no space, hyphen or slash ends; scripts that are broken by other rules begin at U+0900.
_WORD = {most: re.compile(rf"[!-,.0->@-\u08ff]{{{most},}}") for most in (LONG_WORD, LONG_WORD_IN_CELL)}
_PIECE = 12


class Layout:
    """One numbered document on its way into the template."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.language = _language(document.language)
        everything = document.summary + document.body + document.annexes
        self.places = set(_ids(everything))
        self.given: set[str] = set()
        self.line = LINE

    def data(self) -> dict[str, Any]:
        """The whole of it."""
        document, words = self.document, self.document.words
        body = contents(document.body, document.contents_depth)
        entries = body + contents(document.annexes, 1)
        faces = _FACES.get(self.language, _LATIN)
        return {
            "lang": self.language,
            "rtl": document.direction == "rtl",
            "close": document.contents_depth == 0,
            "script": "arabic" if faces is _ARABIC else "chinese" if faces is _CHINESE else "other",
            "faces": _FACES,
            "title": f"{plain(document.cover.symbol)} · {plain_text(document.cover.title)}",
            "date": [document.date.year, document.date.month, document.date.day],
            "words": {
                "summary": plain(words.summary),
                "contents": plain(words.contents),
                "annexes": plain(words.annexes),
                "paragraphs": plain(words.paragraphs),
                "page": plain(words.page),
                "page_of": [
                    {"{page}": 0, "{pages}": 1}.get(part, part)
                    for part in re.split(r"(\{pages?\})", plain(words.page_of))
                ],
            },
            "cover": self._cover(document.cover),
            "summary": held_together(self._blocks(document.summary, 2)),
            "contents": {
                anchor(entry.id): {
                    **self._node(bare(entry.title)),
                    "parent": after is not None and after.level > entry.level,
                    "n": plain(entry.label),
                    "short": len(entry.label) < 5 and entry in body,
                    "span": entry.span,
                }
                for entry, after in zip_longest(entries, entries[1:])
            }
            or None,
            "body": held_together(self._blocks(document.body, 1, outlined=document.contents_depth)),
            "annexes": [self._annex(annex) for annex in document.annexes],
        }

    def _cover(self, cover: Cover) -> dict[str, Any]:
        lines = (cover.status, cover.distribution, cover.date_line, cover.original)
        facts = [*((Run(line),) for line in lines if line), *cover.facts]
        return {
            "organ": plain(cover.organ),
            "meeting": [plain(line) for line in (cover.session, cover.agenda_item) if line],
            "symbol": plain(cover.symbol),
            "status": plain(cover.status),
            "title": self._node(cover.title),
            "subtitle": self._node(cover.subtitle),
            "facts": [self._node(fact) for fact in facts],
            "notices": [self._node(notice) for notice in cover.notices],
            "missing": "",
        }

    def _annex(self, annex: Section) -> dict[str, Any]:
        wide = is_wide(annex)
        self.line = WIDE_LINE if wide else LINE
        return {"wide": wide, "blocks": held_together(self._blocks((annex,), 1, outlined=1))}

    def _blocks(self, blocks: tuple[Block, ...], level: int, outlined: int = 0) -> list[dict[str, Any]]:
        """Blocks one after another; what stands in a section follows its heading."""
        made: list[dict[str, Any]] = []
        for block, after in zip_longest(blocks, blocks[1:]):
            stays = isinstance(after, Letters | Provisos)
            if isinstance(block, Section):
                made.append(self._heading(block, level, outlined))
                made += self._blocks(block.blocks, level + 1, outlined)
            elif isinstance(block, Paragraph):
                made.append(self._paragraph(block, stays))
            elif isinstance(block, Letters):
                made.append(self._letters(block, stays))
            elif isinstance(block, Provisos):
                made.append(self._provisos(block))
            elif isinstance(block, Table):
                made.append(self._table(block))
            elif isinstance(block, Figure):
                made.append(self._figure(block))
            elif isinstance(block, Notes):
                made.append(self._notes(block))
            else:
                made.append({"k": "b"})
        return made

    def _heading(self, section: Section, level: int, outlined: int) -> dict[str, Any]:
        return {
            "k": "h",
            "level": level,
            "n": plain(section.label),
            "o": level <= outlined,
            **self._node(section.title),
            **self._id(section.id),
        }

    def _paragraph(self, block: Paragraph, stays: bool) -> dict[str, Any]:
        made: dict[str, Any] = {"k": "p", **self._node(block.text)}
        if block.number:
            made |= {"n": str(block.number), **self._id(f"p{block.number}")}
        elif block.tone == "aside":
            made["a"] = 1
        if stays or block.tone == "aside":
            made["s"] = True
        return made

    def _letters(self, block: Letters, stays: bool) -> dict[str, Any]:
        return {
            "k": "l",
            "labels": [f"({letter(n)})" for n in range(len(block.items))],
            "items": [self._node(item) for item in block.items],
            **({"s": True} if stays else {}),
        }

    def _provisos(self, block: Provisos) -> dict[str, Any]:
        letters = sum(len(run.text) for item in block.items for run in item)
        return {
            "k": "v",
            "items": [self._node(item, LONG_PROVISO) for item in block.items],
            "long": letters > LONG_PROVISO,
        }

    def _table(self, table: Table) -> dict[str, Any]:
        widths = widths_of(table, self.line)
        return {
            "k": "t",
            "c": self._node(table.caption),
            "head": [self._cell(cell) for cell in table.header],
            "rows": [[self._cell(cell) for cell in row] for row in table.rows],
            "widths": widths,
            "tight": tight_columns(table, widths),
            "room": first_room(table, widths),
            "whole": stays_whole(table, widths),
            "align": list(table.align) or ["start"] * len(table.header),
            **self._id(table.id),
        }

    def _figure(self, figure: Figure) -> dict[str, Any]:
        return {
            "k": "f",
            "svg": drawing_text(figure),
            "alt": plain(figure.alt),
            "c": self._node(figure.caption),
            **self._id(figure.id),
        }

    def _notes(self, block: Notes) -> dict[str, Any]:
        widest = max((len(plain(note.label)) for note in block.items), default=0)
        return {
            "k": "n",
            "width": min(max(3.0, 0.62 * widest + 1), 9.0),
            "items": [self._note(note) for note in block.items],
        }

    def _note(self, note: Note) -> dict[str, Any]:
        return {"n": plain(note.label), **self._node(note.text), **(self._id(note.id) if note.id else {})}

    def _id(self, name: str) -> dict[str, Any]:
        """The id under which links find it; a second one of the same name has none."""
        name = anchor(name)
        if name in self.given:
            return {}
        self.given.add(name)
        return {"id": name}

    def _cell(self, text: Text) -> dict[str, Any]:
        return self._node(text, LONG_CELL, LONG_WORD_IN_CELL)

    def _node(self, text: Text, most: int | None = None, word: int = LONG_WORD) -> dict[str, Any]:
        """A text with its language and the direction of its first words, where these are not the document's."""
        made: dict[str, Any] = {}
        if text and text[0].dir and text[0].dir != self.document.direction:
            made["d"] = text[0].dir
        languages = {_language(run.lang) if run.lang else self.language for run in text}
        if len(languages) == 1 and self.language not in languages:
            [made["l"]] = languages
        made["t"] = self._text(text, word, made.get("l", self.language))
        if any(run.note for run in text):
            made["noted"] = 1
        if most is not None and sum(len(run.text) for run in text) > most:
            made["long"] = True
        return made

    def _text(self, text: Text, word: int, language: str) -> str | list[str | dict[str, Any]]:
        runs = [self._run(run, word, language) for run in text]
        return runs[0] if len(runs) == 1 and isinstance(runs[0], str) else runs or ""

    def _run(self, run: Run, word: int, language: str) -> str | dict[str, Any]:
        """A run as what is not ordinary about it, inside a text of this language; as a mere text where nothing is."""
        words = plain(run.text) if run.code else _broken(run.text, word)
        made: dict[str, Any] = {}
        if run.bold:
            made["b"] = 1
        if run.italic:
            made["i"] = 1
        if run.code:
            made["c"] = 1
        if run.lang and _language(run.lang) != language:
            made["l"] = _language(run.lang)
        if run.dir and run.dir != self.document.direction:
            made["d"] = run.dir
        href = safe_href(run.href)
        if href and (not href.startswith("#") or href[1:] in self.places):
            made["h"] = href
        if run.change:
            made["m"] = run.change
        if run.note:
            made["n"] = self._text(run.note, word, self.language)
        return {"t": words, **made} if made else words


def _ids(blocks: tuple[Block, ...]) -> Iterator[str]:
    for _, block in walk(blocks):
        if isinstance(block, Section | Table | Figure):
            yield anchor(block.id)
        elif isinstance(block, Paragraph) and block.number:
            yield f"p{block.number}"
        elif isinstance(block, Notes):
            yield from (anchor(note.id) for note in block.items if note.id)


def _language(code: str) -> str:
    found = _LANGUAGE.fullmatch(code.split("-")[0].lower())
    return found[0] if found else "en"


def _broken(text: str, most: int) -> str:
    """The text with places to break in words that are longer than a line should have to hold."""
    text = plain(text)
    if len(text) < most:
        return text
    return _WORD[most].sub(lambda match: BREAK.join(re.findall(f".{{1,{_PIECE}}}", match[0])), text)
