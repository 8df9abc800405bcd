"""A link that is asked for by mail: the same answer to everybody, and a way in only for whose address it is."""

from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from sqlmodel import select

from app.kernel.outbox import Outgoing
from app.people.ways.links import mail_asked_links
from app.web.csrf import SESSION_COOKIE
from tests.ceilings.counting import counted
from tests.support import NOON, Form, Site


def ask(site: Site, email: str, path: str = "/sign-in", **headers: str) -> Any:
    """The answer to who fills in the address on the page of the ways in."""
    browser = site.client()
    browser.headers.update(headers)
    return Form(browser.get(path), id="ask-link").submit(browser, email=email)


def posted(site: Site) -> list[Outgoing]:
    """What is on its way after the job has done its work."""
    with site.database.unit_of_work() as db:
        mail_asked_links(db)
    with site.database.reading() as db:
        return list(db.exec(select(Outgoing).where(Outgoing.why == "sign_in")).all())


def link_in(message: Outgoing) -> str:
    """The address of this site in a message."""
    [line] = [line for line in message.text.splitlines() if line.startswith("http")]
    return line.removeprefix("http://localhost:8000")


def test_a_link_by_mail_leads_in_once_and_to_where_one_was_going(site: Site) -> None:
    answer = ask(site, " Member@Demo.example ", "/sign-in?next=/hld-2013-review/RT1-M1")
    assert answer.url.path == "/sign-in/sent"
    assert "Check your mail" in answer.text
    [message] = posted(site)
    assert message.to == "member@demo.example"
    browser = site.client()
    inside = Form(browser.get(link_in(message)), "/sign-in/").submit(browser)
    assert inside.url.path == "/hld-2013-review/RT1-M1"
    assert "Sign out" in inside.text
    again = site.client().get(link_in(message))
    assert again.status_code == 404
    assert "has been used" in again.text


def test_a_link_by_mail_is_too_old_fifteen_minutes_after_it_was_made(site: Site) -> None:
    ask(site, "member@demo.example")
    [message] = posted(site)
    site.now = NOON + timedelta(minutes=15)
    assert "too old" in site.client().get(link_in(message)).text


def test_who_is_known_and_who_is_not_get_the_same_answer_for_the_same_work(site: Site) -> None:
    seen = []
    for email in ("member@demo.example", "nobody@example.org"):
        browser = site.client()
        form = Form(browser.get("/sign-in"), id="ask-link")
        with counted(site.database) as statements:
            answer = form.submit(browser, follow=False, email=email)
        page = browser.get("/sign-in/sent")
        seen.append((answer.status_code, dict(answer.headers), answer.text, page.text, list(statements)))
    assert seen[0] == seen[1]
    assert [message.to for message in posted(site)] == ["member@demo.example"]


def test_what_was_typed_by_who_is_not_known_is_kept_nowhere(site: Site) -> None:
    ask(site, "nobody@example.org")
    assert posted(site) == []
    assert site.rows("SELECT 1 FROM handshake") == []
    kinds = site.rows("SELECT kind, person_id, detail FROM security_event WHERE kind = 'link_asked'")
    assert [tuple(row) for row in kinds] == [("link_asked", None, "")]


def test_the_security_log_knows_for_whom_a_link_was_asked(site: Site) -> None:
    ask(site, "member@demo.example", **{"User-Agent": "A browser"})
    posted(site)
    found = site.rows(
        "SELECT p.email, e.agent FROM security_event e JOIN person p ON p.id = e.person_id WHERE e.kind = 'link_asked'"
    )
    assert [tuple(row) for row in found] == [("member@demo.example", "A browser")]


@pytest.mark.parametrize(
    "typed", ["", "nobody", "two@at@example.org", "a b@example.org", "x@" + "y" * 260 + ".org"]
)
def test_what_is_no_address_is_said_at_the_field_and_stays_there(reading_site: Site, typed: str) -> None:
    answer = ask(reading_site, typed)
    assert answer.status_code == 422
    assert ("is not an e-mail address" if typed else "The e-mail address is missing") in answer.text
    assert Form(answer, id="ask-link").values["email"] == [typed]


def test_the_message_speaks_the_language_of_who_asked(site: Site) -> None:
    ask(site, "member@demo.example", **{"Accept-Language": "fr"})
    [message] = posted(site)
    assert message.locale == "fr"


def test_a_link_is_made_once_however_often_the_job_comes_by(site: Site) -> None:
    ask(site, "member@demo.example")
    assert len(posted(site)) == len(posted(site)) == 1


def test_a_link_that_nobody_made_within_an_hour_is_made_no_more(site: Site) -> None:
    ask(site, "member@demo.example")
    site.now = NOON + timedelta(hours=1)
    assert posted(site) == []


def test_who_has_left_gets_no_link(site: Site) -> None:
    site.tamper("UPDATE person SET erased_at = created_at WHERE email = 'member@demo.example'")
    ask(site, "member@demo.example")
    assert posted(site) == []


def test_the_secret_of_a_mailed_link_is_stored_as_a_hash_only(site: Site) -> None:
    ask(site, "member@demo.example")
    [message] = posted(site)
    secret = link_in(message).rpartition("/")[2]
    assert not site.rows("SELECT 1 FROM sign_in_link WHERE token_hash = :secret", secret=secret)


def test_only_the_demonstration_says_where_its_mail_is_and_only_where_it_sends_none(
    demo_url: str, empty_site: Site
) -> None:
    def sent(site: Site) -> str:
        return site.client().get("/sign-in/sent").text

    with Site(demo_url) as site:
        assert f"{site.app.state.settings.mail_folder}/" in sent(site)
    with Site(demo_url, mail_url="smtp://127.0.0.1:25") as site:
        assert "messages are files" not in sent(site)
        assert "No mail server" not in sent(site)
    assert "messages are files" not in sent(empty_site)
    assert "No mail server is set" in sent(empty_site)


def test_what_looks_at_mail_before_its_reader_uses_no_link_up(site: Site) -> None:
    ask(site, "member@demo.example")
    [message] = posted(site)
    link, scanner = link_in(message), site.client()
    before = (
        site.rows("SELECT count(*) FROM web_session"),
        site.rows("SELECT used_at FROM sign_in_link WHERE kind = 'once'"),
    )
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        answer = scanner.request(method, link)
        assert answer.status_code < 500
        assert SESSION_COOKIE not in scanner.cookies
    assert scanner.get(link + "?next=//evil.example").status_code == 200
    # A scanner that sends forms too has no cookie of the page before.
    assert site.client().post(link).status_code == 403
    after = (
        site.rows("SELECT count(*) FROM web_session"),
        site.rows("SELECT used_at FROM sign_in_link WHERE kind = 'once'"),
    )
    assert before == after
    reader = site.client()
    assert "Sign out" in Form(reader.get(link), "/sign-in/").submit(reader).text


def test_a_link_that_opens_nothing_says_why_and_leads_to_the_ways_in(site: Site) -> None:
    ask(site, "member@demo.example")
    [message] = posted(site)
    reader = site.client()
    Form(reader.get(link_in(message)), "/sign-in/").submit(reader)
    for link, why in ((link_in(message), "has been used"), ("/sign-in/made-up", "is not known here")):
        page = site.client().get(link)
        assert page.status_code == 404
        assert why in page.text
        assert lxml.html.fromstring(page.text).xpath("//main//a[@href='/sign-in']")


def test_a_double_click_on_the_button_of_a_link_signs_in_once(site: Site) -> None:
    ask(site, "member@demo.example")
    [message] = posted(site)
    reader = site.client()
    form = Form(reader.get(link_in(message)), "/sign-in/")
    assert form.submit(reader, follow=False).status_code == 303
    assert form.submit(reader, follow=False).status_code in (403, 404)
    assert len(site.rows("SELECT 1 FROM web_session")) == 1
    assert "Sign out" in reader.get("/").text
