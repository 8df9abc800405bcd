"""Pages that follow what others do, in real browsers: what changes appears, and nothing moves under one's hands."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from app.kernel.db import Database
from app.people.actions import add_api_token
from app.people.queries import person_by_email
from tests.browser.addresses import REVIEW
from tests.browser.visits import Visitors
from tests.serving import Server, serving

TEXT = f"{REVIEW}/RT1-M1"
TYPED = "A sentence that is not finished y"


def comment(server: Server, words: str, field: str = "problem", code: str = "RT1-M1") -> None:
    """Somebody else comments, from another machine."""
    database = Database(server.database_url)
    with database.unit_of_work() as db:
        token = add_api_token(db, person_by_email(db, "ngo@demo.example"), label="test")
    database.dispose()
    answer = httpx.post(
        f"{server.address}/api/v1/consultations{REVIEW}/proposals/{code}/comments",
        json={"type": "general", "stance": "concern", "text": words, "field": field},
        headers={"Authorization": f"Bearer {token}"},
        timeout=20,
    )
    assert answer.status_code == 201, answer.text


def follows(page: Page, path: str) -> Page:
    """Open the page and wait until it is told of what happens."""
    with page.expect_request(lambda request: "/events" in request.url):
        page.goto(path)
    page.wait_for_timeout(300)
    return page


def test_a_comment_appears_for_the_other_and_nothing_moves(server: Server, visitors: Visitors) -> None:
    page = follows(visitors.page("rapporteur", viewport={"width": 1000, "height": 700}), TEXT)
    field = page.locator("#comment-form textarea").first
    field.fill(TYPED)
    field.evaluate("field => field.setSelectionRange(3, 3)")
    before = field.bounding_box()
    writer = visitors.page("member")
    writer.goto(TEXT)
    form = writer.locator("#comment-form")
    form.locator("select[name=field]").select_option("problem")
    form.locator("textarea").first.fill("Said in one browser.")
    form.locator("label", has_text="Support").first.click()
    form.get_by_role("button").last.click()
    appeared = page.locator(".note", has_text="Said in one browser.")
    expect(appeared).to_be_visible()
    expect(appeared).to_have_class("note is-open is-new")
    assert field.input_value() == TYPED
    assert field.evaluate("field => field === document.activeElement && field.selectionStart") == 3
    after = field.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) <= 2, "what one is writing in stays where it is on the screen"
    expect(page.get_by_role("status").filter(has_text="Changed just now:")).to_have_count(1)


def test_a_region_somebody_is_in_waits_until_it_is_asked_for(server: Server, visitors: Visitors) -> None:
    page = follows(visitors.page("member"), TEXT)
    thread = page.locator("aside.notes").filter(has=page.get_by_role("link", name="Reply")).first
    link = thread.get_by_role("link", name="Reply").first
    link.focus()
    field = (thread.get_attribute("id") or "").rpartition("-")[2]
    comment(server, "Said beside the reader.", field)
    notice = page.locator("p.changed", has_text="Changed just now.")
    expect(notice).to_be_visible()
    expect(link).to_be_focused()
    expect(page.get_by_text("Said beside the reader.")).to_have_count(0)
    notice.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Said beside the reader.")).to_be_visible()
    expect(notice).to_have_count(0)


def test_what_happened_while_the_server_was_away_appears_after_it_is_back(
    sites: object, visitors: Visitors
) -> None:
    url = sites.new("sqlite", demo=True, served=True)  # type: ignore[attr-defined]
    with serving(url) as first:
        people = Visitors(visitors.browser, first.address)
        page = follows(people.page(), TEXT)
        port = int(first.address.rpartition(":")[2])
        first.process.terminate()
        first.process.join(15)
    with serving(url) as elsewhere:
        comment(elsewhere, "Said while the line was down.")
    with serving(url, port=port):
        expect(page.get_by_text("Said while the line was down.")).to_be_visible(timeout=30_000)
        people.wrong = [wrong for wrong in people.wrong if "ERR_CONNECTION" not in wrong]
        people.leave()


def test_a_page_in_the_background_follows_nothing_and_catches_up(server: Server, visitors: Visitors) -> None:
    page = follows(visitors.page(), TEXT)
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true, configurable: true}),"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    comment(server, "Said behind its back.")
    page.wait_for_timeout(1500)
    expect(page.get_by_text("Said behind its back.")).to_have_count(0)
    page.evaluate("delete document.hidden, document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("Said behind its back.")).to_be_visible()


@pytest.mark.parametrize("path", ["", "/rounds", "/rounds/R2", "/RT1", "/RT1-M1"])
def test_pages_in_an_open_round_follow_it(visitors: Visitors, path: str) -> None:
    page = follows(visitors.page(), REVIEW + path)
    assert page.locator("[data-live][id]").count() > 0


@pytest.mark.parametrize("path", ["/hld-2013", "/hld-2013/RT1-M1"])
def test_pages_of_what_has_ended_follow_nothing(visitors: Visitors, path: str) -> None:
    page = visitors.page()
    page.goto(path)
    assert page.locator("script[data-stream]").count() == 0


def test_a_page_that_has_changed_is_still_accessible(
    server: Server, visitors: Visitors, axe_source: str
) -> None:
    page = follows(visitors.page("member"), TEXT)
    page.get_by_role("link", name="Reply").first.focus()
    for field in ("problem", "responsible"):
        comment(server, f"Said on the {field}.", field)
    expect(page.locator(".is-new").first).to_be_visible()
    page.evaluate(axe_source)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [v["id"] for v in found["violations"]] == []
