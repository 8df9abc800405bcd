"""What an edition says of itself on its cover, in the place of what a draft says. Pure; knows no tables."""

from dataclasses import dataclass, replace
from datetime import date

from app.documents.sheets import Workbook
from app.documents.tree import Document, Run, Section, Text
from app.kernel.i18n import gettext as _
from app.outcome.changes import CHANGES
from app.outcome.models import EditionKind
from app.web.render import written_date

SHORT = 16
"""How many digits of its digest an edition shows on its cover."""


@dataclass(frozen=True)
class About:
    """The edition that a corrigendum or a revision is about."""

    symbol: str
    day: date


@dataclass(frozen=True)
class Issued:
    """An edition that is being issued: its symbol, its day, its kind, which edition it is about and why."""

    symbol: str
    day: date
    kind: str = EditionKind.EDITION
    about: About | None = None
    note: str = ""

    @property
    def status(self) -> str:
        """What stands on every page, in the language of the moment."""
        words = {
            EditionKind.EDITION: _("Issued on %(day)s."),
            EditionKind.CORRIGENDUM: _("Corrigendum, issued on %(day)s."),
            EditionKind.REVISION: _("Revision, issued on %(day)s."),
        }[EditionKind(self.kind)]
        return words % {"day": written_date(self.day)}

    @property
    def standing(self) -> str:
        """What a corrigendum or a revision is about, in the language of the moment; empty for a first issue."""
        if self.about is None:
            return ""
        if self.kind == EditionKind.CORRIGENDUM:
            words = _("It corrects %(symbol)s of %(day)s and takes its place.")
        else:
            words = _("It revises %(symbol)s of %(day)s and takes its place.")
        return words % {"symbol": self.about.symbol, "day": written_date(self.about.day)}


def issued_as(draft: Document, issued: Issued) -> Document:
    """The same text with the cover of an edition; call it where the language of the document is spoken."""
    standing: tuple[Text, ...] = ((Run(issued.standing),),) if issued.standing else ()
    cover = replace(
        draft.cover,
        symbol=issued.symbol,
        status=issued.status,
        date_line=written_date(issued.day),
        facts=(*draft.cover.facts, *standing),
    )
    return replace(draft, cover=cover, date=issued.day)


def tables_issued_as(draft: Workbook, issued: Issued) -> Workbook:
    """The same tables, marked with the edition."""
    return replace(draft, status=f"{issued.symbol}. {issued.status}", date=issued.day)


def with_changes(document: Document, changes: Section) -> Document:
    """The document with the list of its changes before everything else in its body."""
    return replace(document, body=(changes, *document.body))


def without_changes(document: Document) -> Document:
    """The text alone, as it was before the list of its changes was put before it."""
    body = tuple(b for b in document.body if not (isinstance(b, Section) and b.id == CHANGES))
    return replace(document, body=body)


def with_digest(document: Document, digest: str) -> Document:
    """The document with the beginning of its edition's digest on the cover. The digest is over the text without it."""
    mark: Text = (Run("SHA-256: "), Run(digest[:SHORT], code=True))
    return replace(document, cover=replace(document.cover, facts=(*document.cover.facts, mark)))
