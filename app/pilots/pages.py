"""The browser's door to pilots: the board and one pilot."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.consultations.doors import ThisConsultation
from app.consultations.live import live_from
from app.documents.formats import FORMATS
from app.pilots.figures import measured_figures
from app.pilots.pilot_doors import PilotShown
from app.pilots.queries import pilot_lines
from app.pilots.reckoning import light_criteria
from app.pilots.rules import PILOT_STATES, voluntary, why_not_take_up
from app.pilots.standing import speakers_of
from app.pilots.wording import follow_up_name, step_name
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/pilots")
def show_board(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor
) -> HTMLResponse:
    """Every pilot, by where it stands, and whether the reader can take up another mechanism."""
    lines = pilot_lines(db, consultation, actor)
    columns = [(state, [line for line in lines if line.state == state]) for state in PILOT_STATES]
    return render(
        request,
        "pilots/board.html",
        consultation=consultation,
        here="pilots",
        lines=lines,
        columns=[(state, found) for state, found in columns if found],
        why_not=why_not_take_up(actor, consultation, speakers_of(db, actor, consultation)),
        voluntary=voluntary(),
    )


@router.get("/{slug}/pilots/{code}")
def show_pilot(door: PilotShown) -> HTMLResponse:
    """One pilot: who, what, its milestones, what was measured and reported, and what the reader may do about it."""
    live = live_from(door.db, door.actor, door.consultation)
    whole = door.whole()
    return door.page(
        "pilots/pilot.html",
        whole=whole,
        live=live,
        benchmarks=[measured_figures(found) for found in whole.benchmarks],
        criteria=light_criteria(),
        formats=list(FORMATS),
        voluntary=voluntary(),
        cited={source.code for source in whole.sources},
        step_name=step_name,
        follow_up_name=follow_up_name,
    )
