"""Search, in one consultation or in all of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.site.search.queries import search_page
from app.web.doors import CurrentActor, ReadDb, wants_fragment
from app.web.render import render

router = APIRouter()

Asked = Annotated[str, Query(max_length=200)]
PageNumber = Annotated[int, Query(ge=1, le=1000)]


@router.get("/search")
def show_search(
    request: Request, db: ReadDb, actor: CurrentActor, q: Asked = "", page: PageNumber = 1
) -> HTMLResponse:
    """Everything on the site that the reader may see."""
    return _answer(request, db, actor, q, page, None)


@router.get("/{slug}/search")
def show_search_here(
    request: Request,
    db: ReadDb,
    actor: CurrentActor,
    consultation: ThisConsultation,
    q: Asked = "",
    page: PageNumber = 1,
) -> HTMLResponse:
    """Everything in one consultation that the reader may see."""
    return _answer(request, db, actor, q, page, consultation)


def _answer(
    request: Request,
    db: ReadDb,
    actor: CurrentActor,
    q: str,
    page: int,
    consultation: Consultation | None,
) -> HTMLResponse:
    results = search_page(db, actor, q.strip(), consultation=consultation, page=page)
    template = "site/_results.html" if wants_fragment(request) else "site/search.html"
    return render(request, template, consultation=consultation, results=results)
