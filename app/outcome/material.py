"""What the outcome document is made of, read once and never changed while the document is put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from app.consultations.models import Constituency, Consultation, Delegation, Roundtable
from app.contributions.models import Source
from app.discussion.views import CommentView
from app.drafting.content import Content, linked_codes
from app.drafting.models import Kind, ProposalState
from app.voting.counting import Outcome
from app.voting.models import Choice
from app.voting.views import BallotView, ProposalResult, Said, Tally

GONE = (ProposalState.WITHDRAWN, ProposalState.MERGED, ProposalState.SUPERSEDED)


@dataclass(frozen=True)
class Item:
    """A proposal in the text that was decided on, or while nothing is decided in its newest text.

    `ballot` is the latest ballot it is on; `decision` is there once that has closed.
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

    @property
    def is_mechanism(self) -> bool:
        """Whether it is a mechanism; otherwise it is a benchmark."""
        return self.kind == Kind.MECHANISM

    @property
    def recommended(self) -> bool:
        """Whether the delegations recommend it."""
        return self.decision is not None and self.decision.result.outcome in (
            Outcome.CONSENSUS,
            Outcome.ADOPTED,
        )

    @property
    def gone(self) -> bool:
        """Whether it was withdrawn, merged into another or superseded before a decision."""
        return self.decision is None and self.state in GONE

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

    @property
    def decided(self) -> bool:
        """Whether any ballot has closed; until then the document holds every proposal as it stands."""
        return bool(self.tallies)

    def included(self, item: Item) -> bool:
        """Whether the document holds the text: it is recommended, or its decision is still to come."""
        if item.recommended or item.gone or item.decision is not None:
            return item.recommended
        return not self.decided or item.ballot is not None

    @property
    def in_document(self) -> list[Item]:
        """The proposals whose text the document holds, in order."""
        return [item for item in self.items if self.included(item)]

    @property
    def left_out(self) -> list[Item]:
        """The others, in order."""
        return [item for item in self.items if not self.included(item)]

    def of_roundtable(self, roundtable: Roundtable) -> list[Item]:
        """What the document holds of one roundtable, mechanisms first."""
        return [item for item in self.in_document if item.roundtable_id == roundtable.id]

    def item(self, code: str) -> Item | None:
        """The proposal of this code."""
        return self._by_code.get(code)

    def measures(self, mechanism: Item) -> list[Item]:
        """The benchmarks of a mechanism that the document holds, in the mechanism's order."""
        found = (self.item(code) for code in self.linked(mechanism))
        return [item for item in found if item is not None and self.included(item)]

    def alone(self, benchmark: Item) -> bool:
        """Whether no mechanism that the document holds is measured by this benchmark."""
        found = (self.item(code) for code in self.linked(benchmark))
        return not any(item is not None and self.included(item) for item in found)

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
class Annexed:
    """What only the annexes need."""

    comments: tuple[CommentView, ...]
    participants: Sequence[tuple[Constituency, tuple[Delegation, ...]]]
    sources: Mapping[str, Source]
    by_position: Mapping[tuple[str, str, str], tuple[str, ...]]
    """The names of delegations by ballot, proposal and position; `not_voted` is among the positions."""


POSITIONS = (*(choice.value for choice in Choice), "not_voted")


def newest(material: Material, comments: Sequence[CommentView]) -> datetime:
    """The instant of the newest thing the document holds: a text, the close of a ballot, a comment, a disposition."""
    moments = [item.written_at for item in material.items]
    moments += [last_moment(view.closes_at) for view in material.ballots if view.counted]
    for comment in comments:
        moments.append(comment.created_at)
        if comment.disposition:
            moments.append(comment.disposition.issued_at)
    return max(moments, default=material.consultation.created_at)


def last_moment(closes: datetime) -> datetime:
    """The last second inside a deadline: the end of the 13th is a moment of the 13th, not of the 14th."""
    return closes - timedelta(seconds=1)
