"""The page of a roundtable. Its address is shared with proposals: `app/site/pages.py` decides by the code."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from app.consultations.live import live_from
from app.consultations.models import Consultation
from app.drafting.queries import list_proposals
from app.kernel.actor import Actor
from app.site.proposals.filters import Filters
from app.site.roundtable.queries import roundtable_page
from app.web.doors import wants_fragment
from app.web.render import render


def show_roundtable(
    request: Request, db: Session, consultation: Consultation, actor: Actor, code: str, filters: Filters
) -> HTMLResponse:
    """What is proposed for one theme, and what measures what; asked for by htmx, the filtered list alone."""
    live = None if wants_fragment(request) else live_from(db, actor, consultation)
    found = list_proposals(
        db,
        actor,
        consultation,
        roundtable=code,
        kind=filters.kind or None,
        state=filters.state or None,
        q=filters.q,
        limit=200,
    )
    context: dict[str, Any] = {
        "consultation": consultation,
        "here": "proposals",
        "found": found,
        "filters": filters,
        "live": live,
    }
    if wants_fragment(request):
        return render(request, "site/_proposals.html", **context)
    page = roundtable_page(db, consultation, actor, code)
    return render(request, "site/roundtable.html", page=page, roundtable=page.roundtable, **context)
