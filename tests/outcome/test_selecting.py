"""What the representative group decided of each adopted proposal is recorded, and nothing is lost or written over."""

from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from app.dossier.verification import verify
from app.kernel.clock import local_day
from tests.outcome.bench import API, DAY, HERE, SLUG, WHY, in_consolidation, listing, outline
from tests.support import Form, Site


@pytest.fixture
def bench(site: Site) -> Site:
    return in_consolidation(site)


@pytest.fixture
def desk(bench: Site) -> TestClient:
    return bench.client("secretariat")


def decide(desk: TestClient, code: str, **values: str | None):  # type: ignore[no-untyped-def]
    page = desk.get(f"{HERE}?roundtable={code[:3]}")
    return Form(page, f"/{code}/selection").submit(desk, **{"decided_on": DAY, **values})


def test_an_adopted_proposal_is_included_on_the_day_that_was_decided(bench: Site, desk: TestClient) -> None:
    answer = decide(desk, "RT1-M3", choice="include")
    assert answer.status_code == 200
    assert "Included on 1 December 2026" in answer.text
    found = listing(bench).selections["RT1-M3"]
    assert (found.choice, found.turn) == ("include", 1)
    assert found.by_title, "in what capacity it was recorded"
    with bench.database.reading() as db:
        assert verify(db, SLUG).breaks == []


def test_excluding_takes_a_reason_and_what_was_typed_stays(bench: Site, desk: TestClient) -> None:
    answer = decide(desk, "RT1-M3", choice="exclude", reason="  ")
    assert answer.status_code == 422
    assert "Say why it is not in the list." in answer.text
    assert 'href="#reason-RT1-M3"' in answer.text, "the head of the form leads to the field"
    form = Form(answer, "/RT1-M3/selection")
    assert form.values["choice"] == ["exclude"]
    assert form.values["decided_on"] == [DAY]
    assert "RT1-M3" not in listing(bench).selections
    assert form.submit(desk, reason=WHY).status_code == 200
    excluded = listing(bench).excluded("RT1-M3")
    assert excluded is not None
    assert excluded.reason == WHY


def test_a_later_decision_takes_the_place_of_the_earlier_one_with_a_reason(
    bench: Site, desk: TestClient
) -> None:
    decide(desk, "RT1-M3", choice="exclude", reason=WHY)
    bare = decide(desk, "RT1-M3", choice="include", reason="")
    assert bare.status_code == 422
    assert "takes the place of the earlier one" in bare.text
    assert decide(desk, "RT1-M3", choice="include", reason="They met again.").status_code == 200
    assert listing(bench).selections["RT1-M3"].turn == 2
    kept = bench.rows("SELECT turn, choice, reason FROM selection ORDER BY id")
    assert [tuple(row) for row in kept if row[1] == "exclude"] == [(1, "exclude", WHY)]
    with bench.database.reading() as db:
        assert verify(db, SLUG).breaks == []


def test_the_same_decision_twice_is_one(bench: Site) -> None:
    api = bench.api("secretariat")
    for _time in range(2):
        put = api.put(f"{API}/list/RT1-M3", json={"choice": "include", "decided_on": DAY})
        assert put.status_code == 200, put.text
        assert put.json()["turn"] == 1


def test_a_decision_drawn_from_an_older_one_is_a_conflict(bench: Site, desk: TestClient) -> None:
    page = desk.get(f"{HERE}?roundtable=RT1")
    assert decide(desk, "RT1-M3", choice="exclude", reason=WHY).status_code == 200
    stale = Form(page, "/RT1-M3/selection").submit(
        desk, choice="include", reason="I had not seen it.", decided_on=DAY
    )
    assert stale.status_code == 409
    assert "was recorded meanwhile" in stale.text
    assert "I had not seen it." in stale.text
    assert listing(bench).excluded("RT1-M3")


def test_only_what_the_delegations_adopted_comes_before_the_group(bench: Site) -> None:
    code = bench.rows(
        "SELECT p.code FROM proposal p JOIN consultation c ON c.id = p.consultation_id"
        " WHERE c.slug = :slug AND p.state = 'ready' ORDER BY p.code",
        slug=SLUG,
    )[0][0]
    answer = bench.api("secretariat").put(f"{API}/list/{code}", json={"choice": "include", "decided_on": DAY})
    assert answer.status_code == 403
    assert "was not adopted" in answer.json()["detail"]
    gone = bench.api("secretariat").put(f"{API}/list/RT9-M9", json={"choice": "include", "decided_on": DAY})
    assert gone.status_code == 404


@pytest.mark.parametrize("day", ["2026-12-02", "tomorrow", "", "0000-00-00"])
def test_the_day_of_a_decision_is_a_day_that_has_come(bench: Site, day: str) -> None:
    answer = bench.api("secretariat").put(f"{API}/list/RT1-M3", json={"choice": "include", "decided_on": day})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "decided_on"


def test_all_that_waits_is_included_at_once_and_what_was_decided_stays(bench: Site, desk: TestClient) -> None:
    decide(desk, "RT1-M3", choice="exclude", reason=WHY)
    page = desk.get(f"{HERE}?roundtable=RT1")
    form = Form(page, "/inclusion")
    assert form.submit(desk, decided_on=DAY, scope="roundtable").status_code == 200
    here = outline(bench)
    assert {each.roundtable for each in here.undecided} == {"RT2", "RT3", "RT4"}
    assert form.submit(desk, decided_on=DAY, scope="all").status_code == 200
    here = outline(bench)
    assert not here.undecided
    assert [each.code for each in here.candidates if not here.listing.included(each.code)] == ["RT1-M3"]
    with bench.database.reading() as db:
        assert verify(db, SLUG).breaks == []


@pytest.mark.parametrize("who", [None, "observer", "member", "moderator", "administrator", "state"])
def test_only_the_secretariat_puts_the_list_together(bench: Site, who: str | None) -> None:
    answer = bench.client(who).get(HERE)
    assert answer.status_code == 403
    assert "he secretariat" in answer.text
    put = bench.api(who).put(f"{API}/list/RT1-M3", json={"choice": "include", "decided_on": DAY})
    assert put.status_code in (401, 403)
    assert not listing(bench).selections


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("deliberation", "in consolidation"), ("closed", "back a stage"), ("archived", "archived")],
)
def test_the_list_is_put_together_from_consolidation_on(bench: Site, state: str, sentence: str) -> None:
    bench.tamper("UPDATE consultation SET state = :state WHERE slug = :slug", state=state, slug=SLUG)
    page = bench.client("secretariat").get(HERE)
    assert page.status_code == 200
    assert sentence in page.text
    put = bench.api("secretariat").put(f"{API}/list/RT1-M3", json={"choice": "include", "decided_on": DAY})
    assert put.status_code == 403
    assert sentence in put.json()["detail"]


@pytest.mark.parametrize("state", ["adopted", "summarised", "piloting"])
def test_after_consolidation_the_list_goes_on_for_a_later_edition(bench: Site, state: str) -> None:
    bench.tamper("UPDATE consultation SET state = :state WHERE slug = :slug", state=state, slug=SLUG)
    put = bench.api("secretariat").put(f"{API}/list/RT1-M3", json={"choice": "include", "decided_on": DAY})
    assert put.status_code == 200


def test_what_a_closed_group_wrote_is_no_candidate(bench: Site) -> None:
    before = {each.code for each in outline(bench).candidates}
    bench.tamper(
        "UPDATE working_group SET closed = :yes WHERE id = (SELECT p.group_id FROM proposal p JOIN consultation c"
        " ON c.id = p.consultation_id WHERE c.slug = :slug AND p.code = 'RT1-M3')",
        yes=True, slug=SLUG,
    )  # fmt: skip
    assert "RT1-M3" in before
    assert "RT1-M3" not in {each.code for each in outline(bench).candidates}
    put = bench.api("secretariat").put(f"{API}/list/RT1-M3", json={"choice": "include", "decided_on": DAY})
    assert put.status_code == 404


def test_the_group_decides_neither_before_the_consultation_nor_before_its_ballot_closed(
    bench: Site, desk: TestClient
) -> None:
    starts, closes = bench.rows(
        "SELECT c.start_date, max(b.closes_at) FROM consultation c JOIN ballot b ON b.consultation_id = c.id"
        " JOIN ballot_proposal o ON o.ballot_id = b.id JOIN proposal p ON p.id = o.proposal_id"
        " WHERE c.slug = :slug AND p.code = 'RT1-M3' GROUP BY c.start_date",
        slug=SLUG,
    )[0]
    first, last = date.fromisoformat(str(starts)), datetime.fromisoformat(str(closes))
    zone = bench.consultation(SLUG).timezone
    closed = local_day(last.replace(tzinfo=UTC) - timedelta(seconds=1), zone)
    for day, sentence in (
        (date(1, 1, 1), "began on"),
        (first - timedelta(days=1), "began on"),
        (first, "The ballot on RT1-M3 closed on"),
        (closed - timedelta(days=1), "The ballot on RT1-M3 closed on"),
    ):
        answer = decide(desk, "RT1-M3", choice="exclude", reason=WHY, decided_on=day.isoformat())
        assert answer.status_code == 422
        assert sentence in answer.text
        assert Form(answer, "/RT1-M3/selection").values["reason"] == [WHY]
        body = {"choice": "include", "decided_on": day.isoformat()}
        put = bench.api("secretariat").put(f"{API}/list/RT1-M3", json=body)
        assert [error["field"] for error in put.json()["errors"]] == ["decided_on"]
        page = desk.get(f"{HERE}?roundtable=RT1")
        every = Form(page, "/inclusion").submit(desk, decided_on=day.isoformat(), scope="all")
        assert every.status_code == 422
    assert not listing(bench).selections
    assert decide(desk, "RT1-M3", choice="include", decided_on=closed.isoformat()).status_code == 200
