"""Words that are being written survive: a killed browser, a lost line, an ended session, a second window."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.addresses import REVIEW
from tests.browser.visits import Visitors, sign_in
from tests.serving import Server
from tests.support import Site

EDIT = f"{REVIEW}/RT1-M1/edit"
"""The form of a proposal of the working group in which member and rapporteur sit."""


@pytest.fixture(autouse=True)
def nothing_is_being_written(server: Server) -> Iterator[None]:
    """Each test finds a desk without drafts."""
    yield
    with Site(server.database_url) as site:
        site.tamper("DELETE FROM personal_draft")
        site.tamper("DELETE FROM presence")


def problem(page: Page) -> Any:
    return page.get_by_role("textbox", name="The problem")


def state(page: Page) -> Any:
    return page.locator("#draft-state")


def write(page: Page, words: str) -> None:
    """Type words at the end of the problem, key by key."""
    problem(page).focus()
    page.keyboard.press("Control+End")
    problem(page).press_sequentially(words)


def kept(server: Server) -> str:
    """What the server has of the problem in the newest draft."""
    with Site(server.database_url) as site:
        rows = site.rows("SELECT typed FROM personal_draft ORDER BY kept_at DESC, id DESC")
    return str(rows[0].typed) if rows else ""


def wait_until_kept(page: Page, server: Server, words: str) -> None:
    """Wait until the server has these words, a quarter of a minute at most."""
    for _ in range(60):
        if words in kept(server):
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"never kept: {words}")


@contextmanager
def no_line(visitors: Visitors, context: BrowserContext) -> Iterator[None]:
    """The line is lost within; that the preview cannot be fetched then is no fault of the page."""
    context.set_offline(True)
    yield
    context.set_offline(False)
    visitors.wrong[:] = [said for said in visitors.wrong if "Failed to fetch" not in said]


def close_without_a_line(page: Page) -> None:
    """Close the page so that its last request is lost too: the browser sends that one whatever line it was told it has."""
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('Failed to fetch')); }")
    page.close()


def in_browser(page: Page) -> str:
    return str(page.evaluate("JSON.stringify(localStorage)"))


def test_a_browser_killed_in_the_middle_of_typing_loses_nothing_that_was_kept(
    playwright: Playwright, browser_type_launch_args: dict[str, Any], server: Server, tmp_path: Path
) -> None:
    def browser() -> BrowserContext:
        return playwright.chromium.launch_persistent_context(
            tmp_path / "profile", base_url=server.address, **browser_type_launch_args
        )

    context = browser()
    page = context.pages[0]
    sign_in(page, "member")
    page.goto(EDIT)
    write(page, " Words before the power went.")
    expect(state(page)).to_contain_text("Kept as your draft at")
    write(page, " And half a wor")
    killed = [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(tmp_path / "profile") in part for part in process.info["cmdline"] or ())
    ]
    assert killed
    for process in killed:
        process.kill()
    psutil.wait_procs(killed, timeout=10)
    with pytest.raises(Exception, match=r"closed|crash"):
        page.title()

    context = browser()
    page = context.pages[0]
    sign_in(page, "member")
    page.goto(EDIT)
    expect(page.locator("main")).to_contain_text("You were writing this on")
    expect(problem(page)).to_have_value(re.compile(r"Words before the power went\."))
    context.close()


def test_without_a_line_words_stay_in_the_browser_and_go_to_the_server_when_it_is_back(
    visitors: Visitors, server: Server
) -> None:
    context = visitors.context("member")
    page = context.new_page()
    page.goto(EDIT)
    with no_line(visitors, context):
        write(page, " Typed on the train.")
        expect(state(page)).to_contain_text("Not kept: no connection. Your words are safe in this browser.")
        assert "Typed on the train." in in_browser(page)
        assert "Typed on the train." not in kept(server)
    expect(state(page)).to_contain_text("Kept as your draft at")
    assert "Typed on the train." in kept(server)
    assert "Typed on the train." not in in_browser(page)


def test_words_that_never_reached_the_server_are_offered_when_the_form_is_opened_again(
    visitors: Visitors, server: Server
) -> None:
    context = visitors.context("member")
    page = context.new_page()
    page.goto(EDIT)
    with no_line(visitors, context):
        write(page, " Only in this browser.")
        expect(state(page)).to_contain_text("safe in this browser")
        close_without_a_line(page)
    page = context.new_page()
    page.goto(EDIT)
    offer = page.locator("#draft-notice")
    expect(offer).to_contain_text("This browser has words of yours from")
    expect(problem(page)).not_to_have_value(re.compile("Only in this browser"))
    write(page, " Something else meanwhile.")
    expect(state(page)).to_contain_text("Kept as your draft at")
    page.reload()
    offer.get_by_role("button", name="Use the words from this browser").click()
    expect(page.locator("main")).to_contain_text("You were writing this on")
    expect(problem(page)).to_have_value(re.compile(r"Only in this browser\.$"))
    expect(offer).to_be_empty()
    assert "Only in this browser." not in in_browser(page)


def test_words_of_this_browser_are_offered_to_nobody_else_and_go_with_signing_out(visitors: Visitors) -> None:
    context = visitors.context("member")
    page = context.new_page()
    page.goto(EDIT)
    with no_line(visitors, context):
        write(page, " Mine alone.")
        expect(state(page)).to_contain_text("safe in this browser")
        close_without_a_line(page)
    context.clear_cookies()
    page = context.new_page()
    sign_in(page, "rapporteur")
    page.goto(EDIT)
    expect(page.get_by_role("button", name="Save as version")).to_be_visible()
    expect(page.locator("#draft-notice")).to_be_empty()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in", exact=True).wait_for()
    assert "Mine alone." in in_browser(page)
    sign_in(page, "member")
    page.goto(EDIT)
    expect(page.locator("#draft-notice")).to_contain_text("This browser has words of yours from")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in", exact=True).wait_for()
    assert "Mine alone." not in in_browser(page)


def test_a_session_that_ends_while_typing_costs_no_word(visitors: Visitors, server: Server) -> None:
    context = visitors.context()
    page = context.new_page()
    sign_in(page, "member")
    page.goto(EDIT)
    write(page, " Before it ended.")
    expect(state(page)).to_contain_text("Kept as your draft at")
    with Site(server.database_url) as site:
        site.tamper(
            "UPDATE web_session SET ended_at = :at WHERE id = (SELECT max(id) FROM web_session)",
            at="2026-11-21 11:00:00.000000",
        )
    write(page, " After it ended.")
    expect(state(page)).to_contain_text("You are signed out.")
    assert "After it ended." in in_browser(page)
    state(page).get_by_role("link", name="Sign in again").click()
    row = page.locator("li.row").filter(has=page.locator(".code", has_text="member"))
    row.get_by_role("button", name="Be this person").click()
    page.wait_for_url(re.compile(re.escape(EDIT)))
    expect(problem(page)).to_have_value(re.compile(r"Before it ended\.$"))
    page.get_by_role("button", name="Use the words from this browser").click()
    expect(problem(page)).to_have_value(re.compile(r"Before it ended\. After it ended\.$"))


def test_the_same_window_goes_on_keeping_after_signing_in_again_in_another(
    visitors: Visitors, server: Server
) -> None:
    context = visitors.context()
    page = context.new_page()
    sign_in(page, "member")
    page.goto(EDIT)
    context.clear_cookies()
    write(page, " Without a cookie.")
    expect(state(page)).to_contain_text("You are signed out.")
    other = context.new_page()
    sign_in(other, "member")
    page.bring_to_front()
    write(page, " And on.")
    wait_until_kept(page, server, "Without a cookie. And on.")
    expect(state(page)).to_contain_text("Kept as your draft at")
    page.get_by_role("button", name="Save as version").last.click()
    expect(page.locator("#text")).to_contain_text("Without a cookie. And on.")


def test_two_windows_of_one_person_are_told_apart_and_neither_is_overwritten_unasked(
    visitors: Visitors, server: Server
) -> None:
    context = visitors.context("member")
    first, second = context.new_page(), context.new_page()
    for page in (first, second):
        page.goto(EDIT)
    write(first, " From the first.")
    expect(state(first)).to_contain_text("Kept as your draft at")
    write(second, " From the second.")
    expect(state(second)).to_contain_text("You kept other words here from another window.")
    assert "From the first." in kept(server)
    state(second).get_by_role("button", name="Go on with these").click()
    expect(state(second)).to_contain_text("Kept as your draft at")
    assert "From the second." in kept(server)
    write(first, " More.")
    expect(state(first)).to_contain_text("You kept other words here from another window.")
    state(first).get_by_role("button", name="Take those").click()
    expect(problem(first)).to_have_value(re.compile(r"From the second\.$"))


def test_saving_takes_the_copy_away_and_the_form_opens_with_the_version(
    visitors: Visitors, server: Server
) -> None:
    page = visitors.page("rapporteur")
    page.goto(EDIT)
    write(page, " Saved at once.")
    page.get_by_role("button", name="Save as version").last.click()
    expect(page.locator("#text")).to_contain_text("Saved at once.")
    assert "Saved at once." not in in_browser(page)
    page.goto(EDIT)
    expect(problem(page)).to_have_value(re.compile(r"Saved at once\.$"))
    expect(page.locator("#draft-notice")).to_be_empty()
    expect(page.locator("main")).not_to_contain_text("You were writing this")
    assert "Saved at once." not in kept(server)


def test_a_new_text_is_kept_and_goes_when_it_has_its_code(visitors: Visitors, server: Server) -> None:
    page = visitors.page("member")
    new = f"{REVIEW}/proposals/new?kind=benchmark&roundtable=RT1"
    page.goto(new)
    page.get_by_role("textbox", name="Title").press_sequentially("Recruiters in the register")
    expect(state(page)).to_contain_text("Kept as your draft at")
    page.goto(REVIEW)
    page.goto(new)
    expect(page.locator("main")).to_contain_text("You were writing this on")
    expect(page.get_by_role("textbox", name="Title")).to_have_value("Recruiters in the register")
    page.get_by_role("button", name="Save the first version").click()
    page.wait_for_url(re.compile(r"/RT1-B\d+$"))
    page.goto(new)
    expect(page.get_by_role("textbox", name="Title")).to_have_value("")


def test_keeping_moves_neither_focus_nor_page_and_is_read_out_once(visitors: Visitors) -> None:
    page = visitors.page("member")
    page.goto(EDIT)
    write(page, " One.")
    expect(state(page)).to_contain_text("Kept as your draft at")
    said = page.locator("#draft-said")
    expect(said).to_contain_text("Kept as your draft at")
    page.evaluate("document.getElementById('draft-said').textContent = 'heard'")
    where = page.evaluate("scrollY")
    with page.expect_response(lambda answer: answer.url.endswith("/draft") and answer.ok):
        write(page, " Two.")
    expect(problem(page)).to_be_focused()
    expect(said).to_have_text("heard")
    assert abs(page.evaluate("scrollY") - where) <= 2
    assert problem(page).evaluate("e => e.selectionStart === e.value.length")


def test_each_of_two_writers_sees_where_the_other_is(visitors: Visitors) -> None:
    member, rapporteur = visitors.page("member"), visitors.page("rapporteur")
    member.goto(EDIT)
    write(member, " Here I am.")
    expect(state(member)).to_contain_text("Kept as your draft at")
    rapporteur.goto(EDIT)
    expect(rapporteur.locator("#present")).to_contain_text("(in “The problem”)")
    rapporteur.get_by_role("textbox", name="Summary").press_sequentially("x")
    expect(state(rapporteur)).to_contain_text("Kept as your draft at")
    write(member, " Still.")
    expect(member.locator("#present")).to_contain_text("(in “Summary”)")
    member.goto(REVIEW)
    rapporteur.get_by_role("textbox", name="Summary").press_sequentially("y")
    expect(rapporteur.locator("#present")).to_be_empty()


def test_without_a_script_a_button_keeps_the_draft(visitors: Visitors) -> None:
    page = visitors.page("member", java_script_enabled=False)
    page.goto(EDIT)
    problem(page).fill("By hand.")
    page.get_by_role("button", name="Keep as my draft").click()
    expect(page.locator("main")).to_contain_text("You were writing this on")
    expect(problem(page)).to_have_value("By hand.")
    page.goto(f"{REVIEW}/RT1-M1")
    page.get_by_role("link", name="Go on writing").click()
    page.get_by_role("button", name="Discard it and start from version").click()
    expect(problem(page)).not_to_have_value("By hand.")
