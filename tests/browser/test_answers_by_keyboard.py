"""A moderator works through the comments of a round with keys alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import REVIEW
from tests.browser.visits import Visitors, answer_to
from tests.serving import Server
from tests.support import Site

WORK = f"{REVIEW}/rounds/R2/comments"


@pytest.fixture(autouse=True, scope="module")
def chair(server: Server) -> None:
    """The moderator of a group chairs the whole consultation, and so answers every comment of the round."""
    with Site(server.database_url) as site:
        site.tamper(
            "INSERT INTO membership (consultation_id, person_id, role, title, personal)"
            " SELECT c.id, p.id, 'moderator', 'Chair', false FROM consultation c, person p"
            " WHERE c.slug = :slug AND p.email = 'moderator@demo.example'",
            slug=REVIEW.removeprefix("/"),
        )


def drafted(server: Server) -> dict[str, str]:
    with Site(server.database_url) as site:
        return {row[0]: row[1] for row in site.rows(
            "SELECT k.code, d.reason FROM disposition_draft d JOIN comment k ON k.id = d.comment_id"
        )}  # fmt: skip


def opened(page: Page) -> str:
    """The code of the comment that is open."""
    return page.locator("[data-answer]").get_attribute("id") or ""


def test_a_moderator_answers_ten_comments_with_keys_only(visitors: Visitors, server: Server) -> None:
    page = visitors.page("moderator", viewport={"width": 1280, "height": 800})
    page.goto(WORK, wait_until="load")
    answered = []
    for n in range(10):
        code = opened(page)
        expect(page).to_have_title(f"{code}, {n + 1} of 12: Comments of R2 · Commonspace")
        page.keyboard.press("5")
        page.keyboard.press("r")
        page.keyboard.type(f"Noted: j and k stay letters in answer {n}.")
        expect(page.locator("[data-answer] textarea")).to_have_value(
            f"Noted: j and k stay letters in answer {n}."
        )
        assert answer_to(page, lambda: page.keyboard.press("Control+Enter")).status == 200
        expect(page.locator("[data-answer]")).to_be_focused()
        assert opened(page) != code
        answered.append(code)
    assert drafted(server) == {
        code: f"Noted: j and k stay letters in answer {n}." for n, code in enumerate(answered)
    }
    answer_to(page, lambda: page.keyboard.press("k"))
    assert opened(page) == answered[-1]
    answer_to(page, lambda: page.keyboard.press("j"))
    assert opened(page) not in answered
    page.keyboard.press("2")
    page.keyboard.press("j")
    expect(page.get_by_role("status")).to_contain_text("is not saved")
    answer_to(page, lambda: page.keyboard.press("j"))
    issue = page.get_by_role("button", name="Issue everything that is drafted")
    issue.focus()
    assert answer_to(page, lambda: page.keyboard.press("Enter")).status == 200
    expect(page.get_by_role("status").first).to_contain_text("Dispositions issued: 10.")
    assert drafted(server) == {}


def test_keys_do_nothing_to_other_parts_of_the_page(visitors: Visitors) -> None:
    page = visitors.page("moderator", viewport={"width": 1280, "height": 800})
    page.goto(WORK, wait_until="load")
    code = opened(page)
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("j")
    page.keyboard.press("1")
    assert page.locator("[data-answer] input[type=radio]:checked").count() == 0
    page.locator("#many-reason").focus()
    page.keyboard.type("1 j k 2")
    assert page.locator("#many-reason").input_value() == "1 j k 2"
    assert opened(page) == code
