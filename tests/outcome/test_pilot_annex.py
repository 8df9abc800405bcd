"""The outcome document has the pilots as an annex, and its annexes are numbered without a gap."""

from typing import Any

from app.outcome.queries import outcome_document
from tests.outcome.recount import package
from tests.support import Site


def annexes(site: Site, slug: str, **asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        site.api().get(f"/consultations/{slug}/outcome", params=asked).json()["annexes"]
    )
    return found


def test_every_pilot_stands_in_the_annex_with_who_leads_it_and_what_it_tries(reading_site: Site) -> None:
    with reading_site.database.reading() as db:
        document = outcome_document(db, reading_site.consultation("hld-2013"))
    assert [annex.id for annex in document.annexes[:2]] == ["annex-framework", "annex-pilots"]
    table = document.annexes[1].blocks[1]
    rows = {
        "".join(run.text for run in row[0]): ["".join(run.text for run in cell) for cell in row]
        for row in table.rows
    }
    names = {body["id"]: body["short_name"] for body in package()["organisations"]}
    for pilot in package()["pilots"]:
        row = rows[pilot["code"]]
        assert row[1] == pilot["title"]
        assert row[2] == ", ".join(pilot["mechanisms"])
        assert row[3] == ", ".join(pilot["benchmarks"])
        for lead in pilot["lead_states"]:
            assert names[lead] in row[4]


def test_annexes_are_numbered_without_a_gap_also_without_pilots(reading_site: Site) -> None:
    for slug in ("hld-2013", "hld-2013-review"):
        labels = [annex["label"] for annex in annexes(reading_site, slug)]
        roman = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
        assert labels == [f"Annex {n}." for n in roman[: len(labels)]]
    assert "annex-pilots" not in [a["id"] for a in annexes(reading_site, "hld-2013-review")]
