"""What every way in ends with in a browser: the cookie of the new session, and where to go from there."""

from typing import TypeVar

from fastapi import Request
from fastapi.responses import Response

from app.people.sessions import LASTS
from app.web.csrf import SESSION_COOKIE

R = TypeVar("R", bound=Response)


def safe_next(target: str) -> str:
    """Where to go after signing in: an address of this site, or the front page."""
    ours = (
        target.startswith("/") and not target.startswith("//") and "\\" not in target and "\n" not in target
    )
    return target if ours else "/"


def arriving(request: Request, response: R, secret: str) -> R:
    """The answer with the cookie of the session of this `secret`, out of reach of scripts and of other sites."""
    response.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.base_url.startswith("https://"),
    )
    return response
