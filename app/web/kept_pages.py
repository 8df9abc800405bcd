"""Pages for whoever has not signed in are drawn once and given again for as long as nothing has happened.

Whatever a page shows changes by an act, and every act is a row of the ledger: so a page stands as long as the chains
that it can show stand where they stood. The clock changes pages too (a round closes, a deadline comes nearer), by the
minute and no finer: a page is kept for its minute. Who has any cookie but that of the language gets pages of their own.
"""

from collections import OrderedDict
from dataclasses import dataclass

import sqlalchemy as sa
from anyio.to_thread import run_sync
from sqlmodel import col
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kernel.db import Database
from app.kernel.ledger import LedgerHead
from app.web.headers import language_cookie

SITE = "site"
# Below these stand answers for programs and files: no pages, so where things stand is not even asked.
NO_PAGES = ("/api/", "/static/")
LANGUAGES_KEPT = {language_cookie(https=False), language_cookie(https=True)}
LARGEST_PAGE = 64 * 1024
MOST = 256

_HEADS = sa.select(col(LedgerHead.track), col(LedgerHead.seq), col(LedgerHead.hash)).order_by(
    col(LedgerHead.track)
)
_HEADS_HERE = _HEADS.where(col(LedgerHead.track).in_(sa.bindparam("here", expanding=True)))


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it went out, and where things stood when it was drawn."""

    stamp: tuple[object, ...]
    head: Message
    body: bytes

    @property
    def mark(self) -> str:
        """Its ETag."""
        return Headers(raw=self.head["headers"]).get("etag", "")


class KeptPages:
    """Answers from what is kept, or passes the request on and keeps a whole page that everybody would get."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.pages: OrderedDict[tuple[str, ...], Kept] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on whatever is not a page for everybody."""
        key = key_of(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        database: Database = scope["app"].state.database
        stamp = await run_sync(stamp_of, database, scope["path"].split("/")[1])
        found = self.pages.get(key)
        if found is not None and found.stamp == stamp:
            self.pages.move_to_end(key)
            await give(found, Headers(scope=scope).get("if-none-match", ""), send)
            return
        await self.app(scope, receive, self._keeping(scope, key, stamp, send))

    def _keeping(self, scope: Scope, key: tuple[str, ...], stamp: tuple[object, ...], send: Send) -> Send:
        """Sends on, and keeps what was sent where it is a whole page and nobody's own."""
        head: Message = {}
        parts: list[bytes] = []

        async def send_and_keep(message: Message) -> None:
            nonlocal head
            if message["type"] == "http.response.start":
                head = message
            else:
                parts.append(message.get("body", b""))
                # Whatever the cookies looked like: a page drawn for somebody is never kept for everybody.
                own = getattr(scope.get("state", {}).get("actor"), "signed_in", False)
                if not own and not message.get("more_body") and may_keep(head, parts):
                    self.pages[key] = Kept(stamp, {**head, "headers": list(head["headers"])}, b"".join(parts))
                    self.pages.move_to_end(key)
                    while len(self.pages) > MOST:
                        self.pages.popitem(last=False)
            await send(message)

        return send_and_keep


def key_of(scope: Scope) -> tuple[str, ...] | None:
    """What the page follows from besides the stamp; None where it is not a page that everybody gets alike."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(NO_PAGES):
        return None
    headers = Headers(scope=scope)
    # Split as whoever reads the session splits it: a stricter reader would overlook a session behind an odd cookie.
    sent = [part.strip().partition("=") for line in headers.getlist("cookie") for part in line.split(";")]
    cookies = {name.strip(): value for name, _equals, value in sent if name or value}
    if set(cookies) - LANGUAGES_KEPT or "authorization" in headers or "hx-request" in headers:
        return None
    language = " ".join(cookies.values())
    query = scope["query_string"].decode("latin-1")
    zipped = str("gzip" in headers.get("accept-encoding", ""))
    host = headers.get("host", "")
    return (scope["path"], query, language, headers.get("accept-language", ""), zipped, host, scope["scheme"])


def stamp_of(database: Database, first: str) -> tuple[object, ...]:
    """Where the chains stand and which minute it is: those of the consultation named first in the address and of the
    site, or where it names none the number of acts in all of them."""
    with database.reading() as db:
        here = db.execute(_HEADS_HERE, {"here": [SITE, first]}).all()
        if len(here) < 2:
            here = db.execute(_HEADS).all()
    return (int(database.clock().timestamp() // 60), *map(tuple, here))


def may_keep(head: Message, parts: list[bytes]) -> bool:
    """Whether it is a whole page, not too large, with a mark, that sets no cookie and may be kept at all."""
    headers = Headers(raw=head["headers"])
    return (
        head["status"] == 200
        and headers.get("content-type", "").startswith("text/html")
        and "etag" in headers
        and "set-cookie" not in headers
        and "no-store" not in headers.get("cache-control", "")
        and sum(map(len, parts)) <= LARGEST_PAGE
    )


async def give(page: Kept, known: str, send: Send) -> None:
    """The kept page; or only that it has not changed, for who has it."""
    head = {**page.head, "headers": list(page.head["headers"])}
    if page.mark and page.mark in known:
        unchanged = MutableHeaders(raw=head["headers"])
        for name in ("content-length", "content-type", "content-encoding"):
            if name in unchanged:
                del unchanged[name]
        await send({**head, "status": 304, "headers": unchanged.raw})
        await send({"type": "http.response.body", "body": b""})
        return
    await send(head)
    await send({"type": "http.response.body", "body": page.body})
