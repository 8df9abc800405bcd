"""Every page as it goes out: nothing in it that the policy forbids, nothing from elsewhere, no form without its token."""

from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest
from fastapi.testclient import TestClient

from tests.browser.addresses import PAGES, Look
from tests.browser.prepared import prepare
from tests.support import Site

LOOKS = [look for look in PAGES if not look.form]
HERE = "http://localhost:8000"
# What a browser fetches by itself, and where a form sends what was typed.
FETCHED = (
    "//script/@src | //img/@src | //iframe/@src | //frame/@src | //object/@data | //embed/@src | //source/@src"
    " | //audio/@src | //video/@src | //track/@src | //*[local-name()='use' or local-name()='image']/@href"
    " | //link[not(@rel='canonical')]/@href | //form/@action | //button/@formaction | //input/@formaction | //base/@href"
)
WRITES = ("hx-post", "hx-put", "hx-patch", "hx-delete")


@pytest.fixture(scope="module")
def seen(sites) -> dict[str, lxml.html.HtmlElement]:  # type: ignore[no-untyped-def]
    """Every page there is, read once. What stands in a page does not depend on the database below it."""
    url = sites.new("sqlite", demo=True)
    found = {}
    with Site(url) as site:
        prepare(site)
        clients: dict[str | None, TestClient] = {}
        for look in LOOKS:
            if look.who not in clients:
                clients[look.who] = site.client(look.who)
            page = read(clients[look.who], look)
            strict(page)
            found[str(look)] = lxml.html.fromstring(page.text, base_url=HERE)
    sites.drop(url)
    return found


def read(client: TestClient, look: Look):  # type: ignore[no-untyped-def]
    page = client.get(look.path)
    if look.follow:
        [first, *_others] = lxml.html.fromstring(page.text).xpath(look.follow)
        page = client.get(urljoin(look.path, first.get("href")))
    assert page.status_code == look.status, look
    return page


def strict(page) -> None:  # type: ignore[no-untyped-def]
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"


def test_there_is_no_inline_script_style_or_handler_on_any_page(
    seen: dict[str, lxml.html.HtmlElement],
) -> None:
    assert len(seen) > 110
    for where, page in seen.items():
        assert page.xpath("//script[not(@src)]") == [], where
        assert page.xpath("//style") == [], where
        for element in page.iter(lxml.html.etree.Element):
            wrong = [name for name in element.attrib if name.startswith("on") or name == "style"]
            wrong += [name for name in element.attrib if name.startswith(("hx-on", "hx-vals", "data-hx-on"))]
            assert not wrong, f"{where}: <{element.tag} {wrong[0]}>"


def test_no_address_on_any_page_is_a_script(seen: dict[str, lxml.html.HtmlElement]) -> None:
    # `webcal` is how a calendar is told to follow dates.
    for where, page in seen.items():
        for address in page.xpath("//@href | //@src | //@action | //@formaction"):
            scheme = urlsplit(address.strip()).scheme
            assert scheme in ("", "http", "https", "mailto", "webcal"), f"{where}: {address}"


def test_nothing_on_any_page_is_fetched_from_elsewhere_or_sent_there(
    seen: dict[str, lxml.html.HtmlElement],
) -> None:
    for where, page in seen.items():
        for address in page.xpath(FETCHED):
            assert not urlsplit(address).netloc, f"{where}: {address}"
            assert not address.startswith("//"), f"{where}: {address}"


def test_links_that_lead_off_the_site_tell_nothing_of_it(seen: dict[str, lxml.html.HtmlElement]) -> None:
    """`Referrer-Policy: same-origin` says the same to browsers; a window that is opened has no way back here."""
    outward = 0
    for where, page in seen.items():
        for link in page.xpath("//a[starts-with(@href, 'http')]"):
            if urlsplit(link.get("href")).netloc != urlsplit(HERE).netloc:
                outward += 1
                assert link.get("target") is None or "noopener" in link.get("rel", ""), where
    assert outward


def test_every_form_that_writes_has_the_token_in_it(seen: dict[str, lxml.html.HtmlElement]) -> None:
    forms = 0
    for where, page in seen.items():
        for form in page.forms:
            if (form.get("method") or "get").lower() == "post":
                forms += 1
                tokens = form.xpath(".//input[@name='csrf_token']/@value")
                assert len(tokens) == 1, f"{where}: {form.get('action')}"
                assert len(tokens[0]) == 64, f"{where}: {form.get('action')}"
            else:
                assert form.xpath(".//input[@name='csrf_token']") == [], f"{where}: a token in an address"
    assert forms > 250


def test_whatever_htmx_sends_has_the_token_with_it(seen: dict[str, lxml.html.HtmlElement]) -> None:
    asked = 0
    for where, page in seen.items():
        body = page.find("body")
        inherited = "X-CSRF-Token" in (body.get("hx-headers:inherited") or "")
        for element in page.xpath("//*[" + " or ".join(f"@{name}" for name in WRITES) + "]"):
            asked += 1
            within = [element, *element.iterancestors("form")]
            own = any(form.xpath(".//input[@name='csrf_token']") for form in within)
            assert inherited or own, f"{where}: {element.tag} {dict(element.attrib)}"
    assert asked


def test_passwords_are_masked_and_may_be_pasted_and_filled_in(seen: dict[str, lxml.html.HtmlElement]) -> None:
    fields = [
        field
        for page in seen.values()
        for field in page.xpath("//input[contains(@name, 'password') or @name='current' or @name='again']")
    ]
    assert fields
    for field in fields:
        assert field.get("type") == "password"
        assert field.get("autocomplete") in ("current-password", "new-password")


def test_who_is_signed_in_finds_the_way_out_on_every_page(seen: dict[str, lxml.html.HtmlElement]) -> None:
    for look in LOOKS:
        ways = seen[str(look)].xpath("//form[@action='/sign-out']//button")
        assert len(ways) == (1 if look.who else 0), look
