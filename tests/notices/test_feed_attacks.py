"""Feeds and calendars under attack: titles made to hurt, names of machines, and what each reader may know."""

import pytest
from icalendar import Calendar
from lxml import etree

from tests.notices.closed import seat_inside, think_inside
from tests.review.making import SLUG, at, begin, comment, do, make, plan
from tests.support import Site

HURTS = (
    'A; B, C\\n "D" </title><script>alert(1)</script> ]]> &amp; \u202e\U0001f600 ' + "x" * 60 + " END:VEVENT"
)


def test_a_title_made_to_hurt_is_only_words_in_the_feed_and_in_the_calendar(site: Site) -> None:
    api = make(site)
    planned = plan(api, title=HURTS)
    assert planned.status_code == 201, planned.text
    title = planned.json()["title"]
    begin(site, HURTS)
    for path in (f"/{SLUG}/feed.atom", f"/{SLUG}/rounds/R1/feed.atom", f"/{SLUG}/RT1/feed.atom"):
        feed = etree.fromstring(site.client().get(path).content)
        assert title in "".join(str(text) for text in feed.itertext()), path
        assert feed.findall(".//{*}script") == []
    file = site.client().get(f"/{SLUG}/calendar.ics").content
    events = Calendar.from_ical(file).walk("VEVENT")
    assert {str(one["SUMMARY"]).partition(": ")[2] for one in events} >= {title}
    assert len(events) == len({str(one["UID"]) for one in events})
    assert max(map(len, file.split(b"\r\n"))) <= 75


@pytest.mark.parametrize("path", [f"/{SLUG}/feed.atom", f"/{SLUG}/RT2/feed.atom", f"/{SLUG}/calendar.ics"])
def test_a_feed_is_the_same_for_everybody_and_closed_groups_do_not_change_it(site: Site, path: str) -> None:
    make(site)
    seat_inside(site)
    before = site.client().get(path)
    assert before.status_code == 200
    think_inside(site)
    for who in (None, "member", "secretariat", "moderator"):
        after = site.client(who).get(path)
        assert after.content == before.content, who
        assert after.headers["ETag"] == before.headers["ETag"]


@pytest.mark.parametrize("who", [None, "observer", "ngo"])
def test_a_consultation_that_is_set_up_has_neither_feed_nor_calendar_for_others(
    site: Site, who: str | None
) -> None:
    make(site, opened=False)
    for path in ("feed.atom", "calendar.ics", "RT1/feed.atom", "rounds/R1/feed.atom"):
        allowed = (200, 404) if who in ("observer", "ngo") else (404,)
        assert site.client(who).get(f"/{SLUG}/{path}").status_code in allowed
    for path in (
        "rounds/../feed.atom",
        "rounds/%00/feed.atom",
        "WG-2/feed.atom",
        "rounds/R99/feed.atom",
        "RT9/feed.atom",
    ):
        assert site.client().get(f"/{SLUG}/{path}").status_code == 404


def test_nobody_who_spoke_or_holds_a_seat_stands_in_a_feed(site: Site) -> None:
    api = make(site)
    text = begin(site)
    plan(api)
    do(api, "R1", "opening", reason="All is ready.")
    site.now = at(1.5)
    assert comment(site, text).status_code == 201
    said = "".join(
        site.client().get(f"/{SLUG}/{path}").text
        for path in ("feed.atom", "RT1/feed.atom", "rounds/R1/feed.atom")
    )
    for word in ("PICUM", "picum", "The fees", "demo.example", "Belgium"):
        assert word not in said
