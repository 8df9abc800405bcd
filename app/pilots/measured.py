"""What was measured against benchmarks: every value with who reported it, what another found of it, what corrects it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.contributions.models import Source
from app.drafting.models import Proposal, Version
from app.pilots.models import Finding, Measurement, PilotProposal, Verification
from app.pilots.reckoning import Goal, goal_of


class Titled(Protocol):
    """A benchmark by its row, code and title."""

    @property
    def id(self) -> int:
        """Its row."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def title_i18n(self) -> Mapping[str, str]:
        """Its title in other languages."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What somebody other than the reporter found of a value, last of all: `confirmed` or `questioned`."""

    finding: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Measured:
    """One measured value, with where it comes from. `corrects` and `corrected_by` are ids of other values.

    `persons` and `delegations` reported it or any value that it corrects. `asked` is what was questioned of one of those
    and has no answer yet: nobody has looked at this value since.
    """

    id: int
    period: str
    day: date
    value: Decimal
    scope: str
    basis: str
    source: str | None
    note: str | None
    in_pilot: bool
    unit: str | None = None
    reason: str | None = None
    by: str = ""
    at: datetime | None = None
    corrects: int | None = None
    corrected_by: int | None = None
    listed: bool = False
    delegation: int | None = None
    persons: frozenset[int] = frozenset()
    delegations: frozenset[int] = frozenset()
    checked: Checked | None = None
    asked: Checked | None = None

    @property
    def stands(self) -> bool:
        """Whether no later value corrects it."""
        return self.corrected_by is None

    @property
    def questioned(self) -> bool:
        """Whether it is open to question: what somebody asked of it, or of a value it corrects, has no answer yet."""
        last = self.checked or self.asked
        return self.stands and last is not None and last.finding == Finding.QUESTIONED

    @property
    def verified(self) -> bool:
        """Whether somebody other than the reporter confirmed it; in an imported record, whether a published source does."""
        if self.checked is not None:
            return self.checked.finding == Finding.CONFIRMED
        return self.at is None and self.basis == "real"


@dataclass(frozen=True, slots=True)
class MeasuredBenchmark:
    """A benchmark with its newest text, what it (or a pilot by its own figures) aims at, and every measured value.

    `since` and `until` are the first and the last day of the pilot by its plan.
    """

    code: str
    title: str
    title_i18n: Mapping[str, str]
    content: Mapping[str, Any]
    goal: Goal
    values: tuple[Measured, ...]
    own: PilotProposal | None = None
    since: date | None = None
    until: date | None = None


def measured_benchmarks(
    db: Session, benchmarks: Sequence[Titled], *, pilot_id: int | None
) -> list[MeasuredBenchmark]:
    """These benchmarks with what was measured: in one pilot and observed at large, by day; two queries."""
    ids = [tried.id for tried in benchmarks]
    rows = db.exec(
        select(Version.proposal_id, Version.content, PilotProposal)
        .join(Proposal, col(Proposal.id) == Version.proposal_id)
        .join(
            PilotProposal,
            sa.and_(
                col(PilotProposal.proposal_id) == Version.proposal_id,
                col(PilotProposal.pilot_id) == (pilot_id or 0),
            ),
            isouter=True,
        )
        .where(col(Version.proposal_id).in_(ids), Version.n == Proposal.version)
    ).all()
    texts = {proposal: (content, own) for proposal, content, own in rows}
    observed = col(Measurement.pilot_id).is_(None)
    whose = observed if pilot_id is None else sa.or_(observed, col(Measurement.pilot_id) == pilot_id)
    values = values_of(db, col(Measurement.proposal_id).in_(ids), whose)
    found = []
    for tried in benchmarks:
        content, own = texts.get(tried.id, ({}, None))
        goal = goal_of(tried.code, content, own)
        found.append(
            MeasuredBenchmark(
                tried.code, tried.title, tried.title_i18n, content, goal, tuple(values[tried.id]), own
            )
        )
    return found


def newest_finding() -> sa.ColumnElement[bool]:
    """What joins to a measured value the last verification of it, and no other."""
    newest = (
        select(func.max(Verification.n))
        .where(Verification.measurement_id == Measurement.id)
        .correlate(Measurement)
        .scalar_subquery()
    )
    return sa.and_(col(Verification.measurement_id) == Measurement.id, col(Verification.n) == newest)


def values_of(db: Session, *which: Any) -> dict[int, list[Measured]]:
    """The values that `which` names, by the row of their benchmark and then by day; one query."""
    rows = db.exec(
        select(Measurement, Verification, Source.code)
        .join(Verification, newest_finding(), isouter=True)
        .join(
            Source,
            sa.and_(
                col(Source.consultation_id) == Measurement.consultation_id,
                col(Source.code) == Measurement.source,
            ),
            isouter=True,
        )
        .where(*which)
        .order_by(col(Measurement.day), col(Measurement.scope), col(Measurement.id))
    ).all()
    corrected = {row.corrects_id: row.id for row, _, _ in rows if row.corrects_id is not None}
    by_id = {row.id or 0: (row, checked) for row, checked, _listed in rows}
    before = {number: row.corrects_id for number, (row, _checked) in by_id.items()}
    found: dict[int, list[Measured]] = defaultdict(list)
    for row, checked, listed in rows:
        line = [by_id[number] for number in line_of(row.id or 0, before)]
        found[row.proposal_id].append(
            Measured(
                id=row.id or 0,
                period=row.period,
                day=row.day,
                value=row.value,
                scope=row.scope,
                basis=row.basis,
                source=row.source,
                note=row.note,
                in_pilot=row.pilot_id is not None,
                unit=row.unit,
                reason=row.reason,
                by=row.by_title or "",
                at=row.reported_at,
                corrects=row.corrects_id,
                corrected_by=corrected.get(row.id or 0),
                listed=listed is not None,
                delegation=row.delegation_id,
                persons=frozenset(old.person_id for old, _ in line if old.person_id is not None),
                delegations=frozenset(old.delegation_id for old, _ in line if old.delegation_id is not None),
                checked=_finding(checked),
                asked=_finding(open_question([finding for _, finding in line])),
            )
        )
    return found


def line_of(number: int, corrects: Mapping[int, int | None]) -> list[int]:
    """A value, the one that it corrects, the one that this corrects, and so on, as far as `corrects` knows them."""
    found = [number]
    while (older := corrects.get(found[-1])) is not None and older in corrects:
        found.append(older)
    return found


def open_question(findings: Sequence[Verification | None]) -> Verification | None:
    """What was questioned of a value that this line of values corrects, newest first, and was not answered since.

    A correction is no answer to a question: somebody else says that it is, by looking at the corrected value.
    """
    last = next((each for each in findings if each is not None), None)
    questioned = last is not None and last.finding == Finding.QUESTIONED
    return last if questioned and findings[0] is None else None


def _finding(row: Verification | None) -> Checked | None:
    return Checked(row.finding, row.note, row.by_title, row.verified_at) if row is not None else None
