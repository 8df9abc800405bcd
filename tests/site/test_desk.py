"""My desk: home of whoever has a seat; grouped by when things are due; what to do first where nothing is."""

import lxml.html
import pytest

from tests.review.making import SLUG, at, begin, comment, do, make, plan
from tests.support import Site


def rows(page: str, when: str) -> list[str]:
    """The links of the things due at `when`, in order."""
    found = lxml.html.fromstring(page).xpath(f"//section[@aria-labelledby='due-{when}']//li/a/@href")
    return [str(one) for one in found]


def test_visitors_have_the_front_page_and_people_with_a_seat_their_desk(reading_site: Site) -> None:
    front = reading_site.client().get("/").text
    assert "Be someone" in front
    assert "<h1>My desk</h1>" not in front
    state = reading_site.client("state")
    assert "<h1>My desk</h1>" in state.get("/").text
    assert "<h1>My desk</h1>" in state.get("/desk").text
    everything = state.get("/consultations").text
    assert "Be someone" in everything
    assert "<h1>My desk</h1>" in reading_site.client("moderator").get("/desk").text
    away = reading_site.client().get("/desk", follow_redirects=False)
    assert (away.status_code, away.headers["location"]) == (303, "/sign-in?next=/desk")


def test_every_page_leads_signed_in_people_to_their_desk(reading_site: Site) -> None:
    assert 'href="/desk"' in reading_site.client("observer").get("/hld-2013-review/RT1-M1").text
    assert 'href="/desk"' not in reading_site.client().get("/hld-2013-review/RT1-M1").text


@pytest.mark.parametrize(
    "who",
    ["observer", "member", "rapporteur", "moderator", "secretariat", "state", "alternate", "ngo", "reporter"],
)
def test_every_link_of_every_desk_leads_to_a_page_that_is_there(reading_site: Site, who: str) -> None:
    browser = reading_site.client(who)
    page = lxml.html.fromstring(browser.get("/desk").text)
    for address in {str(one) for one in page.xpath("//main//li/a[contains(@class, 'button')]/@href")}:
        there = browser.get(address.partition("#")[0])
        assert there.status_code == 200, address
        place = address.partition("#")[2]
        assert not place or lxml.html.fromstring(there.text).xpath(f"//*[@id='{place}']"), address


def test_things_stand_by_when_they_are_due(site: Site) -> None:
    api = make(site)
    begin(site)
    plan(api, first=1, last=20)
    do(api, "R1", "opening")
    sheet = f"/{SLUG}/rounds/R1#texts"
    for day, when in ((2, "later"), (15, "week"), (20, "today")):
        site.now = at(day)
        page = site.client("ngo").get(f"/desk?in={SLUG}").text
        assert sheet in rows(page, when), (day, when)
    site.now = at(21)
    assert sheet not in site.client("ngo").get(f"/desk?in={SLUG}").text


def test_the_desk_can_be_narrowed_to_one_consultation(site: Site) -> None:
    browser = site.client("state")
    whole, one = browser.get("/desk").text, browser.get("/desk?in=hld-2013-decision").text
    assert "/hld-2013-review/rounds/R2#texts" in whole
    assert "/hld-2013-review/rounds/R2#texts" not in one
    assert "/hld-2013-decision/ballots/BAL-1/sheet" in one
    assert browser.get("/desk?in=nothing").text.count("<h1>My desk</h1>") == 1


def test_what_is_mine_stands_below(site: Site) -> None:
    api = make(site)
    code = begin(site)
    plan(api)
    do(api, "R1", "opening")
    site.now = at(2)
    assert comment(site, code).status_code == 201
    ngo = site.client("ngo").get("/desk").text
    assert "The fees are missing." in ngo
    assert "No disposition yet" in ngo
    member = site.client("member").get("/desk").text
    assert "A register of recruiters" in member
    assert "1 comment without a disposition" in member
    assert f'href="/{SLUG}/groups/WG-1"' in member


def test_who_has_no_seat_is_told_what_to_do_first(site: Site) -> None:
    site.tamper("UPDATE membership SET ended_at = '2026-11-01 00:00:00.000000'")
    browser = site.client("observer")
    assert "Be someone" in browser.get("/").text
    page = browser.get("/desk").text
    assert "You have no seat in a consultation yet." in page
    assert "Nothing needs you now." in page


def test_a_closed_group_stands_on_nobody_elses_desk(site: Site) -> None:
    make(site)
    assert "WG-2" not in site.client("moderator").get("/desk").text
