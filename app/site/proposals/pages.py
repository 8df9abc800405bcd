"""The list of all proposals, with filters that work as you type and without."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from app.consultations.doors import ThisConsultation
from app.consultations.queries import roundtables_of
from app.drafting.queries import list_proposals
from app.site.proposals.filters import Filters, filters_of
from app.web.doors import CurrentActor, ReadDb, wants_fragment
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/proposals")
def show_proposals(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    filters: Annotated[Filters, Depends(filters_of)],
) -> HTMLResponse:
    """Mechanisms and benchmarks by roundtable; asked for by htmx, the list alone."""
    found = list_proposals(
        db,
        actor,
        consultation,
        kind=filters.kind or None,
        roundtable=filters.roundtable or None,
        state=filters.state or None,
        q=filters.q,
        after=filters.after or None,
        limit=100,
    )
    context: dict[str, Any] = {
        "consultation": consultation,
        "here": "proposals",
        "found": found,
        "filters": filters,
    }
    if wants_fragment(request):
        return render(request, "site/_proposals.html", **context)
    return render(request, "site/proposals.html", roundtables=roundtables_of(db, consultation), **context)
