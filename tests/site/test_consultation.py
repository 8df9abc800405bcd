"""The front page and the page of a consultation: where it stands, what it has, who takes part."""

import json
from pathlib import Path

import pytest

from tests.site.reading import page, part, words
from tests.support import Site

PACKAGE = json.loads((Path(__file__).parents[2] / "data" / "hld-2013.json").read_text())


def test_the_front_page_leads_to_every_consultation_and_to_everybody_one_can_be(reading_site: Site) -> None:
    html = page(reading_site, "/")
    links = html.xpath("//a/@href")
    assert {"/hld-2013", "/hld-2013-review", "/hld-2013-decision"} <= set(links)
    people = part(html, "be-someone")
    assert len(people.xpath('.//a[starts-with(@href, "/sign-in/")]')) == 10
    assert "61 of 68 proposals were adopted" in words(part(html, "consultations"))


def test_an_installation_without_the_demonstration_offers_nobody_to_be(empty_site: Site) -> None:
    html = page(empty_site, "/")
    assert not html.xpath('//*[@id="be-someone"]')
    assert html.find_class("empty")


def test_the_open_round_is_said_with_its_deadline_in_the_consultations_zone(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013-review")
    (line,) = html.find_class("deadline")
    assert "closes in" in words(line)
    assert "the end of" in words(line)
    (now,) = html.xpath('//ol[@class="course"]/li[@aria-current="step"]')
    assert "Open now." in words(now)


def test_a_consultation_that_is_over_says_what_was_adopted_and_leads_to_the_outcome(
    reading_site: Site,
) -> None:
    html = page(reading_site, "/hld-2013")
    (line,) = html.find_class("deadline")
    assert "61 of 68 proposals were adopted" in words(line)
    assert line.xpath(".//a/@href") == ["/hld-2013/outcome"]
    assert not html.xpath('//ol[@class="course"]/li[@aria-current="step"]')


@pytest.mark.parametrize("table", PACKAGE["roundtables"], ids=lambda t: t["code"])
def test_a_roundtable_stands_with_its_figures_and_gaps(reading_site: Site, table: dict[str, str]) -> None:
    html = page(reading_site, "/hld-2013")
    (line,) = html.xpath(f'//ol[@class="contents"]/li[@id="{table["code"]}"]')
    mechanisms = [m for m in PACKAGE["mechanisms"] if m["roundtable"] == table["code"]]
    benchmarks = [b for b in PACKAGE["benchmarks"] if b["roundtable"] == table["code"]]
    gaps = [b for b in benchmarks if b["baseline"]["value"] is None]
    figures = words(line.find_class("figures")[0])
    assert f"{len(mechanisms)} mechanisms, {len(benchmarks)} benchmarks" in figures
    assert f"{len(gaps)} benchmarks have no baseline yet" in figures


def test_who_takes_part_is_counted_by_constituency(reading_site: Site) -> None:
    table = part(page(reading_site, "/hld-2013"), "who")
    rows = table.xpath(".//tbody/tr")
    assert len(rows) == len(PACKAGE["constituencies"])
    seats = [int(words(tr.xpath("td")[1])) for tr in rows]
    voting = [o for o in PACKAGE["organisations"] if o["voting"]]
    assert sum(seats) == len(voting) == 50
    spoken = {c["author"]["organisation"] for c in PACKAGE["comments"]}
    assert sum(int(words(tr.xpath("td")[2])) for tr in rows) == len(spoken & {o["id"] for o in voting})


def test_working_groups_show_mandate_and_members(reading_site: Site) -> None:
    groups = part(page(reading_site, "/hld-2013"), "groups")
    assert len(groups.xpath(".//details")) == len(PACKAGE["working_groups"])
    for group in PACKAGE["working_groups"]:
        assert group["mandate"] in words(groups)
        assert all(member["person_role"] in words(groups) for member in group["members"])


def test_titles_are_in_the_readers_language_where_the_package_has_them(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013?lang=ar")
    assert html.get("dir") == "rtl"
    assert words(html.find(".//h1")) == PACKAGE["consultation"]["title_i18n"]["ar"]
    html = page(reading_site, "/hld-2013/RT1-M1?lang=ar")
    (title,) = html.xpath("//h1/span")
    assert (title.get("lang"), title.get("dir")) == ("en", "ltr")


def test_what_is_composed_is_said_at_the_foot(reading_site: Site) -> None:
    foot = words(page(reading_site, "/hld-2013/RT1-M1").find_class("colophon")[0])
    assert all(note in foot for note in PACKAGE["notes"][:3])


@pytest.mark.parametrize(
    "address", ["/nowhere", "/hld-2013/RT9", "/hld-2013/RT1-M99", "/hld-2013/groups/WG-9", "/hld-2013/contributions/C-99"]
)  # fmt: skip
def test_what_is_not_there_is_404_with_a_sentence(reading_site: Site, address: str) -> None:
    answer = reading_site.client().get(address)
    assert answer.status_code == 404
    assert "There is no" in answer.text
