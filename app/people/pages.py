"""The browser's door to accounts: sign in by a link, sign out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.kernel.clock import now
from app.people.actions import sign_out
from app.people.entering import let_in, safe_next
from app.people.queries import demo_people, usable_link
from app.people.ways.links import demo_secret, sign_in
from app.web.csrf import SESSION_COOKIE
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.limits import SIGN_IN, limited
from app.web.render import render

router = APIRouter()


@router.get("/sign-in")
def show_sign_in(request: Request, db: ReadDb, next: str = "/") -> HTMLResponse:
    """The ways in: in the demonstration, the people whose links can be used again and again."""
    key = request.app.state.settings.key
    people = [(person, demo_secret(key, person.email)) for person in demo_people(db)]
    return render(request, "people/sign_in.html", people=people, next=safe_next(next))


@router.get("/sign-in/{secret}")
def confirm_sign_in(request: Request, db: ReadDb, secret: str, next: str = "/") -> HTMLResponse:
    """Confirm by a button, so that a mail scanner that opens the link does not use it up."""
    _link, person = usable_link(db, secret, now(db))
    return render(request, "people/confirm_sign_in.html", person=person, secret=secret, next=safe_next(next))


@router.post("/sign-in/{secret}", dependencies=[limited(SIGN_IN)])
def create_session(
    request: Request, db: Db, actor: CurrentActor, secret: str, next: Annotated[str, Form()] = "/"
) -> RedirectResponse:
    """Sign in: a new session with a new id, whatever came before."""
    cookie, _person = sign_in(
        db, link=secret, agent=request.headers.get("User-Agent", ""), instead_of=actor.session_id
    )
    return let_in(request, cookie, next)


@router.post("/sign-out")
def end_session(db: Db, actor: CurrentActor) -> RedirectResponse:
    """Sign out of this browser."""
    sign_out(db, actor)
    response = RedirectResponse("/", 303)
    response.delete_cookie(SESSION_COOKIE)
    return response
