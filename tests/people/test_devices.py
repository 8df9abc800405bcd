"""Sessions: how long they last, what is noted of them, how their owner ends them, and what the cookie is like."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from fastapi.testclient import TestClient

from app.people.account.devices import browser_words
from app.people.models import Handshake
from app.people.queries import person_by_email
from app.people.security import KEPT
from app.people.sessions import clear_old_ways_in
from app.people.ways.links import add_sign_in_link, demo_secret
from app.web.csrf import SESSION_COOKIE, VISIT_COOKIE
from app.web.headers import LANGUAGE_COOKIE
from tests.people.test_accounts import ledger, sound
from tests.support import KEY, NOON, Form, Site, address

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:151.0) Gecko/20100101 Firefox/151.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 20_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/20.1 Mobile/15E148 Safari/604.1"
)


def come_in(site: Site, who: str = "member", agent: str = FIREFOX) -> TestClient:
    """A browser whose person came in by a link of the demonstration, and is as idle as its clock says."""
    browser = site.client()
    browser.headers["User-Agent"] = agent
    page = browser.get(f"/sign-in/{demo_secret(KEY, address(who))}")
    assert Form(page, "/sign-in/").submit(browser).status_code == 200
    return browser


def is_in(browser: Any) -> bool:
    return "Sign out" in browser.get("/").text


def last_seen(site: Site) -> list[str]:
    return [str(row[0]) for row in site.rows("SELECT seen_at FROM web_session ORDER BY id")]


def test_a_browser_that_is_not_used_for_twelve_hours_is_signed_out(site: Site) -> None:
    browser = come_in(site)
    site.now = NOON + timedelta(hours=12, seconds=-1)
    assert is_in(browser)
    site.now += timedelta(hours=12, seconds=-1)
    assert is_in(browser)
    site.now += timedelta(hours=12)
    assert not is_in(browser)


def test_a_browser_that_is_used_all_the_time_is_signed_out_after_fourteen_days(site: Site) -> None:
    browser = come_in(site)
    for n in range(1, 28):
        site.now = NOON + n * timedelta(hours=12, seconds=-1)
        assert is_in(browser)
    site.now = NOON + timedelta(days=14)
    assert not is_in(browser)


def test_the_use_of_a_browser_is_noted_at_most_every_five_minutes_and_is_no_act(site: Site) -> None:
    browser = come_in(site)
    heads, begun = site.rows("SELECT track, seq FROM ledger_head ORDER BY track"), last_seen(site)
    site.now = NOON + timedelta(minutes=5, seconds=-1)
    browser.get("/account")
    assert last_seen(site) == begun
    site.now = NOON + timedelta(minutes=5)
    browser.get("/account")
    assert last_seen(site) != begun
    assert site.rows("SELECT track, seq FROM ledger_head ORDER BY track") == heads


def test_a_session_has_a_new_id_whatever_the_browser_came_with(site: Site) -> None:
    browser = site.client()
    browser.cookies.set(SESSION_COOKIE, "planted-by-somebody-else", domain="localhost.local")
    page = browser.get(f"/sign-in/{demo_secret(KEY, address('member'))}")
    Form(page, "/sign-in/").submit(browser)
    first = browser.cookies[SESSION_COOKIE]
    assert first != "planted-by-somebody-else"
    thief = site.client()
    thief.cookies.set(SESSION_COOKIE, "planted-by-somebody-else", domain="localhost.local")
    assert not is_in(thief)
    Form(browser.get(f"/sign-in/{demo_secret(KEY, address('member'))}"), "/sign-in/").submit(browser)
    assert browser.cookies[SESSION_COOKIE] != first
    thief.cookies.set(SESSION_COOKIE, first, domain="localhost.local")
    assert not is_in(thief), "whoever signs in anew leaves no session behind"


def test_my_devices_are_told_in_plain_words_this_one_first(site: Site) -> None:
    come_in(site, agent=IPHONE)
    site.now = NOON + timedelta(hours=1)
    here = come_in(site)
    page = lxml.html.fromstring(here.get("/account").text)
    rows = [" ".join(row.text_content().split()) for row in page.cssselect("#devices li")]
    assert len(rows) == 2
    assert "this one" in rows[0]
    assert "Firefox on Windows" in rows[0]
    assert "Safari on iPhone" in rows[1]
    assert "by a link of the demonstration" in rows[1]
    assert "21 November 2026, 12:00 UTC" in rows[1]


def test_one_signs_out_of_one_browser_and_of_all_others(site: Site) -> None:
    phone, other, here = come_in(site, agent=IPHONE), come_in(site), come_in(site)
    page = here.get("/account")
    of_phone = lxml.html.fromstring(page.text).cssselect("#devices form[action*='/account/sessions/']")[-2]
    Form(page, of_phone.get("action")).submit(here)
    ended = Form(page, of_phone.get("action")).submit(here)
    assert ended.status_code == 200
    assert [is_in(browser) for browser in (phone, other, here)].count(False) == 1
    Form(page, "/account/sessions/end").submit(here)
    assert [is_in(browser) for browser in (phone, other, here)] == [False, False, True]
    assert [facts["sessions"] for _who, _why, facts in ledger(site, "sessions_ended")] == [1]
    assert sound(site)


def test_signing_out_of_this_browser_takes_its_cookie_back(site: Site) -> None:
    here = come_in(site)
    answer = Form(here.get("/account"), "/account/sessions/").submit(here)
    assert answer.url.path == "/"
    assert SESSION_COOKIE not in here.cookies
    assert not is_in(here)


def test_nobody_signs_somebody_else_out(site: Site) -> None:
    member, ngo = come_in(site), come_in(site, "ngo")
    number = site.rows("SELECT max(id) FROM web_session WHERE person_id = (SELECT id FROM person WHERE email = 'member@demo.example')")[0][0]  # fmt: skip
    token = Form(ngo.get("/account"), "/account").values["csrf_token"]
    answer = ngo.post(f"/account/sessions/{number}/end", data={"csrf_token": token})
    assert answer.status_code == 404
    assert site.api("ngo").delete(f"/account/sessions/{number}").status_code == 404
    assert is_in(member)


def test_a_program_sees_the_browsers_and_signs_them_out(site: Site) -> None:
    phone, other = come_in(site, agent=IPHONE), come_in(site)
    api = site.api("member")
    items = api.get("/account/sessions").json()["items"]
    assert {item["browser"] for item in items} == {"Safari on iPhone", "Firefox on Windows"}
    [number] = [item["id"] for item in items if item["browser"] == "Safari on iPhone"]
    for _ in range(2):
        assert api.delete(f"/account/sessions/{number}").status_code == 204
    assert (is_in(phone), is_in(other)) == (False, True)
    assert api.delete("/account/sessions").status_code == 204
    assert not is_in(other)
    assert api.get("/account/sessions").json()["items"] == []
    assert site.api().get("/account/sessions").status_code == 401


@pytest.fixture
def https_site(demo_url: str) -> Iterator[Site]:
    """The demonstration as people reach it by https."""
    with Site(demo_url, base_url="https://consult.example") as running:
        yield running


def test_on_https_every_cookie_is_this_hosts_alone(https_site: Site) -> None:
    browser = https_site.client()
    browser.base_url = "https://consult.example"
    page = browser.get("/sign-in?lang=fr")
    answer = Form(page, "/sign-in/").submit(browser, follow=False)
    cookies = page.headers.get_list("set-cookie") + answer.headers.get_list("set-cookie")
    named = {cookie.partition("=")[0] for cookie in cookies}
    assert named == {f"__Host-{name}" for name in (SESSION_COOKIE, VISIT_COOKIE, LANGUAGE_COOKIE)}
    for cookie in cookies:
        assert "; Secure" in cookie
        assert "Path=/" in cookie
        assert "omain=" not in cookie
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    inside = browser.get("/account")
    assert 'lang="fr"' in inside.text
    out = Form(inside, "/account/sessions/").submit(browser, follow=False)
    assert "Max-Age=0" in out.headers["set-cookie"]


def test_on_https_a_cookie_that_a_neighbour_could_have_set_is_no_session(https_site: Site) -> None:
    secret = https_site.client("member").cookies[SESSION_COOKIE]
    browser = https_site.client()
    assert "Sign out" not in browser.get("/", headers={"Cookie": f"{SESSION_COOKIE}={secret}"}).text
    assert "Sign out" in browser.get("/", headers={"Cookie": f"__Host-{SESSION_COOKIE}={secret}"}).text


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 SamsungBrowser/30.0 Chrome/140.0 Mobile Safari/537.36", "Samsung Internet on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15", "Safari on macOS"),
        ("<script>", "a browser that does not say which"),
        ("", "a browser that does not say which"),
    ],
)  # fmt: skip
def test_a_browser_is_told_by_its_name_and_system(agent: str, words: str) -> None:
    assert browser_words(agent) == words


def test_what_ended_is_forgotten_with_the_log_of_it(site: Site) -> None:
    site.client("member")
    with site.database.unit_of_work() as db:
        person = person_by_email(db, "member@demo.example")
        add_sign_in_link(db, person)
        db.add(Handshake(secret_hash="h", kind="passkey", person_id=person.id, expires_at=site.now))
        assert clear_old_ways_in(db) == 0
    demo = site.rows("SELECT count(*) FROM sign_in_link WHERE kind = 'demo'")[0][0]
    site.now += timedelta(days=1)
    with site.database.unit_of_work() as db:
        assert clear_old_ways_in(db) == 1, "nobody finishes the way in that was begun"
    site.now += KEPT + timedelta(days=14)
    with site.database.unit_of_work() as db:
        assert clear_old_ways_in(db) == 2
    assert not site.rows("SELECT 1 FROM web_session")
    assert site.rows("SELECT count(*) FROM sign_in_link")[0][0] == demo
