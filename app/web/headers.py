"""Answers carry what a browser needs to be strict, and each request speaks one language."""

from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kernel.i18n import LANGUAGES, best_language, in_locale

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
# Nothing of this is used here, so nothing that creeps into a page can use it; passkeys are asked for by our own pages.
PERMISSIONS_POLICY = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), midi=(), display-capture=(), "
    "browsing-topics=(), publickey-credentials-get=(self), publickey-credentials-create=(self)"
)
LANGUAGE_COOKIE = "commonspace_language"
A_YEAR = 31536000
# Pages about accounts and the machine: a browser keeps nothing of them, also not for its button back.
NOT_KEPT = ("/account", "/admin", "/sign-in", "/invitations")


def language_cookie(https: bool) -> str:
    """The name of the cookie that keeps the language; on https it is this host's alone, as all cookies are."""
    return f"__Host-{LANGUAGE_COOKIE}" if https else LANGUAGE_COOKIE


def make_strict(headers: MutableHeaders, path: str, *, https: bool) -> None:
    """Complete the headers of the answer at `path`; HSTS only where the site is served by https."""
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # What says how a page behaves says nothing of a style sheet, and each byte comes with each of a page's files.
    if headers.get("content-type", "").startswith("text/html"):
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = PERMISSIONS_POLICY
    headers["X-Frame-Options"] = "DENY"
    if "/" + path.lstrip("/").partition("/")[0] in NOT_KEPT:
        headers["Cache-Control"] = "no-store"
    # What says nothing else is kept by nobody in between: it may be somebody's own.
    headers.setdefault("Cache-Control", "private, no-cache")
    if https:
        headers["Strict-Transport-Security"] = f"max-age={A_YEAR}; includeSubDomains"


class SecurityHeaders:
    """Adds the strict headers to every answer that leaves the house by its door."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer's headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                make_strict(MutableHeaders(scope=message), scope["path"], https=self.https)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class Language:
    """Chooses the language of a request: `?lang=`, then the cookie, then Accept-Language, then the site's own."""

    def __init__(self, app: ASGIApp, *, default: str, https: bool = False) -> None:
        self.app = app
        self.default = default
        self.cookie = language_cookie(https)
        self.kept_so = f"Path=/; Max-Age={A_YEAR}; HttpOnly; SameSite=Lax" + ("; Secure" if https else "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the language around the request; a language asked for in the address is kept in a cookie."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
        kept = dict(p.strip().partition("=")[::2] for p in headers.get("cookie", "").split(";")).get(
            self.cookie, ""
        )
        # A file in another language is no wish to read the site in it.
        file = "." in scope["path"].rpartition("/")[2]
        if asked in LANGUAGES:
            locale = asked
        elif kept in LANGUAGES:
            locale = kept
        else:
            locale = best_language(headers.get("accept-language", "")) or self.default

        async def send_with_language(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                if asked in LANGUAGES and asked != kept and not file:
                    answer.append("Set-Cookie", f"{self.cookie}={asked}; {self.kept_so}")
                answer.add_vary_header("Cookie, Accept-Language")
            await send(message)

        scope.setdefault("state", {})["locale"] = locale
        with in_locale(locale):
            await self.app(scope, receive, send_with_language)


class HeadIsGet:
    """Answers HEAD as GET without the body (RFC 9110, 9.3.2): link checkers and monitors ask so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the house for the page and keep its body back."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_headers(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        asked = {**scope, "method": "GET", "state": {**scope.get("state", {}), "head": True}}
        await self.app(asked, receive, send_headers)
