"""The way in by an organisation's own provider, as a browser shows it: each step can be used by everybody."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from tests.browser.everybody import WIDE, held
from tests.browser.prepared import done
from tests.browser.visits import Visitors, link_in_mail
from tests.people.provider import Provider, two_providers
from tests.serving import Server, free_port, serving
from tests.support import Form, Site

LANGUAGES = {"ltr": "en-GB", "rtl": "ar"}


@pytest.fixture(scope="module")
def ministry(sites) -> Iterator[tuple[Provider, Server]]:  # type: ignore[no-untyped-def]
    """A provider and the site that knows it. Both go by the same clock, for a provider says what time it is."""
    port, url = free_port(), sites.new("sqlite", demo=True, served=True)
    with two_providers(f"http://localhost:{port}") as (provider, _other):
        with Site(url) as site:
            admin = site.client("administrator")
            told = {
                "name": "Ministry of Labour", "public_id": "ministry", "issuer": provider.issuer,
                "client_id": "commonspace", "secret": "told to both", "gives_accounts": "yes",
            }  # fmt: skip
            done(Form(admin.get("/admin/providers/new"), "/admin/providers").submit(admin, **told))
        with serving(url, clock=None, port=port) as server:
            yield provider, server


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_every_step_by_a_provider_can_be_used_by_everybody(
    browser: Browser, ministry: tuple[Provider, Server], axe_source: str, direction: str
) -> None:
    provider, server = ministry
    people = Visitors(browser, server.address)
    page = people.page(locale=LANGUAGES[direction], reduced_motion="reduce", viewport=WIDE)
    led: list[str] = []

    def stay(route: Route) -> None:
        led.append(route.request.url)
        route.fulfill(status=204)

    # The page that leads on is left at once, unless nothing is there to be shown.
    page.route(f"{provider.issuer}/**", stay)
    page.goto("/sign-in")
    page.locator("form[action='/sign-in/with/ministry'] button").click()
    page.locator("a#on").wait_for()
    page.wait_for_timeout(500)
    found = held(page, axe_source, direction)
    assert led, "the page leads on by itself"

    page.goto(provider.come_back(page.locator("a#on").get_attribute("href") or led[0], "1001"))
    found += held(page, axe_source, direction)
    page.goto(link_in_mail(server, "state@demo.example"))
    page.locator("form[action^='/sign-in/prove/'] button").wait_for()
    found += held(page, axe_source, direction)
    assert not found, "\n".join(found)
    # To be led to the provider is what the page is for.
    people.wrong = [one for one in people.wrong if provider.issuer not in one]
    people.leave()
