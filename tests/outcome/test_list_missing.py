"""What is missing before issue, and where it is mended."""

import pytest
from fastapi.testclient import TestClient

from app.outcome.missing import Missing, missing_before_issue
from tests.outcome.bench import API, DAY, HERE, SLUG, WHY, here, in_consolidation
from tests.outcome.test_selecting import decide
from tests.support import Form, Site


@pytest.fixture
def bench(site: Site) -> Site:
    return in_consolidation(site)


def missing(site: Site) -> list[Missing]:
    with site.database.reading() as db:
        return missing_before_issue(db, here(db))


def blocking(site: Site) -> list[str]:
    return [one.sentence for one in missing(site) if one.blocks]


def include_all(site: Site) -> TestClient:
    desk = site.client("secretariat")
    assert Form(desk.get(HERE), "/inclusion").submit(desk, decided_on=DAY, scope="all").is_success
    return desk


def test_an_adopted_proposal_without_a_decision_blocks(bench: Site) -> None:
    (sentence,) = blocking(bench)
    assert sentence.startswith("27 adopted proposals have no decision of the representative group: RT1-M3, ")
    assert sentence.endswith("and 15 more.")
    include_all(bench)
    assert not any("no decision" in one for one in blocking(bench))


def test_a_mechanism_without_a_benchmark_blocks_until_one_measures_it(bench: Site) -> None:
    include_all(bench)
    blocked = blocking(bench)
    assert "RT1-M3 is in the list, and no benchmark in the list measures it." in blocked
    assert not any("RT2-M3" in one and "measures" in one for one in blocked), "its benchmark is in the list"
    api = bench.api("secretariat")
    body = {"choice": "exclude", "reason": WHY, "decided_on": DAY}
    assert api.put(f"{API}/list/RT1-M3", json=body).status_code == 200
    assert not any("RT1-M3" in one for one in blocking(bench))
    # In the entry of a mechanism that is measured, another one is measured too.
    assert any(one.startswith("RT1-M5 ") for one in blocking(bench))
    union = {"into": "RT2-M3", "reason": "Both are about decent work."}
    assert api.put(f"{API}/list/RT1-M5/union", json=union).status_code == 200
    assert not any("RT1-M5" in one for one in blocking(bench))


def test_what_only_should_be_there_does_not_block(bench: Site) -> None:
    include_all(bench)
    advised = {one.sentence for one in missing(bench) if not one.blocks}
    assert any("front matter are empty: Foreword, Introduction" in one for one in advised)
    assert any("masthead is empty" in one for one in advised)
    put = bench.api("secretariat").put(
        f"{API}/front/foreword", headers={"If-Match": '"0"'}, json={"language": "en", "text": "Words."}
    )
    assert put.status_code == 200
    advised = {one.sentence for one in missing(bench) if not one.blocks}
    assert not any("empty: Foreword" in one for one in advised)
    assert "Not written in français yet: Foreword." in advised


def test_an_open_round_and_an_empty_list_block(bench: Site) -> None:
    bench.tamper(
        "UPDATE round SET completed_at = NULL, closes_at = '2027-01-01 00:00:00.000000' WHERE code = 'R3'"
        " AND consultation_id = (SELECT id FROM consultation WHERE slug = :slug)",
        slug=SLUG,
    )
    assert any("is not over." in one for one in blocking(bench))


def test_nothing_left_in_the_list_blocks(bench: Site) -> None:
    bench.tamper(
        "UPDATE proposal SET state = 'not_adopted' WHERE code != 'RT1-M3' AND consultation_id ="
        " (SELECT id FROM consultation WHERE slug = :slug)",
        slug=SLUG,
    )
    decide(bench.client("secretariat"), "RT1-M3", choice="exclude", reason=WHY)
    assert "Every proposal is excluded: the list is empty." in blocking(bench)


def test_the_page_leads_to_where_it_is_mended(bench: Site) -> None:
    desk = bench.client("secretariat")
    found = missing(bench)
    page = desk.get(HERE)
    for one in found:
        assert one.sentence in page.text
        assert f'href="{one.href.replace("&", "&amp;")}"' in page.text
        assert desk.get(one.href).status_code == 200


def test_what_a_pdf_cannot_show_is_said_before_issue_with_its_place(bench: Site) -> None:
    include_all(bench)
    assert not any("A PDF cannot show" in one.sentence for one in missing(bench))
    declared = bench.api("state").post(
        f"{API}/declarations",
        json={
            "kind": "proviso",
            "proposal": "RT1-M3",
            "text": "As in \u0928\u0947\u092a\u093e\u0932 \ue000.",
        },
    )
    assert declared.status_code == 201, declared.text
    code = declared.json()["code"]
    (one,) = [one for one in missing(bench) if "A PDF cannot show" in one.sentence]
    assert not one.blocks
    assert f" in {code}: " in one.sentence
    assert "U+0928 DEVANAGARI LETTER NA; " in one.sentence
    assert "U+E000" in one.sentence
    assert one.sentence in bench.client("secretariat").get(HERE).text
    said = bench.api("secretariat").get(f"{API}/list").json()["missing"]
    assert any(one.sentence in str(each) for each in said)
    reworded = {"n": 1, "text": "As in Nepal."}
    assert bench.api("state").patch(f"{API}/declarations/{code}", json=reworded).status_code == 200
    assert not any("A PDF cannot show" in one.sentence for one in missing(bench))
