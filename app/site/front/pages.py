"""The front page. At `/` it stands for visitors: `app/site/pages.py` decides."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.consultations.rules import why_not_create
from app.people.queries import demo_people
from app.people.ways.links import demo_secret
from app.people.ways.passkeys import PUT_OFF, has_passkey
from app.site.front.queries import front_page, places_held
from app.web.csrf import cookie_sent
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/consultations")
def show_front(request: Request, db: ReadDb, actor: CurrentActor) -> HTMLResponse:
    """What this is, which consultations there are, and in the demonstration the people one can be."""
    people = places_held(db, demo_people(db))
    key = request.app.state.settings.key
    return render(
        request,
        "site/front.html",
        here="front",
        page=front_page(db, actor),
        may_create=why_not_create(actor) is None,
        people=[(person, demo_secret(key, person.email)) for person in people],
        offer_passkey=actor.signed_in and not cookie_sent(request, PUT_OFF) and not has_passkey(db, actor),
    )
