"""Reading a page as a reader does: its words, its parts, its links."""

from typing import Any

import lxml.html

from tests.support import Site


def page(site: Site, address: str, who: str | None = None, **headers: str) -> Any:
    """The page at an address, which must be there."""
    answer = site.client(who).get(address, headers=headers)
    assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.text[:300]}"
    return lxml.html.fromstring(answer.text)


def part(html: Any, id_: str) -> Any:
    """The section with the heading of this id."""
    (found,) = html.xpath(f'//*[@aria-labelledby="{id_}"]')
    return found


def words(element: Any) -> str:
    """The words of an element with single spaces."""
    return " ".join(element.text_content().split())


def codes(element: Any) -> list[str]:
    """The codes at the start of each row of a list."""
    return [words(e) for e in element.xpath('.//li[contains(@class, "row")]/*[contains(@class, "code")][1]')]
