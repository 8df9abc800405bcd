"""What a text says beyond what every text must say stands in the document, and nothing does where it is empty."""

from datetime import timedelta

from tests.drafting.test_fields import BENCHMARK, MECHANISM
from tests.support import Site

API = "/consultations/hld-2013-review/proposals"
LEADS = (
    "Where it has worked:",
    "Readiness for a pilot.",
    "On the way:",
    "Limitations.",
    "Whom it serves above all:",
)


def test_filled_fields_stand_in_the_document_and_empty_ones_leave_no_trace(site: Site) -> None:
    api = site.api("member")
    before = site.client().get("/hld-2013-review/outcome").text
    assert not any(lead in before for lead in LEADS)
    for kind, fields in (("mechanism", MECHANISM), ("benchmark", BENCHMARK)):
        made = api.post(API, json={"kind": kind, "roundtable": "RT1", "title": "All of it", **fields})
        assert made.status_code == 201, made.text
    text = site.client().get("/hld-2013-review/outcome").text
    assert all(lead in text for lead in LEADS)
    for said in ("A help line (Manila, 2009 to 2012).", "40,000 calls.", "Sweden could lead.", "Calls answered by all calls.", "10 by 2015.", "Mid-term.", "Most callers are women.", "ICRMW, article 65."):  # fmt: skip
        assert said in text, said


def test_a_link_made_or_taken_away_on_either_text_counts_in_the_document(site: Site) -> None:
    api = site.api("member")
    made = [
        api.post(API, json={"kind": kind, "roundtable": "RT1", "title": f"Told {kind}"}).json()["code"]
        for kind in ("mechanism", "benchmark")
    ]

    def measured() -> bool:
        document = site.client().get("/hld-2013-review/outcome").text
        return "The benchmark stands on its own" not in document

    assert not measured()
    for method, near, far, linked in (
        ("PUT", made[1], made[0], True),
        ("DELETE", made[0], made[1], False),
        ("PUT", made[0], made[1], True),
        ("DELETE", made[1], made[0], False),
    ):
        site.now += timedelta(minutes=1)
        assert api.request(method, f"{API}/{near}/links/{far}").status_code == 200
        assert measured() is linked, (method, near)
