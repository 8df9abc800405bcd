"""The browser's door to pilots: the board and one pilot."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.consultations.doors import ThisConsultation
from app.pilots.figures import measured_figures
from app.pilots.queries import pilot_lines, visible_pilot
from app.pilots.rules import PILOT_STATES
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/pilots")
def show_board(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor
) -> HTMLResponse:
    """Every pilot, by where it stands."""
    lines = pilot_lines(db, consultation, actor)
    columns = [(state, [line for line in lines if line.state == state]) for state in PILOT_STATES]
    return render(
        request,
        "pilots/board.html",
        consultation=consultation,
        here="pilots",
        lines=lines,
        columns=[(state, found) for state, found in columns if found],
    )


@router.get("/{slug}/pilots/{code}")
def show_pilot(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """One pilot: who, what, its milestones, what was measured."""
    page = visible_pilot(db, consultation, actor, code)
    return render(
        request,
        "pilots/pilot.html",
        consultation=consultation,
        here="pilots",
        page=page,
        pilot=page.line,
        benchmarks=[measured_figures(found) for found in page.benchmarks],
    )
