"""Addresses as people type them: a slash too many at the end, the consultation's name in capitals."""

from urllib.parse import quote

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class TidyAddresses:
    """Lead a reader from an address typed loosely to the right one, on this site whatever the Host header says."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect a page's address that is not tidy; everything else goes on."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            path = scope["path"]
            tidy = tidied(path)
            if tidy != path:
                query = scope["query_string"].decode("latin-1")
                address = quote(tidy, safe="/:@!$&'()*+,;=-._~") + (f"?{query}" if query else "")
                await RedirectResponse(address, 308)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def tidied(path: str) -> str:
    """`/HLD-2013/rounds/` is `/hld-2013/rounds`. Programs' addresses are as they are."""
    first, slash, rest = path.lstrip("/").partition("/")
    if first in ("api", "static") or not first:
        return path if first else "/"
    rest = rest.rstrip("/")
    return f"/{first.lower()}{slash if rest else ''}{rest}"
