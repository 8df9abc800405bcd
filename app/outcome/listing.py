"""What the secretariat has put together so far: who is in, who stands with whom, in what order, after which words.

Compose and the editions read the list through here and never the tables.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.drafting.models import Proposal
from app.outcome.models import Choice, EntryPlace, FrontText, Selection, Union


@dataclass(frozen=True)
class Selected:
    """What the representative group decided of a proposal, as it was recorded last. `turn` counts the decisions."""

    choice: str
    reason: str
    decided_on: date | None
    turn: int
    by_title: str
    recorded_at: datetime

    @property
    def included(self) -> bool:
        """Whether it is in the list."""
        return self.choice == Choice.INCLUDE


@dataclass(frozen=True)
class United:
    """A proposal that stands in the entry of another one, and why."""

    code: str
    into: str
    reason: str
    made_at: datetime


@dataclass(frozen=True)
class FrontWords:
    """A part of the front matter in one language, in its newest wording."""

    part: str
    language: str
    n: int
    text: str
    by_title: str
    written_at: datetime


@dataclass(frozen=True)
class Listing:
    """The list as it stands: decisions and unions by code, places by code, front matter by part and language."""

    selections: Mapping[str, Selected] = field(default_factory=dict)
    unions: Mapping[str, United] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    front: Mapping[tuple[str, str], FrontWords] = field(default_factory=dict)

    @property
    def begun(self) -> bool:
        """Whether any decision of the representative group was recorded."""
        return bool(self.selections)

    def included(self, code: str) -> bool:
        """Whether the list holds this proposal, in an entry of its own or in another's."""
        found = self.selections.get(code)
        return found is not None and found.included

    def excluded(self, code: str) -> Selected | None:
        """The decision that this proposal is not in the list, with its reason, or None."""
        found = self.selections.get(code)
        return found if found is not None and not found.included else None

    def into(self, code: str) -> str | None:
        """The code of the entry this proposal stands in, where that is another's."""
        found = self.unions.get(code)
        return found.into if found else None

    def united(self, code: str) -> tuple[str, ...]:
        """The codes of the proposals that stand in this one's entry, in the order in which they came."""
        return self._by_entry.get(code, ())

    def in_order(self, codes: Iterable[str]) -> list[str]:
        """Some codes in the order of the list: those somebody placed first, then the others as they were given."""
        return sorted(codes, key=lambda code: self.places.get(code, 10**9))

    def words(self, part: str, language: str) -> FrontWords | None:
        """A part of the front matter in a language; None where nobody wrote it, or it was emptied."""
        found = self.front.get((part, language))
        return found if found is not None and found.text.strip() else None

    @cached_property
    def _by_entry(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for union in self.unions.values():
            found[union.into].append(union.code)
        return {code: tuple(codes) for code, codes in found.items()}


def listing_of(db: Session, consultation: Consultation) -> Listing:
    """The list of a consultation as it stands. Queries: four."""
    return Listing(
        selections_of(db, consultation),
        unions_of(db, consultation),
        places_of(db, consultation),
        front_of(db, consultation),
    )


def selections_of(db: Session, consultation: Consultation) -> dict[str, Selected]:
    """The newest decision on each proposal that has one, by code."""
    newest = (
        sa.select(col(Selection.proposal_id), sa.func.max(col(Selection.turn)).label("turn"))
        .where(col(Selection.consultation_id) == consultation.id)
        .group_by(col(Selection.proposal_id))
        .subquery()
    )
    rows = db.execute(
        sa.select(
            col(Proposal.code),
            col(Selection.choice),
            col(Selection.reason),
            col(Selection.decided_on),
            col(Selection.turn),
            col(Selection.by_title),
            col(Selection.recorded_at),
        )
        .join_from(Selection, Proposal, col(Proposal.id) == col(Selection.proposal_id))
        .join(
            newest,
            sa.and_(newest.c.proposal_id == col(Selection.proposal_id), newest.c.turn == col(Selection.turn)),
        )
    )
    return {code: Selected(*rest) for code, *rest in rows}


def unions_of(db: Session, consultation: Consultation) -> dict[str, United]:
    """The unions that stand, by the code of the proposal that stands in another's entry; oldest first."""
    other = aliased(Proposal)
    rows = db.execute(
        sa.select(col(Proposal.code), col(other.code), col(Union.reason), col(Union.made_at))
        .join_from(Union, Proposal, col(Proposal.id) == Union.proposal_id)
        .join(other, col(other.id) == Union.into_id)
        .where(col(Union.consultation_id) == consultation.id, col(Union.ended_at).is_(None))
        .order_by(col(Union.id))
    )
    return {code: United(code, into, reason, made) for code, into, reason, made in rows}


def places_of(db: Session, consultation: Consultation) -> dict[str, int]:
    """The places that were given, by code."""
    rows = db.execute(
        sa.select(col(Proposal.code), col(EntryPlace.place))
        .join_from(EntryPlace, Proposal, col(Proposal.id) == EntryPlace.proposal_id)
        .where(col(EntryPlace.consultation_id) == consultation.id)
    )
    return {row[0]: row[1] for row in rows}


def front_of(db: Session, consultation: Consultation) -> dict[tuple[str, str], FrontWords]:
    """The newest wording of each part of the front matter, by part and language."""
    newest = (
        sa.select(col(FrontText.part), col(FrontText.language), sa.func.max(col(FrontText.n)).label("n"))
        .where(col(FrontText.consultation_id) == consultation.id)
        .group_by(col(FrontText.part), col(FrontText.language))
        .subquery()
    )
    rows = db.exec(
        select(FrontText)
        .join(
            newest,
            sa.and_(
                newest.c.part == col(FrontText.part),
                newest.c.language == col(FrontText.language),
                newest.c.n == col(FrontText.n),
            ),
        )
        .where(FrontText.consultation_id == consultation.id)
    ).all()
    return {
        (row.part, row.language): FrontWords(
            row.part, row.language, row.n, row.text, row.by_title, row.written_at
        )
        for row in rows
    }
