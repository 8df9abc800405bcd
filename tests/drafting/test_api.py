"""The programs' door to texts."""

from typing import Any

import pytest

from tests.support import Site

HERE = "/consultations/hld-2013-review/proposals"


def test_a_proposal_has_the_fields_of_the_package_under_their_names(reading_site: Site) -> None:
    answer = reading_site.api().get(f"{HERE}/RT1-M1")
    body = answer.json()
    assert answer.headers["etag"] == f'"{body["version"]}"'
    assert body["kind"] == "mechanism"
    assert body["roundtable"] == "RT1"
    assert body["group"] == "WG-1A"
    assert body["summary"].startswith("A short package of migration targets")
    assert len(body["how_it_works"]) == 4
    assert body["evidence"][0]["source"] == "P-03"
    assert body["timeframe"] == {**body["timeframe"], "label": "By the adoption of the new framework"}
    assert set(body["benchmarks"]) == {"RT1-B1", "RT1-B7"}


def test_the_list_goes_on_by_cursor_and_misses_nothing(reading_site: Site) -> None:
    api = reading_site.api()
    codes: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = api.get(HERE, params={"limit": 15, **({"cursor": cursor} if cursor else {})}).json()
        codes += [item["code"] for item in page["items"]]
        cursor = page["next"]
    everything = [item["code"] for item in api.get(HERE, params={"limit": 200}).json()["items"]]
    assert codes == everything
    assert len(codes) == len(set(codes)) == 68
    assert codes[0] == "RT1-M1"


@pytest.mark.parametrize(
    ("query", "check"),
    [
        ({"kind": "benchmark"}, lambda item: item["kind"] == "benchmark"),
        ({"roundtable": "RT3"}, lambda item: item["roundtable"] == "RT3"),
        ({"state": "under_review"}, lambda item: item["state"] == "under_review"),
        ({"q": "REMITTANCES"}, lambda item: True),
    ],
)
def test_the_list_is_filtered(reading_site: Site, query: dict[str, str], check: Any) -> None:
    items = reading_site.api().get(HERE, params={"limit": 200, **query}).json()["items"]
    assert 0 < len(items) <= 68
    assert all(check(item) for item in items)


def test_a_cursor_that_is_no_code_is_not_found_and_a_bad_filter_is_422(reading_site: Site) -> None:
    api = reading_site.api()
    assert api.get(HERE, params={"cursor": "RT9-M9"}).status_code == 404
    assert api.get(HERE, params={"kind": "song"}).status_code == 422


def test_a_change_names_the_version_it_was_written_from(site: Site) -> None:
    api = site.api("member")
    tag = api.get(f"{HERE}/RT1-M1").headers["etag"]
    assert api.patch(f"{HERE}/RT1-M1", json={"title": "x"}).status_code == 428
    assert api.patch(f"{HERE}/RT1-M1", json={"title": "x"}, headers={"If-Match": "*"}).status_code == 422
    done = api.patch(f"{HERE}/RT1-M1", json={"title": "New title", "note": "why"}, headers={"If-Match": tag})
    assert done.status_code == 200, done.text
    assert done.json()["title"] == "New title"
    assert done.headers["etag"] == f'"{int(tag.strip(chr(34))) + 1}"'
    assert done.json()["problem"].startswith("The Millennium Development Goals")


def test_a_change_from_an_old_version_is_412_with_both_texts_and_the_merge(site: Site) -> None:
    member, rapporteur = site.api("member"), site.api("rapporteur")
    tag = member.get(f"{HERE}/RT1-M1").headers["etag"]
    member.patch(f"{HERE}/RT1-M1", json={"title": "Of the member"}, headers={"If-Match": tag})
    answer = rapporteur.patch(
        f"{HERE}/RT1-M1", json={"title": "Of the rapporteur", "problem": "Mine."}, headers={"If-Match": tag}
    )
    assert answer.status_code == 412
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["code"] == "conflict"
    assert body["yours"]["title"] == "Of the rapporteur"
    assert body["theirs"]["title"] == "Of the member"
    assert body["merged"]["title"] == "Of the member"
    assert body["merged"]["problem"] == "Mine."
    assert [c["field"] for c in body["conflicts"]] == ["title"]
    done = rapporteur.patch(
        f"{HERE}/RT1-M1", json=body["merged"], headers={"If-Match": answer.headers["etag"]}
    )
    assert done.status_code == 200, done.text


def test_a_new_proposal_by_program(site: Site) -> None:
    api = site.api("rapporteur")
    body = {
        "kind": "benchmark", "roundtable": "RT1", "title": "Cost of a visa", "unit": "dollars", "decimals": 2,
        "baseline": {"value": 12.5, "year": 2013, "note": "", "source": "P-10"},
        "target": {"value": 5, "year": 2018, "note": ""}, "direction": "lower", "mechanisms": ["RT1-M1"],
    }  # fmt: skip
    answer = api.post(HERE, json=body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["code"] == "RT1-B10"
    assert made["state"] == "draft"
    assert made["baseline"] == body["baseline"]
    assert answer.headers["location"].endswith("/RT1-B10")
    assert api.get(answer.headers["location"].removeprefix("/api/v1")).json() == made
    assert "RT1-B10" in api.get(f"{HERE}/RT1-M1").json()["benchmarks"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"titel": "x"}, "titel"),
        ({"title": 5}, "title"),
        ({"title": ""}, "title"),
        ({"title": "a" * 301}, "title"),
        (
            {"title": "a\ud800b".encode("utf-16", "surrogatepass").decode("utf-16", "replace"), "unit": "x"},
            "unit",
        ),
        ({"definition": "x"}, "definition"),
        ({"responsible": "one line"}, "responsible"),
        ({"evidence": [{"text": "x", "source": "P-999"}]}, "evidence.0.source"),
        ({"timeframe": {"label": "", "start": "2013-13-01", "end": None}}, "timeframe.start"),
        ({"benchmarks": ["RT9-B1"]}, "benchmarks"),
        ({"contributions": ["C-99"]}, "contributions"),
        ({"summary": "a" * 20_001}, "summary"),
        ({"summary": None}, "summary"),
    ],
)
def test_wrong_input_is_422_with_the_field_and_a_sentence(
    reading_site: Site, body: dict[str, Any], field: str
) -> None:
    api = reading_site.api("member")
    tag = api.get(f"{HERE}/RT1-M1").headers["etag"]
    answer = api.patch(f"{HERE}/RT1-M1", json=body, headers={"If-Match": tag})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert all(error["message"].endswith(".") for error in answer.json()["errors"])


def test_versions_are_listed_and_read(reading_site: Site) -> None:
    api = reading_site.api()
    items = api.get(f"{HERE}/RT1-M1/versions").json()["items"]
    assert [item["version"] for item in items] == [2, 1]
    first = api.get(f"{HERE}/RT1-M1/versions/1").json()
    assert first["fields"]["how_it_works"][1].startswith("Statistical offices of five regions test all")
    assert [item["id"] for item in first["paragraphs"]["summary"]] == ["p1"]
    assert first["hash"] != items[0]["hash"]
    assert api.get(f"{HERE}/RT1-M1/versions/9").status_code == 404


def test_without_a_token_nothing_is_written(reading_site: Site) -> None:
    api = reading_site.api()
    answer = api.post(HERE, json={"kind": "mechanism", "roundtable": "RT1", "title": "x"})
    assert answer.status_code == 403
    assert "Sign in first" in answer.json()["detail"]
