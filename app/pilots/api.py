"""The programs' door to pilots."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.consultations.doors import ThisConsultation
from app.drafting.models import Kind
from app.pilots.queries import pilot_lines, visible_pilot
from app.pilots.schemas import MeasurementOut, MilestoneOut, PilotOut, PilotsOut, PilotWithValuesOut
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
            MilestoneOut(title=s.title, due=s.due, completed=s.completed, state=s.stage, note=s.note)
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
    """One pilot with its measured values."""
    page = visible_pilot(db, consultation, actor, code)
    values = [
        MeasurementOut(
            benchmark=benchmark.code,
            period=value.period,
            date=value.day,
            value=value.value,
            scope=value.scope,
            basis=value.basis,
            source=value.source,
            note=value.note,
        )
        for benchmark in page.benchmarks
        for value in benchmark.values
    ]
    return PilotWithValuesOut(
        **pilot_out(page.line).model_dump(), description=page.line.description, values=values
    )
