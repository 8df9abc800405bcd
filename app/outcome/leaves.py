"""The document as the site shows it: the same tree, leaf by leaf, with the trace of each text in its margin."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from app.documents.html_blocks import text_html
from app.documents.numbering import footnotes, numbered
from app.documents.tree import Block, Document, Letters, Paragraph, Provisos, Section, Table, Text
from app.outcome.material import Came, Item, Material
from app.outcome.sentences import counts_words, outcome_words, standing_words
from app.outcome.summary import by_vote
from app.voting.conditions import Outcome


@dataclass(frozen=True)
class Numbered:
    """A paragraph with its number and the letters below it; without a number one of the front matter or a remark."""

    number: int | None
    html: Markup
    direction: str
    letters: tuple[tuple[Markup, str], ...] = ()
    origin: str = ""
    """What the words were made from, `CODE/field/paragraph`; empty where they are the document's own."""


@dataclass(frozen=True)
class Clause:
    """One proposal of the document with its margin."""

    code: str
    title: Markup
    standing: str
    paragraphs: tuple[Numbered, ...]
    provisos: tuple[tuple[Markup, str], ...]
    item: Item
    outcome: str
    came: tuple[Came, ...]

    @property
    def first(self) -> int | None:
        """The number of its first paragraph."""
        return next((each.number for each in self.paragraphs if each.number), None)

    @property
    def last(self) -> int | None:
        """The number of its last paragraph."""
        return next((each.number for each in reversed(self.paragraphs) if each.number), None)


@dataclass(frozen=True)
class Leaf:
    """A section of the body: a roundtable with its clauses, or the table of what is left out."""

    id: str
    label: str
    title: Markup
    clauses: tuple[Clause, ...]
    paragraphs: tuple[Numbered, ...]
    tables: tuple[Table, ...]
    figures: "Figures | None"


@dataclass(frozen=True)
class Figures:
    """What a roundtable holds, in figures."""

    mechanisms: int
    benchmarks: int
    consensus: int
    objected: int
    voted: int


@dataclass(frozen=True)
class OutcomePage:
    """All that the page of the outcome shows."""

    document: Document
    leaves: list[Leaf]
    notes: list[tuple[int, Markup]]
    """The footnotes by number."""


def html(text: Text) -> Markup:
    """A text of the tree as HTML; everything in it is escaped there."""
    return Markup(text_html(text))


def direction(text: Text) -> str:
    """The direction of a text's first words, where it differs from the page's."""
    return (text[0].dir or "") if text else ""


def page_of(document: Document, material: Material, came: Mapping[str, tuple[Came, ...]]) -> OutcomePage:
    """The document as the page of the site shows it: its body leaf by leaf, then its footnotes."""
    counted = numbered(document)
    return OutcomePage(
        document=counted,
        leaves=[_leaf(section, material, came) for section in counted.body if isinstance(section, Section)],
        notes=[(run.note_number or 0, html(run.note)) for run in footnotes(counted)],
    )


def remarks(blocks: tuple[Block, ...]) -> list[Markup]:
    """The paragraphs among some blocks, for the summary at the head of the page."""
    return [html(block.text) for block in blocks if isinstance(block, Paragraph)]


def _leaf(section: Section, material: Material, came: Mapping[str, tuple[Came, ...]]) -> Leaf:
    inside = [block for block in section.blocks if isinstance(block, Section)]
    roundtable = next((r for r in material.roundtables if r.code == section.id), None)
    return Leaf(
        id=section.id,
        label=section.label,
        title=html(section.title),
        clauses=tuple(_clause(block, material, came) for block in inside),
        paragraphs=_paragraphs(section.blocks),
        tables=tuple(block for block in section.blocks if isinstance(block, Table)),
        figures=_figures(material.of_roundtable(roundtable)) if roundtable else None,
    )


def _clause(section: Section, material: Material, came: Mapping[str, tuple[Came, ...]]) -> Clause:
    item = material.item(section.id)
    if item is None:
        raise LookupError(section.id)
    said = [block for block in section.blocks if isinstance(block, Provisos)]
    standing = counts_words(item.decision.result.rule, item.decision.result.overall) if item.decision else ""
    return Clause(
        code=section.id,
        title=html(section.title),
        standing=standing or standing_words(item, material.consultation.timezone),
        paragraphs=_paragraphs(section.blocks[1:]),
        provisos=tuple((html(text), direction(text)) for block in said for text in block.items),
        item=item,
        outcome=outcome_words(item),
        came=came.get(section.id, ()),
    )


def _paragraphs(blocks: tuple[Block, ...]) -> tuple[Numbered, ...]:
    """The paragraphs, each with the letters that follow it."""
    found = []
    for block, after in zip(blocks, (*blocks[1:], None), strict=True):
        if isinstance(block, Paragraph):
            letters = after.items if isinstance(after, Letters) else ()
            found.append(
                Numbered(
                    block.number,
                    html(block.text),
                    direction(block.text),
                    tuple((html(text), direction(text)) for text in letters),
                    block.origin,
                )
            )
    return tuple(found)


def _figures(items: list[Item]) -> Figures:
    results = [item.decision.result for item in items if item.decision]
    adopted = sum(result.outcome is Outcome.ADOPTED for result in results)
    voted = sum(by_vote(result) for result in results)
    mechanisms = sum(item.is_mechanism for item in items)
    return Figures(
        mechanisms=mechanisms,
        benchmarks=len(items) - mechanisms,
        consensus=sum(result.outcome is Outcome.CONSENSUS for result in results),
        objected=adopted - voted,
        voted=voted,
    )
