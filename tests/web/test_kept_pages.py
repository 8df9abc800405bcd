"""A page for everybody is drawn once and given again until something happens, and never a moment longer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.kernel.actor import ANONYMOUS
from app.kernel.works import ask_work
from app.web.csrf import SESSION_COOKIE
from tests.ceilings.counting import counted
from tests.support import Site

REVIEW = "hld-2013-review"
PAGES = ("/", f"/{REVIEW}", f"/{REVIEW}/RT1-M1", f"/{REVIEW}/proposals", f"/{REVIEW}/rounds", f"/{REVIEW}/ballots",
         f"/{REVIEW}/register", f"/{REVIEW}/outcome", f"/{REVIEW}/search?q=remittance")  # fmt: skip


@pytest.fixture
def keeping(demo_url: str) -> Iterator[Site]:
    with Site(demo_url, keep_pages=True) as site:
        yield site


@pytest.fixture
def drawing(keeping: Site) -> Iterator[Site]:
    """The same database, with every page drawn anew."""
    with Site(keeping.url) as site:
        site.now = keeping.now
        yield site


def views(site: Site, **headers: str) -> dict[str, tuple[int, str]]:
    client = site.client()
    return {
        page: (answer.status_code, answer.text)
        for page in PAGES
        for answer in [client.get(page, headers=headers)]
    }


def test_a_page_asked_for_again_asks_only_where_the_chains_stand_and_is_the_same(keeping: Site) -> None:
    client = keeping.client()
    first = client.get(f"/{REVIEW}/RT1-M1")
    with counted(keeping.database) as statements:
        again = client.get(f"/{REVIEW}/RT1-M1")
    assert not statements, "but for the heads of the chains, which are not counted"
    assert (again.text, again.headers) == (first.text, first.headers)


def test_what_has_not_changed_is_not_sent_again(keeping: Site) -> None:
    client = keeping.client()
    mark = client.get(f"/{REVIEW}").headers["ETag"]
    again = client.get(f"/{REVIEW}", headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == mark


ACTS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "a comment": ("member", "POST", f"{REVIEW}/proposals/RT1-M1/comments",
                  {"type": "general", "stance": "support", "text": "Said a moment ago."}),
    "a version": ("rapporteur", "PATCH", f"{REVIEW}/proposals/RT1-M1", {"problem": "Seen otherwise a moment ago."}),
    "a proposal": ("member", "POST", f"{REVIEW}/proposals",
                   {"kind": "mechanism", "roundtable": "RT1", "group": "WG-1A", "title": "Begun a moment ago"}),
    "a title": ("secretariat", "PATCH", f"{REVIEW}/roundtables/RT1",
                {"title": "Titled a moment ago", "short_title": "Titled", "reason": "It was too long."}),
    "a venue": ("secretariat", "PATCH", REVIEW, {"venue": "Named a moment ago"}),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_after_an_act_every_page_is_as_if_drawn_anew(keeping: Site, drawing: Site, act: str) -> None:
    before = views(keeping)
    who, method, path, body = ACTS[act]
    headers = {"If-Match": '"2"'} if act == "a version" else {}
    done = keeping.api(who).request(method, f"/consultations/{path}", json=body, headers=headers)
    assert done.status_code in (200, 201), done.text
    after = views(keeping)
    assert after == views(drawing)
    assert after != before


def test_the_clock_changes_pages_without_any_act(keeping: Site, drawing: Site) -> None:
    before = views(keeping)
    keeping.now = drawing.now = keeping.now + timedelta(days=20)
    after = views(keeping)
    assert after == views(drawing)
    assert after != before


def test_each_language_has_pages_of_its_own(keeping: Site, drawing: Site) -> None:
    views(keeping)
    assert views(keeping, **{"Accept-Language": "ar"}) == views(drawing, **{"Accept-Language": "ar"})
    client = keeping.client()
    assert 'lang="fr"' in client.get(f"/{REVIEW}?lang=fr").text
    assert 'lang="fr"' in client.get(f"/{REVIEW}").text


def test_whoever_is_signed_in_gets_pages_of_their_own(keeping: Site) -> None:
    anonymous = keeping.client().get(f"/{REVIEW}").text
    member = keeping.client("member")
    assert "Sign out" in member.get(f"/{REVIEW}").text
    assert keeping.client().get(f"/{REVIEW}").text == anonymous


def test_what_is_not_there_is_not_kept(keeping: Site) -> None:
    client = keeping.client()
    assert client.get(f"/{REVIEW}/RT9-M9").status_code == 404
    with counted(keeping.database) as statements:
        assert client.get(f"/{REVIEW}/RT9-M9").status_code == 404
    assert len(statements) > 1


@pytest.mark.parametrize(
    "odd", ["foo", "a b c", '{"a":1}', "x{y}=1", "expires=1", "Path=/", 'a="b', "=", " ; "]
)
def test_a_page_of_somebody_signed_in_is_given_to_nobody_else_whatever_cookies_stand_beside(
    keeping: Site, odd: str
) -> None:
    member = keeping.client("member")
    session = member.cookies.get(SESSION_COOKIE)
    mine = keeping.client().get(f"/{REVIEW}", headers={"Cookie": f"{odd}; {SESSION_COOKIE}={session}"})
    assert mine.status_code == 200
    assert "/sign-out" in mine.text
    assert "/sign-out" not in keeping.client().get(f"/{REVIEW}").text


def test_how_far_long_work_is_is_told_anew_each_time(keeping: Site) -> None:
    with keeping.database.unit_of_work() as db:
        work = ask_work(db, ANONYMOUS, place=REVIEW, kind="outcome_draft", arguments={"format": "csv"})
        address = f"/{REVIEW}/jobs/{work.public_id}"
    waiting = keeping.client().get(address)
    keeping.tamper("UPDATE work SET state = 'failed', error = 'The disk is full.'")
    assert "The disk is full." not in waiting.text
    assert "The disk is full." in keeping.client().get(address).text
