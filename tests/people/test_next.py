"""Whoever signs in goes on to where they were going, if that is on this site, and to no other site by any of the ways."""

from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest
from httpx import Response

from app.people.entering import LONGEST, safe_next
from tests.people.authenticator import Device
from tests.people.test_links import ask, link_in, posted
from tests.people.test_passkeys import PAGE, add, challenge, finish, post
from tests.people.test_passkeys import ask as ask_for_passkey
from tests.people.test_passwords import GOOD, set_one
from tests.support import Form, Site

HERE = "http://localhost:8000"
ELSEWHERE = (
    "//evil.example", "///evil.example", "////evil.example/", "https://evil.example", "http:evil.example", "https:/evil.example",
    "HTTPS://evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "/\n/evil.example",
    "/\r\nLocation: //evil.example", "\t//evil.example", " //evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)", "data:text/html,<script>alert(1)</script>", "evil.example", "@evil.example", "?//evil.example",
    "#//evil.example", "%2F%2Fevil.example", "%5C%5Cevil.example", "/\u2028/evil.example", "/\u202e/evil.example",
    "/\x7f/evil.example", "", "/" + "a" * LONGEST,
)  # fmt: skip
# Written so that they look like another site, and read by every browser as addresses of this one.
HARMLESS = (
    "/%2F/evil.example",
    "/%5Cevil.example",
    "/@evil.example",
    "/.//evil.example",
    "/https://evil.example",
)


def as_a_browser(location: str) -> str:
    """The host that a browser goes to: it drops white space around and line breaks within, and a backslash is a slash
    (WHATWG URL Standard, 4.4)."""
    read = "".join(sign for sign in location.strip() if sign not in "\t\r\n").replace("\\", "/")
    return urlsplit(urljoin(f"{HERE}/sign-in", read)).netloc


def went(answer: Response) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_what_is_no_address_of_this_site_is_the_front_page(target: str) -> None:
    assert safe_next(target) == "/"


@pytest.mark.parametrize(
    "target", [*HARMLESS, "/hld-2013?x=//y", "/hld-2013-review/RT1-M1#comment-form", "/été"]
)
def test_an_address_of_this_site_stays_one_as_browsers_read_it(target: str) -> None:
    assert safe_next(target) == target
    assert as_a_browser(target) == "localhost:8000"


def test_no_page_on_the_way_in_leads_elsewhere(reading_site: Site) -> None:
    browser = reading_site.client()
    for page in ("/sign-in", "/sign-in/password"):
        for target in ELSEWHERE:
            shown = browser.get(page, params={"next": target})
            if shown.status_code == 404:
                assert "\x7f" in target
                continue
            html = lxml.html.fromstring(shown.text)
            assert set(html.xpath("//input[@name='next']/@value")) == {"/"}, (page, target)
            assert "evil" not in "".join(html.xpath("//main//@href | //main//@action"))


def test_a_link_by_mail_leads_nowhere_else(site: Site) -> None:
    browser = site.client()
    form = Form(browser.get("/sign-in"), id="ask-link")
    for target in ELSEWHERE:
        form.submit(browser, email="member@demo.example", next=target)
    assert not [message for message in posted(site) if "?next" in message.text]
    ask(site, "member@demo.example", "/sign-in?next=/hld-2013-review/RT1-M1%3Fx=1%26y=2%23note")
    *_others, message = posted(site)
    inside = Form(browser.get(link_in(message)), "/sign-in/").submit(browser, follow=False)
    assert went(inside) == "/hld-2013-review/RT1-M1?x=1&y=2#note"


def test_the_button_of_a_link_leads_nowhere_else(site: Site) -> None:
    browser = site.client()
    link = lxml.html.fromstring(browser.get("/sign-in").text).xpath(
        "//main//a[contains(@href, '?next=')]/@href"
    )
    [first, *_others] = [one.partition("?")[0] for one in link if "password" not in one]
    for target in ("//evil.example", "/\\evil.example", "/\t/evil.example"):
        shown = browser.get(first, params={"next": target})
        assert Form(shown, "/sign-in/").values["next"] == ["/"]
        assert went(Form(shown, "/sign-in/").submit(browser, follow=False, next=target)) == "/"


def test_a_password_leads_nowhere_else(site: Site) -> None:
    set_one(site.client("member"))
    for target in ("//evil.example", "/\\evil.example", "javascript:alert(1)"):
        browser = site.client()
        form = Form(browser.get("/sign-in/password"), "/sign-in/password")
        sent = {"email": "member@demo.example", "password": GOOD, "next": target}
        wrong = form.submit(browser, **{**sent, "password": "not the one at all"})
        assert Form(wrong, "/sign-in/password").values["next"] == ["/"]
        assert went(form.submit(browser, follow=False, **sent)) == "/"


def test_a_passkey_leads_nowhere_else(site: Site) -> None:
    member, device = site.client("member"), Device()
    add(member, device)
    for target in ("//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"):
        browser = site.client()
        assert finish(browser, device.get(challenge(browser)), next=target).json() == {"to": "/"}
        made = post(member, PAGE, credential=Device().create(ask_for_passkey(member)), next=target)
        assert made.json() == {"to": "/"}
        token = Form(member.get("/account"), "/account").values["csrf_token"][0]
        sent = {"csrf_token": token, "next": target}
        assert went(member.post(f"{PAGE}/later", data=sent, follow_redirects=False)) == "/"


def test_an_address_that_is_tidied_stays_on_this_site(reading_site: Site) -> None:
    browser = reading_site.client()
    for path in (
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "/%5Cevil.example/",
        "/%2F%2Fevil.example/",
    ):
        answer = browser.get(HERE + path, follow_redirects=False)
        assert as_a_browser(answer.headers.get("Location", "/")) == "localhost:8000", path


def test_the_way_to_sign_in_takes_nothing_from_the_page_it_stands_on(reading_site: Site) -> None:
    """What the frame of a page sets for itself has no name that a page uses: readers who are not signed in meet it."""
    guest = reading_site.client()
    for path in (
        "/hld-2013-review/rounds/R3/opening",
        "/hld-2013-review/rounds/R3",
        "/hld-2013-review/rounds",
    ):
        page = guest.get(path)
        assert page.status_code == 200, path
        assert f"/sign-in?next={path}" in page.text
