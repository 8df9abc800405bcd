"""The annexes of the outcome document, each in a file of its own, and the order in which they come (domain C1)."""

from collections.abc import Callable, Iterable

from sqlmodel import Session

from app.consultations.models import Consultation
from app.documents.numbering import roman
from app.documents.tree import Block, Section
from app.kernel.i18n import gettext as _
from app.outcome.annexes.comments import comments, disposition_words
from app.outcome.annexes.declarations import declarations
from app.outcome.annexes.framework import framework
from app.outcome.annexes.mandate import mandate
from app.outcome.annexes.participants import participants
from app.outcome.annexes.provenance import provenance
from app.outcome.annexes.votes import votes
from app.outcome.material import Annexed, Material
from app.outcome.wording import Voices

__all__ = ["PILOTS", "annexes", "disposition_words", "from_above", "numbered", "register_annex"]

PILOTS = "annex-pilots"

MakeAnnex = Callable[[Session, Consultation, Voices], tuple[Block, ...]]
_MADE_ABOVE: dict[str, MakeAnnex] = {}


def register_annex(name: str, make: MakeAnnex) -> None:
    """Let a higher floor write the annex `name`, which this one has a place for and may not know more of.

    Called once, where the house is wired; without it the document has no such annex.
    """
    _MADE_ABOVE[name] = make


def from_above(db: Session, consultation: Consultation, voices: Voices) -> dict[str, tuple[Block, ...]]:
    """What higher floors say of the consultation, by annex."""
    return {name: make(db, consultation, voices) for name, make in _MADE_ABOVE.items()}


def annexes(material: Material, annexed: Annexed, voices: Voices) -> list[Section]:
    """All annexes that have something to say, but the terms, which are found in the finished text."""
    parts: list[tuple[str, str, tuple[Block, ...]]] = [
        ("annex-framework", _("Results framework"), framework(material, voices)),
        (PILOTS, _("Pilots"), annexed.further.get(PILOTS, ())),
        ("annex-votes", _("Voting record and reservations"), votes(material, annexed, voices)),
        ("annex-declarations", _("Declarations"), declarations(material, voices)),
        ("annex-comments", _("Comments and dispositions"), comments(material, annexed, voices)),
        ("annex-participants", _("Participants by constituency"), participants(annexed, voices)),
        ("annex-provenance", _("Provenance"), provenance(material, annexed, voices)),
        ("annex-mandate", _("Mandate and terms of reference"), mandate(material, annexed, voices)),
    ]
    return [Section(name, (voices.ours(title),), "", blocks) for name, title, blocks in parts if blocks]


def numbered(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The annexes under their numbers I, II, III … without a gap, whichever of them there are."""
    return tuple(
        Section(annex.id, annex.title, _("Annex %(n)s.") % {"n": roman(n)}, annex.blocks)
        for n, annex in enumerate(sections, 1)
    )
