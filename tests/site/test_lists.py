"""The list of proposals, a roundtable with its matrix, a group, contributions, search."""

import json
from pathlib import Path

import pytest

from tests.site.reading import codes, page, part, words
from tests.support import Site

PACKAGE = json.loads((Path(__file__).parents[2] / "data" / "hld-2013.json").read_text())
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_all_proposals_are_listed_by_roundtable_mechanisms_first(reading_site: Site) -> None:
    found = codes(page(reading_site, "/hld-2013/proposals").get_element_by_id("found"))
    assert len(found) == 68
    assert found[:8] == [f"RT1-M{n}" for n in range(1, 8)] + ["RT1-B1"]


@pytest.mark.parametrize(
    ("query", "many"),
    [("kind=mechanism", 28), ("kind=benchmark", 40), ("roundtable=RT2", 18), ("state=not_adopted", 6), ("state=ready", 1)],
)  # fmt: skip
def test_filters_leave_what_was_asked_for(reading_site: Site, query: str, many: int) -> None:
    found = codes(page(reading_site, f"/hld-2013/proposals?{query}").get_element_by_id("found"))
    assert len(found) == many


def test_words_filter_the_list_and_htmx_gets_the_list_alone(reading_site: Site) -> None:
    client = reading_site.client()
    whole = client.get("/hld-2013/proposals?q=remittances")
    alone = client.get("/hld-2013/proposals?q=remittances", headers=PARTIAL)
    assert "<html" in whole.text
    assert "<html" not in alone.text
    assert alone.text.count('<li class="row">') == whole.text.count('<li class="row">') > 0
    assert "RT1-M2" in alone.text
    assert "RT2-M3" not in alone.text


def test_a_filter_that_leaves_nothing_says_what_to_do(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013/proposals?q=zeppelin")
    assert "Take a filter away" in words(html.find_class("empty")[0])


def test_the_matrix_shows_every_link_and_every_gap(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013/RT2")
    (table,) = html.find_class("matrix")
    columns = [b["code"] for b in PACKAGE["benchmarks"] if b["roundtable"] == "RT2"]
    known = {b["code"] for b in PACKAGE["benchmarks"] if b["baseline"]["value"] is not None}
    heads = [words(th) for th in table.xpath(".//thead//th")][1:]
    assert heads == [code.split("-")[1] for code in columns]
    mechanisms = {m["code"]: m for m in PACKAGE["mechanisms"] if m["roundtable"] == "RT2"}
    for row in table.xpath(".//tbody/tr"):
        mechanism = mechanisms.pop(words(row.find("th")).split()[0])
        shown = {
            code: svg[0].get("aria-label")
            for code, td in zip(columns, row.findall("td"), strict=False)
            if (svg := td.xpath("./svg"))
        }
        assert set(shown) == set(mechanism["benchmarks"]) & set(columns)
        for code, label in shown.items():
            assert ("no baseline yet" in label) == (code not in known)
    assert not mechanisms


def test_a_mechanism_without_a_benchmark_is_a_gap_in_the_matrix(site: Site) -> None:
    site.tamper(
        "DELETE FROM benchmark_link WHERE mechanism_id = (SELECT p.id FROM proposal p JOIN consultation c"
        " ON c.id = p.consultation_id WHERE p.code = 'RT2-M4' AND c.slug = 'hld-2013')"
    )
    html = page(site, "/hld-2013/RT2")
    (row,) = [tr for tr in html.find_class("matrix")[0].xpath(".//tbody/tr") if "RT2-M4" in words(tr)]
    assert "no benchmark yet" in words(row)
    assert len(row.find_class("is-gap")) == len(row.findall("td"))
    assert "1 mechanism has no benchmark yet" in words(html.find_class("facts")[0])


def test_the_roundtable_filters_its_own_list(reading_site: Site) -> None:
    found = codes(page(reading_site, "/hld-2013/RT3?kind=mechanism").get_element_by_id("found"))
    assert found == [f"RT3-M{n}" for n in range(1, 8)]


def test_a_group_shows_its_members_and_texts_and_who_may_begin_one(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013-review/groups/WG-1A")
    wanted = next(g for g in PACKAGE["working_groups"] if g["code"] == "WG-1A")
    assert all(m["person_role"] in words(part(html, "members")) for m in wanted["members"])
    drafted = [
        p["code"]
        for kind in ("mechanisms", "benchmarks")
        for p in PACKAGE[kind]
        if p["working_group"] == "wg-1a"
    ]
    assert [words(th) for th in part(html, "texts").xpath(".//tbody//th")] == drafted
    assert "Sign in first" in words(html.find_class("refused")[0])
    mine = page(reading_site, "/hld-2013-review/groups/WG-1A", "member")
    assert mine.xpath('//a[contains(@href, "/proposals/new?kind=mechanism")]')


def test_a_contribution_leads_to_what_grew_out_of_it(reading_site: Site) -> None:
    wanted = next(c for c in PACKAGE["contributions"] if c["id"] == "C-04")
    html = page(reading_site, "/hld-2013/contributions/C-04")
    assert codes(part(html, "derived")) == sorted(wanted["derived_mechanisms"])
    assert all(point in words(html) for point in wanted["points"])
    assert codes_of_contributions(reading_site) == {c["id"] for c in PACKAGE["contributions"]}


def codes_of_contributions(site: Site) -> set[str]:
    html = page(site, "/hld-2013/contributions")
    return {a.get("href").rsplit("/", 1)[1] for a in html.xpath('//h3/a[contains(@href, "/contributions/")]')}


@pytest.mark.parametrize(
    ("q", "key"),
    [("détention", "RT2-M3"), ("REMITTANCES", "RT1-M2"), ("RT3-M4", "RT3-M4"), ("naufrage", "CM-072"), ("Morocco corridor", "PIL-1")],
)  # fmt: skip
def test_search_finds_words_whatever_their_case_and_accents(reading_site: Site, q: str, key: str) -> None:
    html = page(reading_site, f"/hld-2013/search?q={q}")
    assert key in codes(html.get_element_by_id("results"))
    assert html.xpath("//mark")


def test_search_finds_inside_chinese_and_arabic(reading_site: Site) -> None:
    chinese = PACKAGE["roundtables"][1]["title_i18n"]["zh"][:2]
    arabic = next(c for c in PACKAGE["comments"] if c["language"] == "ar")["text"].split()[0]
    for q in (chinese, arabic):
        html = page(reading_site, f"/search?q={q}")
        assert html.get_element_by_id("results").find_class("row"), q


def test_search_asks_for_every_word_and_says_so_when_nothing_has_them(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013/search?q=remittances+zeppelin")
    assert "Nothing here holds all of these words" in words(html.get_element_by_id("results"))


@pytest.mark.parametrize("q", ["%", "_", '"', "'", "*", "AND", "a" * 200, "\\", "%00", "--", "()"])
def test_signs_in_a_search_are_signs(reading_site: Site, q: str) -> None:
    answer = reading_site.client().get("/search", params={"q": q})
    assert answer.status_code == 200


def test_search_by_htmx_gets_the_results_alone(reading_site: Site) -> None:
    answer = reading_site.client().get("/hld-2013/search?q=detention", headers=PARTIAL)
    assert answer.text.lstrip().startswith("<div") or 'id="results"' in answer.text
    assert "<html" not in answer.text
