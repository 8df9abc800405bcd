"""The browser's door to one's own account: name and language, devices, password, and what others add below them."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.people.account.actions import change_account, end_other_sessions, end_own_session
from app.people.account.queries import account_of
from app.people.entering import let_out, speak
from app.people.rules import why_not_keep_account
from app.people.security import note_security
from app.people.sessions import why_not_add_way
from app.people.tokens.queries import tokens_of
from app.people.ways.offering import environment_of
from app.people.ways.passkeys import passkeys_of
from app.people.ways.passwords import (
    LEAST,
    MOST,
    Kept,
    check_new,
    fits,
    has_password,
    hashed,
    needs_current,
    password_of,
    remove_password,
    set_password,
)
from app.people.ways.providers import identities_of
from app.web.doors import CurrentActor, Db, Number, Posted, ReadDb, text_of
from app.web.later import LaterInTurns, Turn, writing
from app.web.limits import SIGN_IN, limited
from app.web.render import render

router = APIRouter()
Typed = Annotated[str, Form()]


@router.get("/account")
def show_account(request: Request, db: ReadDb, actor: CurrentActor) -> Response:
    """One's own account; who is not signed in is led there by way of signing in."""
    if why_not_keep_account(actor) is not None:
        return RedirectResponse("/sign-in?next=/account", 303)
    return _page(request, db, actor)


@router.post("/account")
def save_account(request: Request, db: Db, actor: CurrentActor, form: Posted) -> Response:
    """Change the own name and language; the pages of this browser speak it at once."""
    typed = {"name": text_of(form, "name"), "locale": text_of(form, "locale")}
    try:
        person = change_account(db, actor, **typed)
    except Invalid as error:
        return _page(request, db, actor, typed=typed, wrong=_sentences(error), status=error.status)
    return speak(request, RedirectResponse("/account", 303), person.locale)


@router.post("/account/sessions/end")
def sign_out_elsewhere(db: Db, actor: CurrentActor) -> RedirectResponse:
    """Sign out of every browser but this one."""
    end_other_sessions(db, actor)
    return RedirectResponse("/account#devices", 303)


@router.post("/account/sessions/{number}/end")
def sign_out_one(request: Request, db: Db, actor: CurrentActor, number: Number) -> RedirectResponse:
    """Sign out of one browser, perhaps of this one."""
    end_own_session(db, actor, number)
    return let_out(request) if number == actor.session_id else RedirectResponse("/account#devices", 303)


@router.post("/account/password", dependencies=[limited(SIGN_IN)])
def save_password(
    request: Request,
    db: ReadDb,
    actor: CurrentActor,
    current: Typed = "",
    password: Typed = "",
    again: Typed = "",
) -> Response:
    """Set or change the own password."""
    try:
        check_new(db, actor, password=password, again=again)
    except Invalid as error:
        return _page(request, db, actor, wrong=_sentences(error), status=error.status)
    kept = password_of(db, actor)

    def make(turn: Turn) -> Response:
        fitted, new = _fits(current, kept), hashed(password)
        try:
            with writing(request, turn) as db:
                set_password(db, actor, kept, new=new, fitted=fitted)
        except Invalid as error:
            return _refused(request, turn, actor, error)
        return RedirectResponse("/account#your-password", 303)

    return LaterInTurns(make)


@router.post("/account/password/removal", dependencies=[limited(SIGN_IN)])
def end_password(request: Request, db: ReadDb, actor: CurrentActor, current: Typed = "") -> Response:
    """Remove the own password."""
    permit(why_not_keep_account(actor))
    kept = password_of(db, actor)

    def make(turn: Turn) -> Response:
        fitted = _fits(current, kept)
        try:
            with writing(request, turn) as db:
                remove_password(db, actor, kept, fitted=fitted)
        except Invalid as error:
            return _refused(request, turn, actor, error, removing=True)
        return RedirectResponse("/account#your-password", 303)

    return LaterInTurns(make)


@router.get("/account/password")
@router.get("/account/password/removal")
@router.get("/account/sessions/end")
@router.get("/account/sessions/{number}/end")
def show_account_again() -> RedirectResponse:
    """The address of an act leads back to the account when loaded again."""
    return RedirectResponse("/account", 303)


def _fits(given: str, kept: Kept) -> bool:
    return bool(given) and fits(given, kept.hash)


def _refused(
    request: Request, turn: Turn, actor: Actor, error: Invalid, *, removing: bool = False
) -> HTMLResponse:
    """The present password was not given: the security log hears of it, the reader is told at the field."""
    with writing(request, turn) as db:
        note_security(db, "password_refused", person_id=actor.person_id)
    with request.app.state.database.reading() as db:
        return _page(request, db, actor, wrong=_sentences(error), removing=removing, status=error.status)


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    *,
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    removing: bool = False,
    status: int = 200,
) -> HTMLResponse:
    account = account_of(db, actor)
    return render(
        request,
        "people/account.html",
        status,
        here="account",
        account=account,
        typed=typed or {"name": account.name, "locale": account.locale},
        wrong=wrong or {},
        removing=removing,
        password=has_password(db, actor),
        needs_current=needs_current(db, actor),
        least=LEAST,
        longest=MOST,
        passkeys=passkeys_of(db, actor),
        why_not_add=why_not_add_way(next((one.since for one in account.devices if one.here), None), now(db)),
        identities=identities_of(db, actor, environment_of(request.app.state.settings)),
        tokens=sum(token.live for token in tokens_of(db, actor)),
    )


def _sentences(error: Invalid) -> dict[str, str]:
    return {one.field: one.message for one in error.errors}
