"""What every way in ends with at the browser's door: a new cookie, and the way to where one was going."""

from typing import TypeVar

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from app.people.sessions import LASTS
from app.web.csrf import SESSION_COOKIE, drop_cookie, is_https, set_cookie
from app.web.headers import A_YEAR, language_cookie

R = TypeVar("R", bound=Response)
LONGEST = 2000
"""How long an address to go back to may be: it is kept, mailed, and sent in a header."""


def safe_next(target: str) -> str:
    """Where to go after signing in: an address of this site, or the front page.

    Browsers read a backslash as a slash and leave out tabs and line breaks, so neither is in an address of ours.
    """
    ours = (
        target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
        and target.isprintable()
        and len(target) <= LONGEST
    )
    return target if ours else "/"


def keep_session(request: Request, response: Response, secret: str) -> None:
    """Give the browser the secret of a session that has begun, in place of whatever it came with."""
    set_cookie(request, response, SESSION_COOKIE, secret, max_age=int(LASTS.total_seconds()))


def let_in(
    request: Request, secret: str, target: str = "/", *, locale: str | None = None
) -> RedirectResponse:
    """The answer to who has signed in: the cookie, their language where they chose one, and on to `target` where that is
    an address of this site."""
    response = RedirectResponse(safe_next(target), 303)
    keep_session(request, response, secret)
    return speak(request, response, locale) if locale else response


def let_out(request: Request, target: str = "/") -> RedirectResponse:
    """The answer to who has signed out: the browser forgets the pages it was shown (OWASP ASVS 5.0, 14.3.1)."""
    response = RedirectResponse(target, 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    drop_cookie(request, response, SESSION_COOKIE)
    return response


def speak(request: Request, response: R, locale: str | None) -> R:
    """The answer after which this browser is spoken to in `locale`; without one, in the language it asks for itself."""
    name, secure = language_cookie(is_https(request)), is_https(request)
    if locale:
        response.set_cookie(name, locale, max_age=A_YEAR, httponly=True, samesite="lax", secure=secure)
    else:
        response.delete_cookie(name, httponly=True, samesite="lax", secure=secure)
    return response
