"""What the outcome document is made of, read once and never changed while the document is put together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from app.consultations.models import Constituency, Consultation, Delegation, Roundtable, WorkingGroup
from app.contributions.models import Source
from app.discussion.views import CommentView
from app.documents.tree import Block
from app.drafting.content import Content, linked_codes
from app.drafting.models import Kind, ProposalState
from app.outcome.declaring import Declared
from app.outcome.listing import Listing, Selected
from app.outcome.silent import Silenced
from app.outcome.since import LeftOut
from app.voting.conditions import Outcome
from app.voting.counting import NOT_VOTED
from app.voting.explanations.views import Explained
from app.voting.presets import CONSULTATION
from app.voting.views import BallotView, ProposalResult, Said, Tally

GONE = (ProposalState.WITHDRAWN, ProposalState.MERGED, ProposalState.SUPERSEDED)


@dataclass(frozen=True)
class Item:
    """A proposal in the text that was decided on, or while nothing is decided in its newest text.

    `ballot` is the latest ballot it is on; `decision` is there once that has closed. `silence` is there where it was
    adopted by silence procedure since: then that is the decision, and it has neither ballot nor positions.
    """

    code: str
    kind: str
    number: int
    title: str
    title_i18n: Mapping[str, str]
    state: str
    roundtable_id: int
    version: int
    content: Content
    written_at: datetime
    ballot: BallotView | None = None
    decision: ProposalResult | None = None
    silence: Silenced | None = None

    @property
    def is_mechanism(self) -> bool:
        """Whether it is a mechanism; otherwise it is a benchmark."""
        return self.kind == Kind.MECHANISM

    @property
    def recommended(self) -> bool:
        """Whether the delegations recommend it."""
        return self.silence is not None or (
            self.decision is not None and self.decision.result.outcome in (Outcome.CONSENSUS, Outcome.ADOPTED)
        )

    @property
    def gone(self) -> bool:
        """Whether it was withdrawn, merged into another or superseded before a decision."""
        return not self.decided and self.state in GONE

    @property
    def decided(self) -> bool:
        """Whether the delegations have decided on it, by a ballot that has closed or by silence procedure."""
        return self.decision is not None or self.silence is not None

    @property
    def linked(self) -> list[str]:
        """The codes of a mechanism's benchmarks or a benchmark's mechanisms, as this text names them."""
        return linked_codes(self.kind, self.content)

    @property
    def provisos(self) -> tuple[Said, ...]:
        """Its reservations, then its objections."""
        return self.decision.reservations + self.decision.objections if self.decision else ()


@dataclass(frozen=True)
class Material:
    """The proposals of a consultation that everybody may read, in their order, with what the ballots said of them."""

    consultation: Consultation
    roundtables: Sequence[Roundtable]
    items: tuple[Item, ...]
    ballots: tuple[BallotView, ...]
    tallies: tuple[Tally, ...]
    at: datetime
    listing: Listing = field(default_factory=Listing)
    declared: tuple[Declared, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    dropped: Mapping[str, LeftOut] = field(default_factory=dict)
    """What an edition held and the list holds no more, by code."""
    asked: tuple[Tally, ...] = ()
    """The secret ballots that have closed: they show the mood and decide on no text, so that no item has one."""

    @property
    def decided(self) -> bool:
        """Whether a ballot on texts has closed or a silence was confirmed; until then the document holds every proposal as
        it stands."""
        return bool(self.on_texts) or bool(self.by_silence)

    @cached_property
    def on_texts(self) -> tuple[Tally, ...]:
        """The ballots that decided on a text, in order: not those that were on amendments alone."""
        return tuple(tally for tally in self.tallies if tally.on_texts)

    @property
    def counted(self) -> tuple[Tally, ...]:
        """Every ballot that has closed, in order: those that decided, and those that only asked."""
        order = {view.ballot.id: n for n, view in enumerate(self.ballots)}
        return tuple(sorted((*self.tallies, *self.asked), key=lambda tally: order[tally.view.ballot.id]))

    @cached_property
    def by_silence(self) -> list[Item]:
        """What was adopted by silence procedure, in order."""
        return [item for item in self.items if item.silence is not None]

    def selected(self, item: Item) -> Selected | None:
        """What the representative group decided on it, as long as its adoption stands: a ballot may have been void since."""
        stands = item.decided or item.state == ProposalState.CONSOLIDATED
        return self.listing.selections.get(item.code) if stands else None

    def included(self, item: Item) -> bool:
        """Whether the document holds the text.

        Once the representative group has begun to select, what it decided counts, and what was adopted and still waits
        for it is not in yet; where the ballot that adopted it was declared void since, it is not decided any more.
        Before that the document holds what is recommended or still to be decided.
        """
        chosen = self.selected(item)
        if chosen is not None:
            return chosen.included
        if item.recommended:
            return not self.listing.begun
        if item.gone or item.decided:
            return False
        return not self.decided or item.ballot is not None

    def waiting(self, item: Item) -> bool:
        """Whether it was adopted and the representative group, which has begun to select, has not come to it yet."""
        return self.listing.begun and item.recommended and item.code not in self.listing.selections

    @property
    def in_document(self) -> list[Item]:
        """The proposals whose text the document holds, in order."""
        return [item for item in self.items if self.included(item)]

    @property
    def undecided(self) -> list[Item]:
        """The adopted proposals that still wait for the representative group, in order."""
        return [item for item in self.items if self.waiting(item)]

    @property
    def left_out(self) -> list[Item]:
        """The others, in order."""
        return [item for item in self.items if not self.included(item) and not self.waiting(item)]

    def of_roundtable(self, roundtable: Roundtable) -> list[Item]:
        """What the document holds of one roundtable: in the order of the list, else mechanisms first."""
        found = {item.code: item for item in self.in_document if item.roundtable_id == roundtable.id}
        return [found[code] for code in self.listing.in_order(found)]

    def lead(self, item: Item) -> Item:
        """The proposal in whose entry this one stands: mostly itself. What the document does not hold leads nothing."""
        into = self.item(self.listing.into(item.code) or "")
        return into if into is not None and self.included(into) else item

    def united(self, lead: Item) -> list[Item]:
        """The other proposals of an entry, in the order in which they came to stand in it."""
        found = (self.item(code) for code in self.listing.united(lead.code))
        return [other for other in found if other is not None and self.included(other)]

    def members(self, lead: Item) -> list[Item]:
        """All proposals of an entry, the one that gives it its title first."""
        return [lead, *self.united(lead)]

    def declarations(self, item: Item) -> list[Declared]:
        """What delegations declare of a proposal."""
        return [declared for declared in self.declared if declared.proposal == item.code]

    def item(self, code: str) -> Item | None:
        """The proposal of this code."""
        return self._by_code.get(code)

    def measures(self, mechanism: Item) -> list[Item]:
        """The benchmarks of an entry that the document holds: those of all its mechanisms, each with what it is united with."""
        found = [self.item(code) for one in self.members(mechanism) for code in self.linked(one)]
        wanted = [
            item for item in found if item is not None and not item.is_mechanism and self.included(item)
        ]
        families = [
            each for item in wanted for each in self.members(self.lead(item)) if not each.is_mechanism
        ]
        return list({each.code: each for each in families}.values())

    def alone(self, benchmark: Item) -> bool:
        """Whether no mechanism that the document holds is measured by this benchmark, or by one it is united with."""
        return not any(
            other.is_mechanism and self.included(other)
            for one in self.members(self.lead(benchmark))
            for code in self.linked(one)
            if (other := self.item(code)) is not None
        )

    def linked(self, item: Item) -> list[str]:
        """What a text is linked with, in its own order. A link is made on one of the two texts, and each version names
        all its links: so of two texts that say different things the one written later is right."""
        named = [code for code in item.linked if not self._says_otherwise(item, code)]
        return named + [
            other.code
            for other in self._named_by.get(item.code, ())
            if other.code not in item.linked and other.written_at > item.written_at
        ]

    def _says_otherwise(self, item: Item, code: str) -> bool:
        other = self.item(code)
        return other is not None and item.code not in other.linked and other.written_at > item.written_at

    @cached_property
    def _named_by(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item in self.items:
            for code in item.linked:
                found.setdefault(code, []).append(item)
        return found

    @cached_property
    def _by_code(self) -> dict[str, Item]:
        return {item.code: item for item in self.items}


@dataclass(frozen=True)
class Came:
    """A contribution that a proposal grew out of."""

    code: str
    title: str
    day: date


@dataclass(frozen=True)
class Annexed:
    """What only the annexes need."""

    comments: tuple[CommentView, ...]
    participants: Sequence[tuple[Constituency, tuple[Delegation, ...]]]
    by_position: Mapping[tuple[str, str, str], tuple[str, ...]]
    """The names of delegations by ballot, proposal and position; `not_voted` is among the positions."""
    came: Mapping[str, tuple[Came, ...]] = field(default_factory=dict)
    groups: Sequence[WorkingGroup] = ()
    explanations: Mapping[str, tuple[Explained, ...]] = field(default_factory=dict)
    """What delegations said of their positions, by the ballot."""
    further: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
    """What higher floors say of the consultation, by the name of its annex."""


def positions_of(tallies: Iterable[Tally]) -> tuple[str, ...]:
    """The positions of these ballots in the order of their rules: those of the default first, who gave none last."""
    names = dict.fromkeys(stance.name for stance in CONSULTATION.stances)
    for tally in tallies:
        names |= dict.fromkeys(stance.name for stance in tally.view.rule.stances)
    return (*names, NOT_VOTED)


def newest(
    material: Material,
    comments: Sequence[CommentView],
    explanations: Mapping[str, Sequence[Explained]] | None = None,
) -> datetime:
    """The instant of the newest thing the document holds: a text, the close of a ballot, a comment, a disposition, an
    explanation of position."""
    moments = [item.written_at for item in material.items]
    moments += [last_moment(view.closes_at) for view in material.ballots if view.counted]
    moments += [item.silence.confirmed_at for item in material.items if item.silence]
    moments += [chosen.recorded_at for chosen in material.listing.selections.values()]
    moments += [front.written_at for front in material.listing.front.values()]
    moments += [declared.made_at for declared in material.declared]
    for comment in comments:
        moments.append(comment.created_at)
        if comment.disposition:
            moments.append(comment.disposition.issued_at)
    for some in (explanations or {}).values():
        moments += [each.withdrawn_at or each.given_at for each in some]
    return max(moments, default=material.consultation.created_at)


def last_moment(closes: datetime) -> datetime:
    """The last second inside a deadline: the end of the 13th is a moment of the 13th, not of the 14th."""
    return closes - timedelta(seconds=1)
