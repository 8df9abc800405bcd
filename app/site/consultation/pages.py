"""The page of a consultation."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.consultations.doors import ThisConsultation
from app.consultations.live import live_from
from app.drafting.circulation import unconfirmed
from app.site.consultation.queries import consultation_page
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}")
def show_consultation(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor
) -> HTMLResponse:
    """Where it stands, its roundtables, who takes part, what comes next; readable without an account."""
    live = live_from(db, actor, consultation)
    page = consultation_page(db, consultation, actor)
    return render(
        request,
        "site/consultation.html",
        consultation=consultation,
        here="consultation",
        page=page,
        live=live,
        waiting=unconfirmed(db, actor, consultation),
    )
