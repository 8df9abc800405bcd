"""The page of a working group."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.consultations.doors import ThisConsultation
from app.consultations.seating import CONVENED, role_word
from app.consultations.typed import Typed
from app.site.group.queries import group_page
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/groups/{code}")
def show_group(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """Mandate, members, and what the group drafts."""
    page = group_page(db, consultation, actor, code)
    return render(
        request,
        "site/group.html",
        consultation=consultation,
        here="consultation",
        page=page,
        group=page.group,
        typed=Typed("seat"),
        roles=[(role.value, role_word(role), None) for role in CONVENED],
        why_not=page.why_not_seat,
    )
