"""What is sent is read whole, up to a limit, before anything is done with it."""

import json
import re

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kernel.errors import FieldError
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
        wrong = why_not_read(b"".join(parts)) if _is_json(scope) else None
        if wrong is not None:
            answer = error_answer(Request(scope), 422, "invalid", wrong, (FieldError("body", wrong),))
            await answer(scope, receive, send)
            return
        whole: list[Message] = [{"type": "http.request", "body": b"".join(parts), "more_body": False}]

        async def given() -> Message:
            return whole.pop() if whole else await receive()

        await self.app(scope, given, send)


def why_not_read(body: bytes) -> str | None:
    """Why a body of JSON is not read at all, though a lenient reader would: a name that is there twice means one thing
    here and another elsewhere (RFC 8259, 4); what is nested without end, and numbers that are none, mean nothing. What is
    no JSON is left to whoever reads it, who says so."""
    try:
        json.loads(body, object_pairs_hook=_once_each, parse_constant=_no_number)
    except _Unreadable as error:
        return str(error)
    except RecursionError:
        return _("This is nested too deeply to be read.")
    except json.JSONDecodeError:
        return None
    except UnicodeDecodeError:
        return _("The letters of this cannot be read. Send it in UTF-8.")
    except ValueError:
        return _("A number in this request is too large.")
    return None


class _Unreadable(Exception):
    """A body that two readers could read in two ways."""


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(pairs)
    if len(read) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise _Unreadable(_("The field “%(name)s” is there twice.") % {"name": twice[:100]})
    return read


def _no_number(word: str) -> float:
    raise _Unreadable(_("“%(word)s” is no number in JSON.") % {"word": word})


def _is_json(scope: Scope) -> bool:
    kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")
