"""What the doors show of explanations: plain and frozen."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel.i18n import gettext as _
from app.voting.explanations.models import Moment


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation, word for word; without a proposal it is of the whole ballot. `proposal_id` is its number."""

    id: str
    proposal_id: int | None
    proposal: str | None
    title: str | None
    delegation_id: int
    delegation: str
    name: str
    constituency: str
    moment: str
    text: str
    language: str
    given_at: datetime
    withdrawn_at: datetime | None = None

    @property
    def moment_words(self) -> str:
        """When it was given, in words."""
        return _("before the close") if self.moment == Moment.BEFORE else _("after the close")
