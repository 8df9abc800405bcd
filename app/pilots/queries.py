"""Reads of pilots: the board, one pilot with everything it reported, and the measured values of a benchmark."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.consultations.models import Consultation, Delegation, WorkingGroup
from app.consultations.queries import seen_groups
from app.contributions.models import Source
from app.drafting.models import BenchmarkLink, Kind, Proposal, is_text
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.pilots.measured import MeasuredBenchmark, measured_benchmarks
from app.pilots.models import (
    Measurement,
    Milestone,
    Part,
    Pilot,
    PilotParty,
    PilotProposal,
    PilotStep,
    ProgressReport,
)
from app.pilots.reckoning import Reading, computed_light
from app.pilots.rules import OVER, days_late, milestone_stage, report_stage, why_not_try
from app.pilots.standing import ADOPTED, recommended, with_a_lead
from app.pilots.views import (
    CitedSource,
    Party,
    PilotLine,
    PilotPage,
    Recommended,
    Report,
    ReportDue,
    Step,
    StepTaken,
    Tried,
)


def pilot_lines(
    db: Session, consultation: Consultation, actor: Actor, *, code: str | None = None
) -> list[PilotLine]:
    """The pilots of a consultation, in their order; six queries, however many there are."""
    wanted = [col(Pilot.consultation_id) == consultation.id]
    if code is not None:
        wanted.append(col(Pilot.code) == code)
    rows = db.execute(
        sa.select(Pilot, col(PilotStep.taken_at))
        .join(
            PilotStep,
            sa.and_(col(PilotStep.pilot_id) == col(Pilot.id), col(PilotStep.to_state).in_(OVER)),
            isouter=True,
        )
        .where(*wanted)
        .order_by(col(Pilot.starts), col(Pilot.code))
    ).all()
    pilots = [row[0] for row in rows]
    ids = [pilot.id or 0 for pilot in pilots]
    zone = consultation.timezone
    # The clock of a pilot stops when it is over: what had not fallen due by then is not late.
    days = {pilot.id: local_day(over_at or now(db), zone) for pilot, over_at in rows}
    parties = _parties(db, ids, zone)
    tries = _tries(db, ids, actor)
    steps = _steps(db, ids, days)
    reports = _reports(db, ids, zone, days)
    counted: dict[int | None, int] = {}
    for pilot_id, many in db.exec(
        select(Measurement.pilot_id, func.count())
        .where(col(Measurement.pilot_id).in_(ids))
        .group_by(col(Measurement.pilot_id))
    ):
        counted[pilot_id] = many
    return [
        PilotLine(
            id=pilot.id or 0,
            code=pilot.code,
            title=pilot.title,
            description=pilot.description,
            state=pilot.state,
            starts=pilot.starts,
            ends=pilot.ends,
            basis=pilot.basis,
            parties=tuple(parties[pilot.id or 0]),
            tries=tuple(tries[pilot.id or 0]),
            steps=tuple(steps[pilot.id or 0]),
            measurements=counted.get(pilot.id, 0),
            reports=tuple(reports[pilot.id or 0]),
        )
        for pilot in pilots
    ]


def pilots_counted(db: Session, consultation: Consultation) -> tuple[int, int]:
    """How many pilots there are, and how many of those that are not over no State leads; one query."""
    alone = sa.and_(col(Pilot.state).not_in(OVER), col(Pilot.id).not_in(with_a_lead()))
    row = db.execute(
        sa.select(func.count(), func.coalesce(func.sum(sa.case((alone, 1), else_=0)), 0))
        .select_from(Pilot)
        .where(col(Pilot.consultation_id) == consultation.id)
    ).one()
    return int(row[0]), int(row[1])


def visible_pilot(db: Session, consultation: Consultation, actor: Actor, code: str) -> PilotPage:
    """One pilot with its milestones and its measured values; NotFound where there is none of this code."""
    lines = pilot_lines(db, consultation, actor, code=code)
    if not lines:
        raise NotFound(_("There is no pilot “%(code)s” here.") % {"code": code})
    line = lines[0]
    tried = [tried for tried in line.tries if tried.kind == Kind.BENCHMARK]
    found = measured_benchmarks(db, tried, pilot_id=line.id)
    benchmarks = [replace(each, since=line.starts, until=line.ends) for each in found]
    named = {step.source for step in line.steps} | {v.source for b in benchmarks for v in b.values}
    sources = db.exec(
        select(Source)
        .where(Source.consultation_id == consultation.id, col(Source.code).in_(sorted(filter(None, named))))
        .order_by(col(Source.code))
    ).all()
    return PilotPage(
        line=line,
        taken=_taken(db, line.id),
        reports=_submitted(db, line),
        benchmarks=tuple(benchmarks),
        light=_light(line, benchmarks, local_day(now(db), consultation.timezone)),
        sources=tuple(CitedSource(s.code, s.title, s.publisher, s.year, s.url) for s in sources),
    )


def recommended_here(db: Session, consultation: Consultation) -> list[Recommended]:
    """What was recommended and can be taken up, mechanisms and benchmarks in their order, with what measures what.

    Two queries. What a closed group wrote is not among them.
    """
    rows = db.exec(
        select(Proposal)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(
            Proposal.consultation_id == consultation.id,
            recommended(),
            is_text(),
            col(WorkingGroup.closed).is_(False),
        )
        .order_by(col(Proposal.kind).desc(), col(Proposal.roundtable_id), col(Proposal.number))
    ).all()
    links: dict[int, list[int]] = defaultdict(list)
    for link in db.exec(
        select(BenchmarkLink).where(col(BenchmarkLink.mechanism_id).in_([row.id for row in rows]))
    ):
        links[link.mechanism_id].append(link.benchmark_id)
    codes = {row.id: row.code for row in rows}
    return [
        Recommended(
            row.code,
            row.kind,
            row.title,
            row.title_i18n,
            tuple(codes[each] for each in links[row.id or 0] if each in codes),
        )
        for row in rows
    ]


def why_not_try_here(db: Session, consultation: Consultation, code: str) -> str | None:
    """Why an adopted proposal of an open group cannot be taken up, or None: `why_not_try`, also where there is none. One
    query."""
    held = db.exec(
        select(recommended())
        .select_from(Proposal)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(
            Proposal.consultation_id == consultation.id,
            Proposal.code == code,
            col(Proposal.state).in_(ADOPTED),
            is_text(),
            col(WorkingGroup.closed).is_(False),
        )
    ).first()
    return None if held is None else why_not_try(code, held=bool(held))


def pilots_of_proposal(db: Session, proposal_id: int) -> list[tuple[str, str, str]]:
    """Code, title and state of the pilots that try a mechanism or report against a benchmark."""
    rows = db.exec(
        select(Pilot.code, Pilot.title, Pilot.state)
        .join(PilotProposal, col(PilotProposal.pilot_id) == Pilot.id)
        .where(PilotProposal.proposal_id == proposal_id)
        .order_by(col(Pilot.code))
    ).all()
    return [(code, title, state) for code, title, state in rows]


def _parties(db: Session, pilots: Sequence[int], zone: str) -> dict[int, list[Party]]:
    found: dict[int, list[Party]] = defaultdict(list)
    rows = db.exec(
        select(PilotParty, Delegation)
        .join(Delegation, col(Delegation.id) == PilotParty.delegation_id)
        .where(col(PilotParty.pilot_id).in_(pilots))
        .order_by(col(PilotParty.part), col(PilotParty.place), col(Delegation.place))
    )
    for party, delegation in rows:
        found[party.pilot_id].append(
            Party(
                delegation.id or 0,
                delegation.code,
                delegation.short_name,
                delegation.name_i18n,
                party.part == Part.LEAD,
                party.invited_on,
                party.joined_on,
                party.left_on,
                party.reason,
                local_day(delegation.ended_at, zone) if delegation.ended_at else None,
                party.lead_asked_on,
            )
        )
    return found


def _tries(db: Session, pilots: Sequence[int], actor: Actor) -> dict[int, list[Tried]]:
    found: dict[int, list[Tried]] = defaultdict(list)
    rows = db.exec(
        select(PilotProposal.pilot_id, Proposal, recommended())
        .join(Proposal, col(Proposal.id) == PilotProposal.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(
            col(PilotProposal.pilot_id).in_(pilots),
            seen_groups(actor),
        )
        .order_by(col(Proposal.kind).desc(), col(Proposal.roundtable_id), col(Proposal.number))
    )
    for pilot_id, proposal, stands in rows:
        found[pilot_id].append(
            Tried(
                proposal.id or 0,
                proposal.code,
                proposal.kind,
                proposal.title,
                proposal.title_i18n,
                proposal.state,
                bool(stands),
            )
        )
    return found


def _steps(db: Session, pilots: Sequence[int], today: Mapping[int | None, date]) -> dict[int, list[Step]]:
    rows = db.exec(
        select(Milestone)
        .where(col(Milestone.pilot_id).in_(pilots))
        .order_by(col(Milestone.due), col(Milestone.place), col(Milestone.id))
    ).all()
    moved = {row.id: row.due for row in rows}
    found: dict[int, list[Step]] = defaultdict(list)
    for row in rows:
        found[row.pilot_id].append(
            Step(
                id=row.id or 0,
                title=row.title,
                due=row.due,
                completed=row.completed,
                stage=milestone_stage(row.state, row.due, row.completed, today[row.pilot_id]),
                days_late=days_late(row, today[row.pilot_id]),
                basis=row.basis,
                source=row.source,
                note=row.note,
                moved_to=moved.get(row.replaced_by_id),
            )
        )
    return found


def _reports(
    db: Session, pilots: Sequence[int], zone: str, today: Mapping[int | None, date]
) -> dict[int, list[ReportDue]]:
    found: dict[int, list[ReportDue]] = defaultdict(list)
    for pilot_id, n, starts, ends, due, submitted_at in db.execute(
        sa.select(
            col(ProgressReport.pilot_id),
            col(ProgressReport.n),
            col(ProgressReport.starts),
            col(ProgressReport.ends),
            col(ProgressReport.due),
            col(ProgressReport.submitted_at),
        )
        .where(col(ProgressReport.pilot_id).in_(pilots))
        .order_by(col(ProgressReport.pilot_id), col(ProgressReport.n))
    ):
        submitted = local_day(submitted_at, zone) if submitted_at is not None else None
        stage = report_stage(submitted, ends, due, today[pilot_id])
        late = ((submitted or today[pilot_id]) - due).days if stage in ("submitted", "late") else 0
        found[pilot_id].append(ReportDue(n, starts, ends, due, stage, max(late, 0)))
    return found


def _taken(db: Session, pilot_id: int) -> tuple[StepTaken, ...]:
    rows = db.exec(select(PilotStep).where(PilotStep.pilot_id == pilot_id).order_by(col(PilotStep.n))).all()
    return tuple(
        StepTaken(r.verb, r.to_state, r.reason, r.lessons, r.follow_up, r.by_title, r.taken_at) for r in rows
    )


def _submitted(db: Session, line: PilotLine) -> tuple[Report, ...]:
    due = {each.n: each for each in line.reports}
    if not any(each.stage == "submitted" for each in line.reports):
        return ()
    rows = db.exec(
        select(ProgressReport)
        .where(ProgressReport.pilot_id == line.id, col(ProgressReport.submitted_at).is_not(None))
        .order_by(col(ProgressReport.n))
    ).all()
    return tuple(
        Report(
            of=due[row.n],
            light=row.light or "",
            narrative=row.narrative or "",
            risks=row.risks or "",
            recovery=row.recovery or "",
            resources=row.resources or "",
            by=row.by_title or "",
            at=row.submitted_at,
        )
        for row in rows
        if row.submitted_at is not None
    )


def _light(line: PilotLine, benchmarks: Sequence[MeasuredBenchmark], today: date) -> str:
    """The light that dates and values give a pilot today."""
    return computed_light(
        {each.code: each.goal for each in benchmarks},
        {
            each.code: [Reading(v.day, v.value, v.scope) for v in each.values if v.stands and v.in_pilot]
            for each in benchmarks
        },
        since=line.starts,
        milestones_late=[step.days_late for step in line.late],
        milestones_due=sum(line.starts <= step.due < today for step in line.steps),
        reports_late=len(line.late_reports),
    ).value
