"""The calendar as people subscribe to it: stable names, numbers that rise with an extension, the same instant in every zone."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from tests.review.making import AT, SLUG, day, do, make, plan
from tests.support import Site

FEED = f"/{SLUG}/calendar.ics"


def events(site: Site, address: str = FEED) -> dict[str, Any]:
    """The events of the feed by their UID, parsed again."""
    answer = site.client().get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert not calendar.errors
    found = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found


def end_of(events: dict[str, Any], code: str = "r1") -> Any:
    return next(event for uid, event in events.items() if uid.startswith(f"{SLUG}-{code}-closes@"))


def test_every_round_has_its_opening_and_its_deadline_at_the_same_instant_in_every_zone(site: Site) -> None:
    api = make(site)
    site.tamper("UPDATE consultation SET timezone = 'America/New_York' WHERE slug = :slug", slug=SLUG)
    plan(api, "drafting", opens="2027-03-08", closes="2027-03-20T18:00", title="Zero; draft, with a comma")
    found = events(site)
    assert sorted(uid.partition("@")[0] for uid in found) == [f"{SLUG}-r1-closes", f"{SLUG}-r1-opens"]
    end = end_of(found)
    assert end["SUMMARY"] == "R1 closes: Zero; draft, with a comma"
    instant = end["DTEND"].dt
    assert instant == datetime(2027, 3, 20, 22, 0, tzinfo=UTC)
    assert instant.astimezone(ZoneInfo("America/New_York")).strftime("%H:%M") == "18:00"
    assert instant.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%d %H:%M") == "21 07:00"
    begin = next(event for uid, event in found.items() if "-opens@" in uid)
    assert begin["DTSTART"].dt == datetime(2027, 3, 8, 5, 0, tzinfo=UTC)
    assert begin["STATUS"] == "TENTATIVE"
    assert str(begin["URL"]).endswith(f"/{SLUG}/rounds/R1")


def test_the_end_of_a_day_stays_on_that_day(site: Site) -> None:
    plan(make(site), "drafting", opens="2026-12-01", closes="2026-12-11")
    end = end_of(events(site))
    assert end["DTSTART"].dt.date().isoformat() == "2026-12-11"
    assert end["DTEND"].dt == datetime(2026, 12, 12, tzinfo=UTC)


def test_an_extension_raises_the_number_and_keeps_the_name(site: Site) -> None:
    api = make(site)
    plan(api, "drafting")
    plan(api, "drafting", first=20, last=25)
    first = events(site)
    do(api, "R1", "opening")
    opened = events(site)
    assert (end_of(first)["STATUS"], end_of(opened)["STATUS"]) == ("TENTATIVE", "CONFIRMED")
    do(api, "R1", "extension", closes=day(12), reason="A holiday.")
    extended = events(site)
    assert set(first) == set(opened) == set(extended)
    numbers = [int(end_of(each)["SEQUENCE"]) for each in (first, opened, extended)]
    assert numbers == [0, 1, 2]
    assert int(end_of(extended, "r2")["SEQUENCE"]) == 0, "the other round was not touched"
    assert end_of(extended)["DTEND"].dt == datetime(2026, 12, 4, tzinfo=UTC)


def test_a_cancelled_round_stays_in_the_calendar_as_cancelled(site: Site) -> None:
    api = make(site)
    plan(api, "drafting")
    do(api, "R1", "cancellation", reason="It is not needed.")
    assert [str(event["STATUS"]) for event in events(site).values()] == ["CANCELLED", "CANCELLED"]


def test_a_round_closed_early_ends_when_it_was_closed(site: Site) -> None:
    api = make(site)
    plan(api, "drafting", first=0, last=5)
    do(api, "R1", "opening")
    do(api, "R1", "closure", reason="Enough was said.")
    assert end_of(events(site))["DTEND"].dt == site.now


def test_another_zone_reaches_those_who_subscribed(site: Site) -> None:
    plan(make(site), "drafting")
    before = end_of(events(site))
    moved = site.api("secretariat").patch(AT, json={"timezone": "Asia/Tokyo"})
    assert moved.status_code == 200, moved.text
    after = end_of(events(site))
    assert after["DTEND"].dt < before["DTEND"].dt
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


def test_a_calendar_that_is_the_newest_is_not_sent_again(site: Site) -> None:
    api = make(site)
    plan(api, "drafting")
    client = site.client()
    first = client.get(FEED)
    again = client.get(FEED, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    site.now = site.now.replace(hour=23)
    assert client.get(FEED, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    api.patch(f"{AT}/rounds/R1", json={"title": "Another title"})
    assert client.get(FEED, headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_a_consultation_that_is_not_shown_yet_has_no_calendar(site: Site) -> None:
    make(site, opened=False)
    assert site.client().get(FEED).status_code == 404
    assert site.client("reporter").get(FEED).status_code == 404
    assert site.client().get("/no-such-place/calendar.ics").status_code == 404


def test_the_other_days_of_the_process_are_in_it_as_whole_days(reading_site: Site) -> None:
    found = events(reading_site, "/hld-2013/calendar.ics")
    whole = [event for event in found.values() if not isinstance(event["DTSTART"].dt, datetime)]
    assert whole
    for event in whole:
        assert event["DTEND"].dt > event["DTSTART"].dt


def test_the_rounds_page_leads_to_it(site: Site) -> None:
    make(site)
    page = site.client().get(f"/{SLUG}/rounds").text
    assert f'/{SLUG}/calendar.ics"' in page
    assert 'href="webcal://' in page
