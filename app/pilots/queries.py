"""Reads of pilots: the board, one pilot with everything it reported, and the measured values of a benchmark."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from app.consultations.models import Consultation, Delegation, WorkingGroup
from app.consultations.rules import own_groups
from app.contributions.models import Source
from app.drafting.models import Kind, Proposal
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.pilots.measured import MeasuredBenchmark, measured_benchmarks
from app.pilots.models import Measurement, Milestone, Pilot, PilotParty, PilotProposal
from app.pilots.rules import days_late, milestone_stage


@dataclass(frozen=True, slots=True)
class Party:
    """A delegation in a pilot."""

    code: str
    name: str
    name_i18n: Mapping[str, str]
    lead: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """A mechanism that is tried, or a benchmark that is reported against."""

    id: int
    code: str
    kind: str
    title: str
    title_i18n: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as the clock sees it."""

    title: str
    due: date
    completed: date | None
    stage: str
    days_late: int
    basis: str
    source: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class PilotLine:
    """One pilot on the board."""

    code: str
    title: str
    state: str
    starts: date
    ends: date | None
    basis: str
    parties: tuple[Party, ...]
    tries: tuple[Tried, ...]
    steps: tuple[Step, ...]
    measurements: int

    @property
    def leads(self) -> tuple[Party, ...]:
        """The States that lead."""
        return tuple(party for party in self.parties if party.lead)

    @property
    def late(self) -> tuple[Step, ...]:
        """The milestones that are late by the clock."""
        return tuple(step for step in self.steps if step.stage == "late")

    @property
    def met(self) -> int:
        """How many milestones are met."""
        return sum(step.stage == "met" for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The next milestone that is planned."""
        return next((step for step in self.steps if step.stage == "planned"), None)


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A public source named on the page."""

    code: str
    title: str
    publisher: str
    year: int | None
    url: str | None


@dataclass(frozen=True, slots=True)
class PilotPage:
    """One pilot, whole."""

    line: PilotLine
    description: str
    benchmarks: tuple[MeasuredBenchmark, ...]
    sources: tuple[CitedSource, ...]


def pilot_lines(
    db: Session, consultation: Consultation, actor: Actor, *, code: str | None = None
) -> list[PilotLine]:
    """The pilots of a consultation, in their order; four queries, however many there are."""
    wanted = [Pilot.consultation_id == consultation.id]
    if code is not None:
        wanted.append(Pilot.code == code)
    pilots = db.exec(select(Pilot).where(*wanted).order_by(col(Pilot.starts), col(Pilot.code))).all()
    ids = [pilot.id or 0 for pilot in pilots]
    today = local_day(now(db), consultation.timezone)
    parties = _parties(db, ids)
    tries = _tries(db, ids, actor)
    steps: dict[int, list[Step]] = defaultdict(list)
    for row in db.exec(
        select(Milestone)
        .where(col(Milestone.pilot_id).in_(ids))
        .order_by(col(Milestone.due), col(Milestone.place))
    ):
        steps[row.pilot_id].append(_step(row, today))
    counted: dict[int | None, int] = {}
    for pilot_id, many in db.exec(
        select(Measurement.pilot_id, func.count())
        .where(col(Measurement.pilot_id).in_(ids))
        .group_by(col(Measurement.pilot_id))
    ):
        counted[pilot_id] = many
    return [
        PilotLine(
            code=pilot.code,
            title=pilot.title,
            state=pilot.state,
            starts=pilot.starts,
            ends=pilot.ends,
            basis=pilot.basis,
            parties=tuple(parties[pilot.id or 0]),
            tries=tuple(tries[pilot.id or 0]),
            steps=tuple(steps[pilot.id or 0]),
            measurements=counted.get(pilot.id, 0),
        )
        for pilot in pilots
    ]


def visible_pilot(db: Session, consultation: Consultation, actor: Actor, code: str) -> PilotPage:
    """One pilot with its milestones and its measured values; NotFound where there is none of this code."""
    lines = pilot_lines(db, consultation, actor, code=code)
    if not lines:
        raise NotFound(_("There is no pilot “%(code)s” here.") % {"code": code})
    line = lines[0]
    description, pilot_id = db.exec(
        select(Pilot.description, Pilot.id).where(
            Pilot.consultation_id == consultation.id, Pilot.code == code
        )
    ).one()
    benchmarks = measured_benchmarks(
        db, [tried for tried in line.tries if tried.kind == Kind.BENCHMARK], pilot_id=pilot_id
    )
    named = {step.source for step in line.steps} | {v.source for b in benchmarks for v in b.values}
    sources = db.exec(
        select(Source)
        .where(Source.consultation_id == consultation.id, col(Source.code).in_(sorted(filter(None, named))))
        .order_by(col(Source.code))
    ).all()
    return PilotPage(
        line=line,
        description=description,
        benchmarks=tuple(benchmarks),
        sources=tuple(CitedSource(s.code, s.title, s.publisher, s.year, s.url) for s in sources),
    )


def pilots_of_proposal(db: Session, proposal_id: int) -> list[tuple[str, str, str]]:
    """Code, title and state of the pilots that try a mechanism or report against a benchmark."""
    rows = db.exec(
        select(Pilot.code, Pilot.title, Pilot.state)
        .join(PilotProposal, col(PilotProposal.pilot_id) == Pilot.id)
        .where(PilotProposal.proposal_id == proposal_id)
        .order_by(col(Pilot.code))
    ).all()
    return [(code, title, state) for code, title, state in rows]


def _parties(db: Session, pilots: Sequence[int]) -> dict[int, list[Party]]:
    found: dict[int, list[Party]] = defaultdict(list)
    rows = db.exec(
        select(PilotParty, Delegation)
        .join(Delegation, col(Delegation.id) == PilotParty.delegation_id)
        .where(col(PilotParty.pilot_id).in_(pilots))
        .order_by(col(PilotParty.part), col(PilotParty.place), col(Delegation.place))
    )
    for party, delegation in rows:
        found[party.pilot_id].append(
            Party(delegation.code, delegation.short_name, delegation.name_i18n, party.part == "lead")
        )
    return found


def _tries(db: Session, pilots: Sequence[int], actor: Actor) -> dict[int, list[Tried]]:
    found: dict[int, list[Tried]] = defaultdict(list)
    rows = db.exec(
        select(PilotProposal.pilot_id, Proposal)
        .join(Proposal, col(Proposal.id) == PilotProposal.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(
            col(PilotProposal.pilot_id).in_(pilots),
            or_(col(WorkingGroup.closed).is_(False), col(WorkingGroup.id).in_(own_groups(actor))),
        )
        .order_by(col(Proposal.kind).desc(), col(Proposal.roundtable_id), col(Proposal.number))
    )
    for pilot_id, proposal in rows:
        found[pilot_id].append(
            Tried(proposal.id or 0, proposal.code, proposal.kind, proposal.title, proposal.title_i18n)
        )
    return found


def _step(row: Milestone, today: date) -> Step:
    return Step(
        title=row.title,
        due=row.due,
        completed=row.completed,
        stage=milestone_stage(row.state, row.due, row.completed, today),
        days_late=days_late(row, today),
        basis=row.basis,
        source=row.source,
        note=row.note,
    )
