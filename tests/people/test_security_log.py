"""What is tried on accounts stands in a log of its own, for administrators, for half a year."""

import re
from datetime import timedelta

import lxml.html
import pytest

from app.kernel.db import insert_many
from app.kernel.jobs import run_ticks
from app.people.models import SecurityEvent
from app.people.queries import person_by_email
from app.wiring import TICKS
from tests.support import NOON, Form, Site, address, commonspace


def kinds(site: Site) -> list[str]:
    return [row[0] for row in site.rows("SELECT kind FROM security_event ORDER BY id")]


def number_of(site: Site, who: str) -> int:
    with site.database.reading() as db:
        return person_by_email(db, address(who)).id or 0


@pytest.fixture
def quiet_site(site: Site) -> Site:
    """The demonstration with an empty log."""
    site.tamper("DELETE FROM security_event")
    return site


def lines(page: str) -> list[str]:
    return [
        " ".join(" ".join(row.itertext()).split())
        for row in lxml.html.fromstring(page).findall(".//tbody/tr")
    ]


def test_signing_in_and_out_is_noted_with_its_browser(quiet_site: Site) -> None:
    browser = quiet_site.client()
    browser.headers["User-Agent"] = "Browser of a delegate"
    link = next(a for a in browser.get("/sign-in").text.split('"') if re.match("/sign-in/[0-9a-f]{32}", a))
    Form(browser.get(link), link.partition("?")[0]).submit(browser)
    page = lxml.html.fromstring(browser.get("/").text)
    token = page.xpath("//form[@action='/sign-out']//input[@name='csrf_token']/@value")[0]
    browser.post("/sign-out", data={"csrf_token": token})
    assert kinds(quiet_site) == ["signed_in", "signed_out"]
    rows = quiet_site.rows("SELECT agent, person_id FROM security_event")
    assert {row[0] for row in rows} == {"Browser of a delegate"}
    assert len({row[1] for row in rows}) == 1


def test_what_an_administrator_does_to_an_account_is_noted_with_whose_it_is(quiet_site: Site) -> None:
    admin = quiet_site.client("administrator")
    quiet_site.client("member")
    with quiet_site.database.reading() as db:
        member = person_by_email(db, address("member"))
    page = admin.get(f"/admin/people/{member.public_id}")
    Form(page, "/link").submit(admin)
    Form(page, "/sessions/end").submit(admin)
    made, ended = kinds(quiet_site)[-2:]
    assert (made, ended) == ("link_made", "sessions_ended")
    shown = lines(admin.get("/admin/security").text)
    assert "was signed out everywhere by The administrator" in shown[0]
    assert member.name in shown[0]
    assert "a sign-in link was made by The administrator" in shown[1]


def test_a_token_made_on_the_machine_is_noted(quiet_site: Site) -> None:
    made = commonspace(quiet_site.url, "token", "add", address("rapporteur"), "--label", "figures")
    assert made.returncode == 0
    [line] = quiet_site.rows("SELECT kind, detail, address, person_id FROM security_event")
    assert tuple(line) == ("token_made", "figures", "", number_of(quiet_site, "rapporteur"))
    assert made.stdout.strip() not in str(quiet_site.rows("SELECT * FROM security_event"))


def test_what_was_refused_is_noted_though_its_request_is_rolled_back(quiet_site: Site) -> None:
    browser = quiet_site.client()
    assert browser.get("/sign-in/made-up-secret").status_code == 404
    assert kinds(quiet_site) == ["link_refused"]
    assert "made-up-secret" not in str(quiet_site.rows("SELECT * FROM security_event"))


def test_only_administrators_read_the_log(quiet_site: Site) -> None:
    assert quiet_site.client("administrator").get("/admin/security").status_code == 200
    for who in ("secretariat", "moderator", "member", None):
        assert quiet_site.client(who).get("/admin/security").status_code == 403


def test_the_log_is_read_newest_first_by_kind_and_onwards_by_key(quiet_site: Site) -> None:
    with quiet_site.database.unit_of_work() as db:
        rows = [
            {"at": NOON + timedelta(minutes=n), "kind": "link_refused" if n % 2 else "token_refused",
             "address": f"192.0.2.{n}", "agent": "", "detail": ""}
            for n in range(150)
        ]  # fmt: skip
        insert_many(db, SecurityEvent, rows)
    admin = quiet_site.client("administrator")
    first = admin.get("/admin/security")
    shown = lines(first.text)
    assert len(shown) == 100
    assert "signed in" in shown[0], "the administrator's own"
    assert "192.0.2.149" in shown[1]
    onwards = lxml.html.fromstring(first.text).xpath("//a[@rel='next']/@href")[0]
    rest = lines(admin.get(f"/admin/security{onwards}").text)
    assert len(rest) == 51
    assert "192.0.2.0" in rest[-1]
    refused = lines(admin.get("/admin/security?kind=token_refused").text)
    assert len(refused) == 75
    assert all("an API token was refused" in line for line in refused)
    assert "Nothing of this kind was noted." in admin.get("/admin/security?kind=none").text
    assert admin.get("/admin/security?before=99999999999").status_code == 422


def test_a_line_is_dropped_after_half_a_year(quiet_site: Site) -> None:
    quiet_site.client("member")
    quiet_site.now += timedelta(days=179)
    quiet_site.client("state")
    run_ticks(quiet_site.database, TICKS)
    assert kinds(quiet_site) == ["signed_in", "signed_in"]
    quiet_site.now += timedelta(days=2)
    run_ticks(quiet_site.database, TICKS)
    assert [row[0] for row in quiet_site.rows("SELECT person_id FROM security_event")] == [
        number_of(quiet_site, "state")
    ]


def test_what_somebody_sends_as_browser_is_shown_as_words_and_cut(quiet_site: Site) -> None:
    browser = quiet_site.client()
    browser.headers["User-Agent"] = "<script>alert(1)</script>" + "x" * 1000
    browser.get("/sign-in/made-up")
    page = quiet_site.client("administrator").get("/admin/security").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert len(quiet_site.rows("SELECT agent FROM security_event")[0][0]) == 200
