"""What is sent is read whole, up to a limit, before anything is done with it."""

import re

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kernel.i18n import gettext as _
from app.web.csrf import SAFE
from app.web.problems import error_answer

LARGEST_BODY = 2 * 1024 * 1024
LARGEST_UPLOAD = 6 * 1024 * 1024
"""A form with a file of five megabytes, which one address takes."""
_UPLOADS = re.compile(r"/[^/]+/setup/people")


class WholeBodies:
    """Takes in the body of a request that writes and only then passes the request on.

    Whoever sends slowly keeps nobody waiting: a request that is still being sent holds neither the writers' turn nor
    a place at the database. What is larger than `LARGEST_BODY` (where a file is sent, `LARGEST_UPLOAD`) is answered with 413 and one sentence.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its whole body, or answer that it is too large; nothing where the sender left."""
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        parts: list[bytes] = []
        size, more = 0, True
        most = LARGEST_UPLOAD if _UPLOADS.fullmatch(scope["path"]) else LARGEST_BODY
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            parts.append(message.get("body", b""))
            size, more = size + len(parts[-1]), message.get("more_body", False)
            if size > most:
                answer = error_answer(Request(scope), 413, "too_large", _("What was sent is too large."))
                await answer(scope, receive, send)
                return
        whole: list[Message] = [{"type": "http.request", "body": b"".join(parts), "more_body": False}]

        async def given() -> Message:
            return whole.pop() if whole else await receive()

        await self.app(scope, given, send)
