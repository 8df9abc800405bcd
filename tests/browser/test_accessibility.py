"""Every kind of page, wide and narrow, left to right and right to left, held against WCAG by axe-core."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.addresses import DARK, DECISION, PAGES, REVIEW, Look

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


def held(page: Page, axe_source: str) -> list[str]:
    """Hold the page as it stands against everything, wide and narrow."""
    page.evaluate(axe_source)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    found = [*violations(page, colours=True), *too_wide(page)]
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    return [*found, *violations(page, colours=False), *too_wide(page)]


def look_at(context: BrowserContext, look: Look, axe_source: str, direction: str = "ltr") -> list[str]:
    """Open the page once, where the one before it was, and hold it against everything."""
    page = context.pages[0] if context.pages else context.new_page()
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    answer = page.goto(look.path)
    assert answer is not None
    assert answer.status == look.status
    assert page.locator("html").get_attribute("dir") == direction
    return held(page, axe_source)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("look", PAGES, ids=str)
def test_every_page_can_be_used_by_everybody(
    signed_in: Callable[..., BrowserContext], axe_source: str, look: Look, direction: str
) -> None:
    context = signed_in(look.who, locale=LANGUAGES[direction], reduced_motion="reduce")
    found = look_at(context, look, axe_source, direction)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("look", DARK, ids=str)
def test_what_colour_says_can_be_read_in_the_dark(
    signed_in: Callable[..., BrowserContext], axe_source: str, look: Look
) -> None:
    context = signed_in(look.who, locale="en-GB", color_scheme="dark", reduced_motion="reduce")
    found = look_at(context, look, axe_source)
    assert not found, "\n".join(found)


def press(page: Page, button: str, status: int) -> None:
    """Press a button whose form is answered with this status."""
    with page.expect_navigation() as answered:
        page.get_by_role("button", name=button).click()
    assert answered.value is not None
    assert answered.value.status == status


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_form_that_comes_back_can_be_used_by_everybody(
    signed_in: Callable[..., BrowserContext], axe_source: str, direction: str
) -> None:
    page = signed_in("member", locale=LANGUAGES[direction]).new_page()
    page.goto(f"{REVIEW}/proposals/new?kind=mechanism")
    with page.expect_navigation() as answered:
        page.locator("#draft button.is-first").click()
    assert answered.value is not None
    assert answered.value.status == 422
    found = held(page, axe_source)
    assert not found, "\n".join(found)


def test_a_sheet_without_its_reasons_can_be_used_by_everybody(
    signed_in: Callable[..., BrowserContext], axe_source: str
) -> None:
    page = signed_in("state").new_page()
    page.goto(f"{DECISION}/ballots/BAL-1/sheet")
    page.locator(".choice.is-missing [value=object]").first.check()
    press(page, "Record these positions", 422)
    found = held(page, axe_source)
    assert not found, "\n".join(found)


def test_two_texts_side_by_side_can_be_used_by_everybody(
    signed_in: Callable[..., BrowserContext], axe_source: str
) -> None:
    first, second = (signed_in("rapporteur").new_page() for _ in range(2))
    for page, words in ((first, "One text."), (second, "Another text.")):
        page.goto(f"{REVIEW}/RT1-M4/edit")
        page.get_by_role("textbox", name="The problem").fill(words)
    first.get_by_role("button", name="Save as version").click()
    press(second, "Save as version", 409)
    found = held(second, axe_source)
    assert not found, "\n".join(found)
