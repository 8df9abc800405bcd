"""The browser's door to who takes part, on any day."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.consultations.admission.on_a_day import seats_on
from app.consultations.doors import ThisConsultation
from app.consultations.given import Given
from app.kernel.clock import local_day, now
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/members")
def show_members_on(
    request: Request,
    db: ReadDb,
    actor: CurrentActor,
    consultation: ThisConsultation,
    on: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Who sat where at the end of a day, today where none is asked for: delegations by constituency, groups, offices."""
    given = Given()
    today = local_day(now(db), consultation.timezone)
    day = given.day("on", on) or today
    seats = seats_on(db, consultation, day, actor=actor)
    return render(
        request,
        "consultations/admission/members.html",
        422 if given.errors else 200,
        consultation=consultation,
        here="consultation",
        on=on or day.isoformat(),
        day=day,
        is_today=day == today,
        error=given.errors[0].message if given.errors else "",
        of_delegations=[seat for seat in seats if seat.delegation],
        of_groups=[seat for seat in seats if seat.group and not seat.delegation],
        of_the_whole=[seat for seat in seats if not seat.group and not seat.delegation],
    )
