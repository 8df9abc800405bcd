"""The page of a round for those who run it."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import AfterValidator

from app.consultations.calendar import closes
from app.consultations.doors import ThisConsultation
from app.kernel.text.clean import clean_line
from app.review.attendance.looking import look_at
from app.site.cockpit.queries import cockpit_of
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()
Code = Annotated[str, AfterValidator(partial(clean_line, limit=60))]


@router.get("/{slug}/rounds/{code}/cockpit")
def show_cockpit(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    roundtable: Annotated[Code, Query()] = "",
    after: Annotated[Code, Query()] = "",
) -> HTMLResponse:
    """What blocks the round, what each text waits for, who has been heard, and the form to remind the others."""
    cockpit = cockpit_of(db, consultation, actor, code, table=roundtable, after=after)
    round_ = cockpit.room.round
    look_at(request, actor, consultation, round_, cockpit.room.at)
    return render(
        request,
        "site/cockpit/cockpit.html",
        consultation=consultation,
        here="rounds",
        cockpit=cockpit,
        room=cockpit.room,
        round=round_,
        closes_at=closes(round_),
        after=after,
    )
