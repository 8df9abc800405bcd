"""A real browser on a real server."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serving import Server, serving


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's own Chromium, without a sandbox of its own and without calls home."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
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
def server(sites, backend: str) -> Iterator[Server]:  # type: ignore[no-untyped-def]
    """The demonstration, served; one for all tests of a file."""
    with serving(sites.new(backend, demo=True)) as running:
        yield running


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The accessibility checker, as npm brought it."""
    path = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
    assert path.is_file(), "axe-core is missing; `.ci/bring` brings it"
    return path.read_text()
