"""What a first view costs on the wire, with everything it needs and nothing kept from before."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.addresses import PAST, REVIEW, Look
from tests.browser.visits import Visitors

LIMIT = 50_000
FIRST_VIEWS = (
    Look("/"),
    Look(PAST),
    Look(f"{PAST}/RT1-M1"),
    Look(f"{PAST}/RT1-M2"),
    Look(f"{REVIEW}/RT1-M1", "rapporteur"),
    Look(f"{REVIEW}/RT1-M1/edit", "rapporteur"),
    Look(f"{REVIEW}/rounds/R2", "moderator"),
)


def carried(context: BrowserContext, path: str) -> dict[str, int]:
    """The bytes of every answer that the page needed, headers and all, by address."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    addresses: dict[str, str] = {}
    carried: dict[str, int] = {}

    def finished(event: dict[str, str | int]) -> None:
        address = addresses[str(event["requestId"])]
        # The browser's own little pictures in its date fields come over no wire.
        if not address.startswith("data:"):
            carried[address] = int(event["encodedDataLength"])

    wire.on(
        "Network.responseReceived",
        lambda event: addresses.update({event["requestId"]: event["response"]["url"]}),
    )
    wire.on("Network.loadingFinished", finished)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(path, wait_until="networkidle")
    return carried


@pytest.mark.parametrize("look", FIRST_VIEWS, ids=str)
def test_a_first_view_is_light(
    visitors: Visitors, record_property: Callable[[str, object], None], look: Look
) -> None:
    bytes_by_address = carried(visitors.context(look.who), look.path)
    kinds = {
        address.split("?")[0].rpartition(".")[2] for address in bytes_by_address if "/static/" in address
    }
    assert {"css", "js"} <= kinds
    assert all(size > 0 for size in bytes_by_address.values())
    record_property("bytes", sum(bytes_by_address.values()))
    assert sum(bytes_by_address.values()) < LIMIT, bytes_by_address
