"""The page of the desk. At `/` it is the home of whoever has a seat: `app/site/pages.py` decides."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.models import Consultation
from app.consultations.rules import why_not_create
from app.kernel.actor import Actor
from app.people.ways.passkeys import PUT_OFF, has_passkey
from app.site.desk.queries import desk_page, own_places
from app.web.csrf import cookie_sent
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()
Chosen = Annotated[str, Query(alias="in", max_length=100)]


@router.get("/desk")
def show_desk(request: Request, db: ReadDb, actor: CurrentActor, chosen: Chosen = "") -> Response:
    """What needs the reader, by deadline, and what is theirs; who is not signed in does that first."""
    if not actor.signed_in:
        return RedirectResponse("/sign-in?next=/desk", 303)
    own, others = own_places(db, actor)
    return desk(request, db, actor, own, others, chosen)


def desk(
    request: Request,
    db: Session,
    actor: Actor,
    own: Sequence[Consultation],
    others: Sequence[Consultation],
    chosen: str,
) -> HTMLResponse:
    """The desk of a person with these consultations."""
    return render(
        request,
        "site/desk.html",
        here="desk",
        page=desk_page(db, actor, own, others, chosen=chosen),
        may_create=why_not_create(actor) is None,
        offer_passkey=not cookie_sent(request, PUT_OFF) and not has_passkey(db, actor),
    )
