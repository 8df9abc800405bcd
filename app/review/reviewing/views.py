"""Reviews as the doors show them: plain, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.consultations.attribution import Shown
from app.drafting.circulation import Body
from app.drafting.queries import Desk


@dataclass(frozen=True, slots=True)
class ReviewLeave:
    """For each verb on a review None, or the sentence why this reader may not do it. `mine` where the reader is the
    reviewer, `runs` where they asked for it or moderate the text."""

    accept: str | None
    answer: str | None
    take_back: str | None
    mine: bool
    runs: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One review as it is shown: `version` is what it is bound to, `newest` what stands now."""

    code: str
    proposal: str
    proposal_title: str
    proposal_title_i18n: Mapping[str, str]
    version: int
    newest: int
    stage: str
    late: bool
    offered: bool
    author: Shown
    asked_at: datetime
    due_at: datetime
    accepted_at: datetime | None
    settled_at: datetime | None
    word: str
    grade: str | None
    reasons: str
    handed_in_at: datetime | None
    round_title: str
    leave: ReviewLeave

    @property
    def outdated(self) -> bool:
        """Whether the text has a newer version than the one that is, or was, reviewed."""
        return self.newest > self.version

    @property
    def open(self) -> bool:
        """Whether it is still waited for."""
        return self.stage in ("asked", "accepted")


@dataclass(frozen=True, slots=True)
class Reviewing:
    """The page of the reviews of one text: the reviews, and what the reader may add. `bodies` are the people who can be
    asked, with how many open reviews each has in `load`; empty for whoever may not ask."""

    desk: Desk
    reviews: tuple[ReviewView, ...]
    why_not_ask: str | None
    why_not_offer: str | None
    bodies: tuple[Body, ...] = ()
    load: Mapping[int, int] = field(default_factory=dict)
    unfit: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """How the reviews of one text stand, for one line on its page: open ones, and the results on the newest version.

    `first` is the code of the first review whose result says that something has to be done.
    """

    open: int = 0
    handed_in: int = 0
    negative: int = 0
    first: str = ""
