"""Where the texts of proposals stand in the outcome: the numbers of their paragraphs, in the draft and in editions."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from sqlmodel import Session

from app.consultations.models import Consultation
from app.documents.numbering import number_paragraphs
from app.documents.tree import Block, Document, Paragraph, Section
from app.outcome.compose import compose
from app.outcome.editions import edition_document, newest_edition, the_edition
from app.outcome.material import Material
from app.outcome.models import Edition
from app.outcome.queries import outcome_material

DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Place:
    """A numbered paragraph, and what it was made from: a field of a proposal, or a paragraph of a field.

    `proposal` is empty where the words are the document's own, and `section` is what it stands in.
    """

    number: int
    section: str
    proposal: str = ""
    field: str = ""
    part: str = ""

    def of(self, proposal: str, field: str, part: str) -> bool:
        """Whether it was made from this paragraph of this field; without `part` from anything of the field."""
        return (self.proposal, self.field) == (proposal, field) and (not part or self.part in ("", part))


def places_in(document: Document) -> tuple[Place, ...]:
    """Every numbered paragraph of a document, in order."""
    return tuple(_places(number_paragraphs(document).body, ""))


def _places(blocks: Iterable[Block], section: str) -> Iterable[Place]:
    for block in blocks:
        if isinstance(block, Section):
            yield from _places(block.blocks, block.id)
        elif isinstance(block, Paragraph) and block.number:
            proposal, _slash, rest = block.origin.partition("/")
            field, _slash, part = rest.partition("/")
            yield Place(block.number, section, proposal, field, part)


def places_of_draft(material: Material) -> tuple[Place, ...]:
    """The paragraphs of the document as it stands; their numbers are the same in every language."""
    return places_in(compose(material, None, material.consultation.default_language))


def places_of_edition(db: Session, edition: Edition) -> tuple[Place, ...]:
    """The paragraphs of an issued edition. It never changes, so a process reads each one only once: two queries, or none."""
    with _reading:
        if edition.digest not in _KEPT:
            while len(_KEPT) >= _MOST:
                del _KEPT[next(iter(_KEPT))]
            _KEPT[edition.digest] = places_in(edition_document(db, edition))
        return _KEPT[edition.digest]


_MOST = 32
_KEPT: dict[str, tuple[Place, ...]] = {}
_reading = Lock()


@lru_cache(maxsize=256)
def spans(numbers: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Numbers as stretches: 39, 40, 41 and 45 are (39, 41) and (45, 45)."""
    found: list[tuple[int, int]] = []
    for n in sorted(set(numbers)):
        if found and n == found[-1][1] + 1:
            found[-1] = (found[-1][0], n)
        else:
            found.append((n, n))
    return tuple(found)


def edition_asked(db: Session, consultation: Consultation, asked: str | None) -> Edition | None:
    """The edition of the number asked for, or None for the `draft`; without a word the newest, or the draft where none is.

    NotFound for an edition that was never issued.
    """
    if asked == DRAFT:
        return None
    if asked is None:
        return newest_edition(db, consultation)
    return the_edition(db, consultation, int(asked) if asked.isdecimal() and len(asked) < 7 else 0)


def places_of(db: Session, consultation: Consultation, edition: Edition | None) -> tuple[Place, ...]:
    """The paragraphs of an edition, or of the draft, which is composed for it as for the page of the outcome."""
    if edition is not None:
        return places_of_edition(db, edition)
    return places_of_draft(outcome_material(db, consultation))
