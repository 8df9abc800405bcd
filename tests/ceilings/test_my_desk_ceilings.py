"""How many queries my desk, what needs somebody, and reviews may ask, the same with ten times the data."""

from typing import Any

import pytest

from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, POST, WHOLE
from tests.review.making import AT, SLUG, answer, at, begin, day, do, make, plan
from tests.review.test_reviewing import person
from tests.support import Form, Site

CAST = ("observer", "member", "rapporteur", "moderator", "secretariat", "state", "ngo")
PAGES = {
    f"/{SLUG}/reviews": LIST,
    f"/{SLUG}/reviews?stage=open": LIST,
    f"/{SLUG}/RT1-M1/reviews": LIST,
    f"/{SLUG}/reviews/REV-1": LIST,
    f"/{SLUG}/RT1-M1": WHOLE,
}


def fill(site: Site, first: int, last: int) -> None:
    """Texts, each with a comment of the NGO, every second one answered, and a review that the observer has before them."""
    ngo, observer, moderator = site.api("ngo"), site.api("observer"), site.api("moderator")
    for n in range(first, last):
        said = ngo.post(
            f"{AT}/proposals/RT1-M{n}/comments",
            json={"type": "general", "stance": "concern", "text": f"Text {n}"},
        )
        assert said.status_code == 201, said.text
        if n % 2:
            assert answer(site, said.json()["id"]).status_code == 200
        offered = observer.post(f"{AT}/proposals/RT1-M{n}/reviews/offer", json={"due": day(30)})
        assert offered.status_code == 201, offered.text
        body = {"reviewer": person(site, "state"), "due": day(40)}
        moderator.post(f"{AT}/proposals/RT1-M{n}/reviews", json=body).raise_for_status()


def statements(site: Site, client: Any, address: str) -> list[str]:
    with counted(site.database) as found:
        assert client.get(address).status_code == 200, address
    return found


def test_the_desk_and_the_pages_of_reviews_ask_the_same_with_ten_times_the_data(site: Site) -> None:
    api = make(site)
    for n in range(20):
        begin(site, f"A register, part {n}")
    begin(site, "Unfinished", submit=False)
    plan(api, last=50)
    do(api, "R1", "opening")
    site.now = at(2)
    browsers = {who: site.client(who) for who in CAST}
    programs = {who: site.api(who) for who in CAST}
    few: dict[str, int] = {}
    for first, last in ((1, 3), (3, 21)):
        fill(site, first, last)
        for who in CAST:
            for door, address in ((browsers, "/desk"), (browsers, "/"), (programs, "/account/needs")):
                found = statements(site, door[who], address)
                assert len(found) <= (LIST if address == "/account/needs" else WHOLE), "\n".join(found)
                assert few.setdefault(f"{who} {address}", len(found)) == len(found), "\n".join(found)
        for address, ceiling in PAGES.items():
            found = statements(site, browsers["moderator"], address)
            assert len(found) <= ceiling, "\n".join(found)
            assert few.setdefault(address, len(found)) == len(found), (address, "\n".join(found))


@pytest.mark.parametrize("who", ["state", "moderator", "reporter"])
def test_the_desk_of_the_demonstration_keeps_its_ceiling(reading_site: Site, who: str) -> None:
    found = statements(reading_site, reading_site.client(who), "/desk")
    assert len(found) <= WHOLE, "\n".join(found)


def test_acts_on_reviews_ask_no_more_than_a_post_may(site: Site) -> None:
    make(site)
    code = begin(site)
    acts = (
        ("moderator", f"{code}/reviews", "/reviews", {"reviewer": person(site, "ngo"), "due": day(4)}),
        ("observer", f"{code}/reviews/offer", "/reviews", {"due": day(4)}),
        ("ngo", "reviews/REV-1/acceptance", "", {}),
        ("ngo", "reviews/REV-1/result", "", {"grade": "ready"}),
        ("observer", "reviews/REV-2/refusal", "", {"word": "I am away."}),
    )
    for who, door, _page, values in acts:
        browser = site.client(who)
        token = Form(browser.get("/account"), "/account").values["csrf_token"]
        with counted(site.database) as found:
            done = browser.post(
                f"/{SLUG}/{door}", data={"csrf_token": token, **values}, follow_redirects=False
            )
        assert done.status_code == 303, (door, done.text)
        assert len(found) <= POST, (door, "\n".join(found))
