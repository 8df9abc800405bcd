"""What operators watch: how many requests of which kind, how long they take, and a line in the log for each.

Neither names what was asked for: a request is counted and logged under its route, so that no secret of a link and
nobody's reading ends up in a log.
"""

import time

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("request")

REQUESTS = Counter("commonspace_requests", "Requests answered.", ("method", "route", "status"))
SECONDS = Histogram(
    "commonspace_request_seconds", "Seconds from a request to the end of its answer.", ("method", "route"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
KNOWN = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Watched:
    """Counts each request and, where `logged`, writes a line about it. Streams of events count when they end."""

    def __init__(self, app: ASGIApp, *, logged: bool) -> None:
        self.app = app
        self.logged = logged

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and look at the clock."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def send_and_see(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_see)
        finally:
            took = time.perf_counter() - began
            method = scope["method"] if scope["method"] in KNOWN else "other"
            route = route_of(scope)
            REQUESTS.labels(method, route, status).inc()
            SECONDS.labels(method, route).observe(took)
            if self.logged:
                log.info("answered", method=method, route=route, status=status, ms=round(took * 1000, 1))


def route_of(scope: Scope) -> str:
    """The address with the names of its parts in place of what was asked for; `static` and `unknown` for the rest."""
    path = getattr(scope.get("route"), "path", None)
    if path is None:
        return "static" if scope["path"].startswith("/static/") else "unknown"
    return f"/api/v1{path}" if scope["path"].startswith("/api/v1/") and not path.startswith("/api/") else path
