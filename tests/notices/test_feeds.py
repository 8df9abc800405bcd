"""Feeds tell what everybody may know, in words, under ids that stay; whoever comes again hears that nothing has changed."""

from typing import Any

import lxml.html
from lxml import etree

from tests.notices.closed import THOUGHT, seat_inside, think_inside
from tests.review.making import SLUG, answer, at, begin, comment, do, make, plan
from tests.support import Site

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "A <b>register</b> & ]]> \ufffe of recruiters"


def feed(site: Site, path: str = f"/{SLUG}/feed.atom", **headers: str) -> Any:
    return site.client().get(path, headers=headers)


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/atom+xml")
    tree = etree.fromstring(answer.content)
    return [str(entry.findtext(f"{ATOM}title")) for entry in tree.findall(f"{ATOM}entry")]


def ids(answer: Any) -> list[str]:
    tree = etree.fromstring(answer.content)
    return [str(entry.findtext(f"{ATOM}id")) for entry in tree.findall(f"{ATOM}entry")]


def a_round(site: Site, **more: Any) -> str:
    api = make(site)
    code = begin(site, HOSTILE)
    plan(api, **more)
    do(api, "R1", "opening")
    site.now = at(2)
    assert comment(site, code, text="A secret sentence.").status_code == 201
    return code


def test_a_feed_tells_in_words_what_happened_newest_first(site: Site) -> None:
    code = a_round(site)
    said = titles(feed(site))
    assert said[0].startswith(f"{code} “A <b>register</b>")
    assert "1 new comment" in said[0]
    assert any(line.startswith("R1: ") for line in said)
    everything = feed(site).text
    for hidden in ("A secret sentence.", "PICUM", "demo.example"):
        assert hidden not in everything, hidden


def test_ids_stay_and_name_no_address_of_a_page(site: Site) -> None:
    a_round(site)
    before = ids(feed(site))
    site.now = at(3)
    comment(site, "RT1-M1", text="Another.")
    after = ids(feed(site))
    assert after[1:] == before
    assert len(set(after)) == len(after)
    assert all(one.startswith("tag:localhost,2026-11-21:/small-2027/register/") for one in after)


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    code = a_round(site)
    first = feed(site)
    mark = first.headers["ETag"]
    again = feed(site, **{"If-None-Match": mark})
    assert again.status_code == 304
    assert again.content == b""
    comment(site, code, text="One more.")
    assert feed(site, **{"If-None-Match": mark}).status_code == 200


def test_a_closed_group_shows_in_no_feed_and_moves_no_mark(site: Site) -> None:
    a_round(site)
    seat_inside(site)
    mark = feed(site).headers["ETag"]
    code = think_inside(site)
    assert feed(site).headers["ETag"] == mark
    for path in (f"/{SLUG}/feed.atom", f"/{SLUG}/RT2/feed.atom"):
        assert THOUGHT not in feed(site, path).text
        assert code not in feed(site, path).text


def test_a_text_of_a_group_that_was_closed_since_is_gone_from_the_feeds(site: Site) -> None:
    code = a_round(site)
    assert code in feed(site).text
    site.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1'", yes=True)
    assert code not in feed(site).text


def test_a_round_and_a_roundtable_have_feeds_of_their_own(site: Site) -> None:
    code = a_round(site)
    said = site.api("ngo").get(f"/consultations/{SLUG}/proposals/{code}/comments").json()["items"][0]["id"]
    assert answer(site, said).status_code == 200
    of_round = titles(feed(site, f"/{SLUG}/rounds/R1/feed.atom"))
    assert any("1 comment answered" in line for line in of_round)
    assert any(line.startswith("R1: ") for line in of_round)
    assert not any("begun" in line for line in of_round)
    of_table = titles(feed(site, f"/{SLUG}/RT1/feed.atom"))
    assert any("begun" in line for line in of_table)
    assert titles(feed(site, f"/{SLUG}/RT2/feed.atom")) == []
    for missing in (f"/{SLUG}/RT9/feed.atom", f"/{SLUG}/rounds/R9/feed.atom", "/nothing/feed.atom"):
        assert feed(site, missing).status_code == 404


def test_nobody_is_told_who_spoke_where_the_round_is_not_for_attribution(site: Site) -> None:
    a_round(site, attribution="none")
    everything = feed(site).text + feed(site, f"/{SLUG}/rounds/R1/feed.atom").text
    for hidden in ("ngo", "PICUM", "Civil society"):
        assert hidden not in everything.replace("ngoing", "")


def test_a_consultation_that_is_being_set_up_has_no_feed_for_outsiders(site: Site) -> None:
    make(site, opened=False)
    assert feed(site).status_code == 404


def test_pages_lead_to_their_feeds(reading_site: Site) -> None:
    for page in ("/hld-2013", "/hld-2013/RT1", "/hld-2013/rounds/R1"):
        html = lxml.html.fromstring(reading_site.client().get(page).text)
        announced = html.xpath("//head/link[@rel='alternate'][@type='application/atom+xml']/@href")
        shown = html.xpath("//main//a[@type='application/atom+xml']/@href")
        assert announced == [f"{page}/feed.atom"]
        assert announced[0] in shown
        assert reading_site.client().get(announced[0]).status_code == 200


def test_the_feed_speaks_the_language_of_the_reader(site: Site) -> None:
    a_round(site)
    french = feed(site, **{"Accept-Language": "fr"})
    assert etree.fromstring(french.content).get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert french.headers["ETag"] != feed(site).headers["ETag"]
