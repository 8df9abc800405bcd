"""Everything can be reached, seen and left with the keyboard."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.addresses import DECISION, REVIEW, Look
from tests.browser.visits import Visitors

# What can be pressed or typed in, in the order of the page; of a group of radio buttons, the one that takes the focus.
STOPS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const stops = all.filter(e => !e.matches("main, [aria-hidden=true]") && !e.disabled && e.type !== "hidden"
    && (e.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}) || e.matches(".skip")));
  const groups = new Map();
  for (const e of stops.filter(e => e.type === "radio")) {
    const key = e.form?.id + " " + (e.form?.action ?? "") + " " + e.name;
    if (!groups.has(key) || e.checked) groups.set(key, e);
  }
  const chosen = new Set(groups.values());
  window.stops = stops.filter(e => e.type !== "radio" || chosen.has(e));
  return window.stops.map(e => e.outerHTML.slice(0, 120));
}"""
# The stop that has the focus, and whether an eye finds it: an outline, inside the window, under nothing else.
FOCUSED = """() => {
  const e = document.activeElement;
  const ring = e.type === "radio" ? e.closest("label") : e;
  const drawn = [e, ring].some(x => { const s = getComputedStyle(x); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; });
  const box = (e.getClientRects()[0] ?? e.getBoundingClientRect());
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, innerHeight / 2));
  const seen = top !== null && (e.contains(top) || top.contains(e) || ring.contains(top));
  return [window.stops.indexOf(e), drawn, seen, e.outerHTML.slice(0, 120)];
}"""


def tab_through(page: Page) -> tuple[list[str], list[Any]]:
    """Every stop that the page has, and every stop that Tab made."""
    expected: list[str] = page.evaluate(STOPS)
    made = []
    for _stop in expected:
        page.keyboard.press("Tab")
        made.append(page.evaluate(FOCUSED))
    return expected, made


@pytest.mark.parametrize(
    "look",
    [Look(f"{REVIEW}/RT1-M1", "rapporteur"), Look(f"{DECISION}/ballots/BAL-1/sheet", "state")],
    ids=str,
)
def test_tab_reaches_everything_in_order_and_shows_where_it_is(visitors: Visitors, look: Look) -> None:
    page = visitors.page(look.who, viewport={"width": 1280, "height": 800})
    page.goto(look.path, wait_until="load")
    expected, made = tab_through(page)
    assert len(expected) > 40
    assert [number for number, *_ in made] == list(range(len(expected)))
    assert [html for _, drawn, _, html in made if not drawn] == []
    assert [html for _, _, seen, html in made if not seen] == []


def test_the_first_stop_leads_past_the_menu(visitors: Visitors) -> None:
    page = visitors.page()
    page.goto(f"{REVIEW}/RT1-M1")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the text"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_skip_link_stands_in_the_window_right_to_left_too(visitors: Visitors) -> None:
    page = visitors.page(locale="ar", viewport={"width": 390, "height": 844})
    page.goto(f"{REVIEW}/RT1-M1")
    page.keyboard.press("Tab")
    box = page.locator(".skip:focus").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def tab_to(page: Page, stop: str) -> None:
    """Press Tab until the focus is on what this selector means; an eye finds it there."""
    page.evaluate(STOPS)
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("stop => document.activeElement.matches(stop)", stop):
            _number, drawn, seen, html = page.evaluate(FOCUSED)
            assert drawn, html
            assert seen, html
            return
    raise AssertionError(f"Tab never comes to {stop}")


def test_a_comment_is_answered_with_the_keyboard_alone(visitors: Visitors) -> None:
    page = visitors.page("moderator", viewport={"width": 1280, "height": 800})
    page.goto(f"{REVIEW}/comments/CM-001", wait_until="load")
    tab_to(page, "input[name=code]")
    page.keyboard.press("ArrowRight")
    assert page.locator("input[name=code]:focus").get_attribute("value") == "accepted_in_principle"
    tab_to(page, "button[value=issue]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".alert.is-wrong:focus a").count() == 1
    tab_to(page, "textarea[name=reason]")
    page.keyboard.type("The next version says so.")
    tab_to(page, "button[value=issue]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "The next version says so." in page.locator("main").inner_text()


def test_a_round_is_opened_with_the_keyboard_alone(visitors: Visitors) -> None:
    page = visitors.page("moderator", viewport={"width": 1280, "height": 800})
    page.goto(f"{REVIEW}/rounds", wait_until="load")
    tab_to(page, "input[name=kind]")
    tab_to(page, "input[name=title]")
    page.keyboard.type("A round by keyboard")
    # Days that read the same with the month first.
    tab_to(page, "input[name=opens]")
    page.keyboard.type("01012027")
    tab_to(page, "input[name=closes]")
    page.keyboard.type("02022027")
    tab_to(page, "main form.form button.is-first")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "a[href$='/opening']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "main form button.is-first")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "opening is given" in page.locator("main").inner_text()
