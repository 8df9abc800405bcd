"""The programs' door to counts before the close."""

from fastapi import APIRouter

from app.consultations.doors import ThisConsultation
from app.kernel.clock import now
from app.kernel.errors import permit
from app.voting.queries import electorate_of, visible_ballot
from app.voting.running.queries import so_far
from app.voting.running.rules import why_not_running
from app.voting.running.schemas import SoFarOut
from app.web.doors import CurrentActor, ReadDb

router = APIRouter(prefix="/consultations/{slug}", tags=["ballots"])


@router.get("/ballots/{ballot}/so-far")
def read_so_far(db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, ballot: str) -> SoFarOut:
    """How many gave which position so far, where the rule of the ballot shows it. Refused otherwise, and once it has closed."""
    view = visible_ballot(db, consultation, ballot, now(db))
    permit(why_not_running(view.rule, view.stage))
    electorate = len(electorate_of(db, view.ballot))
    return SoFarOut.of(view.ballot.code, view.at, electorate, so_far(db, view, actor, electorate))
