"""A pilot through its pages in a real browser: State, co-lead, partner, reporter, verifier and the public, in turn."""

import csv
import io
import json
import re
from datetime import UTC, datetime

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visits import Visitors
from tests.pilots.test_parties import seat
from tests.serving import serving
from tests.support import Site

AT = "/hld-2013-pilots"
LATER = datetime(2027, 8, 1, 12, tzinfo=UTC)
SOURCE = "Register of the open family units"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def take_up(page: Page) -> str:
    """From the document to a plan that is confirmed and begun; gives the code of the pilot."""
    page.goto(AT)
    page.locator(f'nav a[href="{AT}/outcome"]').first.click()
    page.locator(f'main a[href="{AT}/RT2-M3"]').first.click()
    page.get_by_role("link", name="Take it up in a pilot").click()
    page.get_by_label("What the pilot is called").fill("Open housing in two towns")
    press(page, "Take it up")
    expect(page.locator("#error-starts")).to_have_text("Say on which day the pilot begins.")
    expect(page.get_by_label("What the pilot is called")).to_have_value("Open housing in two towns")
    page.get_by_label("It begins on").fill("2026-11-21")
    page.get_by_label("It ends on").fill("2028-11-20")
    press(page, "Take it up")
    page.wait_for_url(re.compile(r"/PIL-\d+/plan$"))
    home = page.url.removesuffix("/plan")
    page.get_by_text("Baseline and target of the pilot itself, RT2-B5").click()
    for field, typed in (
        ("baseline", "22.1"), ("baseline_on", "2026-10-31"), ("baseline_source", SOURCE), ("target", "15"),
        ("target_on", "2028-10-31"),
    ):  # fmt: skip
        page.locator(f'[id="benchmarks.RT2-B5.{field}"]').fill(typed)
    for n, (title, due) in enumerate((("Flats let", "2027-03-01"), ("Monitor named", "2027-09-01"))):
        page.locator(f'[id="milestones.{n}.title"]').fill(title)
        page.locator(f'[id="milestones.{n}.due"]').fill(due)
    press(page, "Save the plan")
    page.wait_for_url(home)
    expect(page.locator("#RT2-B5")).to_contain_text("From 22.1 per cent of families in 2026 to 15.0 by 2028.")
    page.get_by_role("link", name="Confirm it: what is missing").click()
    expect(page.locator("main")).to_contain_text("nothing is missing")
    expect(page.locator("main")).to_contain_text("A pilot is voluntary and binds no State")
    press(page, "Confirm the pilot")
    page.get_by_role("link", name="Begin it").click()
    press(page, "Begin the pilot")
    expect(page.locator(".facts")).to_contain_text("Active")
    return home.rpartition("/")[2]


def invite(page: Page, delegation: str, part: str) -> None:
    page.get_by_label("Delegation", exact=True).select_option(delegation)
    page.get_by_label(part, exact=True).check()
    press(page, "Invite")
    page.wait_for_load_state()


def open_value(page: Page, home: str, period: str) -> None:
    """The page of the value of this period that stands."""
    page.goto(home)
    row = page.locator("#RT2-B5 tbody tr").filter(has_text=period).filter(has_not=page.locator("del"))
    row.get_by_role("link", name="Verify or correct").click()


@pytest.mark.slow
def test_a_state_pilots_a_recommendation_through_the_pages(browser: Browser, sites) -> None:  # type: ignore[no-untyped-def]
    url = sites.new("sqlite", demo=True, served=True)
    with Site(url) as site:
        seat(site, "org-esp")
    with serving(url) as server:
        people = Visitors(browser, server.address)
        state, reporter, partner = (people.page(who) for who in ("state", "reporter", "ngo"))
        code = take_up(state)
        home = f"{AT}/pilots/{code}"

        # Others are asked, and join by their own act.
        state.goto(f"{home}/parties")
        invite(state, "org-esp", "Leads with the others")
        invite(state, "picum", "Partner")
        expect(state.locator("#inside + ul")).to_contain_text("it has not answered yet")
        spain = people.page("observer")
        spain.goto(f"{home}/parties")
        press(spain, "Join and lead")
        partner.goto(f"{home}/parties")
        press(partner, "Join as a partner")
        expect(partner.locator("#inside + ul")).not_to_contain_text("it has not answered yet")

        # A value: refused with what was typed, reported, questioned by the partner, corrected, confirmed.
        reporter.goto(home)
        reporter.get_by_role("link", name="Report a value").click()
        reporter.locator(f'main a[href="{home}/values/new?benchmark=RT2-B5"]').click()
        typed = {
            "Value": "-3",
            "Period": "2026-10",
            "The last day of the period": "2026-10-31",
            "Source": SOURCE,
        }
        for label, text in typed.items():
            reporter.get_by_label(label, exact=True).fill(text)
        press(reporter, "Report the value")
        expect(reporter.locator("#error-value")).to_have_text("A share in per cent is not below 0.")
        expect(reporter.get_by_label("Source", exact=True)).to_have_value(SOURCE)
        reporter.get_by_label("Value", exact=True).fill("21.9")
        press(reporter, "Report the value")
        open_value(reporter, home, "2026-10")
        expect(reporter.locator("main")).to_contain_text("You reported this value yourself.")
        open_value(partner, home, "2026-10")
        partner.get_by_label("I question it").check()
        partner.get_by_label("How you checked it, or what you question").fill("Two families are missing.")
        press(partner, "Save the finding")
        open_value(reporter, home, "2026-10")
        reporter.get_by_label("The right value, in per cent of families").fill("21.4")
        reporter.get_by_label("Reason").fill("Two families were missing.")
        press(reporter, "Correct the value")
        row = reporter.locator("#RT2-B5 tbody tr").filter(has_text="Corrects 21.9.")
        expect(row).to_contain_text("Questioned")
        open_value(partner, home, "2026-10")
        partner.get_by_label("I confirm it").check()
        press(partner, "Save the finding")
        row = partner.locator("#RT2-B5 tbody tr").filter(has_text="Corrects 21.9.")
        expect(row).to_contain_text("Verified on 21 November 2026")
        expect(partner.locator("#RT2-B5 del")).to_have_text("21.9")
        chart = partner.locator('#RT2-B5 svg[role="img"]')
        assert chart.evaluate(
            "svg => !!svg.querySelector('title').textContent && !!svg.querySelector('desc').textContent"
        )
        people.leave()

    # Half a year on, what nobody has sent is late by the clock alone.
    with serving(url, clock=LATER) as server:
        people = Visitors(browser, server.address)
        public, reporter = people.page(), people.page("reporter")
        public.goto(f"{AT}/pilots")
        expect(public.locator(f"#{code}")).to_contain_text("Late Progress report 1, due 19 June 2027")
        public.goto(home)
        expect(public.locator(".needs")).to_contain_text("1 progress report is late.")
        expect(public.locator("#live-milestones")).to_contain_text(
            "Nothing has been reported since it fell due"
        )
        reporter.goto(f"{home}/reports/1")
        reporter.get_by_label("At risk").check()
        press(reporter, "Submit the report")
        expect(reporter.locator("#error-narrative")).to_have_text(
            "Say why the pilot is at risk or off track."
        )
        reporter.get_by_label("Progress", exact=True).fill("One town has stopped.")
        reporter.get_by_label("Steps to recover").fill("Its mayor meets us in May.")
        press(reporter, "Submit the report")
        expect(reporter.locator("#live-reports")).to_contain_text("One town has stopped.")

        # What anybody takes home.
        public.goto(home)
        with public.expect_download() as download:
            public.get_by_role("link", name="DOCX").click()
        text = "\n".join(p.text for p in docx.Document(str(download.value.path())).paragraphs)
        assert "One town has stopped." in text
        values = json.loads(public.request.get(f"{home}.json").text())["values"]
        mine = [(v["value"], v["verified"]) for v in values if v["reported_by"] == "org-bel"]
        assert mine == [("21.9", "questioned"), ("21.4", "confirmed")]
        table = csv.DictReader(io.StringIO(public.request.get(f"{home}.csv").body().decode("utf-8-sig")))
        assert [v["value"] for v in table if v["reported_by"] == "org-bel"] == ["21.9", "21.4"]
        people.leave()
