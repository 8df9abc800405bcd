"""Each way in over the wire, with a real mail server and a real identity provider, on both databases."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from email import message_from_bytes
from email.policy import default
from typing import Any

import httpx
import lxml.html
import pytest
from aiosmtpd.controller import Controller

from tests.kernel.test_outbox import HERE, Inbox
from tests.people.provider import Provider, two_providers
from tests.serving import free_port, serving
from tests.support import Form, command_environment, commonspace

MEMBER, PASSWORD = "member@demo.example", "meadow tractor violin"
WHERE = "/hld-2013-review/RT1-M1"


class Town:
    """A site that is served, the mail server it sends by, and the provider of a ministry."""

    def __init__(self, address: str, inbox: Inbox, ministry: Provider, database_url: str) -> None:
        self.address, self.inbox, self.ministry, self.url = address, inbox, ministry, database_url

    def browser(self) -> httpx.Client:
        """A browser of nobody, without JavaScript."""
        return httpx.Client(base_url=self.address, follow_redirects=True, timeout=60)

    def message(self, to: str, saying: str) -> str:
        """The words of the next message to somebody with these words, which is taken out of the box once it is there."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for message in [one for one in self.inbox.taken if one["To"] == to]:
                body = message_from_bytes(message.as_bytes(), policy=default).get_body()
                assert body is not None
                if saying in body.get_content():
                    self.inbox.taken.remove(message)
                    return str(body.get_content())
            time.sleep(0.05)
        raise AssertionError(f"no message with {saying} came within a minute")

    def link_in_mail(self, to: str) -> str:
        """The link in the next message to somebody that has one; a digest, which comes by itself, has another way to stop."""
        words = self.message(to, f"{self.address}/sign-in/")
        return next(line for line in words.splitlines() if line.startswith(f"{self.address}/sign-in/"))

    def administrator(self) -> httpx.Client:
        """Who looks after the site, signed in by the link that the command prints."""
        made = commonspace(self.url, "link", "administrator@demo.example", clock=None)
        browser, link = self.browser(), made.stdout.splitlines()[-1].partition("/sign-in/")[2]
        sign_in(browser, f"/sign-in/{link}")
        return browser


@contextmanager
def working(database_url: str, given: dict[str, str]) -> Iterator[None]:
    """Run `commonspace worker` beside the site until the block ends, as a site on PostgreSQL needs it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "worker"], env=command_environment(database_url, None) | given
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def town(sites, backend: str) -> Iterator[Town]:  # type: ignore[no-untyped-def]
    url, port, inbox = sites.new(backend, demo=True, served=True), free_port(), Inbox()
    post = Controller(inbox, hostname=HERE, port=free_port())
    given = {
        "COMMONSPACE_MAIL_URL": f"smtp://{HERE}:{post.port}?from=site@site.example",
        "COMMONSPACE_BASE_URL": f"http://localhost:{port}",
    }
    with ExitStack() as stack:
        post.start()
        stack.callback(post.stop)
        ministry, _other = stack.enter_context(two_providers(given["COMMONSPACE_BASE_URL"]))
        # A provider says what time it is, so the site must go by the same clock.
        server = stack.enter_context(serving(url, clock=None, port=port, given=given))
        if backend == "postgresql":
            stack.enter_context(working(url, given))
        yield Town(server.address, inbox, ministry, url)


def sign_in(browser: httpx.Client, link: str) -> httpx.Response:
    """Open a link and press its button."""
    answer: httpx.Response = Form(browser.get(link), "/sign-in/").submit(browser)
    assert is_in(browser), answer.text
    return answer


def is_in(browser: httpx.Client) -> bool:
    return "/sign-out" in browser.get("/").text


def sign_out(browser: httpx.Client) -> None:
    page = lxml.html.fromstring(browser.get("/").text)
    [token] = page.xpath("//form[@action='/sign-out']//input[@name='csrf_token']/@value")
    browser.post("/sign-out", data={"csrf_token": token})
    assert not is_in(browser)


def by_mail(town: Town, email: str, next: str = "/") -> tuple[httpx.Client, httpx.Response]:
    """Somebody comes in by a link that arrives by mail."""
    browser = town.browser()
    sent = Form(browser.get("/sign-in", params={"next": next}), id="ask-link").submit(browser, email=email)
    assert "Check your mail" in sent.text
    assert "var/mail" not in sent.text
    return browser, sign_in(browser, town.link_in_mail(email))


def test_a_link_by_mail_survives_the_scanner_of_the_mail_and_works_once(town: Town) -> None:
    browser = town.browser()
    Form(browser.get("/sign-in", params={"next": WHERE}), id="ask-link").submit(browser, email=MEMBER)
    link = town.link_in_mail(MEMBER)
    with httpx.Client(follow_redirects=True) as scanner:
        assert scanner.head(link).status_code == 200
        assert "Sign in as" in scanner.get(link).text
        assert scanner.post(link).status_code == 403
    inside = Form(browser.get(link), "/sign-in/").submit(browser)
    assert inside.url.path == WHERE
    assert is_in(browser)
    for method in ("GET", "HEAD"):
        assert town.browser().request(method, link).status_code == 404


def test_nothing_is_sent_to_an_address_that_nobody_has(town: Town) -> None:
    browser = town.browser()
    form = Form(browser.get("/sign-in"), id="ask-link")
    answers = [form.submit(browser, email=email) for email in ("who@nowhere.example", MEMBER)]
    assert answers[0].text == answers[1].text
    # What was asked for first is worked off first: once the second is there, the first never comes.
    town.link_in_mail(MEMBER)
    assert not [message for message in town.inbox.taken if message["To"] == "who@nowhere.example"]


def test_a_password_signs_in_once_its_owner_has_set_one(town: Town) -> None:
    browser, _inside = by_mail(town, MEMBER)
    before = browser.cookies["commonspace_session"]
    page = browser.get("/account")
    assert "You have no password" in page.text
    done = Form(page, id="set-password").submit(browser, password=PASSWORD, again=PASSWORD)
    assert "You have a password" in done.text
    assert PASSWORD not in town.message(MEMBER, "If it was not you"), (
        "its owner hears of it, and nobody reads it there"
    )
    sign_out(browser)
    form = Form(browser.get("/sign-in/password", params={"next": WHERE}), "/sign-in/password")
    wrong = form.submit(browser, email=MEMBER, password="not the one at all")
    assert wrong.status_code == 422
    assert not is_in(browser)
    inside = Form(wrong, "/sign-in/password").submit(browser, password=PASSWORD)
    assert inside.url.path == WHERE
    assert browser.cookies["commonspace_session"] != before


def test_the_account_of_an_organisation_signs_in_once_it_was_added(town: Town) -> None:
    admin = town.administrator()
    told = {
        "name": "Ministry", "public_id": "ministry", "issuer": town.ministry.issuer, "client_id": "commonspace",
        "secret": "told to both", "group_claim": "groups", "gives_accounts": "yes",
    }  # fmt: skip
    added = Form(admin.get("/admin/providers/new"), "/admin/providers").submit(admin, **told)
    assert added.status_code == 200, added.text
    rule = Form(added, id="new-rule").submit(admin, value="delegates", organisation="org-swe")
    assert "End the rule for delegates" in rule.text

    def through(browser: httpx.Client, page: str, form: str, who: str) -> Any:
        away = Form(browser.get(page), form).submit(browser)
        return browser.get(town.ministry.sign_in(away, who))

    there = "/sign-in/with/ministry"
    stranger = town.browser()
    refused = through(stranger, "/sign-in", there, "1005")
    assert refused.status_code == 403
    assert "ask the secretariat of your consultation" in refused.text
    member, _inside = by_mail(town, MEMBER)
    assert through(member, "/account", "/account/identities", "1005").url.path == "/account"
    sign_out(member)
    assert through(member, f"/sign-in?next={WHERE}", there, "1005").url.path == WHERE
    assert is_in(member)
    new = town.browser()
    through(new, "/sign-in", there, "1003")
    assert "Nadia New" in new.get("/account").text
    # An address that is known here is no key: whoever reads its mail opens the account, in the same browser.
    head = town.browser()
    waiting = through(head, "/sign-in", there, "1001")
    assert "A message went there" in waiting.text
    assert not is_in(head)
    proof = town.link_in_mail("state@demo.example")
    assert town.browser().get(proof).status_code == 403
    Form(head.get(proof), "/sign-in/prove/").submit(head)
    assert is_in(head)
    devices = lxml.html.fromstring(head.get("/account").text).get_element_by_id("devices").text_content()
    assert "at your organisation" in devices


def test_one_signs_out_of_one_browser_and_of_all_others(town: Town) -> None:
    phone, _there = by_mail(town, "ngo@demo.example")
    here, _here = by_mail(town, "ngo@demo.example")
    assert is_in(phone)
    Form(here.get("/account"), "/account/sessions/end").submit(here)
    assert (is_in(phone), is_in(here)) == (False, True)
