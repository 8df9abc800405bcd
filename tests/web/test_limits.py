"""At the limit: 429, when to come back, one sentence; and where a request comes from."""

import re
from types import SimpleNamespace

import httpx
import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from app.kernel.limits import InLots, Limit
from app.people.actions import add_api_token
from app.people.queries import person_by_email
from app.web.address_of import address_of, neighbourhood_of
from app.web.limits import COMMENTS, REFUSALS, SIGN_IN
from tests.ceilings.counting import counted
from tests.support import Form, Site, address

COMMENT = {"type": "general", "stance": "support", "text": "Yes."}
AT = "/consultations/hld-2013-review/proposals/RT1-M1/comments"
PAGE = "/hld-2013-review/RT1-M1"
READING_SELDOM = Limit("reading", 4, 60 * 24 * 365)


@pytest.fixture
def limited_site(site: Site) -> Site:
    site.app.state.settings.rate_limits = "on"
    return site


def used(site: Site, times: int) -> None:
    """Whatever was counted so far was tried so often."""
    site.tamper("UPDATE tried SET times = :times", times=times)


def log(site: Site) -> list[tuple[str, str, str]]:
    sql = "SELECT kind, detail, address FROM security_event WHERE kind != 'signed_in' AND kind != 'token_made' ORDER BY id"
    return [tuple(row) for row in site.rows(sql)]


def comments(site: Site) -> int:
    return int(site.rows("SELECT count(*) FROM comment")[0][0])


def test_too_many_comments_of_one_person_are_refused_with_when_to_come_back(limited_site: Site) -> None:
    member = limited_site.api("member")
    assert member.post(AT, json=COMMENT).status_code == 201
    used(limited_site, COMMENTS.account)
    before = comments(limited_site)
    answer = member.post(AT, json=COMMENT)
    assert answer.status_code == 429
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "too_often"
    assert "it is possible again in" in answer.json()["detail"]
    assert 0 < int(answer.headers["Retry-After"]) <= COMMENTS.minutes * 60 * 2
    assert comments(limited_site) == before
    assert limited_site.api("state").post(AT, json=COMMENT).status_code == 201, (
        "another from the same address"
    )


def test_a_page_says_the_same_and_another_person_of_the_address_goes_on(limited_site: Site) -> None:
    member = limited_site.client("member")
    form = Form(member.get(PAGE), "/comments")
    assert form.submit(member, text="First.", stance="support").status_code == 200
    used(limited_site, COMMENTS.account)
    refused = form.submit(member, text="Second.", stance="support")
    assert refused.status_code == 429
    assert "it is possible again in" in refused.text
    assert int(refused.headers["Retry-After"]) > 0
    state = limited_site.client("state")
    form = Form(state.get(PAGE), "/comments")
    assert form.submit(state, text="Third.", stance="support").status_code == 200
    used(limited_site, COMMENTS.address)
    assert form.submit(state, text="Fourth.", stance="support").status_code == 429


def test_a_limit_that_is_reached_is_noted_once_a_while(limited_site: Site) -> None:
    member = limited_site.api("member")
    member.post(AT, json=COMMENT)
    used(limited_site, COMMENTS.account)
    for _ in range(4):
        assert member.post(AT, json=COMMENT).status_code == 429
    assert [(kind, detail) for kind, detail, _address in log(limited_site)] == [("limit_reached", "comments")]


def test_the_limits_can_be_turned_off(site: Site) -> None:
    member = site.api("member")
    assert member.post(AT, json=COMMENT).status_code == 201
    assert site.rows("SELECT * FROM tried") == []


def test_a_limited_post_asks_little_more_than_it_did(site: Site) -> None:
    """Counting for person and address together is one statement that counts and one that looks."""
    member = site.api("member")
    asked = []
    for state in ("off", "on"):
        site.app.state.settings.rate_limits = state
        member.post(AT, json=COMMENT)
        with counted(site.database) as statements:
            assert member.post(AT, json=COMMENT).status_code == 201
        asked.append(len(statements))
    assert asked[1] - asked[0] == 4, "two for the door of programs, two for comments"


def test_reading_by_programs_is_limited_and_written_down_by_the_lot(limited_site: Site) -> None:
    limited_site.app.state.reading = InLots(READING_SELDOM, 2)
    nobody, member = limited_site.api(), limited_site.api("member")
    with counted(limited_site.database) as statements:
        answers = [nobody.get("/consultations").status_code for _ in range(8)]
    assert answers == [200] * 5 + [429] * 3, "two lots of two are had; the third is asked for with the sixth"
    assert len([s for s in statements if s.lstrip().upper().startswith("INSERT")]) == 4, "one for each lot"
    assert nobody.get("/consultations").headers["Retry-After"].isdigit()
    assert member.get("/consultations").status_code == 200


def test_what_a_program_reads_at_one_process_counts_at_the_other(limited_site: Site) -> None:
    with Site(limited_site.url) as other:
        other.app.state.settings.rate_limits = "on"
        for site in (limited_site, other):
            site.app.state.reading = InLots(READING_SELDOM, 2)
        assert [limited_site.api().get("/consultations").status_code for _ in range(4)] == [200] * 4
        assert [other.api().get("/consultations").status_code for _ in range(2)] == [200, 429]


def test_an_unknown_token_is_noted_and_after_many_its_address_is_asked_to_wait(limited_site: Site) -> None:
    stranger, member = limited_site.api(), limited_site.api("member")
    stranger.headers["Authorization"] = "Bearer cs_made-up"
    assert stranger.get("/consultations").status_code == 401
    assert [kind for kind, _detail, _address in log(limited_site)] == ["token_refused"]
    assert "made-up" not in str(limited_site.rows("SELECT * FROM security_event"))
    used(limited_site, REFUSALS.address)
    refused = stranger.get("/consultations")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert member.get("/consultations").status_code == 200
    assert [kind for kind, _detail, _address in log(limited_site)] == ["token_refused", "limit_reached"]


def test_a_request_without_a_token_is_not_taken_for_a_wrong_one(limited_site: Site) -> None:
    assert limited_site.api().post(AT, json=COMMENT).status_code == 401
    assert log(limited_site) == []


def test_a_wrong_link_is_noted_and_after_many_its_address_is_asked_to_wait(limited_site: Site) -> None:
    browser = limited_site.client()
    assert browser.get("/sign-in/made-up").status_code == 404
    assert [(kind, detail) for kind, detail, _a in log(limited_site)] == [
        ("link_refused", "/sign-in/{secret}")
    ]
    used(limited_site, REFUSALS.address)
    assert browser.get("/sign-in/made-up").status_code == 429
    front = browser.get("/sign-in")
    assert front.status_code == 200


def test_many_who_sign_in_behind_one_address_do_and_one_machine_cannot_go_on_for_ever(
    limited_site: Site,
) -> None:
    browser = limited_site.client()
    people = ("member", "state", "ngo", "observer", "rapporteur")
    links = [a for a in browser.get("/sign-in").text.split('"') if re.match("/sign-in/[0-9a-f]{32}", a)]
    assert len(links) >= len(people)
    for link in links:
        form = Form(browser.get(link), "/sign-in/")
        assert form.submit(browser, follow=False).status_code == 303
    used(limited_site, SIGN_IN.address)
    another = limited_site.client()
    form = Form(another.get(links[0]), "/sign-in/")
    assert form.submit(another, follow=False).status_code == 429


def caller(site: Site, host: str) -> httpx.Client:
    """A program on the machine `host`, with a token that nobody knows."""
    client = TestClient(site.app, base_url="http://localhost:8000/api/v1", client=(host, 50000))
    client.__enter__()
    site._clients.append(client)
    client.headers["Authorization"] = "Bearer cs_made-up"
    return client


def test_a_made_up_address_of_a_stranger_is_not_believed(limited_site: Site) -> None:
    stranger = caller(limited_site, "203.0.113.7")
    for n in range(3):
        stranger.get("/consultations", headers={"X-Forwarded-For": f"198.51.100.{n}"})
    assert {where for _kind, _detail, where in log(limited_site)} == {"203.0.113.7"}
    used(limited_site, REFUSALS.address)
    refused = stranger.get("/consultations", headers={"X-Forwarded-For": "198.51.100.99"})
    assert refused.status_code == 429


def test_behind_a_trusted_proxy_each_address_has_its_own_limit(limited_site: Site) -> None:
    limited_site.app.state.settings.trusted_proxies = "10.0.0.0/8"
    proxy = caller(limited_site, "10.0.0.2")
    one, other = ({"X-Forwarded-For": f"6.6.6.6, 2001:db8:{n}::1"} for n in (1, 2))
    near = {"X-Forwarded-For": "2001:db8:1::ffff:1"}
    assert proxy.get("/consultations", headers=one).status_code == 401
    used(limited_site, REFUSALS.address)
    assert proxy.get("/consultations", headers=one).status_code == 429
    assert proxy.get("/consultations", headers=near).status_code == 429, "one subscriber has the whole /64"
    assert proxy.get("/consultations", headers=other).status_code == 401


@pytest.mark.parametrize(
    ("peer", "told", "trusted", "found"),
    [
        ("203.0.113.7", None, "", "203.0.113.7"),
        ("203.0.113.7", "6.6.6.6", "", "203.0.113.7"),
        ("203.0.113.7", "6.6.6.6", "10.0.0.1", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7", "10.0.0.1", "203.0.113.7"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.7", "10.0.0.1", "203.0.113.7"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.7, 10.0.0.9", "10.0.0.0/24", "203.0.113.7"),
        ("10.0.0.1", "10.0.0.8", "10.0.0.0/24", "10.0.0.8"),
        ("10.0.0.1", "", "10.0.0.1", "10.0.0.1"),
        ("10.0.0.1", None, "10.0.0.1", "10.0.0.1"),
        ("10.0.0.1", "6.6.6.6, unknown", "10.0.0.1", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.7:4711", "10.0.0.1", "203.0.113.7"),
        ("10.0.0.1", "[2001:db8::1]:4711", "10.0.0.1, ::1", "2001:db8::1"),
        ("::ffff:203.0.113.7", None, "", "203.0.113.7"),
        ("::ffff:10.0.0.1", "203.0.113.7", "10.0.0.1", "203.0.113.7"),
        ("fe80::1%eth0", None, "", "fe80::1"),
        ("testclient", "6.6.6.6", "10.0.0.1", ""),
        (None, "6.6.6.6", "10.0.0.1", ""),
    ],
)  # fmt: skip
def test_an_address_is_believed_as_far_as_trusted_machines_tell_it(
    peer: str | None, told: str | None, trusted: str, found: str
) -> None:
    app = SimpleNamespace(state=SimpleNamespace(settings=SimpleNamespace(trusted_proxies=trusted)))
    headers = [] if told is None else [(b"x-forwarded-for", told.encode())]
    scope = {"type": "http", "headers": headers, "client": peer and (peer, 1), "app": app}
    assert address_of(Request(scope)) == found


def test_several_headers_count_as_one_list() -> None:
    app = SimpleNamespace(state=SimpleNamespace(settings=SimpleNamespace(trusted_proxies="10.0.0.1")))
    headers = [(b"x-forwarded-for", b"6.6.6.6"), (b"x-forwarded-for", b"203.0.113.7")]
    scope = {"type": "http", "headers": headers, "client": ("10.0.0.1", 1), "app": app}
    assert address_of(Request(scope)) == "203.0.113.7"


def test_of_ipv6_the_first_half_is_one_place() -> None:
    assert (
        neighbourhood_of("2001:db8:0:1:2:3:4:5") == neighbourhood_of("2001:db8:0:1::9") == "2001:db8:0:1::/64"
    )
    assert neighbourhood_of("2001:db8:0:2::9") == "2001:db8:0:2::/64"
    assert neighbourhood_of("203.0.113.7") == "203.0.113.7"
    assert neighbourhood_of("") == ""


def test_a_token_that_was_ended_is_refused_like_one_that_never_was(limited_site: Site) -> None:
    with limited_site.database.unit_of_work() as db:
        token = add_api_token(db, person_by_email(db, address("member")), label="old")
    limited_site.tamper("UPDATE api_token SET revoked_at = created_at WHERE label = 'old'")
    program = limited_site.api()
    program.headers["Authorization"] = f"Bearer {token}"
    assert program.get("/consultations").status_code == 401
    assert [kind for kind, _detail, _address in log(limited_site)] == ["token_refused"]
