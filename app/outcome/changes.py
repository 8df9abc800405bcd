"""Every change between two texts of the document, word by word: what a corrigendum and a revision show first (domain C1).

Pure. Compared is what people read, part by part under the id that each part keeps; that a paragraph has another number
is no change. The cover is left out: symbol, day and status are another edition's by nature.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from app.documents.numbering import number_paragraphs
from app.documents.tree import (
    Block,
    Direction,
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
    words,
)
from app.kernel.i18n import gettext as _
from app.kernel.text.diff import redline

CHANGES = "changes"
TABLE = "changes-table"


@dataclass(frozen=True)
class _Said:
    """A text of the document: its words, the number of its paragraph, and a language of its own."""

    text: str
    number: int | None = None
    lang: str | None = None
    dir: Direction | None = None


@dataclass(frozen=True)
class _Part:
    """A part of the document under its own heading."""

    label: str
    said: tuple[_Said, ...]


@dataclass(frozen=True)
class Change:
    """One change: in which part, at which paragraph of the newer text, and the words with what came and what went."""

    part: str
    number: int | None
    text: Text


def changes_between(old: Document, new: Document) -> tuple[Change, ...]:
    """Every change from `old` to `new` in the order of `new`; what stands in no part of it any more comes last."""
    before, after = _parts(old), _parts(new)
    found: list[Change] = []
    for key, part in after.items():
        found += _changed(part.label, before[key].said if key in before else (), part.said)
    for key, part in before.items():
        if key not in after:
            found += _changed(part.label, part.said, ())
    return tuple(found)


def changes_section(changes: tuple[Change, ...], *, symbol: str, note: str) -> Section:
    """The list of changes against the edition `symbol`, for the front of the new one, in the language of the moment."""
    told = _(
        "Every change against %(symbol)s stands here. What is new is underlined, what is gone is struck out."
    )
    rows = tuple((words(Run(_where(change))), change.text) for change in changes)
    return Section(
        CHANGES,
        (Run(_("Changes")),),
        "",
        (
            Paragraph((Run(note),), tone="aside"),
            Paragraph((Run(told % {"symbol": symbol}),), tone="aside"),
            Table(
                TABLE,
                (Run(_("Changes against %(symbol)s") % {"symbol": symbol}),),
                ((Run(_("Where")),), (Run(_("Change")),)),
                rows,
                (22, 78),
            ),
        ),
    )


def _where(change: Change) -> str:
    if change.number is None:
        return change.part
    return _("%(part)s, paragraph %(number)s") % {"part": change.part, "number": change.number}


def _changed(label: str, old: tuple[_Said, ...], new: tuple[_Said, ...]) -> Iterator[Change]:
    matcher = SequenceMatcher(None, [s.text for s in old], [s.text for s in new], autojunk=False)
    for op, i, j, k, m in matcher.get_opcodes():
        if op != "equal":
            for one, other in zip_longest(old[i:j], new[k:m]):
                yield Change(label, other.number if other else None, _marked(one, other))


def _marked(old: _Said | None, new: _Said | None) -> Text:
    said = new or old
    if said is None:
        return ()
    pieces = redline(old.text if old else "", new.text if new else "")
    return tuple(
        Run(
            piece.text,
            lang=said.lang,
            dir=said.dir,
            change=None if piece.op == "same" else "added" if piece.op == "ins" else "removed",
        )
        for piece in pieces
    )


def _parts(document: Document) -> dict[str, _Part]:
    document = number_paragraphs(document)
    found: dict[str, _Part] = {"": _Part(document.words.summary, tuple(_said(document.summary)))}
    for section in _sections((*document.body, *document.annexes)):
        own: list[Block] = [block for block in section.blocks if not isinstance(block, Section)]
        title = _plain(section.title)
        found[section.id] = _Part(section.label or title, (_Said(title), *_said(own)))
    return found


def _sections(blocks: tuple[Block, ...]) -> Iterator[Section]:
    for block in blocks:
        if isinstance(block, Section) and block.id != CHANGES:
            yield block
            yield from _sections(block.blocks)


def _said(blocks: Sequence[Block]) -> Iterator[_Said]:
    for block in blocks:
        match block:
            case Paragraph(text=text, number=number):
                yield _one(text, number)
            case Letters(items=items) | Provisos(items=items):
                yield from map(_one, items)
            case Table(caption=caption, rows=rows):
                yield _one(caption)
                yield from (_Said(" | ".join(map(_plain, row))) for row in rows)
            case Figure(alt=alt, caption=caption):
                yield _one((*caption, Run(f" ({alt})")))
            case Notes(items=items):
                yield from (_one((Run(f"{note.label} "), *note.text)) for note in items)
            case _:
                continue


def _one(text: Text, number: int | None = None) -> _Said:
    languages = {(run.lang, run.dir) for run in text if run.text.strip()}
    lang, side = languages.pop() if len(languages) == 1 else (None, None)
    return _Said(_plain(text), number, lang, side)


def _plain(text: Text) -> str:
    """The words of a text, with those of its footnotes in brackets."""
    return "".join(run.text + (f" [{_plain(run.note)}]" if run.note else "") for run in text)
