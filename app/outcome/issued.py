"""What an edition says of itself on its cover, in the place of what a draft says. Pure; knows no tables."""

from dataclasses import dataclass
from datetime import date

from app.kernel.i18n import gettext as _
from app.outcome.models import EditionKind
from app.web.render import written_date


@dataclass(frozen=True)
class About:
    """The edition that a corrigendum or a revision is about."""

    symbol: str
    day: date


@dataclass(frozen=True)
class Issued:
    """An edition in being issued: its symbol, its day, its kind, which edition it is about, and why it was issued."""

    symbol: str
    day: date
    kind: str = EditionKind.EDITION
    about: About | None = None
    note: str = ""

    @property
    def status(self) -> str:
        """What stands on every page; written where the language of the document is spoken."""
        words = {
            EditionKind.EDITION: _("Issued on %(day)s."),
            EditionKind.CORRIGENDUM: _("Corrigendum, issued on %(day)s."),
            EditionKind.REVISION: _("Revision, issued on %(day)s."),
        }[EditionKind(self.kind)]
        return words % {"day": written_date(self.day)}

    @property
    def standing(self) -> str:
        """What a corrigendum or a revision is about; empty for a first issue."""
        if self.about is None:
            return ""
        words = {
            EditionKind.CORRIGENDUM: _("It corrects %(symbol)s of %(day)s and takes its place."),
            EditionKind.REVISION: _("It revises %(symbol)s of %(day)s and takes its place."),
        }[EditionKind(self.kind)]
        return words % {"symbol": self.about.symbol, "day": written_date(self.about.day)}
