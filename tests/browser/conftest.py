"""A real browser on a real server."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.visits import Visitors
from tests.serving import Server, serving

# A busy machine may be slow; what never comes still fails.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's own Chromium, the one without windows where it is there, without a sandbox of its own and calls home."""
    names = ("chromium-headless-shell", "chromium", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, "Chromium is missing; `.ci/bring` brings it"
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {**browser_type_launch_args, "executable_path": path, "args": quiet}


@pytest.fixture(scope="module")
def server(sites) -> Iterator[Server]:  # type: ignore[no-untyped-def]
    """The demonstration, served; one for all tests of a file. What a browser sees is the same on either database."""
    with serving(sites.new("sqlite", demo=True, served=True)) as running:
        yield running


@pytest.fixture
def visitors(browser: Browser, server: Server) -> Iterator[Visitors]:
    """People at their browsers; when they leave, nothing may have gone wrong in any of them."""
    people = Visitors(browser, server.address)
    yield people
    people.leave()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, server: Server) -> Iterator[Callable[..., BrowserContext]]:
    """A browser for one person and one way of looking, made once and used for all pages of a file."""
    people = Visitors(browser, server.address)
    contexts: dict[str, BrowserContext] = {}

    def context(who: str | None = None, **look: Any) -> BrowserContext:
        key = f"{who} {sorted(look.items())}"
        if key not in contexts:
            contexts[key] = people.context(who, **look)
        return contexts[key]

    yield context
    people.leave()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The accessibility checker, as npm brought it."""
    path = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
    assert path.is_file(), "axe-core is missing; `.ci/bring` brings it"
    return path.read_text()
