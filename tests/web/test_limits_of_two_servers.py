"""Two processes serve one site: what is tried at one is counted at the other, for the account and for the address."""

from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import lxml.html
import pytest

from app.web.limits import LINKS, REFUSALS
from tests.serving import Server, serving

LIMITED = {"COMMONSPACE_RATE_LIMITS": "on", "COMMONSPACE_TRUSTED_PROXIES": "127.0.0.0/8,::1"}


@pytest.fixture
def two(served_url: str) -> Iterator[tuple[Server, Server]]:
    with ExitStack() as open_:
        yield (
            open_.enter_context(serving(served_url, given=LIMITED)),
            open_.enter_context(serving(served_url, given=LIMITED)),
        )


def ask_for_link(server: Server, email: str, address: str) -> httpx.Response:
    """Fill in the form as a browser does that comes through a proxy from `address`."""
    with httpx.Client(base_url=server.address, headers={"X-Forwarded-For": address}) as browser:
        page = lxml.html.fromstring(browser.get("/sign-in").text)
        [token, *_others] = page.xpath("//form[@id='ask-link']//input[@name='csrf_token']/@value")
        return browser.post("/sign-in", data={"email": email, "csrf_token": token})


def guess(server: Server, address: str) -> int:
    headers = {"X-Forwarded-For": address, "Authorization": "Bearer cs_made-up"}
    return httpx.get(f"{server.address}/api/v1/consultations", headers=headers).status_code


@pytest.mark.slow
def test_what_is_tried_at_one_server_counts_at_the_other(two: tuple[Server, Server]) -> None:
    tried = [
        ask_for_link(two[n % 2], "nobody@example.org", f"203.0.113.{n}") for n in range(LINKS.account + 2)
    ]
    assert [answer.status_code for answer in tried] == [303] * LINKS.account + [429] * 2, (
        "one address of mail, asked for from everywhere"
    )
    assert int(tried[-1].headers["Retry-After"]) > 0
    assert ask_for_link(two[0], "other@example.org", "203.0.113.0").status_code == 303
    guesses = [guess(two[n % 2], "198.51.100.9") for n in range(REFUSALS.address + 2)]
    assert guesses == [401] * REFUSALS.address + [429] * 2
    assert guess(two[0], "198.51.100.10") == 401, "another place"
    assert guess(two[1], "198.51.100.9, 198.51.100.11") == 401, "the nearest that a trusted proxy names"
