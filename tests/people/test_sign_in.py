"""Who comes in, by which link, and how they leave."""

from datetime import timedelta

from app.people.queries import person_by_email
from app.people.ways.links import add_sign_in_link
from app.web.csrf import SESSION_COOKIE
from tests.support import NOON, Form, Site, commonspace


def link_for(site: Site, who: str) -> str:
    with site.database.unit_of_work() as db:
        return "/sign-in/" + add_sign_in_link(db, person_by_email(db, f"{who}@demo.example"))


def test_opening_a_link_does_not_use_it_up_but_its_button_does(site: Site) -> None:
    link, browser = link_for(site, "member"), site.client()
    assert browser.get(link).status_code == 200
    page = browser.get(link)
    assert "Sign out" in Form(page, "/sign-in/").submit(browser).text
    again = site.client().get(link)
    assert again.status_code == 404
    assert "has been used" in again.text


def test_a_link_is_too_old_after_fifteen_minutes(site: Site) -> None:
    link, browser = link_for(site, "member"), site.client()
    page = browser.get(link)
    site.now = NOON + timedelta(minutes=15)
    late = Form(page, "/sign-in/").submit(browser)
    assert late.status_code == 404
    assert "too old" in late.text


def test_a_demo_link_works_again_and_again(site: Site) -> None:
    for _ in range(2):
        browser = site.client()
        page = browser.get("/sign-in")
        assert "Sign out" in Form(page, "/sign-in/").submit(browser).text


def test_an_installation_without_the_demo_has_no_demo_links(empty_site: Site) -> None:
    page = empty_site.client().get("/sign-in")
    assert page.status_code == 200
    assert "Be this person" not in page.text


def test_signing_out_ends_the_session_on_the_server(site: Site) -> None:
    browser = site.client("member")
    cookie = browser.cookies[SESSION_COOKIE]
    Form(browser.get("/sign-in"), "/sign-in/")
    token = (
        browser.get("/hld-2013-review/RT1-M1")
        .text.partition('name="csrf_token" value="')[2]
        .partition('"')[0]
    )
    assert browser.post("/sign-out", data={"csrf_token": token}).status_code == 200
    thief = site.client()
    thief.cookies.set(SESSION_COOKIE, cookie, domain="localhost.local")
    assert "Sign out" not in thief.get("/").text


def test_a_session_ends_by_itself_after_two_weeks(site: Site) -> None:
    browser = site.client("member")
    site.now = NOON + timedelta(days=14, seconds=-1)
    assert "Sign out" in browser.get("/").text
    site.now = NOON + timedelta(days=14)
    assert "Sign out" not in browser.get("/").text


def test_secrets_are_stored_as_hashes_only(site: Site) -> None:
    browser = site.client("member")
    cookie = browser.cookies[SESSION_COOKIE]
    token = site.api("member").headers["Authorization"].removeprefix("Bearer ")
    for table in ("web_session", "api_token", "sign_in_link"):
        for row in site.rows(f"SELECT token_hash FROM {table}"):
            assert row[0] not in (cookie, token)
            assert len(row[0]) == 64


def test_an_unknown_token_is_401_with_a_sentence(reading_site: Site) -> None:
    api = reading_site.api()
    answer = api.get("/consultations/", headers={"Authorization": "Bearer cs_nothing"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "unauthenticated"


def test_the_api_takes_no_cookie(site: Site) -> None:
    browser = site.client("member")
    answer = browser.put(
        "/api/v1/consultations/hld-2013-review/proposals/RT1-M1/support", json={"choice": "for"}
    )
    assert answer.status_code == 401


def test_people_are_added_by_command_with_one_line_for_what_is_wrong(empty_url: str) -> None:
    made = commonspace(
        empty_url, "person", "add", "ann@example.org", "--name", "Ann", "--role", "administrator"
    )
    assert made.returncode == 0, made.stderr
    assert made.stdout.splitlines()[-1].startswith("p-")
    for args, part in (
        (("ann@example.org", "--name", "Ann"), "has an account"),
        (("nobody", "--name", "N"), "not an e-mail address"),
        (("b@example.org", "--name", "B", "--role", "king"), "not a role"),
        (("b@example.org", "--name", "B", "--role", "member"), "say which"),
        (("b@example.org", "--name", "B", "--organisation", "org-x"), "no organisation"),
        (("b@example.org", "--name", "B", "--role", "member", "--in", "nowhere"), "no consultation"),
    ):
        wrong = commonspace(empty_url, "person", "add", *args)
        assert wrong.returncode == 2
        assert part in wrong.stderr
        assert len(wrong.stderr.strip().splitlines()) == 1
        assert wrong.stdout == ""
    link = commonspace(empty_url, "link", "ann@example.org")
    assert link.stdout.startswith("http://localhost:8000/sign-in/")
    assert commonspace(empty_url, "link", "who@example.org").returncode == 2


def test_a_head_of_delegation_is_seated_by_command_and_may_vote(demo_url: str) -> None:
    refused = commonspace(
        demo_url,
        "person",
        "add",
        "h@example.org",
        "--name",
        "H",
        "--role",
        "head",
        "--in",
        "hld-2013-decision",
    )
    assert refused.returncode == 2
    assert "name its organisation" in refused.stderr
    args = ("--organisation", "org-swe", "--role", "head", "--in", "hld-2013-decision")
    assert commonspace(demo_url, "person", "add", "h@example.org", "--name", "H", *args).returncode == 0
    with Site(demo_url) as site:
        answer = site.api("h@example.org").put(
            "/consultations/hld-2013-decision/ballots/BAL-1/positions/RT1-M1", json={"position": "abstain"}
        )
        assert answer.status_code == 200, answer.text


def test_a_member_is_seated_in_a_working_group_by_command_and_may_write(demo_url: str) -> None:
    args = ("--role", "member", "--in", "hld-2013-review", "--group", "WG-1A")
    assert commonspace(demo_url, "person", "add", "m@example.org", "--name", "M", *args).returncode == 0
    with Site(demo_url) as site:
        answer = site.api("m@example.org").put(
            "/consultations/hld-2013-review/proposals/RT1-M1/support", json={"choice": "for"}
        )
        assert answer.status_code == 200, answer.text


def test_signing_in_as_somebody_else_ends_the_session_before(site: Site) -> None:
    browser = site.client("member")
    before = browser.cookies[SESSION_COOKIE]
    page = browser.get(link_for(site, "ngo"))
    Form(page, "/sign-in/").submit(browser)
    thief = site.client()
    thief.cookies.set(SESSION_COOKIE, before, domain="localhost.local")
    assert "Sign out" not in thief.get("/").text
