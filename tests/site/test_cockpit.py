"""The cockpit of a round: what blocks it, what each text waits for, who has been heard, and who is reminded."""

from typing import Any

import lxml.html
import pytest

from app.people.countries import ISO3
from app.site.cockpit.regions import REGION_OF, REGIONS
from tests.review.making import AT, SLUG, answer, at, begin, comment, do, make, plan
from tests.support import Form, Site

COCKPIT = f"/{SLUG}/rounds/R1/cockpit"


@pytest.fixture
def running(site: Site) -> Site:
    """A round of comments that is open on two texts."""
    moderator = make(site)
    begin(site)
    begin(site, "A hotline for workers")
    plan(moderator)
    do(moderator, "R1", "opening")
    site.now = at(2)
    return site


def seen(site: Site, who: str = "moderator", address: str = COCKPIT) -> Any:
    page = site.client(who).get(address)
    assert page.status_code == 200, page.text
    return lxml.html.fromstring(page.text)


def words(html: Any, selector: str = "main") -> str:
    return " ".join(" ".join(part.text_content() for part in html.cssselect(selector)).split())


def rows(html: Any, section: str) -> dict[str, list[str]]:
    """The lines of the table in the section of this heading, by what stands first in them."""
    table = html.cssselect(f"section[aria-labelledby={section}] tbody tr")
    cells = [[" ".join(cell.text_content().split()) for cell in row.cssselect("th, td")] for row in table]
    return {line[0]: line[1:] for line in cells}


def test_those_who_run_the_round_see_its_cockpit_and_others_are_told_why_not(running: Site) -> None:
    assert "R1 is open, and nothing waits for an answer" in words(seen(running), "h1")
    for who in ("member", "rapporteur", "state", "observer"):
        refused = running.client(who).get(COCKPIT)
        assert refused.status_code == 403
        assert "shown to the moderators who run it" in refused.text
    assert "only where there is no moderator" in running.client("secretariat").get(COCKPIT).text
    assert running.client().get(COCKPIT).status_code == 403
    assert running.client("moderator").get(f"/{SLUG}/rounds/R9/cockpit").status_code == 404


def test_the_secretariat_sees_it_where_there_is_no_moderator(site: Site) -> None:
    make(site, moderated=False)
    assert plan(site.api("secretariat")).status_code == 201
    assert site.client("secretariat").get(COCKPIT).status_code == 200


def test_comments_without_a_disposition_block_the_completion_and_lead_to_the_work_list(running: Site) -> None:
    code = comment(running, "RT1-M1").json()["id"]
    html = seen(running)
    assert "one thing before it can be completed" in words(html, "h1")
    assert "1 comment has no disposition." in words(html, "section[aria-labelledby=blocks]")
    assert f"/{SLUG}/rounds/R1/comments" in [link.get("href") for link in html.cssselect("main a")]
    assert rows(html, "said")["General"] == ["1", "1", "0", "0"]
    answer(running, code)
    running.now = at(12)
    html = seen(running)
    assert "R1 can be completed" in words(html, "h1")
    browser = running.client("moderator")
    assert Form(browser.get(COCKPIT), "/completion").submit(browser, follow=False).status_code == 303
    assert "R1 is completed" in words(seen(running), "h1")


def test_each_text_says_what_it_waits_for_and_who_moves_next(running: Site) -> None:
    code = comment(running, "RT1-M1").json()["id"]
    line = rows(seen(running), "waits")["RT1-M1"]
    assert line[4:] == ["1 comment of this round waits for its disposition.", "The rapporteur of WG-1"]
    body = {"code": "noted", "reason": "The group knows.", "state": "draft"}
    running.api("rapporteur").put(f"{AT}/comments/{code}/disposition", json=body)
    assert "The convenor of WG-1, to issue" in rows(seen(running), "waits")["RT1-M1"][5]
    answer(running, code)
    line = rows(seen(running), "waits")["RT1-M1"]
    assert line[4:] == ["Version 2: 1 accepted comment asks for it.", "The rapporteur of WG-1"]
    assert "RT1-M2" in words(seen(running), "section[aria-labelledby=waits] details")


def test_coverage_shows_the_gaps_first_by_constituency_and_by_region(running: Site) -> None:
    comment(running, "RT1-M1", "ngo")
    html = seen(running)
    assert list(rows(html, "heard")) == ["States", "Civil society"]
    assert rows(html, "heard")["Civil society"][1:5] == ["1", "1", "0", "1"]
    assert rows(html, "heard")["States"][1] == "0"
    assert list(rows(html, "regions")) == ["Europe", "Of no country"]


def test_the_undecided_are_ticked_and_reminded_and_nobody_else(running: Site) -> None:
    comment(running, "RT1-M1", "ngo")
    browser = running.client("moderator")
    page = browser.get(COCKPIT)
    assert "Nobody was reminded of this round yet." in page.text
    form = Form(page, "/reminders")
    assert form.values["delegation"] == ["org-bel"]
    sent = form.submit(browser, follow=False, word="We count on you.")
    assert sent.status_code == 303, sent.text
    assert "Somebody was last reminded on" in browser.get(COCKPIT).text


def test_who_declined_is_named_with_the_word_why_and_is_not_waited_for(running: Site) -> None:
    running.api("state").post(f"{AT}/rounds/R1/declines", json={"reason": "We were consulted in May."})
    html = seen(running)
    assert "We were consulted in May." in words(html, "section[aria-labelledby=declined]")
    assert "org-bel" not in [box.get("value") for box in html.cssselect("input[name=delegation]")]


def test_in_a_round_not_for_attribution_nobody_is_shown_to_have_spoken(site: Site) -> None:
    moderator = make(site)
    begin(site)
    plan(moderator, attribution="none")
    do(moderator, "R1", "opening")
    site.now = at(2)
    comment(site, "RT1-M1", "ngo")
    html = seen(site)
    assert "not for attribution" in words(html, "section[aria-labelledby=heard]")
    assert not html.cssselect("svg.seats")
    assert len(html.cssselect("input[name=delegation]")) == 2


def test_what_a_closed_group_was_told_is_not_counted_for_those_outside(running: Site) -> None:
    running.tamper("UPDATE working_group SET closed = true WHERE code = 'WG-1'")
    running.tamper(
        "DELETE FROM membership WHERE group_id IN (SELECT id FROM working_group WHERE code = 'WG-1')"
    )
    running.tamper(
        "INSERT INTO membership (consultation_id, person_id, role, title, personal)"
        " SELECT c.id, p.id, 'moderator', 'Chair', false FROM consultation c, person p"
        " WHERE c.slug = :slug AND p.email = 'moderator@demo.example'",
        slug=SLUG,
    )
    html = seen(running)
    assert "RT1-M1" not in words(html)
    assert not html.cssselect("section[aria-labelledby=said]")


def test_texts_are_paged_by_roundtable(reading_site: Site) -> None:
    page = lxml.html.fromstring(
        reading_site.client("moderator").get("/hld-2013-review/rounds/R2/cockpit?roundtable=RT4").text
    )
    assert words(page, "nav.tabs [aria-current]").startswith("RT4")
    assert {code.split("-")[0] for code in rows(page, "waits")} == {"RT4"}


def test_every_country_is_in_one_region_and_antarctica_in_none() -> None:
    assert ISO3 - set(REGION_OF) == {"ATA"}
    assert set(REGION_OF) <= ISO3
    assert set(REGION_OF.values()) == set(REGIONS)
    assert (REGION_OF["BEL"], REGION_OF["MEX"], REGION_OF["USA"]) == (
        "EUROPE",
        "LATIN_AMERICA",
        "NORTHERN_AMERICA",
    )
