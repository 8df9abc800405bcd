"""People at their browsers: signed in by clicking, with an ear for whatever goes wrong in the page."""

import time
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response
from sqlalchemy.engine import make_url

from tests.serving import Server


def answer_to(page: Page, act: Callable[[], object]) -> Response:
    """What answers the form or the link that `act` sends the page off with, redirects followed; the page is loaded then.

    The next navigation would not do: htmx marks the page's entry in the history once it has taken in a fragment, and a
    browser calls that a navigation too.
    """
    with (
        page.expect_event("load"),
        page.expect_response(
            lambda found: found.request.is_navigation_request() and not 300 <= found.status < 400
        ) as answered,
    ):
        act()
    return answered.value


class Visitors:
    """Opens browsers for people of the demonstration and keeps what went wrong in them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.contexts: list[BrowserContext] = []
        self.wrong: list[str] = []
        self._cookies: dict[str, Any] = {}

    def context(self, who: str | None = None, **look: Any) -> BrowserContext:
        """A browser of its own: of nobody, or of `member`, `state`, … who signed in from the sign-in page."""
        if who is not None and who not in self._cookies:
            door = self._listened(self.browser.new_context(base_url=self.address, locale="en-GB"))
            sign_in(door.new_page(), who)
            self._cookies[who] = door.storage_state()
        return self._listened(
            self.browser.new_context(
                base_url=self.address,
                storage_state=self._cookies.get(who or ""),
                **{"locale": "en-GB"} | look,
            )
        )

    def page(self, who: str | None = None, **look: Any) -> Page:
        """A page in a new browser of that person."""
        return self.context(who, **look).new_page()

    def leave(self) -> None:
        """Close every browser; fails with whatever went wrong in any of them."""
        for context in self.contexts:
            context.close()
        assert not self.wrong, "\n".join(self.wrong)

    def _listened(self, context: BrowserContext) -> BrowserContext:
        context.set_default_timeout(15_000)
        context.on("console", self._said)
        context.on(
            "weberror", lambda error: self.wrong.append(f"{error.page and error.page.url}: {error.error}")
        )
        context.on("response", self._answered)
        self.contexts.append(context)
        return context

    def _said(self, message: ConsoleMessage) -> None:
        # A refused form is an answer of this site, and the browser's word on its status says nothing of its own.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.wrong.append(f"{message.location.get('url')}: {message.text}")

    def _answered(self, response: Response) -> None:
        ours = response.url.startswith(self.address)
        if not ours and not response.url.startswith(("data:", "blob:")):
            self.wrong.append(f"asked somebody else: {response.url}")
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.wrong.append(f"{response.status} from {response.url}")


def sign_in(page: Page, who: str) -> None:
    """From the front page by the links that everybody sees."""
    page.goto("/")
    page.get_by_role("link", name="Sign in", exact=True).click()
    row = page.locator("li.row").filter(has=page.locator(".code", has_text=who))
    row.get_by_role("button", name="Be this person").click()
    page.get_by_role("button", name="Sign out").wait_for()


def link_in_mail(server: Server, to: str) -> str:
    """The link of the message that the site wrote into its folder, which is taken out of it."""
    folder = Path(make_url(server.database_url).database or "").parent / "mail"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for path in folder.glob("*.eml"):
            message = message_from_bytes(path.read_bytes(), policy=default)
            body = message.get_body()
            if message["To"] == to and body is not None:
                words, begins = body.get_content().splitlines(), f"{server.address}/sign-in/"
                # A digest comes by itself, and has none.
                if found := [line for line in words if line.startswith(begins)]:
                    path.unlink()
                    return str(found[0])
        time.sleep(0.05)
    raise AssertionError("no message came within a minute")
