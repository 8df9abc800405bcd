"""What the cockpit of a round shows: plain frozen objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.review.attendance.queries import Asked
from app.review.views import Controls, Room


@dataclass(frozen=True, slots=True)
class Blocks:
    """One line of what stands against the completion of a round, with where to see to it."""

    sentence: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text of the round: what was said on it here, what it waits for in a sentence, and who must move next.

    `open` of its comments wait for a disposition, `drafted` of them have a draft that the reader is shown; `mine` where
    the reader answers them.
    """

    code: str
    title: str
    title_i18n: Mapping[str, str]
    group: str
    roundtable: str
    comments: int
    open: int
    drafted: int
    objections: int
    waits: str
    mover: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A roundtable of the round: how many texts, how many of them wait, and who was heard on it."""

    code: str
    title: str
    title_i18n: Mapping[str, str]
    texts: int
    waiting: int
    comments: int
    delegations: int


@dataclass(frozen=True, slots=True)
class Heard:
    """A constituency or a region: how many delegations were asked, how many have looked, spoken, declined; who is silent.
    `last` is what comes last whoever spoke: the bodies of no country among the regions."""

    name: str
    name_i18n: Mapping[str, str]
    asked: int
    looked: int
    spoken: int
    declined: int
    silent: tuple[Asked, ...]
    last: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Comments of one type, by where they stand."""

    type: str
    all: int
    undrafted: int
    drafted: int
    answered: int


@dataclass(frozen=True)
class Cockpit:
    """Everything on the cockpit of a round. `texts` is a stretch of those that wait on the roundtable that is shown, `quiet`
    the codes of the others there; `next` the code after which the next stretch goes on. `attributed` is false where nobody
    is shown who spoke. `mine` of the comments that wait are the reader's to answer; `others` are the groups whose rapporteurs
    and moderators answer the rest; `answers` where the reader answers anything that was said here."""

    room: Room
    controls: Controls
    blocks: tuple[Blocks, ...]
    tables: tuple[Table, ...]
    table: str
    texts: tuple[Waiting, ...]
    quiet: tuple[str, ...]
    next: str
    asked: tuple[Asked, ...]
    undecided: tuple[Asked, ...]
    attributed: bool
    constituencies: tuple[Heard, ...]
    regions: tuple[Heard, ...]
    tallies: tuple[Tally, ...]
    reminded_at: datetime | None
    why_not_remind: str | None
    mine: int = 0
    others: tuple[str, ...] = ()
    answers: bool = False
    answered: int = 0
    comments: int = 0
    by_code: Mapping[str, int] = field(default_factory=dict)

    def many(self, what: str) -> int:
        """How many of the delegations that were asked have looked, spoken or declined."""
        return sum(bool(getattr(one, what)) for one in self.asked)

    @property
    def waits(self) -> int:
        """How many texts wait for something."""
        return sum(table.waiting for table in self.tables)
