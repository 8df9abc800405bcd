"""The browser's door to accounts: sign in by a link, ask for one, sign in by a password, sign out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.kernel.clock import now
from app.kernel.errors import Invalid
from app.kernel.i18n import gettext as _
from app.people.actions import sign_out
from app.people.entering import let_in, let_out, safe_next
from app.people.queries import demo_people, usable_link
from app.people.ways.links import ask_for_link, demo_secret, sign_in
from app.people.ways.offering import environment_of, offers
from app.people.ways.passwords import fits, password_at, sign_in_with_password
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.later import LaterInTurns, Turn, writing
from app.web.limits import LINKS, SIGN_IN, limited
from app.web.render import render

router = APIRouter()
Typed = Annotated[str, Form()]


@router.get("/sign-in")
def show_sign_in(request: Request, db: ReadDb, next: str = "/") -> HTMLResponse:
    """The ways in: in the demonstration, the people whose links can be used again and again."""
    return _sign_in(request, db, next)


@router.post("/sign-in", dependencies=[limited(LINKS, field="email")])
def send_link(request: Request, db: Db, email: Typed = "", next: Typed = "/") -> Response:
    """Ask for a link by mail; the answer is the same whoever has the address."""
    site = request.app.state.settings.base_url
    try:
        ask_for_link(db, email=email, target=safe_next(next), site=site)
    except Invalid as error:
        return _sign_in(request, db, next, email=email, wrong=_sentences(error), status=error.status)
    return RedirectResponse("/sign-in/sent", 303)


@router.get("/sign-in/sent")
def show_sent(request: Request, db: ReadDb) -> HTMLResponse:
    """What to do now: look into one's mail, and in the demonstration where that is."""
    settings = request.app.state.settings
    folder = "" if settings.mail_url else f"{settings.mail_folder}/"
    return render(request, "people/link_sent.html", demo=bool(demo_people(db)), folder=folder)


@router.post("/sign-in/password", dependencies=[limited(SIGN_IN, field="email")])
def sign_in_by_password(
    request: Request,
    db: ReadDb,
    actor: CurrentActor,
    email: Typed = "",
    password: Typed = "",
    next: Typed = "/",
) -> Response:
    """Sign in by a password. What is wrong is not said any closer, and takes as long for every address."""
    kept = password_at(db, email)
    agent = request.headers.get("User-Agent", "")

    def make(turn: Turn) -> Response:
        fitted = fits(password, kept.hash)
        with writing(request, turn) as db:
            came = sign_in_with_password(db, kept, fitted=fitted, agent=agent, instead_of=actor.session_id)
        if came is not None:
            secret, person = came
            return let_in(request, secret, next, locale=person.locale)
        wrong = _(
            "Nobody here has this address with this password. With a link by mail you come in without one."
        )
        return _by_password(request, next, email=email, wrong=wrong, status=422)

    return LaterInTurns(make)


@router.get("/sign-in/password")
def show_sign_in_by_password(request: Request, next: str = "/") -> HTMLResponse:
    """The form for who has set a password."""
    return _by_password(request, next)


@router.get("/sign-in/{secret}")
def confirm_sign_in(request: Request, db: ReadDb, secret: str, next: str = "/") -> HTMLResponse:
    """Confirm by a button, so that a mail scanner that opens the link does not use it up."""
    _link, person = usable_link(db, secret, now(db))
    return render(request, "people/confirm_sign_in.html", person=person, secret=secret, next=safe_next(next))


@router.post("/sign-in/{secret}", dependencies=[limited(SIGN_IN)])
def create_session(
    request: Request, db: Db, actor: CurrentActor, secret: str, next: Typed = "/"
) -> RedirectResponse:
    """Sign in: a new session with a new id, whatever came before."""
    cookie, person = sign_in(
        db, link=secret, agent=request.headers.get("User-Agent", ""), instead_of=actor.session_id
    )
    return let_in(request, cookie, next, locale=person.locale)


@router.post("/sign-out")
def end_session(request: Request, db: Db, actor: CurrentActor) -> RedirectResponse:
    """Sign out of this browser."""
    sign_out(db, actor)
    return let_out(request)


def _sign_in(
    request: Request,
    db: Session,
    next: str,
    *,
    email: str = "",
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    key = request.app.state.settings.key
    return render(
        request,
        "people/sign_in.html",
        status,
        people=[(person, demo_secret(key, person.email)) for person in demo_people(db)],
        offers=offers(db, environment_of(request.app.state.settings)),
        next=safe_next(next),
        email=email,
        wrong=wrong or {},
    )


def _by_password(
    request: Request, next: str, *, email: str = "", wrong: str = "", status: int = 200
) -> HTMLResponse:
    return render(
        request, "people/sign_in_by_password.html", status, next=safe_next(next), email=email, wrong=wrong
    )


def _sentences(error: Invalid) -> dict[str, str]:
    return {one.field: one.message for one in error.errors}
