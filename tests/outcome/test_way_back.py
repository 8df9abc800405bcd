"""From a paragraph of the outcome to what it grew out of and what became of it, and from each of these back again."""

from __future__ import annotations

import lxml.html
import pytest

from tests.support import Site


def links(site: Site, path: str) -> list[str]:
    page = site.client().get(path)
    assert page.status_code == 200, path
    return [str(href) for href in lxml.html.fromstring(page.text).xpath("//main//a/@href")]


@pytest.mark.parametrize(("number", "code"), [(4, "RT1-M1"), (123, "RT2-M7"), (225, "RT4-M5")])
def test_what_a_paragraph_leads_to_leads_back_to_the_outcome(
    reading_site: Site, number: int, code: str
) -> None:
    here = "/hld-2013"
    there = links(reading_site, f"{here}/outcome/paragraphs/{number}?edition=1")
    assert f"{here}/outcome?edition=1#p{number}" in there
    ballot = f"{here}/ballots/BAL-1/{code}"
    contributions = [href for href in there if href.startswith(f"{here}/contributions/")]
    figures = [href for href in there if href.endswith("#figures")]
    assert ballot in there
    assert contributions
    assert figures
    assert f"{here}/outcome/trace/{code}" in links(reading_site, ballot)
    for back in (*contributions, *figures):
        own = [href for href in links(reading_site, back.partition("#")[0]) if "/outcome?edition=1#p" in href]
        assert own, back
