"""What came in, as it is read: the questionnaire in both orders, the sources under their anchors."""

import json
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from app.contributions.queries import questionnaires_of, source_register
from tests.ceilings.counting import counted
from tests.support import Site

PACKAGE = json.loads((Path(__file__).parents[2] / "data" / "hld-2013.json").read_text())
ASKED = PACKAGE["questionnaire"]


def read(site: Site, address: str) -> Any:
    answer = site.client().get(address)
    assert answer.status_code == 200, answer.text[:300]
    return lxml.html.fromstring(answer.text)


def test_the_questionnaire_is_read_area_by_area(reading_site: Site) -> None:
    page = read(reading_site, "/hld-2013/questionnaire")
    for area in ASKED["areas"]:
        section = page.get_element_by_id(area["code"])
        assert area["title"] in section.text_content()
        for response in ASKED["responses"]:
            said = [p.text for p in section.find_class("said")]
            assert response["answers"][area["code"]] in said
        assert len(section.find_class("said")) == len(ASKED["responses"])


def test_the_questionnaire_is_read_entity_by_entity_from_the_same_answers(reading_site: Site) -> None:
    page = read(reading_site, "/hld-2013/questionnaire?by=entity")
    for response in ASKED["responses"]:
        said = [p.text for p in page.get_element_by_id(response["id"]).find_class("said")]
        assert said == [response["answers"][area["code"]] for area in ASKED["areas"]]


@pytest.mark.parametrize("order", ["area", "entity"])
def test_each_response_has_its_anchor_in_either_order(reading_site: Site, order: str) -> None:
    page = read(reading_site, f"/hld-2013/questionnaire?by={order}")
    for response in ASKED["responses"]:
        row = page.get_element_by_id(response["id"])
        links = [a.get("href") for a in row.iter("a")]
        assert all(f"/hld-2013/sources#{code}" in links for code in response["sources"])


def test_an_order_that_is_not_there_is_refused(reading_site: Site) -> None:
    assert reading_site.client().get("/hld-2013/questionnaire?by=colour").status_code == 422


def test_every_source_stands_under_its_anchor(reading_site: Site) -> None:
    page = read(reading_site, "/hld-2013/sources")
    for source in PACKAGE["sources"]:
        row = page.get_element_by_id(source["id"])
        assert source["title"] in row.text_content()
        if source.get("url"):
            assert source["url"] in [a.get("href") for a in row.iter("a")]
    assert len(page.find_class("row")) == len(PACKAGE["sources"])


def test_a_source_says_what_was_handed_in_with_it(reading_site: Site) -> None:
    row = read(reading_site, "/hld-2013/sources").get_element_by_id("S-000")
    links = {a.get("href") for a in row.iter("a")}
    given = [c["id"] for c in PACKAGE["contributions"] if c["source"] == "S-000"]
    assert given
    assert {f"/hld-2013/contributions/{code}" for code in given} <= links


def test_what_is_linked_can_be_followed(reading_site: Site) -> None:
    client = reading_site.client()
    page = read(reading_site, "/hld-2013/sources")
    ours = {a.get("href").split("#")[0] for a in page.iter("a") if "/contributions/" in (a.get("href") or "")}
    assert len(ours) > 5
    for address in ours:
        assert client.get(address).status_code == 200


def test_a_replay_shows_only_what_had_come_in_by_then(reading_site: Site) -> None:
    given = reading_site.rows(
        "SELECT count(*) FROM questionnaire_response q JOIN questionnaire n ON n.id = q.questionnaire_id"
        " JOIN consultation c ON c.id = n.consultation_id WHERE c.slug = 'hld-2013-review'"
    )[0][0]
    page = read(reading_site, "/hld-2013-review/questionnaire")
    assert len([row for row in page.find_class("row") if (row.get("id") or "").startswith("Q-")]) == given


def test_a_consultation_without_any_says_so(site: Site) -> None:
    site.tamper("DELETE FROM questionnaire_response")
    assert "Nobody has answered yet" in read(site, "/hld-2013/questionnaire").text_content()
    site.tamper("DELETE FROM questionnaire")
    assert "no questionnaire" in read(site, "/hld-2013/questionnaire").text_content()
    site.tamper("DELETE FROM source")
    assert "No source has been registered" in read(site, "/hld-2013/sources").text_content()


def test_hostile_titles_and_addresses_do_no_harm(site: Site) -> None:
    site.tamper("UPDATE source SET title = '<script>alert(1)</script>' WHERE code = 'S-000'")
    page = read(site, "/hld-2013/sources")
    assert [s for s in page.iter("script") if not s.get("src")] == []
    assert "<script>alert(1)</script>" in page.get_element_by_id("S-000").text_content()


def test_pages_take_a_fixed_number_of_queries(reading_site: Site) -> None:
    consultation = reading_site.consultation("hld-2013")
    with reading_site.database.reading() as db:
        with counted(reading_site.database) as asked:
            questionnaires_of(db, consultation)
        assert len(asked) == 2
        with counted(reading_site.database) as asked:
            source_register(db, consultation)
        assert len(asked) == 3
