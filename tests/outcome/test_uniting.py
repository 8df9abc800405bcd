"""Like proposals stand in one entry: what that unites, what it refuses, and that it can be undone."""

import pytest

from app.dossier.verification import verify
from tests.outcome.bench import API, DAY, HERE, SLUG, WHY, in_consolidation, outline
from tests.support import Form, Site


@pytest.fixture
def bench(site: Site) -> Site:
    in_consolidation(site)
    desk = site.client("secretariat")
    assert Form(desk.get(HERE), "/inclusion").submit(desk, decided_on=DAY, scope="all").is_success
    return site


def mechanisms(site: Site) -> list[str]:
    return [each.code for each in outline(site).candidates if each.is_mechanism]


def unite(site: Site, code: str, into: str | None, reason: str = WHY):  # type: ignore[no-untyped-def]
    return site.api("secretariat").put(f"{API}/list/{code}/union", json={"into": into, "reason": reason})


def test_an_entry_has_the_benchmarks_of_all_that_stand_in_it(bench: Site) -> None:
    here = outline(bench)
    measured = [code for code in mechanisms(bench) if here.measures(code)]
    one, lead = (
        measured[0],
        next(code for code in measured[1:] if here.measures(code) != here.measures(measured[0])),
    )
    both = {each.code for each in (*here.measures(one), *here.measures(lead))}
    assert unite(bench, one, lead).status_code == 200
    after = outline(bench)
    assert {each.code for each in after.measures(lead)} == both
    leads = [entry.code for code in ("RT1", "RT2", "RT3", "RT4") for entry in after.entries(code)]
    assert one not in leads
    assert lead in leads
    with bench.database.reading() as db:
        assert verify(db, SLUG).breaks == []


def test_united_through_the_page_and_given_an_entry_of_its_own_again(bench: Site) -> None:
    desk = bench.client("secretariat")
    one, lead = mechanisms(bench)[:2]
    page = desk.get(f"{HERE}?roundtable={one[:3]}")
    bare = Form(page, f"/{one}/union").submit(desk, into=lead, reason="")
    assert bare.status_code == 422
    assert "Say why they are one entry." in bare.text
    done = Form(bare, f"/{one}/union").submit(desk, reason="Both are about recruitment.")
    assert done.status_code == 200
    assert "It stands in the entry of" in done.text
    assert "Both are about recruitment." in done.text
    parted = Form(done, f"/{one}/parting").submit(desk, reason="They differ after all.")
    assert parted.status_code == 200
    assert outline(bench).into(one) is None
    kept = bench.rows(
        "SELECT reason, ended_at FROM outcome_union WHERE reason = 'Both are about recruitment.'"
    )
    assert len(kept) == 1
    assert kept[0][1] is not None, "what was united stays readable"
    with bench.database.reading() as db:
        assert verify(db, SLUG).breaks == []


def test_the_same_union_twice_is_one_and_parting_twice_does_no_harm(bench: Site) -> None:
    one, lead = mechanisms(bench)[:2]
    for _time in range(2):
        assert unite(bench, one, lead).json() == {"code": one, "into": lead, "reason": WHY}
    for _time in range(2):
        assert unite(bench, one, None).json()["into"] is None
    verbs = bench.rows(
        "SELECT verb FROM ledger WHERE verb IN ('proposal_united', 'proposal_parted') AND track = :t", t=SLUG
    )
    assert sorted(row[0] for row in verbs) == ["proposal_parted", "proposal_united"]


def test_no_entry_stands_in_an_entry(bench: Site) -> None:
    one, two, three = mechanisms(bench)[:3]
    assert unite(bench, one, two).status_code == 200
    chain = unite(bench, three, one)
    assert chain.status_code == 403
    assert f"Choose {two}" in chain.json()["detail"]
    assert unite(bench, two, three).status_code == 403, "what others stand in is parted first"
    assert unite(bench, one, three).status_code == 403, "it stands in an entry already"


def test_a_mechanism_and_a_benchmark_are_not_united(bench: Site) -> None:
    benchmark = next(each.code for each in outline(bench).candidates if not each.is_mechanism)
    answer = unite(bench, benchmark, mechanisms(bench)[0])
    assert answer.status_code == 403
    assert "linked with each other" in answer.json()["detail"]


def test_only_what_is_included_is_united_and_nothing_of_an_entry_is_excluded(bench: Site) -> None:
    api = bench.api("secretariat")
    one, two, out = mechanisms(bench)[:3]
    body = {"choice": "exclude", "reason": WHY, "decided_on": DAY}
    assert api.put(f"{API}/list/{out}", json=body).status_code == 200
    assert unite(bench, one, out).status_code == 403
    assert unite(bench, out, one).status_code == 403
    assert unite(bench, one, two).status_code == 200
    for code in (one, two):
        refused = api.put(f"{API}/list/{code}", json=body)
        assert refused.status_code == 403, refused.text
        assert "out of" in refused.json()["detail"]


def test_an_entry_that_is_not_there_is_named_at_its_field(bench: Site) -> None:
    answer = unite(bench, mechanisms(bench)[0], "RT9-M9")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "into"
    assert unite(bench, mechanisms(bench)[0], mechanisms(bench)[0]).status_code == 403
