"""An amendment as its readers see it."""

from dataclasses import dataclass
from datetime import datetime

from app.drafting.models import ProposalState
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.kernel.text.diff import Piece
from app.voting.amendments.models import Amendment
from app.voting.amendments.rules import why_not_taken_up


@dataclass(frozen=True)
class AmendmentView:
    """An amendment with what it changes: the words of the paragraph in the version it was written on, and its own.

    `text` is the code of what it amends, which stands at `text_state` and whose newest version is `newest`; `where` names the field and the paragraph. `row`
    is what is stored of it.
    """

    row: Amendment
    code: str
    text: str
    text_state: str
    state: str
    newest: int
    where: str
    old: str
    new: str
    pieces: tuple[Piece, ...]
    delegation: str | None = None
    delegation_name: str | None = None
    comment: str | None = None

    @property
    def field(self) -> str:
        """The field it changes."""
        return self.row.field

    @property
    def paragraph(self) -> str:
        """The paragraph it changes, or ""."""
        return self.row.paragraph

    @property
    def distance(self) -> int:
        """How many words it takes out and puts in."""
        return self.row.distance

    @property
    def place(self) -> int | None:
        """Where the chair put it."""
        return self.row.place

    @property
    def version(self) -> int:
        """The version of the text it was written on."""
        return self.row.base_version

    @property
    def mover(self) -> str:
        """Who moved it, in the capacity in which it was moved."""
        return self.row.author_title

    @property
    def reason(self) -> str:
        """Why it was moved."""
        return self.row.reason

    @property
    def moved_at(self) -> datetime:
        """When it was moved."""
        return self.row.moved_at

    @property
    def stale(self) -> bool:
        """Whether it waits, and the text has moved on since: it is not put to a ballot as it is."""
        return self.state == ProposalState.READY and self.version != self.newest

    @property
    def waits(self) -> bool:
        """Whether the next ballot of its text takes it up."""
        return self.state == self.text_state == ProposalState.READY and self.version == self.newest

    @property
    def held_up(self) -> str:
        """Why no ballot takes it up while its text stands where it does; empty where it is not for that."""
        if self.state != ProposalState.READY:
            return ""
        return why_not_taken_up(self.text, self.text_state) or ""

    @property
    def how_far(self) -> str:
        """How far it is from the text, in words."""
        return ngettext("%(n)s word from the text", "%(n)s words from the text", self.distance) % {
            "n": self.distance
        }

    @property
    def what_next(self) -> str:
        """Where it stands and what comes next, in one sentence."""
        names = {
            "code": self.code,
            "text": self.text,
            "version": self.version,
            "newest": self.newest,
            "entered": self.row.entered_version,
        }
        if self.held_up:
            return self.held_up
        if self.stale:
            return (
                _(
                    "Written on version %(version)s; the text is now version %(newest)s: move it again, or withdraw it."
                )
                % names
            )
        return {
            ProposalState.READY: _(
                "It waits for the next ballot on %(text)s, and is decided before the text."
            ),
            ProposalState.UNDER_DECISION: _(
                "It is under decision. %(text)s stands still until the result is certified."
            ),
            ProposalState.ADOPTED: _("It was adopted, and enters %(text)s when the result is certified."),
            ProposalState.NOT_ADOPTED: _("It was not adopted. %(text)s stands as it was."),
            ProposalState.WITHDRAWN: _("It was withdrawn by who moved it."),
            ProposalState.MERGED: _("It was adopted and is in %(text)s since version %(entered)s."),
        }.get(ProposalState(self.state), "") % names
