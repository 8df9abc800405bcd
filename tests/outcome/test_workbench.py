"""The page of the workbench: who comes to it, what it shows, and that it works page by page."""

import lxml.html
import pytest

from app.outcome import workbench
from tests.outcome.bench import API, DAY, HERE, SLUG, WHY, in_consolidation
from tests.support import Form, Site


@pytest.fixture
def bench(site: Site) -> Site:
    return in_consolidation(site)


def shown(page) -> list[str]:  # type: ignore[no-untyped-def]
    html = lxml.html.fromstring(page.text)
    return [row.get("id") for row in html.xpath("//section[@aria-labelledby='candidates']//li[@id]")]


def test_the_outcome_leads_the_secretariat_to_it_and_nobody_else(bench: Site) -> None:
    there = f'href="{HERE}"'
    assert there in bench.client("secretariat").get(f"/{SLUG}/outcome").text
    assert there not in bench.client("member").get(f"/{SLUG}/outcome").text
    assert there not in bench.client().get(f"/{SLUG}/outcome").text


def test_a_candidate_shows_its_result_its_group_and_what_measures_it(bench: Site) -> None:
    page = bench.client("secretariat").get(f"{HERE}?roundtable=RT2")
    row = lxml.html.fromstring(page.text).get_element_by_id("RT2-M3").text_content()
    assert "WG-2" in row
    assert "support" in row
    assert "Measured by: RT2-B" in " ".join(row.split())
    assert "Not decided" in row


def test_only_those_not_decided_yet(bench: Site) -> None:
    desk = bench.client("secretariat")
    everything = shown(desk.get(f"{HERE}?roundtable=RT1"))
    put = bench.api("secretariat").put(
        f"{API}/list/{everything[0]}", json={"choice": "include", "decided_on": DAY}
    )
    assert put.status_code == 200
    page = desk.get(f"{HERE}?roundtable=RT1&show=undecided")
    assert shown(page) == everything[1:]
    decided = Form(page, f"/{everything[1]}/selection").submit(desk, choice="include", decided_on=DAY)
    assert shown(decided) == everything[2:], "one decides on and on"


def test_a_long_roundtable_is_shown_page_by_page(bench: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbench, "PAGE", 4)
    desk = bench.client("secretariat")
    first = desk.get(f"{HERE}?roundtable=RT2")
    codes = shown(first)
    assert len(codes) == 4
    onward = lxml.html.fromstring(first.text).xpath("//a[@rel='next']/@href")[0]
    while onward:
        page = desk.get(onward)
        codes += shown(page)
        onward = next(iter(lxml.html.fromstring(page.text).xpath("//a[@rel='next']/@href")), None)
    assert len(codes) == len(set(codes)) == 12
    listed = []
    cursor = ""
    while cursor is not None:
        answer = bench.api("secretariat").get(f"{API}/list?limit=7{cursor and '&cursor=' + cursor}").json()
        listed += [each["code"] for each in answer["items"]]
        cursor = answer["next"]
    assert len(listed) == len(set(listed)) == 27


def test_a_benchmark_without_its_mechanism_stands_on_its_own_and_says_so(bench: Site) -> None:
    desk = bench.client("secretariat")
    page = Form(desk.get(f"{HERE}?roundtable=RT1"), "/inclusion").submit(desk, decided_on=DAY, scope="all")
    html = lxml.html.fromstring(page.text)
    outline = html.xpath("//section[@aria-labelledby='outline']//li")
    (alone,) = [item for item in outline if "RT1-B2" in item.text_content()]
    assert "Stands on its own: its mechanism is not in the list." in alone.text_content()
    printed = desk.get(f"{HERE}/preview/RT1")
    assert printed.status_code == 200
    assert "its mechanism" in printed.text


def test_the_preview_is_the_document_in_a_part_and_as_a_page(bench: Site) -> None:
    desk = bench.client("secretariat")
    Form(desk.get(f"{HERE}?roundtable=RT1"), "/inclusion").submit(desk, decided_on=DAY, scope="all")
    title = "Matched co-investment fund for diaspora initiatives"
    part = desk.get(f"{HERE}/preview/RT1", headers={"HX-Request": "true"})
    assert title in part.text
    assert "<html" not in part.text
    assert title in desk.get(f"{HERE}/preview/RT1").text
    assert desk.get(f"{HERE}/preview/RT9").status_code == 404
    assert bench.client("member").get(f"{HERE}/preview/RT1").status_code == 403
    bench.api("secretariat").put(
        f"{API}/list/RT1-M3", json={"choice": "exclude", "reason": WHY, "decided_on": DAY}
    )
    assert title not in desk.get(f"{HERE}/preview/RT1").text


def test_ids_are_given_once(bench: Site) -> None:
    desk = bench.client("secretariat")
    for address in (f"{HERE}?roundtable=RT1", f"{HERE}/front", f"{HERE}/preview/RT1"):
        ids = lxml.html.fromstring(desk.get(address).text).xpath("//*/@id")
        assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]


def test_what_is_not_there_is_not_found(bench: Site) -> None:
    desk = bench.client("secretariat")
    assert desk.get(f"{HERE}?roundtable=RT9").status_code == 404
    assert bench.api("secretariat").get(f"{API}/list?cursor=RT9-M1").status_code == 404
    for path in (f"{HERE}", f"{HERE}/front"):
        assert bench.client("ngo").get(path).status_code == 403
    assert bench.api("ngo").get(f"{API}/list").status_code == 403
    assert bench.api("ngo").get(f"{API}/front/foreword").status_code == 403
