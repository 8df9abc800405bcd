"""Every kind of page, wide and narrow, left to right and right to left, held against WCAG by axe-core."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.addresses import DARK, PAGES, Look

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
LANGUAGES = {"ltr": "en-GB", "rtl": "ar"}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def violations(page: Page, *, colours: bool) -> list[str]:
    """What axe finds, from moderate up: the rule, how bad, and the first places. Colours do not hang on the width."""
    found = page.evaluate(
        "(on) => axe.run(document, {resultTypes: ['violations'], rules: {'color-contrast': {enabled: on}}})",
        colours,
    )
    return [
        f"{v['impact']} {v['id']}: {[node['target'][0] for node in v['nodes'][:4]]} {v['nodes'][0]['failureSummary']}"
        for v in found["violations"]
        if v["impact"] in ("moderate", "serious", "critical")
    ]


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, or nothing."""
    if page.evaluate(SIDEWAYS) <= 0:
        return []
    found: list[str] = page.evaluate("""() => {
      const scrolled = e => { for (e = e.parentElement; e; e = e.parentElement) if (getComputedStyle(e).overflowX !== "visible") return true; return false };
      return [...document.body.querySelectorAll("*")]
        .filter(e => { const r = e.getBoundingClientRect(); return r.right > innerWidth + 1 || r.left < -1 })
        .filter(e => !e.closest(".skip, .sprite") && !scrolled(e))
        .map(e => e.tagName + "." + e.getAttribute("class") + " " + e.textContent.trim().slice(0, 40)).slice(0, 8) }""")
    return [f"scrolls sideways: {found}"]


def look_at(context: BrowserContext, look: Look, axe_source: str) -> list[str]:
    """Open the page once and hold it against everything, wide and narrow."""
    page = context.new_page()
    try:
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        answer = page.goto(look.path)
        assert answer is not None
        assert answer.status == look.status
        page.evaluate(axe_source)
        found = [*violations(page, colours=True), *too_wide(page)]
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        found += [*violations(page, colours=False), *too_wide(page)]
        return found
    finally:
        page.close()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("look", PAGES, ids=str)
def test_every_page_can_be_used_by_everybody(
    signed_in: Callable[..., BrowserContext], axe_source: str, look: Look, direction: str
) -> None:
    context = signed_in(look.who, locale=LANGUAGES[direction], reduced_motion="reduce")
    found = look_at(context, look, axe_source)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("look", DARK, ids=str)
def test_what_colour_says_can_be_read_in_the_dark(
    signed_in: Callable[..., BrowserContext], axe_source: str, look: Look
) -> None:
    context = signed_in(look.who, locale="en-GB", color_scheme="dark", reduced_motion="reduce")
    found = look_at(context, look, axe_source)
    assert not found, "\n".join(found)


def test_the_two_directions_are_two(signed_in: Callable[..., Any]) -> None:
    for locale, direction in (("en-GB", "ltr"), ("ar", "rtl")):
        page = signed_in(None, locale=locale).new_page()
        page.goto("/")
        assert page.locator("html").get_attribute("dir") == direction
        page.close()
