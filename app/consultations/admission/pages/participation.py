"""The browser's door to who takes part, on any day."""

from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from app.consultations.admission.on_a_day import seats_on
from app.consultations.admission.participation import participation_csv, participation_on
from app.consultations.doors import ThisConsultation
from app.consultations.given import Given
from app.consultations.models import Consultation
from app.kernel.clock import local_day, now
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()
Day = Annotated[str, Query(max_length=20)]


@router.get("/{slug}/members")
def show_members_on(
    request: Request, db: ReadDb, actor: CurrentActor, consultation: ThisConsultation, on: Day = ""
) -> HTMLResponse:
    """Who takes part at the end of a day, today where none is asked for: how many by constituency, and who sat where in
    delegations, groups and offices."""
    given = Given()
    today = _today(db, consultation)
    day = given.day("on", on) or today
    seats = seats_on(db, consultation, day, actor=actor)
    of_delegations = [seat for seat in seats if seat.delegation]
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
        participation=participation_on(db, consultation, day),
        # In the order of the constituencies and of the delegations, as the seats are.
        classes=[
            [list(held) for _code, held in groupby(mine, key=lambda seat: seat.delegation)]
            for _class, mine in groupby(of_delegations, key=lambda seat: seat.constituency_code)
        ],
        of_groups=[seat for seat in seats if seat.group and not seat.delegation],
        of_the_whole=[seat for seat in seats if not seat.group and not seat.delegation],
    )


@router.get("/{slug}/participation.csv")
def load_participation(db: ReadDb, consultation: ThisConsultation, on: Day = "") -> Response:
    """Participation by constituency on a day, as a table for programs and spreadsheets."""
    given = Given()
    day = given.day("on", on) or _today(db, consultation)
    given.done()
    content = participation_csv(participation_on(db, consultation, day))
    name = f"{consultation.slug}-participation-{day.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _today(db: Session, consultation: Consultation) -> date:
    return local_day(now(db), consultation.timezone)
