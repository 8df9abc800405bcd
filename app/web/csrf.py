"""Forms can only be sent from our own pages.

Two guards, both needed (OWASP cheat sheet on CSRF): the browser's own word about where a request comes from, and a
token bound to the session that a foreign page cannot read.
"""

import hashlib
import hmac
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import FormData

from app.kernel.errors import Refused
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret

SESSION_COOKIE = "commonspace_session"
VISIT_COOKIE = "commonspace_visit"
FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
SAFE = ("GET", "HEAD", "OPTIONS")


def csrf_token(request: Request) -> str:
    """The token for forms drawn in answer to this request; a visitor without a session gets a visit of his own."""
    bound = request.cookies.get(SESSION_COOKIE) or request.cookies.get(VISIT_COOKIE)
    if bound is None:
        bound = getattr(request.state, "new_visit", None) or new_secret()
        request.state.new_visit = bound
    key: str = request.app.state.settings.key
    return hmac.new(key.encode(), b"csrf:" + bound.encode(), hashlib.sha256).hexdigest()


async def sent_form(request: Request) -> FormData:
    """The form as it was sent. How much it may be is decided once, for the whole body; a long text is one field of it."""
    return await request.form(max_fields=10_000, max_part_size=2 * 1024 * 1024)


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
    if origin not in (None, "null") and urlsplit(origin).netloc != request.headers.get("Host"):
        raise refusal
    given = request.headers.get(HEADER)
    if given is None:
        form = await sent_form(request)
        given = str(form.get(FIELD, ""))
    if not request.cookies.get(SESSION_COOKIE) and not request.cookies.get(VISIT_COOKIE):
        raise refusal
    if not hmac.compare_digest(given.encode(), csrf_token(request).encode()):
        raise refusal
