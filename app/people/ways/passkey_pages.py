"""The browser's door to passkeys: add and remove one's own, put the offer off, sign in with one.

What a device is asked and what it answers goes as JSON, by `passkeys.js`; all else are pages and forms as everywhere.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse

from app.kernel.errors import permit
from app.people.entering import keep_session, safe_next
from app.people.ways.ceremonies import WITHIN, Asked, Party, party_at
from app.people.ways.passkeys import (
    PUT_OFF,
    add_passkey,
    begin_passkey,
    begin_sign_in,
    remove_passkey,
    sign_in_with_passkey,
    why_not_keep_passkeys,
)
from app.web.csrf import cookie_sent, drop_cookie, set_cookie
from app.web.doors import CurrentActor, Db
from app.web.limits import SIGN_IN, limited

router = APIRouter()

SHAKEN_COOKIE = "commonspace_passkey"
ACCOUNT = "/account#passkeys"
A_YEAR = 365 * 24 * 60 * 60


@router.get("/account/passkeys")
def show_passkeys() -> RedirectResponse:
    """They stand on the page of the account."""
    return RedirectResponse(ACCOUNT, 303)


# Each second half needs a first one of its own, so that the limit on these is one on both.
@router.post("/account/passkeys/begin", dependencies=[limited(SIGN_IN)])
def ask_for_passkey(
    request: Request, db: Db, actor: CurrentActor, name: Annotated[str, Form()] = ""
) -> JSONResponse:
    """What the device is asked for, so that it makes a passkey called `name`."""
    return _asked(request, begin_passkey(db, actor, _party(request), name=name))


@router.post("/account/passkeys")
def keep_passkey(
    request: Request,
    db: Db,
    actor: CurrentActor,
    credential: Annotated[str, Form(max_length=64_000)] = "",
    next: Annotated[str, Form()] = "/account",
) -> JSONResponse:
    """Keep the passkey that the device made, and say where to go; or why not."""
    came = add_passkey(db, actor, _party(request), secret=_brought(request), credential=credential)
    return _answer(request, next, came.why_not)


@router.post("/account/passkeys/later")
def put_offer_off(
    request: Request, actor: CurrentActor, next: Annotated[str, Form()] = "/"
) -> RedirectResponse:
    """Offer no passkey in this browser any more; one can be added all the same."""
    permit(why_not_keep_passkeys(actor))
    response = RedirectResponse(safe_next(next), 303)
    set_cookie(request, response, PUT_OFF, "1", max_age=A_YEAR)
    return response


@router.post("/account/passkeys/{public_id}/removal")
def end_passkey(db: Db, actor: CurrentActor, public_id: str) -> RedirectResponse:
    """Remove a passkey of one's own."""
    remove_passkey(db, actor, public_id)
    return RedirectResponse(ACCOUNT, 303)


@router.post("/sign-in/passkey/begin", dependencies=[limited(SIGN_IN)])
def ask_for_sign_in(request: Request, db: Db) -> JSONResponse:
    """What the device is asked for, so that it signs with any passkey of this site."""
    return _asked(request, begin_sign_in(db, _party(request)))


@router.post("/sign-in/passkey/finish")
def sign_in_by_passkey(
    request: Request,
    db: Db,
    actor: CurrentActor,
    credential: Annotated[str, Form(max_length=64_000)] = "",
    next: Annotated[str, Form()] = "/",
) -> JSONResponse:
    """Sign in whose passkey it is, in a session with a new id, and say where to go; or why not."""
    came = sign_in_with_passkey(
        db,
        _party(request),
        secret=_brought(request),
        credential=credential,
        agent=request.headers.get("User-Agent", ""),
        instead_of=actor.session_id,
    )
    response = _answer(request, next, came.why_not)
    if came.session:
        keep_session(request, response, came.session)
    return response


def _party(request: Request) -> Party:
    return party_at(request.app.state.settings.base_url)


def _brought(request: Request) -> str:
    """The secret of the handshake, as the browser brings it back."""
    return cookie_sent(request, SHAKEN_COOKIE)


def _asked(request: Request, asked: Asked) -> JSONResponse:
    """What the device is asked for; the secret of the handshake goes where no script reads it."""
    response = _unkept(JSONResponse(asked.options))
    set_cookie(request, response, SHAKEN_COOKIE, asked.secret, max_age=int(WITHIN.total_seconds()))
    return response


def _answer(request: Request, next: str, why_not: str | None) -> JSONResponse:
    """Where to go, or why not; either way the handshake is over."""
    if why_not is None:
        response = JSONResponse({"to": safe_next(next)})
    else:
        response = JSONResponse({"why_not": why_not}, status_code=422)
    drop_cookie(request, response, SHAKEN_COOKIE)
    return _unkept(response)


def _unkept(response: JSONResponse) -> JSONResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
