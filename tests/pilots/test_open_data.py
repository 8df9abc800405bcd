"""Open data of pilots: every measured value, one row each, for anybody, as CSV and as JSON."""

import csv
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

from app.pilots.open_data import COLUMNS
from tests.pilots.acting import VALUE
from tests.support import Site

PACKAGE = json.loads((Path(__file__).parents[2] / "data" / "hld-2013.json").read_text())
PILOTS = {p["code"]: p for p in PACKAGE["pilots"]}


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def test_every_measured_value_is_open_data_without_an_account(reading_site: Site) -> None:
    answer = reading_site.client().get("/hld-2013/pilots.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = rows_of(answer.content.decode())
    assert tuple(rows[0]) == COLUMNS
    found = sorted((r["pilot"], r["benchmark"], r["day"], r["scope"], Decimal(r["value"])) for r in rows)
    assert found == sorted(
        (p["code"], m["benchmark"], m["date"], m["scope"], Decimal(str(m["value"])))
        for p in PILOTS.values()
        for m in p["measurements"]
    )
    assert len({r["id"] for r in rows}) == len(rows)


def test_json_and_csv_say_the_same(reading_site: Site) -> None:
    client = reading_site.client()
    rows = rows_of(client.get("/hld-2013/pilots.csv").content.decode())
    data = client.get("/hld-2013/pilots.json").json()
    assert [{k: "" if v is None else str(v) for k, v in each.items()} for each in data["values"]] == rows
    assert any("voluntary" in line for line in data["about"])
    assert (
        data["values"]
        == reading_site.api().get("/consultations/hld-2013/pilots/values.json").json()["values"]
    )


def test_illustrative_values_stay_marked(reading_site: Site) -> None:
    rows = rows_of(reading_site.client().get("/hld-2013/pilots.csv").content.decode())
    basis = {
        (m["benchmark"], m["period"], m["scope"]): m["basis"]
        for p in PILOTS.values()
        for m in p["measurements"]
    }
    assert {r["basis"] for r in rows} == {"real", "illustrative"}
    assert all(r["basis"] == basis[r["benchmark"], r["period"], r["scope"]] for r in rows)


def test_one_pilot_has_its_own_values(reading_site: Site) -> None:
    rows = rows_of(reading_site.client().get("/hld-2013/pilots/PIL-1.csv").content.decode())
    assert {r["pilot"] for r in rows} == {"PIL-1"}
    assert len(rows) == len(PILOTS["PIL-1"]["measurements"])
    first = rows[0]
    benchmark = next(b for b in PACKAGE["benchmarks"] if b["code"] == first["benchmark"])
    assert first["unit"] == benchmark["unit"]
    assert Decimal(first["target"]) == Decimal(str(benchmark["target"]["value"]))


def test_what_is_not_there_is_404(reading_site: Site) -> None:
    client = reading_site.client()
    for path in ("pilots.xml", "pilots/PIL-99.csv", "pilots/PIL-1.xml"):
        assert client.get(f"/hld-2013/{path}").status_code == 404, path


def test_a_reported_value_is_open_data_with_its_finding_and_its_correction_and_computes_nothing(
    site: Site,
) -> None:
    at = "/consultations/hld-2013-pilots/pilots/PIL-4/measurements"
    value = {**VALUE, "source": '=HYPERLINK("http://example.org")'}
    first = site.api("reporter").post(at, json=value)
    assert first.status_code == 201, first.text
    number = max(int(r["id"]) for r in rows_of(csv_of(site)) if r["reported_at"])
    assert site.api("reporter").post(
        f"{at}/{number}/corrections", json={"value": "21.3", "reason": "A town was left out."}
    ).status_code in (200, 201)  # fmt: skip
    newer = max(int(r["id"]) for r in rows_of(csv_of(site)) if r["reported_at"])
    assert site.api("ngo").post(
        f"{at}/{newer}/verifications", json={"finding": "confirmed"}
    ).status_code in (200, 201)  # fmt: skip
    rows = {int(r["id"]): r for r in rows_of(csv_of(site))}
    assert (rows[number]["value"], rows[number]["verified"], rows[number]["corrects"]) == ("20.40", "", "")
    assert (rows[newer]["value"], rows[newer]["verified"], rows[newer]["corrects"]) == (
        "21.3",
        "confirmed",
        str(number),
    )
    assert rows[newer]["reason"] == "A town was left out."
    assert rows[number]["reported_by"] == "org-bel"
    assert rows[number]["source"].startswith("'=")
    data = site.client().get("/hld-2013-pilots/pilots/PIL-4.json").json()["values"]
    assert next(v for v in data if v["id"] == number)["source"] == value["source"]


def csv_of(site: Site) -> str:
    """The open data of the pilot as it stands."""
    return site.client().get("/hld-2013-pilots/pilots/PIL-4.csv").content.decode()
