"""The list of all proposals, with filters that work as you type and without."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from app.consultations.doors import ThisConsultation
from app.consultations.queries import roundtables_of
from app.consultations.rules import sight_of
from app.drafting.queries import list_proposals
from app.site.proposals.filters import Filters, filters_of
from app.web.doors import CurrentActor, ReadDb, wants_fragment
from app.web.kept_parts import drawn_part
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
    path = request.url.path

    def read() -> dict[str, Any]:
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
        return {"consultation": consultation, "found": found, "filters": filters, "here_path": path}

    if wants_fragment(request):
        return render(request, "site/_proposals.html", **read())
    whole_list = drawn_part(
        request,
        db,
        "site/_whole_list.html",
        consultation.slug,
        rights=sight_of(actor),
        asked=filters,
        read=lambda: {**read(), "roundtables": roundtables_of(db, consultation)},
        # What is found by words follows from the index too, and nobody asks for the same words again.
        keep=not filters.q,
    )
    return render(
        request, "site/proposals.html", consultation=consultation, here="proposals", whole_list=whole_list
    )
