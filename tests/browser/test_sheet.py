"""The voting sheet under the hands: it is saved as one goes, the last choice counts, and both halves of a delegation see it."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from app.kernel.db import Database
from app.people.actions import add_api_token
from app.people.queries import person_by_email
from app.voting.presets import PRESETS
from tests.browser.addresses import DECISION
from tests.browser.test_live import follows
from tests.browser.visits import Visitors
from tests.serving import Server, serving
from tests.support import Site

SHEET = f"{DECISION}/ballots/BAL-1/sheet"


def given(server: Server, who: str) -> dict[str, Any]:
    """What the delegation has given, as its programs are told."""
    database = Database(server.database_url)
    with database.unit_of_work() as db:
        token = add_api_token(db, person_by_email(db, f"{who}@demo.example"), label="test")
    database.dispose()
    answer = httpx.get(
        f"{server.address}/api/v1/consultations{DECISION}/ballots/BAL-1",
        headers={"Authorization": f"Bearer {token}"},
        timeout=20,
    )
    mine: dict[str, Any] = answer.json()["mine"]
    return mine


def missing(page: Page) -> list[str]:
    return [row.get_attribute("id") or "" for row in page.locator(".choice:has(.is-missing)").all()]


def test_a_position_is_recorded_as_it_is_chosen_and_focus_stays(server: Server, visitors: Visitors) -> None:
    page = visitors.page("state")
    page.goto(SHEET)
    code = missing(page)[0]
    row = page.locator(f"#{code}")
    row.locator("[value=support]").focus()
    page.keyboard.press("1")
    expect(row).to_contain_text("Recorded.")
    expect(row.locator("[value=support]")).to_be_focused()
    row.locator("select").select_option("lead")
    expect(row.locator("[name$=-turn]")).to_have_value("2")
    found = given(server, "state")[code]
    assert (found["position"], found["willing"], found["turn"]) == ("support", "lead", 2)
    expect(row.get_by_role("button")).to_be_hidden()


def test_a_position_that_needs_its_reason_waits_for_it(server: Server, visitors: Visitors) -> None:
    page = visitors.page("state")
    page.goto(SHEET)
    code = missing(page)[1]
    row = page.locator(f"#{code}")
    row.get_by_text("Object", exact=True).click()
    reason = row.get_by_role("textbox")
    expect(reason).to_be_visible()
    page.wait_for_timeout(500)
    assert code not in given(server, "state")
    row.get_by_role("button", name="Record this one").click()
    expect(row.get_by_role("alert")).to_contain_text("An objection needs its reason")
    reason.fill("Not without funds.")
    page.keyboard.press("Tab")
    expect(row).to_contain_text("Recorded.")
    expect(row.get_by_role("alert")).to_have_count(0)
    assert given(server, "state")[code]["reason"] == "Not without funds."


def test_of_choices_that_overtake_one_another_the_last_one_counts(server: Server, visitors: Visitors) -> None:
    page = visitors.page("state")
    page.goto(SHEET)
    code = missing(page)[2]
    row = page.locator(f"#{code}")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route(f"**{SHEET}", hold)
    row.get_by_text("Support", exact=True).click()
    row.get_by_text("Abstain", exact=True).click()
    expect(row.locator("[value=abstain]")).to_be_checked()
    assert held
    held[0].continue_()
    expect(row.locator("[name$=-turn]")).to_have_value("2")
    expect(row.locator("[value=abstain]")).to_be_checked()
    expect(row.locator("[value=abstain]")).to_be_focused()
    assert given(server, "state")[code]["position"] == "abstain"


def test_what_reaches_no_server_is_said_and_can_be_recorded_once_more(
    server: Server, visitors: Visitors
) -> None:
    page = visitors.page("state")
    page.goto(SHEET)
    code = missing(page)[3]
    row = page.locator(f"#{code}")
    page.route(f"**{SHEET}", lambda route: route.abort())
    row.get_by_text("Abstain", exact=True).click()
    expect(row.get_by_role("alert")).to_contain_text("This was not recorded")
    page.unroute(f"**{SHEET}")
    row.get_by_role("button", name="Record this one").click()
    expect(row).to_contain_text("Recorded.")
    assert given(server, "state")[code]["position"] == "abstain"
    visitors.wrong = [wrong for wrong in visitors.wrong if "ERR_FAILED" not in wrong]


def test_head_and_alternate_see_what_the_other_gives_and_lose_nothing(
    server: Server, visitors: Visitors
) -> None:
    alternate = follows(visitors.page("alternate"), SHEET)
    other, mine = missing(alternate)[:2]
    head = visitors.page("state")
    head.goto(SHEET)
    typing = alternate.locator(f"#{mine}")
    typing.get_by_text("Object", exact=True).click()
    typing.get_by_role("textbox").fill("A reason that is not fin")
    head.locator(f"#{other}").get_by_text("Abstain", exact=True).click()
    shown = alternate.locator(f"#{other}")
    expect(shown).to_contain_text("by Head of delegation")
    expect(shown.locator("[value=abstain]")).to_be_checked()
    # In the row somebody is in, who gave it is said; what is chosen and typed there waits.
    head.locator(f"#{mine}").get_by_text("Support", exact=True).click()
    expect(typing.locator(".given")).to_contain_text("by Head of delegation")
    expect(typing.locator("[value=object]")).to_be_checked()
    expect(typing.get_by_role("textbox")).to_have_value("A reason that is not fin")
    expect(typing.get_by_role("textbox")).to_be_focused()
    alternate.keyboard.type("ished.")
    alternate.keyboard.press("Tab")
    expect(typing.get_by_role("alert")).to_contain_text("Record yours once more")
    assert given(server, "state")[mine]["position"] == "support"
    typing.get_by_role("button", name="Record this one").click()
    expect(typing.locator(".given")).to_contain_text("by Alternate")
    found = given(server, "state")[mine]
    assert (found["position"], found["reason"]) == ("object", "A reason that is not finished.")
    # What one recorded oneself is no news.
    alternate.wait_for_timeout(1500)
    expect(alternate.locator("[data-notice]", has_text="Changed just now")).to_have_count(0)
    expect(head.locator(f"[data-notice=take-{other}]")).to_have_count(0)


@pytest.fixture(scope="module")
def rated(sites: Any) -> Iterator[Server]:
    """The demonstration, where the ballot has nine positions."""
    url = sites.new("sqlite", demo=True, served=True)
    with Site(url) as site:
        rule = json.dumps(PRESETS["rating_1_9"].as_stored())
        site.tamper(
            "UPDATE ballot SET rule = :rule, preset = 'rating_1_9' WHERE closes_at > :now",
            rule=rule,
            now=site.now,
        )
        site.tamper(
            "UPDATE position SET position = '7' WHERE ballot_id IN (SELECT id FROM ballot WHERE preset = 'rating_1_9')"
        )
    with serving(url) as running:
        yield running


@pytest.mark.parametrize(
    "look", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}], ids=["wide", "narrow"]
)
def test_a_sheet_with_nine_positions_by_the_keyboard_alone(
    rated: Server, visitors: Visitors, axe_source: str, look: Any
) -> None:
    people = Visitors(visitors.browser, rated.address)
    page = people.page("state", viewport=look)
    page.goto(SHEET)
    codes = missing(page)
    row = page.locator(f"#{codes[0]}")
    row.locator("[type=radio]").first.focus()
    page.keyboard.press("9")
    expect(row.locator("[value='9']")).to_be_checked()
    expect(row).to_contain_text("Recorded.")
    page.keyboard.press("4")
    expect(row.locator("[name$=-turn]")).to_have_value("2")
    assert given(rated, "state")[codes[0]]["position"] == "4"
    # With the arrows one passes over what one does not mean: one turn for three keys.
    for _key in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("j")
    expect(row.locator("[name$=-turn]")).to_have_value("3")
    assert given(rated, "state")[codes[0]]["position"] == "7"
    expect(page.get_by_role("textbox").and_(page.locator("textarea"))).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(axe_source)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [v["id"] for v in found["violations"]] == []
    people.leave()
