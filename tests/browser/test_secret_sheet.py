"""The sheet of a secret ballot under the hands: by keyboard and by touch, for everybody, and the other half sees that it was voted."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import SECRET
from tests.browser.everybody import held
from tests.browser.prepared import secret_ballot
from tests.browser.test_live import follows
from tests.browser.visits import Visitors, answer_to
from tests.serving import Server, serving
from tests.support import Site

SHEET = f"{SECRET}/ballots/BAL-1/sheet"


@pytest.fixture(scope="module")
def server(sites: Any) -> Iterator[Server]:
    """The demonstration with a secret ballot, served."""
    url = sites.new("sqlite", demo=True, served=True)
    with Site(url) as site:
        secret_ballot(site)
    with serving(url) as running:
        yield running


def missing(page: Page) -> list[str]:
    return [row.get_attribute("id") or "" for row in page.locator(".choice:has(.is-missing)").all()]


def test_papers_are_handed_in_with_the_keyboard_alone(visitors: Visitors) -> None:
    page = visitors.page("state", viewport={"width": 1280, "height": 800})
    page.goto(SHEET)
    first, second = missing(page)[:2]
    page.keyboard.press("j")
    expect(page.locator(f"#{first} [type=radio]").first).to_be_focused()
    page.keyboard.press("4")
    page.keyboard.press("j")
    page.keyboard.press("1")
    expect(page.locator(f"#{second} [value=support]")).to_be_checked()
    page.keyboard.press("k")
    expect(page.locator(f"#{first} [value=object]")).to_be_focused()
    answer_to(page, lambda: page.keyboard.press("Enter"))
    # Nothing is recorded as one goes: the page asks once more, and what loses its mark stays here.
    mark = page.locator(f"#{second}")
    mark.focus()
    page.keyboard.press("Space")
    expect(mark).not_to_be_checked()
    button = page.get_by_role("button", name="Hand them in, for good")
    button.focus()
    answer_to(page, lambda: page.keyboard.press("Enter"))
    expect(page.locator("main table code")).to_have_count(1)
    key = page.locator("main table code").inner_text()
    expect(page.get_by_role("link", name="Back to the voting sheet")).to_be_visible()
    # A reload of the answer sends the same papers again, which is refused, and the key is told no more.
    again = page.reload()
    assert again is not None
    assert again.status == 403
    expect(page.get_by_role("alert")).to_contain_text("A secret ballot is cast once")
    expect(page.locator(f"#{first}")).to_contain_text("Voted, by Head of delegation")
    assert second in missing(page)
    assert key not in page.content()


def test_the_other_half_sees_that_it_was_voted_and_keeps_what_it_chose(visitors: Visitors) -> None:
    other = follows(visitors.page("alternate"), SHEET)
    mine, theirs = missing(other)[:2]
    other.locator(f"#{mine}").get_by_text("Abstain", exact=True).click()
    head = visitors.page("state")
    head.goto(SHEET)
    head.locator(f"#{theirs}").get_by_text("Object", exact=True).click()
    answer_to(head, head.get_by_role("button", name="Hand in these papers").click)
    answer_to(head, head.get_by_role("button", name="Hand them in, for good").click)
    row = other.locator(f"#{theirs}")
    expect(row).to_contain_text("Voted, by Head of delegation")
    expect(row.locator("input")).to_have_count(0)
    expect(row.get_by_text("Object")).to_have_count(0)
    expect(other.locator(f"#{mine} [value=abstain]")).to_be_checked()


@pytest.mark.parametrize("locale", ["en-GB", "ar"])
def test_each_page_of_a_hand_in_can_be_used_by_everybody(
    visitors: Visitors, axe_source: str, locale: str
) -> None:
    page = visitors.page("state", locale=locale, viewport={"width": 390, "height": 844}, has_touch=True)
    direction = "rtl" if locale == "ar" else "ltr"
    page.goto(SHEET)
    assert answer_to(page, page.locator("#hand-in button").click).status == 422
    found = held(page, axe_source, direction)
    code = missing(page)[0]
    page.locator(f"#{code} label", has=page.locator("[value=support]")).tap()
    assert answer_to(page, page.locator("#hand-in button").click).status == 200
    found += held(page, axe_source, direction)
    assert answer_to(page, page.locator("button[value=hand_in]").click).status == 200
    found += held(page, axe_source, direction)
    assert page.locator("main table code").count() == 1
    assert not found, "\n".join(found)
