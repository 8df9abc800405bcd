"""Who stands by a result: declared by a moderator, certified by the secretariat, altered by nobody; void with reasons."""

import hashlib
import itertools
import json
from datetime import timedelta
from typing import Any

import pytest

from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.outcome.queries import outcome_document, outcome_material
from app.voting.actions.results import publish_due_results
from tests.review.making import AT, SLUG, acts, at, begin, breaks, certify, do, make, plan, state_of
from tests.support import Form, Site

HERE = f"/{SLUG}/ballots/BAL-1"
BALLOT = f"{AT}/ballots/BAL-1"
WHY = "It was addressed in version 2, and the text says so."


def closed(site: Site, positions: dict[str, str] | None = None, **rule: Any) -> str:
    """A ballot on one text that closed on the eighth day; gives the code of the text."""
    api = make(site)
    code = begin(site)
    site.tamper("UPDATE proposal SET state = 'ready' WHERE code = :code AND consultation_id = (SELECT id FROM consultation WHERE slug = :s)", code=code, s=SLUG)  # fmt: skip
    plan(api, "ballot", first=1, last=7)
    assert do(api, "R1", "opening", rule=rule).status_code == 200
    site.now = at(2)
    for who, position in (positions or {"state": "support", "ngo": "support"}).items():
        body = {
            "position": position,
            "reason": "The fees are missing." if position.startswith("obj") else None,
        }
        given = site.api(who).put(f"{BALLOT}/positions/{code}", json=body)
        assert given.status_code == 200, given.text
    site.now = at(9)
    return code


def post(site: Site, who: str | None, what: str, **body: Any) -> Any:
    return site.api(who).post(f"{BALLOT}/{what}", json=body or None)


def why(answer: Any) -> str:
    assert answer.status_code == 403, answer.text
    return str(answer.json()["detail"])


def needs(site: Site, who: str) -> dict[str, str]:
    found = site.api(who).get(f"/account/needs?consultation={SLUG}").json()["items"]
    return {each["kind"]: each["url"] for each in found}


def test_a_result_is_declared_then_certified_each_once_and_the_desk_says_whose_turn_it_is(site: Site) -> None:
    code = closed(site)
    assert needs(site, "moderator")["result"] == f"{HERE}#standing"
    assert "certification" not in needs(site, "secretariat")
    assert "after a moderator has declared it" in why(post(site, "secretariat", "certification"))
    assert "the secretariat certifies it afterwards" in why(post(site, "secretariat", "declaration"))
    assert "you are none of them" in why(post(site, "state", "declaration"))
    assert post(site, None, "declaration").status_code == 401
    first = post(site, "moderator", "declaration")
    assert (first.status_code, first.json()["step"], first.json()["by"]) == (201, "declared", "moderator")
    assert post(site, "moderator", "declaration").json() == first.json(), "again, it changes nothing"
    assert state_of(site, code) == "adopted"
    assert "result" not in needs(site, "moderator")
    assert "completion" not in needs(site, "moderator")
    assert needs(site, "secretariat")["certification"] == f"{HERE}#standing"
    assert "not of the secretariat" in why(post(site, "moderator", "certification"))
    assert post(site, "secretariat", "certification").json()["digest"] == first.json()["digest"]
    assert "completion" in needs(site, "moderator")
    stands = site.api().get(f"{BALLOT}/declaration").json()
    assert [step["step"] for step in stands["steps"]] == ["declared", "certified"]
    assert (stands["agrees"], stands["void"], stands["waits_for"]) == (True, False, "")
    assert acts(site, "BAL-1") == ["ballot_made", "result_published", "result_declared", "result_certified"]
    assert do(site.api("moderator"), "R1", "completion").status_code == 200
    assert breaks(site) == []


def test_page_declares_and_certifies_with_one_click_and_names_the_seat_and_the_day(site: Site) -> None:
    closed(site)
    chair, desk = site.client("moderator"), site.client("secretariat")
    assert Form(chair.get(HERE), "/declaration").submit(chair).status_code == 200
    page = Form(desk.get(HERE), "/certification").submit(desk).text
    assert "By moderator on 30 November 2026" in page
    assert "By secretariat on 30 November 2026" in page
    assert "/declaration" not in site.client("state").get(HERE).text


def test_nothing_is_declared_before_the_close(site: Site) -> None:
    closed(site)
    site.now = at(3)
    assert "This ballot is still open" in why(post(site, "moderator", "declaration"))
    assert site.client().get(f"{HERE}/register.json").status_code == 403
    assert site.client().get(f"{HERE}/receipts").status_code == 403


@pytest.mark.parametrize("what", ["declaration", "certification"])
def test_neither_can_stand_by_what_the_positions_do_not_give(site: Site, what: str) -> None:
    closed(site)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    if what == "certification":
        post(site, "moderator", "declaration")
    site.tamper("UPDATE position SET position = 'abstain' WHERE id = (SELECT max(id) FROM position)")
    who = "moderator" if what == "declaration" else "secretariat"
    assert "do not give the result that was kept" in why(post(site, who, what))
    assert "do not give the result that was kept" in site.client(who).get(HERE).text


def test_verify_finds_a_step_that_spoke_of_another_result(site: Site) -> None:
    closed(site)
    certify(site)
    site.tamper("UPDATE ballot_step SET digest = 'x' WHERE kind = 'certified'")
    assert any("it was certified with another result" in each for each in breaks(site))


def test_void_takes_back_what_the_ballot_decided_though_its_steps_came_an_instant_later(site: Site) -> None:
    """The clock goes on between the result and the steps it takes, as it does outside tests."""
    code = closed(site)
    instants = itertools.count()
    site.database.clock = lambda: site.now + timedelta(microseconds=next(instants))
    certify(site)
    assert post(site, "secretariat", "voiding", reason="The electorate was wrong.").status_code == 201
    assert state_of(site, code) == "ready"
    assert breaks(site) == []


def test_void_needs_reasons_keeps_the_results_and_counts_nowhere(site: Site) -> None:
    code = closed(site)
    certify(site)
    anybody, desk = site.client(), site.client("secretariat")
    assert HERE in anybody.get(f"/{SLUG}/{code}").text
    blank = Form(desk.get(f"{HERE}/voiding"), "/voiding").submit(desk, reason="  ")
    assert blank.status_code == 422
    assert "Say why the ballot is void" in blank.text
    assert site.client("moderator").get(f"{HERE}/voiding").status_code == 403
    done = post(site, "secretariat", "voiding", reason="The electorate was wrong.")
    assert (done.status_code, done.json()["reason"]) == (201, "The electorate was wrong.")
    assert post(site, "secretariat", "voiding", reason="Again.").json() == done.json()
    assert state_of(site, code) == "ready"
    page = anybody.get(HERE).text
    assert "VOID" in page
    assert "The electorate was wrong." in page
    assert "VOID" in anybody.get(f"{HERE}/{code}").text
    assert site.api().get(f"{BALLOT}/tally").json()["void"] is True
    assert "Void" in anybody.get(f"/{SLUG}/ballots").text
    assert HERE not in anybody.get(f"/{SLUG}/{code}").text, "the proposal stands by no void ballot"
    trace = site.api().get(f"{AT}/outcome/trace").text
    assert "BAL-1" not in trace
    assert "was declared void" in why(post(site, "moderator", "declaration"))
    api = site.api("moderator")
    assert do(api, "R1", "completion").status_code == 200, "nothing of it waits to be certified"
    plan(api, "ballot", first=10, last=12)
    assert do(api, "R2", "opening").status_code == 200
    assert api.get(f"{AT}/ballots/BAL-2").json()["proposals"][0]["code"] == code
    assert breaks(site) == []


def test_a_ballot_with_a_consolidated_proposal_is_not_voided(site: Site) -> None:
    code = closed(site)
    certify(site)
    site.tamper("UPDATE proposal SET state = 'consolidated' WHERE code = :code", code=code)
    assert "issued outcome document" in why(post(site, "secretariat", "voiding", reason="Too late."))


def test_the_chair_overrules_an_objection_with_reasons_and_the_result_is_computed_anew(site: Site) -> None:
    code = closed(site, {"state": "agree", "ngo": "objection"}, preset="rough_consensus")
    about = {"proposal": code, "delegation": "picum"}
    chair = site.client("moderator")
    assert "Overrule this objection" not in site.client("state").get(f"{HERE}/{code}").text
    page = chair.get(f"{HERE}/{code}")
    assert "Overrule this objection" in page.text
    blank = post(site, "moderator", "overrulings", **about, reason=" ")
    assert (blank.status_code, blank.json()["errors"][0]["field"]) == (422, "reason")
    wrong = post(site, "moderator", "overrulings", proposal=code, delegation="org-bel", reason=WHY)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "delegation")
    assert post(site, "state", "overrulings", **about, reason=WHY).status_code == 403
    form = Form(chair.get(f"{HERE}/overrulings", params=about), "/overrulings")
    assert form.submit(chair, reason="\u200b").status_code == 422
    assert WHY in form.submit(chair, reason=WHY).text
    assert state_of(site, code) == "adopted"
    result = site.api().get(f"{BALLOT}/tally").json()["results"][0]
    assert (result["outcome"], result["overall"]["objection_overruled"]) == ("adopted", 1)
    everybody = site.client().get(f"{HERE}/{code}").text
    assert WHY in everybody
    assert "The fees are missing." in everybody
    file = site.api().get(f"{BALLOT}/register.json").json()
    assert [(each["delegation"], each["reason"]) for each in file["overrulings"]] == [("picum", WHY)]
    certify(site)
    assert "declared, so that no objection" in why(
        post(site, "moderator", "overrulings", **about, reason=WHY)
    )
    assert breaks(site) == []


def test_other_rules_let_nobody_overrule(site: Site) -> None:
    code = closed(site, {"state": "support", "ngo": "object"})
    assert "Overrule this objection" not in site.client("moderator").get(f"{HERE}/{code}").text
    refused = post(site, "moderator", "overrulings", proposal=code, delegation="picum", reason=WHY)
    assert "lets nobody overrule an objection" in why(refused)


def test_what_was_known_from_history_counts_as_it_was(reading_site: Site) -> None:
    page = reading_site.client().get("/hld-2013/ballots/BAL-1").text
    assert "counts as it was" in page
    refused = reading_site.api("secretariat").post("/consultations/hld-2013/ballots/BAL-1/certification")
    assert refused.status_code == 403


def test_register_is_the_same_bytes_at_both_doors_and_its_hash_stands_on_the_page(reading_site: Site) -> None:
    at_api = reading_site.api().get("/consultations/hld-2013/ballots/BAL-1/register.json")
    at_page = reading_site.client().get(
        "/hld-2013/ballots/BAL-1/register.json", headers={"Accept-Language": "fr"}
    )
    assert at_api.content == at_page.content
    assert (
        hashlib.sha256(at_api.content).hexdigest()
        in reading_site.client().get("/hld-2013/ballots/BAL-1").text
    )
    file = json.loads(at_api.content)
    assert (len(file["electorate"]), len(file["proposals"]), len(file["results"])) == (50, 68, 68)
    assert file["rule"]["conditions"]
    assert file["rule_as_kept"]["quorum_percent"] == 50
    assert all(len(line["sha256"]) == 64 for line in file["proposals"])


def test_what_a_closed_group_wrote_is_in_the_register_of_its_readers_only(site: Site) -> None:
    code = closed(site)
    site.tamper("UPDATE working_group SET closed = true WHERE code = 'WG-1' AND consultation_id = (SELECT id FROM consultation WHERE slug = :s)", s=SLUG)  # fmt: skip
    outside = site.api("observer").get(f"{BALLOT}/register.json")
    assert code not in outside.text
    assert outside.json()["left_out"].startswith("proposals of working groups that are closed")
    file = site.api("member").get(f"{BALLOT}/register.json").json()
    assert [line["proposal"] for line in file["proposals"]] == [code]
    receipt = file["positions"][0]["receipt"]
    assert "There is no such receipt" in site.client().get(f"{HERE}/receipts?receipt={receipt}").text
    assert "It is in the register" in site.client("member").get(f"{HERE}/receipts?receipt={receipt}").text


def test_a_receipt_is_found_again_and_an_earlier_turn_is_named_without_what_it_was(site: Site) -> None:
    make(site)
    code = begin(site)
    site.tamper("UPDATE proposal SET state = 'ready' WHERE code = :code AND consultation_id = (SELECT id FROM consultation WHERE slug = :s)", code=code, s=SLUG)  # fmt: skip
    api = site.api("moderator")
    plan(api, "ballot", first=1, last=7)
    do(api, "R1", "opening")
    site.now = at(2)
    receipts = [
        site.api("ngo").put(f"{BALLOT}/positions/{code}", json=body).json()["receipt"]
        for body in ({"position": "object", "reason": "Earlier words."}, {"position": "support"})
    ]
    site.now = at(9)
    anybody = site.client()
    form = Form(anybody.get(HERE), "/receipts")
    assert (
        "It is in the register, and counts" in form.submit(anybody, receipt=f" {receipts[1].upper()} ").text
    )
    earlier = form.submit(anybody, receipt=receipts[0]).text
    assert "no longer counts" in earlier
    assert receipts[1] in earlier
    assert "Earlier words." not in earlier
    assert "There is no such receipt" in form.submit(anybody, receipt="0" * 64).text
    wrong = form.submit(anybody, receipt="abc")
    assert wrong.status_code == 422
    assert "64 characters" in wrong.text


def computed(site: Site) -> None:
    with site.database.unit_of_work() as db:
        publish_due_results(db)


def test_overruling_moves_no_text_that_was_taken_up_again_since(site: Site) -> None:
    code = closed(site, {"state": "agree", "ngo": "objection"}, preset="rough_consensus")
    computed(site)
    assert state_of(site, code) == "not_adopted"
    back = {"step": "referred_back", "reason": "Write it anew."}
    assert site.api("moderator").post(f"{AT}/proposals/{code}/steps", json=back).status_code in (200, 201)
    left = state_of(site, code)
    done = post(site, "moderator", "overrulings", proposal=code, delegation="picum", reason=WHY)
    assert done.status_code == 201, done.text
    assert site.api().get(f"{BALLOT}/tally").json()["results"][0]["outcome"] == "adopted"
    assert state_of(site, code) == left
    assert breaks(site) == []


def selected(site: Site) -> list[str]:
    with site.database.reading() as db:
        material = outcome_material(db, visible_consultation(db, SYSTEM, SLUG))
        return [item.code for item in material.items if material.selected(item) is not None]


def test_what_was_selected_from_a_void_ballot_is_selected_no_more(site: Site) -> None:
    code = closed(site)
    computed(site)
    site.tamper("UPDATE consultation SET state = 'consolidation' WHERE slug = :s", s=SLUG)
    chosen = {"choice": "include", "decided_on": site.now.date().isoformat()}
    put = site.api("secretariat").put(f"{AT}/outcome/list/{code}", json=chosen)
    assert put.status_code == 200, put.text
    assert selected(site) == [code]
    assert post(site, "secretariat", "voiding", reason="The electorate was wrong.").status_code == 201
    assert selected(site) == []
    assert site.client().get(f"/{SLUG}/outcome").status_code == 200


def test_related_bodies_of_several_constituencies_count_once_and_are_printed(site: Site) -> None:
    site.tamper("UPDATE organisation SET related_group = 'One house' WHERE public_id IN ('org-bel', 'picum')")
    code = closed(site, {"state": "support", "ngo": "object"}, related_as_one=True)
    result = site.api().get(f"{BALLOT}/tally").json()["results"][0]
    assert sum(result["overall"].values()) == 1
    assert site.client().get(f"{HERE}/{code}").status_code == 200
    for name in ("results.json", "results.csv"):
        assert site.client().get(f"{HERE}/{name}").status_code == 200
    assert site.client().get(f"/{SLUG}/outcome").status_code == 200
    with site.database.reading() as db:
        assert outcome_document(db, visible_consultation(db, SYSTEM, SLUG)) is not None
