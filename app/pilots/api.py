"""The programs' door to pilots."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.consultations.doors import ThisConsultation
from app.drafting.models import Kind
from app.pilots.queries import pilot_lines, visible_pilot
from app.pilots.schemas import (
    MeasurementOut,
    MilestoneOut,
    PilotOut,
    PilotsOut,
    PilotWithValuesOut,
    ReportOut,
)
from app.pilots.views import PilotLine
from app.web.doors import CurrentActor, ReadDb

router = APIRouter(prefix="/consultations", tags=["pilots"])


def pilot_out(line: PilotLine) -> PilotOut:
    """A line of the board as programs read it."""
    return PilotOut(
        code=line.code,
        title=line.title,
        state=line.state,
        start=line.starts,
        end=line.ends,
        basis=line.basis,
        lead_states=[party.code for party in line.leads],
        partners=[party.code for party in line.partners],
        mechanisms=[tried.code for tried in line.tries if tried.kind == Kind.MECHANISM],
        benchmarks=[tried.code for tried in line.tries if tried.kind == Kind.BENCHMARK],
        milestones=[
            MilestoneOut(
                id=s.id,
                title=s.title,
                due=s.due,
                completed=s.completed,
                state=s.stage,
                note=s.note,
                moved_to=s.moved_to,
            )
            for s in line.steps
        ],
        measurements=line.measurements,
    )


@router.get("/{slug}/pilots")
def list_pilots(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str, Query(max_length=100)] = "",
) -> PilotsOut:
    """The pilots by code, from the one after `cursor`."""
    lines = sorted(pilot_lines(db, consultation, actor), key=lambda line: line.code)
    rest = [line for line in lines if line.code > cursor]
    more = len(rest) > limit
    return PilotsOut(
        items=[pilot_out(line) for line in rest[:limit]], next=rest[limit - 1].code if more else None
    )


@router.get("/{slug}/pilots/{code}")
def read_pilot(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> PilotWithValuesOut:
    """One pilot with everything it reported."""
    page = visible_pilot(db, consultation, actor, code)
    values = [
        MeasurementOut(
            id=value.id,
            benchmark=benchmark.code,
            period=value.period,
            date=value.day,
            value=value.value,
            unit=value.unit,
            scope=value.scope,
            basis=value.basis,
            source=value.source,
            note=value.note,
            corrects=value.corrects,
            corrected_by=value.corrected_by,
            reason=value.reason,
            finding=value.checked.finding if value.checked else None,
            questioned=value.questioned,
        )
        for benchmark in page.benchmarks
        for value in benchmark.values
    ]
    lights = {report.of.n: report.light for report in page.reports}
    return PilotWithValuesOut(
        **pilot_out(page.line).model_dump(),
        description=page.line.description,
        values=values,
        reports=[
            ReportOut(n=r.n, starts=r.starts, ends=r.ends, due=r.due, state=r.stage, light=lights.get(r.n))
            for r in page.line.reports
        ],
        light=page.light,
        own_light=page.own_light,
        invited=[party.code for party in page.line.parties if party.invited],
    )
