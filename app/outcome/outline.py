"""The candidates of the list and the outline that follows from it: which entry stands where. Reads in two queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.consultations.models import Consultation, Roundtable, WorkingGroup
from app.drafting.models import BenchmarkLink, Kind, Proposal, is_text
from app.kernel.ledger import digest
from app.outcome.listing import Listing
from app.outcome.rules import OF_THE_LIST, Place


@dataclass(frozen=True)
class Candidate:
    """An adopted proposal of an open group, on which the representative group decides."""

    id: int
    code: str
    kind: str
    title: str
    title_i18n: Mapping[str, str]
    state: str
    version: int
    roundtable: str
    group: str

    @property
    def is_mechanism(self) -> bool:
        """Whether it is a mechanism; otherwise it is a benchmark."""
        return self.kind == Kind.MECHANISM


@dataclass(frozen=True)
class Entry:
    """One entry of the outline: whose text leads it, who stands in it, and what measures it.

    `alone` marks a benchmark without a mechanism in the list: it stands in its roundtable on its own and says so.
    """

    lead: Candidate
    united: tuple[Candidate, ...] = ()
    measures: tuple[Candidate, ...] = ()
    alone: bool = False

    @property
    def code(self) -> str:
        """The code of the proposal that leads it."""
        return self.lead.code


@dataclass(frozen=True)
class Outline:
    """The candidates in the order of their codes, with the list they make. Everything is worked out in memory."""

    candidates: Sequence[Candidate]
    listing: Listing
    links: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The benchmarks of each mechanism, in its order."""

    @cached_property
    def by_code(self) -> dict[str, Candidate]:
        """The candidates by code."""
        return {each.code: each for each in self.candidates}

    @property
    def included(self) -> list[Candidate]:
        """What is in the list, in entries of its own or in others'."""
        return [each for each in self.candidates if self.listing.included(each.code)]

    @property
    def undecided(self) -> list[Candidate]:
        """Those on which no decision of the representative group was recorded."""
        return [each for each in self.candidates if each.code not in self.listing.selections]

    def into(self, code: str) -> str | None:
        """The entry it stands in, where that is another's; of one that is no candidate any more nothing is left."""
        lead = self.listing.into(code)
        return lead if lead in self.by_code and self.listing.included(lead) else None

    def united(self, code: str) -> tuple[Candidate, ...]:
        """What is in the list in the entry of this one, in the order in which it came."""
        if code not in self.by_code:
            return ()
        return tuple(
            self.by_code[each]
            for each in self.listing.united(code)
            if each in self.by_code and self.listing.included(each)
        )

    def place(self, candidate: Candidate) -> Place:
        """How it stands in the list, for the rules."""
        return Place(
            candidate.code,
            candidate.kind,
            candidate.state,
            self.listing.included(candidate.code),
            self.into(candidate.code),
            tuple(each.code for each in self.united(candidate.code)),
        )

    def measures(self, code: str) -> tuple[Candidate, ...]:
        """The benchmarks in the list that measure a mechanism, and those of the mechanisms united with it."""
        together = (code, *(each.code for each in self.united(code)))
        named = dict.fromkeys(link for each in together for link in self.links.get(each, ()))
        # A benchmark in the entry of another one is named there.
        heads = dict.fromkeys(self.into(each) or each for each in named if self.listing.included(each))
        return tuple(self.by_code[each] for each in heads if each in self.by_code)

    def entries(self, roundtable: str) -> tuple[Entry, ...]:
        """The entries of a roundtable in their order: its mechanisms, and the benchmarks that stand on their own."""
        leads = [
            each
            for each in self.included
            if each.roundtable == roundtable
            and self.into(each.code) is None
            and (each.is_mechanism or each.code not in self._measuring)
        ]
        by_code = {each.code: each for each in leads}
        return tuple(self._entry(by_code[code]) for code in self.listing.in_order(by_code))

    def _entry(self, lead: Candidate) -> Entry:
        if lead.is_mechanism:
            return Entry(lead, self.united(lead.code), self.measures(lead.code))
        return Entry(lead, self.united(lead.code), alone=True)

    @cached_property
    def _measuring(self) -> set[str]:
        """The benchmarks that are named under a mechanism of the list."""
        return {
            measure.code
            for each in self.included
            if each.is_mechanism and self.into(each.code) is None
            for measure in self.measures(each.code)
        }

    def mark(self, roundtable: str) -> str:
        """A short mark of the order of a roundtable: a form drawn from another order carries another mark."""
        return order_mark([entry.code for entry in self.entries(roundtable)])


def order_mark(codes: Iterable[str]) -> str:
    """The mark of an order."""
    return digest(list(codes))[:16]


def outline_of(db: Session, consultation: Consultation, listing: Listing) -> Outline:
    """The outline as it stands. Queries: two, besides those of the listing."""
    return Outline(candidates_of(db, consultation), listing, links_of(db, consultation))


def candidates_of(
    db: Session, consultation: Consultation, *, codes: Sequence[str] | None = None
) -> list[Candidate]:
    """What the delegations adopted, of open groups, by roundtable, mechanisms first; of `codes` only, where given."""
    statement = (
        sa.select(
            col(Proposal.id),
            col(Proposal.code),
            col(Proposal.kind),
            col(Proposal.title),
            col(Proposal.title_i18n),
            col(Proposal.state),
            col(Proposal.version),
            col(Roundtable.code),
            col(WorkingGroup.code),
        )
        .join_from(Proposal, Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(
            col(Proposal.consultation_id) == consultation.id,
            is_text(),
            col(WorkingGroup.closed).is_(False),
            col(Proposal.state).in_(OF_THE_LIST),
        )
        .order_by(
            col(Roundtable.number),
            col(Roundtable.code),
            col(Proposal.kind).desc(),
            col(Proposal.number),
            col(Proposal.code),
        )
    )
    if codes is not None:
        statement = statement.where(col(Proposal.code).in_(codes))
    return [Candidate(*row) for row in db.execute(statement)]


def links_of(db: Session, consultation: Consultation) -> dict[str, tuple[str, ...]]:
    """The codes of the benchmarks of each mechanism, in its order."""
    benchmark = aliased(Proposal)
    rows = db.execute(
        sa.select(col(Proposal.code), col(benchmark.code))
        .join_from(BenchmarkLink, Proposal, col(Proposal.id) == BenchmarkLink.mechanism_id)
        .join(benchmark, col(benchmark.id) == BenchmarkLink.benchmark_id)
        .where(col(Proposal.consultation_id) == consultation.id)
        .order_by(col(BenchmarkLink.mechanism_id), col(BenchmarkLink.place), col(benchmark.code))
    )
    found: dict[str, list[str]] = defaultdict(list)
    for mechanism, code in rows:
        found[mechanism].append(code)
    return {code: tuple(codes) for code, codes in found.items()}
