"""Forms can only be sent from our own pages.

Two guards, both needed (OWASP cheat sheet on CSRF): the browser's own word about where a request comes from, and a
token bound to the session that a foreign page cannot read.

Every page's door has them but those that `main.py` names as carrying a secret of their own, such as the link that stops
mail: a mail program posts to it without a cookie (RFC 8058), and it acts for whoever the link was made for, not for whoever
is signed in, so that there is nothing to forge.
"""

import hashlib
import hmac
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.kernel.errors import Refused
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret

SESSION_COOKIE = "commonspace_session"
VISIT_COOKIE = "commonspace_visit"
FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
SAFE = ("GET", "HEAD", "OPTIONS")


def is_https(request: Request) -> bool:
    """Whether people reach this site by https, whatever stands between it and them."""
    return bool(request.app.state.settings.base_url.startswith("https://"))


def cookie_name(request: Request, name: str) -> str:
    """The name of a cookie here. On https it begins so that a browser takes it from this very host alone and sends it
    by https alone (RFC 6265bis, 4.1.3.2): no neighbouring site can put one of its own in its place."""
    return f"__Host-{name}" if is_https(request) else name


def cookie_sent(request: Request, name: str) -> str:
    """What the browser sent under this name, or nothing."""
    return request.cookies.get(cookie_name(request, name), "")


def set_cookie(
    request: Request, response: Response, name: str, value: str, max_age: int | None = None
) -> None:
    """Give the browser a cookie that no script reads and no other site sends."""
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=max_age,
        httponly=True,
        samesite="lax",
        secure=is_https(request),
    )


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(
        cookie_name(request, name), httponly=True, samesite="lax", secure=is_https(request)
    )


def csrf_token(request: Request) -> str:
    """The token for forms drawn in answer to this request; a visitor without a session gets a visit of his own."""
    bound = cookie_sent(request, SESSION_COOKIE) or cookie_sent(request, VISIT_COOKIE)
    if not bound:
        bound = getattr(request.state, "new_visit", None) or new_secret()
        request.state.new_visit = bound
    key: str = request.app.state.settings.key
    return hmac.new(key.encode(), b"csrf:" + bound.encode(), hashlib.sha256).hexdigest()


def bound_secret(request: Request, what: str) -> str:
    """A secret that this browser alone is given for this purpose, the same each time it asks: a second click is
    answered like the first, whose answer the browser never read. Empty for a browser without a visit or a session."""
    bound = cookie_sent(request, SESSION_COOKIE) or cookie_sent(request, VISIT_COOKIE)
    key: str = request.app.state.settings.key
    return hmac.new(key.encode(), f"{what}:{bound}".encode(), hashlib.sha256).hexdigest() if bound else ""


async def sent_form(request: Request) -> FormData:
    """The form as it was sent. How much it may be is decided once, for the whole body; a long text is one field of it."""
    return await request.form(max_fields=10_000, max_part_size=2 * 1024 * 1024)


def _netloc(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        # A host that is half in brackets is nobody's.
        return None


async def csrf_guard(request: Request) -> None:
    """Refuse a request that changes something and does not come from one of our pages."""
    if request.method in SAFE:
        return
    refusal = Refused(
        _(
            "This form was not sent from a page of this site, or the page is too old. Load the page again and send it once more."
        )
    )
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise refusal
    origin = request.headers.get("Origin")
    # A proxy may ask for the site under another name than people do.
    ours = (request.headers.get("Host"), urlsplit(request.app.state.settings.base_url).netloc)
    if origin not in (None, "null") and _netloc(origin) not in ours:
        raise refusal
    given = request.headers.get(HEADER)
    if given is None:
        form = await sent_form(request)
        given = str(form.get(FIELD, ""))
    if not cookie_sent(request, SESSION_COOKIE) and not cookie_sent(request, VISIT_COOKIE):
        raise refusal
    if not hmac.compare_digest(given.encode(), csrf_token(request).encode()):
        raise refusal
