"""What the pages of the trace show: plain, frozen, read in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.drafting.editorial.views import Challenge
from app.drafting.models import Kind
from app.outcome.since import LeftOut
from app.pilots.measured import Measured
from app.site.proposal.standing import ProposalStanding
from app.voting.amendments.views import AmendmentView


@dataclass(frozen=True, slots=True)
class Grew:
    """A contribution that the proposal grew out of, with who handed it in."""

    code: str
    title: str
    language: str
    authors: tuple[str, ...]
    day: date


@dataclass(frozen=True, slots=True)
class Wrote:
    """A version in which these words were written or changed. `decided` marks the one the delegations decided on,
    `editorial` one that is said to change no meaning, which `challenge` takes away."""

    n: int
    author_title: str
    note: str
    written_at: datetime
    before: int | None
    decided: bool
    editorial: bool = False
    challenge: Challenge | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment that touched these words, with its disposition. `whole` for one on the whole text."""

    code: str
    speaker: str
    stance: str
    text: str
    language: str
    said_at: datetime
    version: int
    whole: bool
    exact: str
    disposition: str | None
    reason: str
    resulting: int | None


@dataclass(frozen=True, slots=True)
class Tries:
    """A pilot that tries the proposal, or a benchmark of it."""

    code: str
    title: str
    state: str
    tries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """A benchmark with what was measured against it: the newest value that stands, and how many there are."""

    code: str
    title: str
    title_i18n: Mapping[str, str]
    newest: Measured | None
    values: int


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a text stands in an edition: stretches of paragraph numbers."""

    edition: int
    symbol: str
    issued_on: date
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """The proposal whose words are traced."""

    id: int
    code: str
    kind: str
    title: str
    title_i18n: Mapping[str, str]
    state: str

    @property
    def is_mechanism(self) -> bool:
        """Whether it is a mechanism; otherwise it is a benchmark."""
        return self.kind == Kind.MECHANISM


@dataclass(frozen=True, slots=True)
class Trace:
    """Where the words of a paragraph came from, and where they went."""

    subject: Subject
    field: str
    label: str
    part: str
    words: tuple[str, ...]
    grew: tuple[Grew, ...]
    wrote: tuple[Wrote, ...]
    remarks: tuple[Remark, ...]
    amendments: tuple[AmendmentView, ...]
    """Those to these words, in the order in which they were or are decided."""
    standing: ProposalStanding | None
    pilots: tuple[Tries, ...]
    measures: tuple[Measures, ...]
    stands: tuple[Stands, ...]
    dropped: LeftOut | None = None
    """That an edition held the proposal and the list holds it no more."""

    @property
    def on_the_words(self) -> tuple[Remark, ...]:
        """The comments on this part of the text."""
        return tuple(remark for remark in self.remarks if not remark.whole)

    @property
    def on_the_whole(self) -> tuple[Remark, ...]:
        """The comments on the whole text."""
        return tuple(remark for remark in self.remarks if remark.whole)

    @property
    def path(self) -> str:
        """The end of its address: `RT1-M1/how_it_works`, or `RT1-M1/problem/p3` for one paragraph of a field."""
        return "/".join(filter(None, (self.subject.code, self.field, self.part)))


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a proposal stands in the outcome: field by field in the newest edition, or in the draft."""

    subject: Subject
    edition: int | None
    symbol: str
    parts: tuple[tuple[str, str, tuple[tuple[int, int], ...]], ...]
    """Field, its words, and the stretches of paragraph numbers."""
    entry: str
    """The code of the entry it stands in; empty where the document does not hold it."""
    dropped: LeftOut | None = None
