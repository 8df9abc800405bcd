"""The thinnest whole way through, clicked in a real browser: with JavaScript, and without it by the plain forms alone."""

import io
import json
import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import DECISION, PAST, REVIEW
from tests.browser.visits import Visitors, answer_to

BY_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])


def walk(page: Page, *addresses: str) -> None:
    """From the front page, one link of the pages' own text after the other."""
    page.goto("/")
    for address in addresses:
        page.locator(f'main a[href="{address}"]').first.click()
        page.wait_for_url(re.compile(re.escape(address) + "(#|$)"))


def begin_mechanism(page: Page, title: str, problem: str) -> str:
    """Draft in working group WG-1A, from its roundtable, and save the first version; gives its code."""
    walk(page, REVIEW, f"{REVIEW}/RT1")
    page.get_by_role("link", name="Draft in WG-1A").click()
    page.get_by_role("textbox", name="Title").fill(title)
    page.get_by_role("textbox", name="The problem").fill(problem)
    page.get_by_role("button", name="Save the first version").click()
    page.wait_for_url(re.compile(r"/RT1-M\d+$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return page.url.rpartition("/")[2]


def test_the_preview_follows_what_is_typed(visitors: Visitors) -> None:
    page = visitors.page("member")
    walk(page, REVIEW, f"{REVIEW}/RT1")
    page.get_by_role("link", name="Draft in WG-1A").click()
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Without a title yet")
    page.get_by_role("textbox", name="Title").press_sequentially("A register of recruiters")
    expect(preview).to_contain_text("A register of recruiters")
    page.get_by_role("textbox", name="The problem").press_sequentially(
        "Nobody knows who recruits.\n\nWorkers pay twice."
    )
    expect(preview.locator(".para")).to_have_count(2)
    assert page.get_by_role("textbox", name="The problem").evaluate("e => e === document.activeElement")
    assert page.get_by_role("textbox", name="Title").input_value() == "A register of recruiters"


@BY_SCRIPT
def test_a_conflict_shows_both_texts_and_saves_their_merge(visitors: Visitors, script: bool) -> None:
    member = visitors.page("member", java_script_enabled=script)
    rapporteur = visitors.page("rapporteur", java_script_enabled=script)
    code = begin_mechanism(
        member, f"Registers of recruiters, {script}", "Nobody knows who recruits.\n\nWorkers pay twice."
    )
    walk(rapporteur, REVIEW, f"{REVIEW}/RT1", f"{REVIEW}/{code}")
    for page in (member, rapporteur):
        page.get_by_role("link", name="Edit the text").first.click()
        expect(page.locator("main")).to_contain_text("You are writing from version 1.")
    member.get_by_role("textbox", name="The problem").fill(
        "Nobody knows who recruits.\n\nWorkers pay twice and thrice."
    )
    member.get_by_role("button", name="Save as version 2").click()
    expect(member.locator("#text")).to_contain_text("Workers pay twice and thrice.")

    rapporteur.get_by_role("textbox", name="The problem").fill(
        "Nobody yet knows who recruits.\n\nWorkers pay twice."
    )
    rapporteur.get_by_role("textbox", name="Summary").fill("Every recruiter stands in a public register.")
    save = rapporteur.get_by_role("button", name="Save as version 2")
    assert answer_to(rapporteur, save.click).status == 409
    expect(rapporteur.get_by_role("heading", name="Yours").first).to_be_visible()
    expect(rapporteur.get_by_role("textbox", name="The problem")).to_have_value(
        "Nobody yet knows who recruits.\n\nWorkers pay twice and thrice."
    )
    rapporteur.get_by_role("button", name="Save the merge as version 3").click()
    text = rapporteur.locator("#text")
    expect(text).to_contain_text("Nobody yet knows who recruits.")
    expect(text).to_contain_text("Workers pay twice and thrice.")
    expect(text).to_contain_text("Every recruiter stands in a public register.")


@BY_SCRIPT
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(visitors: Visitors, script: bool) -> None:
    page = visitors.page("member", java_script_enabled=script)
    walk(page, REVIEW, f"{REVIEW}/RT1")
    page.get_by_role("link", name="Draft in WG-1A").click()
    page.get_by_role("textbox", name="The problem").fill("Nobody knows who recruits.")
    save = page.get_by_role("button", name="Save the first version")
    assert answer_to(page, save.click).status == 422
    expect(page.get_by_role("textbox", name="Title")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("textbox", name="The problem")).to_have_value("Nobody knows who recruits.")


@BY_SCRIPT
def test_a_field_is_commented_on_and_answered(visitors: Visitors, script: bool) -> None:
    said, answer = f"The ceiling must bind every channel ({script}).", f"Agreed, and with a date ({script})."
    ngo = visitors.page("ngo", java_script_enabled=script)
    walk(ngo, REVIEW, f"{REVIEW}/RT1", f"{REVIEW}/RT1-M2")
    ngo.get_by_role("link", name="Comment on The problem").click()
    form = ngo.locator("#comment-form")
    expect(form.get_by_label("On", exact=True)).to_have_value("problem")
    form.get_by_role("radio", name="Concern").check()
    form.get_by_role("radio", name="Technical").check()
    form.get_by_label("Your comment").fill(said)
    form.get_by_role("button", name="Comment").click()
    problem = ngo.locator("section.clause").filter(has=ngo.get_by_role("heading", name="The problem"))
    expect(problem.locator(".notes")).to_contain_text(said)

    state = visitors.page("state", java_script_enabled=script)
    walk(state, REVIEW, f"{REVIEW}/RT1", f"{REVIEW}/RT1-M2")
    note = state.locator("article.note").filter(has_text=said).first
    code = note.get_attribute("id")
    note.get_by_role("link", name=f"Reply PICUM, {code}").click()
    form = state.locator("form").filter(has=state.locator(f'input[name=parent][value="{code}"]'))
    form.get_by_role("radio", name="Support").check()
    form.get_by_role("radio", name="General").check()
    form.get_by_label("Your reply").fill(answer)
    form.get_by_role("button", name="Reply").click()
    expect(state.locator(f"#{code} article.note").filter(has_text=answer)).to_have_count(1)


@BY_SCRIPT
def test_a_member_of_the_group_shows_support(visitors: Visitors, script: bool) -> None:
    page = visitors.page("member" if script else "rapporteur", java_script_enabled=script)
    walk(page, REVIEW, f"{REVIEW}/RT1", f"{REVIEW}/RT1-M1")
    support = page.locator("#support")
    support.get_by_role("radio", name="for it", exact=True).check()
    support.get_by_label("A word why").fill(f"Long wanted ({script})")
    support.get_by_role("button", name="Show support").click()
    expect(support).to_contain_text(f"Long wanted ({script})")
    expect(support.get_by_role("button", name="Change it")).to_be_visible()


def sheet_of(page: Page) -> list[str]:
    """Go to the delegation's sheet; gives the codes that still have no position."""
    walk(
        page, DECISION, f"{DECISION}/ballots", f"{DECISION}/ballots/BAL-1", f"{DECISION}/ballots/BAL-1/sheet"
    )
    page.locator("#sheet").wait_for()
    missing = [row.get_attribute("id") or "" for row in page.locator(".choice:has(.is-missing)").all()]
    assert len(missing) > 3
    return missing


def test_positions_are_given_by_the_keyboard_alone(visitors: Visitors) -> None:
    page = visitors.page("state")
    missing = sheet_of(page)
    rows = [row.get_attribute("id") or "" for row in page.locator(".choice").all()]
    first = page.locator(f"#{rows[0]}")
    page.keyboard.press("j")
    expect(first.locator("input[type=radio]:focus")).to_have_count(1)
    page.keyboard.press("j")
    expect(page.locator(f"#{rows[1]} input[type=radio]:focus")).to_have_count(1)
    page.keyboard.press("k")
    expect(first.locator("input[type=radio]:focus")).to_have_count(1)
    for _ in range(rows.index(missing[0])):
        page.keyboard.press("j")
    row = page.locator(f"#{missing[0]}")
    for key, position in enumerate(("support", "support_with_reservation", "abstain", "object"), 1):
        page.keyboard.press(str(key))
        expect(row.locator(f"input[value={position}]")).to_be_checked()
    reason = row.get_by_role("textbox")
    expect(reason).to_be_visible()
    page.keyboard.press("Tab")
    expect(reason).to_be_focused()
    page.keyboard.type("No means to check it, j and k and 1 alike.")
    page.keyboard.press("Tab")
    expect(row.locator("select")).to_be_focused()
    expect(row.get_by_role("button", name="Record this one")).to_be_hidden()
    expect(row).to_contain_text("Recorded.")
    expect(row.locator("input[value=object]")).to_be_checked()
    row.locator("summary").click()
    expect(row.locator("code").first).to_have_text(re.compile(r"\S{8,}"))
    expect(page.locator("#hand-in")).to_contain_text(f"{len(missing) - 1} missing")
    page.reload()
    expect(page.locator(f"#{missing[0]}").get_by_role("textbox")).to_have_value(
        "No means to check it, j and k and 1 alike."
    )


@BY_SCRIPT
def test_positions_are_given_by_the_mouse_with_a_reason_in_place(visitors: Visitors, script: bool) -> None:
    page = visitors.page("ngo" if script else "alternate", java_script_enabled=script)
    code = sheet_of(page)[-1]
    row = page.locator(f"#{code}")
    reason = row.get_by_role("textbox")
    expect(reason).to_be_hidden()
    row.get_by_text("With reservation").click()
    expect(reason).to_be_visible()
    page.get_by_role("button", name="Record these positions").click()
    expect(page.get_by_role("alert").first).to_contain_text(code)
    expect(row.locator("input[value=support_with_reservation]")).to_be_checked()
    expect(row.locator(".error")).to_be_visible()
    reason.fill("Only with a date for its review.")
    page.get_by_role("button", name="Record these positions").click()
    expect(page.get_by_role("status").first).to_contain_text("stand")
    row.locator("summary").click()
    expect(row.locator("code").first).to_have_text(re.compile(r"\S{8,}"))
    row.get_by_text("Support", exact=True).click()
    answer_to(page, page.get_by_role("button", name="Record these positions").click)
    page.reload()
    expect(row.locator("input[value=support]")).to_be_checked()


def test_the_list_of_a_roundtable_is_filtered_while_one_types(visitors: Visitors) -> None:
    page = visitors.page()
    walk(page, PAST, f"{PAST}/RT1")
    all_of_them = page.locator("#found .row").count()
    words = page.get_by_label("Words")
    words.press_sequentially("remittances")
    expect(page.locator("#found")).to_contain_text("RT1-M2")
    expect(page.locator("#found .row")).not_to_have_count(all_of_them)
    expect(page).to_have_url(re.compile(r"q=remittances"))
    expect(words).to_be_focused()
    few = page.locator("#found .row").count()
    assert 0 < few < all_of_them
    page.get_by_label("Kind").select_option("benchmark")
    expect(page.locator("#found")).not_to_contain_text("RT1-M2")
    page.reload()
    expect(page.get_by_label("Words")).to_have_value("remittances")


def test_the_list_of_a_roundtable_is_filtered_without_a_script(visitors: Visitors) -> None:
    page = visitors.page(java_script_enabled=False)
    walk(page, PAST, f"{PAST}/RT1")
    all_of_them = page.locator("#found .row").count()
    page.get_by_label("Words").fill("remittances")
    page.get_by_role("button", name="Show").click()
    assert 0 < page.locator("#found .row").count() < all_of_them


@BY_SCRIPT
def test_the_document_is_downloaded_in_three_formats(
    visitors: Visitors, script: bool, tmp_path: Path
) -> None:
    page = visitors.page("secretariat", java_script_enabled=script)
    walk(page, PAST, f"{PAST}/outcome")
    files: dict[str, bytes] = {}
    for name in ("DOCX", "HTML", "JSON"):
        with page.expect_download() as downloading:
            page.get_by_role("link", name=re.compile(rf"\b{name}$")).click()
        assert downloading.value.suggested_filename.endswith(f".{name.lower()}")
        file = tmp_path / name
        downloading.value.save_as(file)
        files[name] = file.read_bytes()
    title = "Compact to lower the cost of sending remittances"
    assert any(title in p.text for p in docx.Document(io.BytesIO(files["DOCX"])).paragraphs)
    assert title in files["HTML"].decode()
    assert title in json.dumps(json.loads(files["JSON"]))


def test_a_form_that_is_clicked_twice_is_sent_once(visitors: Visitors) -> None:
    page = visitors.page("member")
    page.goto("/account/tokens")
    page.get_by_label("Name").fill("Nightly reader")
    page.get_by_role("button", name="Make the token").dblclick()
    expect(page.locator("#made")).to_contain_text("cs_")


def test_a_browser_that_hears_says_what_went_wrong(visitors: Visitors) -> None:
    page = visitors.page()
    page.goto("/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("console.error('said')")
    page.goto(f"{PAST}/outcome")
    assert len(visitors.wrong) == 2, visitors.wrong
    assert "Content Security Policy" in visitors.wrong[0]
    visitors.wrong.clear()
