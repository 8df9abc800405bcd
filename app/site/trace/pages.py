"""The pages of the trace: a paragraph of the outcome with where it came from and where it went, and where a text stands."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.consultations.doors import ThisConsultation
from app.site.trace.places import DRAFT, edition_asked, places_of
from app.site.trace.queries import paragraph_at, trace_of, whereabouts
from app.web.doors import Number, ReadDb, wants_fragment
from app.web.render import render

router = APIRouter()
WhichEdition = Annotated[str | None, Query(max_length=20)]
WhichNumber = Annotated[int | None, Query(ge=1, le=10**6)]


@router.get("/{slug}/outcome/paragraphs/{n}")
def show_paragraph(
    request: Request, db: ReadDb, consultation: ThisConsultation, n: Number, edition: WhichEdition = None
) -> Response:
    """The trace of paragraph n of the draft or of an edition: on to the words it was made from, which keep their address."""
    issued = edition_asked(db, consultation, edition)
    place = paragraph_at(places_of(db, consultation, issued), n)
    which = str(issued.n) if issued else DRAFT
    if not place.proposal:
        return render(
            request,
            "site/trace_own.html",
            consultation=consultation,
            here="outcome",
            number=n,
            edition=which,
        )
    path = "/".join(filter(None, (place.proposal, place.field, place.part)))
    return RedirectResponse(f"/{consultation.slug}/outcome/trace/{path}?n={n}&edition={which}", 303)


@router.get("/{slug}/outcome/trace/{code}")
def show_whereabouts(request: Request, db: ReadDb, consultation: ThisConsultation, code: str) -> HTMLResponse:
    """Where a proposal stands in the outcome."""
    where = whereabouts(db, consultation, code)
    return render(
        request, "site/trace_of_proposal.html", consultation=consultation, here="outcome", where=where
    )


@router.get("/{slug}/outcome/trace/{code}/{field}")
@router.get("/{slug}/outcome/trace/{code}/{field}/{part}")
def show_trace(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    code: str,
    field: str,
    part: str = "",
    n: WhichNumber = None,
    edition: WhichEdition = None,
) -> HTMLResponse:
    """The trace of a part of a proposal's text; with htmx as it opens below the paragraph."""
    trace = trace_of(db, consultation, code, field, part)
    return render(
        request,
        "site/_traced.html" if wants_fragment(request) else "site/trace.html",
        consultation=consultation,
        here="outcome",
        trace=trace,
        number=n,
        edition=edition,
    )
