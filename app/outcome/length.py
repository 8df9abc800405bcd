"""How long the document is in each language, against the guide of the United Nations. Advice: it stops nothing."""

from dataclasses import dataclass
from threading import Lock

from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.kernel.i18n import LANGUAGES, in_locale
from app.kernel.ledger import LedgerHead
from app.outcome.compose import compose, word_count
from app.outcome.queries import outcome_material

GUIDE = 8_500
"""The words that a report of a secretariat has at most (domain C1)."""


@dataclass(frozen=True)
class Length:
    """The words of the summary and the body in one language."""

    language: str
    words: int

    @property
    def over(self) -> bool:
        """Whether it is longer than the guide."""
        return self.words > GUIDE


def lengths_of(db: Session, consultation: Consultation) -> tuple[Length, ...]:
    """The length of the document as it stands, in each language it is issued in.

    It is put together for each of them, so a process counts again only when something was recorded since. Queries: one,
    or those of the material for each language and one.
    """
    head = db.exec(select(LedgerHead.hash).where(col(LedgerHead.track) == consultation.slug)).first() or ""
    key = (consultation.slug, head)
    with _counting:
        if key not in _KEPT:
            while len(_KEPT) >= _MOST:
                del _KEPT[next(iter(_KEPT))]
            _KEPT[key] = _counted(db, consultation)
        return _KEPT[key]


def _counted(db: Session, consultation: Consultation) -> tuple[Length, ...]:
    spoken = [language for language in consultation.languages if language in LANGUAGES]
    found = []
    for language in spoken or [consultation.default_language]:
        with in_locale(language):
            # Names and reasons are read in the language, too.
            material = outcome_material(db, consultation)
            found.append(Length(language, word_count(compose(material, None, language))))
    return tuple(found)


_MOST = 32
_KEPT: dict[tuple[str, str], tuple[Length, ...]] = {}
_counting = Lock()
