"""Every page that combines floors. The open addresses come last: they take what nobody else took."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.consultations.doors import ThisConsultation
from app.site.cockpit import pages as cockpit_pages
from app.site.consultation import pages as consultation_pages
from app.site.contribution import pages as contribution_pages
from app.site.desk import pages as desk_pages
from app.site.desk.queries import own_places
from app.site.front import pages as front_pages
from app.site.group import pages as group_pages
from app.site.jobs import pages as job_pages
from app.site.live import pages as live_pages
from app.site.patterns import pages as patterns_pages
from app.site.permissions import pages as permissions_pages
from app.site.proposal import pages as proposal_pages
from app.site.proposals import pages as proposals_pages
from app.site.proposals.filters import Filters, filters_of
from app.site.roundtable import pages as roundtable_pages
from app.site.search import pages as search_pages
from app.site.trace import pages as trace_pages
from app.web.doors import CurrentActor, ReadDb

router = APIRouter()
for part in (
    front_pages,
    desk_pages,
    search_pages,
    proposals_pages,
    group_pages,
    permissions_pages,
    contribution_pages,
    patterns_pages,
    live_pages,
    job_pages,
    trace_pages,
    cockpit_pages,
    consultation_pages,
):
    router.include_router(part.router)


@router.get("/")
def show_home(
    request: Request, db: ReadDb, actor: CurrentActor, chosen: desk_pages.Chosen = ""
) -> HTMLResponse:
    """The desk of whoever has a seat in a consultation; for everybody else the front page."""
    if actor.seats:
        own, others = own_places(db, actor)
        if own:
            return desk_pages.desk(request, db, actor, own, others, chosen)
    return front_pages.show_front(request, db, actor)


@router.get("/{slug}/{code}")
def show_by_code(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    filters: Annotated[Filters, Depends(filters_of)],
) -> Response:
    """A roundtable (`RT2`) or a proposal (`RT2-M3`): the code of a proposal holds a hyphen, that of a roundtable
    does not. Codes are typed from paper, in any case."""
    if code != code.upper():
        return RedirectResponse(f"/{consultation.slug}/{code.upper()}", 307)
    if "-" in code:
        return proposal_pages.show_proposal(request, db, consultation, actor, code)
    return roundtable_pages.show_roundtable(request, db, consultation, actor, code, filters)
