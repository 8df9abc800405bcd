"""The browser's door to accounts: sign in by a link, sign out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.kernel.clock import now
from app.people.actions import sign_out
from app.people.queries import demo_people, usable_link
from app.people.sessions import LASTS
from app.people.ways.links import demo_secret, sign_in
from app.web.csrf import SESSION_COOKIE
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.render import render

router = APIRouter()


def safe_next(target: str) -> str:
    """Where to go after signing in: an address of this site, or the front page."""
    ours = (
        target.startswith("/") and not target.startswith("//") and "\\" not in target and "\n" not in target
    )
    return target if ours else "/"


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


@router.post("/sign-in/{secret}")
def create_session(
    request: Request, db: Db, actor: CurrentActor, secret: str, next: Annotated[str, Form()] = "/"
) -> RedirectResponse:
    """Sign in: a new session with a new id, whatever came before."""
    cookie, _person = sign_in(
        db, link=secret, agent=request.headers.get("User-Agent", ""), instead_of=actor.session_id
    )
    response = RedirectResponse(safe_next(next), 303)
    response.set_cookie(
        SESSION_COOKIE,
        cookie,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.base_url.startswith("https://"),
    )
    return response


@router.post("/sign-out")
def end_session(db: Db, actor: CurrentActor) -> RedirectResponse:
    """Sign out of this browser."""
    sign_out(db, actor)
    response = RedirectResponse("/", 303)
    response.delete_cookie(SESSION_COOKIE)
    return response
