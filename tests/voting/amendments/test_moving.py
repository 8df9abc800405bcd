"""An amendment is moved to one paragraph of a text that is ready, withdrawn by who moved it, and put in order by the chair."""

import json
from typing import Any

from tests.review.making import AT, SLUG, acts, at, begin, breaks, do, make, plan
from tests.support import Site
from tests.voting.amendments.moving import (
    PROBLEM,
    WHY,
    move,
    moved,
    order_of,
    paragraphs,
    ready,
    text_ready,
)


def why(answer: Any) -> str:
    assert answer.status_code == 403, answer.text
    return str(answer.json()["detail"])


def wrong(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


def test_a_head_moves_an_amendment_that_has_the_whole_text_as_it_would_be(site: Site) -> None:
    code = text_ready(site)
    first, second, third = paragraphs(site, code)
    one = moved(site, "state", code, second, "States have no public register of recruiters.")
    assert (one["code"], one["state"], one["distance"]) == (f"{code}-A1", "ready", 3)
    assert (one["old"], one["delegation"]) == ("States have no register.", "org-bel")
    whole = site.api().get(f"{AT}/proposals/{code}-A1/versions/1").json()
    assert [(p["id"], p["text"]) for p in whole["paragraphs"]["problem"]] == [
        (first, PROBLEM),
        (second, "States have no public register of recruiters."),
        (third, "In 2013 there were 52 million domestic workers."),
    ]
    assert paragraphs(site, code)[second] == "States have no register.", "the text stands as it is"
    assert acts(site, f"{code}-A1") == ["amendment_moved"]
    assert breaks(site) == []


def test_a_paragraph_is_taken_out_or_becomes_several_and_keeps_its_id(site: Site) -> None:
    code = text_ready(site)
    first, second, third = paragraphs(site, code)
    gone = moved(site, "ngo", code, second, "")
    assert gone["distance"] == 4
    two = moved(site, "member", code, second, "There is none.\n\nNobody keeps one.")
    assert two["delegation"] is None
    ids = [
        [
            p["id"]
            for p in site.api().get(f"{AT}/proposals/{a['code']}/versions/1").json()["paragraphs"]["problem"]
        ]
        for a in (gone, two)
    ]
    assert ids[0] == [first, third]
    assert (ids[1][0], ids[1][1], ids[1][3]) == (first, second, third)
    assert ids[1][2] not in paragraphs(site, code, "summary")
    assert two["text"] == "There is none.\n\nNobody keeps one."


def test_title_items_and_sources_are_amended_and_what_cannot_be_is_said(site: Site) -> None:
    code = text_ready(site)
    title = moved(site, "state", code, "", "A public register of recruiters", field="title")
    assert title["distance"] == 1
    item = next(iter(paragraphs(site, code, "evidence")))
    moved(site, "state", code, item, "Manila and Colombo have one.", field="evidence")
    assert (
        "cannot be amended"
        in wrong(move(site, "state", code, "", "mechanism", field="mechanism_type"))["paragraph"]
    )
    assert "Give it a title" in wrong(move(site, "state", code, "", "", field="title"))["text"]


def test_the_target_of_a_benchmark_is_amended_part_by_part(site: Site) -> None:
    text_ready(site)
    benchmark = {
        "kind": "benchmark", "definition": "Share of recruiters in it.", "unit": "per cent",
        "target": {"value": 60, "year": 2020, "note": ""}, "baseline": {"value": 10, "year": 2013, "note": ""},
    }  # fmt: skip
    body = {"roundtable": "RT1", "group": "WG-1", "title": "Recruiters registered", **benchmark}
    code = site.api("member").post(f"{AT}/proposals", json=body).json()["code"]
    ready(site, code)
    one = moved(site, "state", code, "value", "75.5", field="target")
    assert (one["old"], one["text"], one["distance"]) == ("60", "75.5", 2)
    changed = site.api().get(f"{AT}/proposals/{code}-A1/versions/1").json()["fields"]["target"]
    assert changed == {"value": 75.5, "year": 2020, "note": ""}
    assert "Write a number" in wrong(move(site, "state", code, "value", "a lot", field="target"))["text"]
    assert "The target has no year" in wrong(move(site, "state", code, "year", "", field="target"))["text"]


def test_what_is_wrong_is_said_in_a_sentence_at_its_field(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    assert (
        "says what the text says already"
        in wrong(move(site, "state", code, second, "States have no  register. "))["text"]
    )
    both = wrong(move(site, "state", code, second, "States have no register.", reason=" "))
    assert set(both) == {"text", "reason"}
    assert "has no paragraph “p99”" in wrong(move(site, "state", code, "p99", "Words."))["paragraph"]
    assert "no field “poem”" in wrong(move(site, "state", code, "", "Words.", field="poem"))["paragraph"]
    assert "no comment" in wrong(move(site, "state", code, second, "Words.", comment="C-999"))["comment"]
    assert order_of(site, code) == []


def test_who_neither_speaks_for_a_voting_delegation_nor_writes_in_the_group_moves_none(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    for who in ("observer", "secretariat", "administrator"):
        assert "you are none of them" in why(move(site, who, code, second, "Words."))
    assert move(site, None, code, second, "Words.").status_code == 401
    site.tamper("UPDATE delegation SET voting = :no WHERE code = 'picum'", no=False)
    assert "you are none of them" in why(move(site, "ngo", code, second, "Words."))
    for who in ("alternate", "rapporteur", "moderator"):
        moved(site, who, code, second, f"Words of the {who}.")


def test_none_is_moved_before_a_text_is_ready_or_while_it_is_decided_on(site: Site) -> None:
    make(site)
    code = begin(site)
    paragraph = next(iter(paragraphs(site, code)))
    assert "not ready for decision yet" in why(move(site, "state", code, paragraph, "Words."))
    site.tamper("UPDATE proposal SET state = 'under_decision' WHERE code = :c", c=code)
    assert "is under decision" in why(move(site, "state", code, paragraph, "Words."))
    ready(site, code)
    moved(site, "state", code, paragraph, "Words.")
    assert "is itself an amendment" in why(move(site, "state", f"{code}-A1", paragraph, "Other words."))
    held = json.dumps({"ballot": "BAL-1", "amendments": [f"{code}-A1"]})
    site.tamper("UPDATE proposal SET frozen = :held WHERE code = :c", held=held, c=code)
    assert f"{code}-A1 to {code} is decided on in BAL-1" in why(
        move(site, "state", code, paragraph, "More words.")
    )


def test_a_text_that_moved_on_is_a_conflict_that_keeps_both_texts(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    moved(site, "ngo", code, second, "There is none.")
    saved = site.api("member").patch(
        f"{AT}/proposals/{code}",
        json={"problem": f"{PROBLEM}\n\nStates have no register yet."},
        headers={"If-Match": '"1"'},
    )
    assert saved.status_code == 200, saved.text
    ready(site, code)
    clash = move(site, "state", code, second, "My words.")
    assert clash.status_code == 409
    told = clash.json()
    assert (told["newest"], told["now"], told["text"]) == (2, "States have no register yet.", "My words.")
    old = site.api().get(f"{AT}/proposals/{code}-A1/amendment").json()
    assert (old["version"], old["newest_version"], old["stale"]) == (1, 2, True)
    assert moved(site, "state", code, second, "My words.", version=2)["stale"] is False


def test_a_double_click_moves_one(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    one = moved(site, "state", code, second, "There is none.")
    assert moved(site, "alternate", code, second, "There is none.") == one
    assert moved(site, "ngo", code, second, "There is none.")["code"] == f"{code}-A2", (
        "another delegation's is another"
    )


def test_it_is_withdrawn_by_who_moved_it_until_its_ballot(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    moved(site, "state", code, second, "There is none.")
    moved(site, "member", code, second, "There is no register.")
    at = f"{AT}/proposals/{code}-A1/withdrawal"
    assert "can withdraw it" in why(site.api("ngo").post(at, json={}))
    assert "can withdraw it" in why(site.api("moderator").post(at, json={}))
    gone = site.api("alternate").post(at, json={"reason": "It is settled."})
    assert gone.json()["state"] == "withdrawn"
    assert site.api("alternate").post(at, json={}).json() == gone.json()
    assert "can withdraw it" in why(site.api("state").post(f"{AT}/proposals/{code}-A2/withdrawal", json={}))
    site.tamper("UPDATE proposal SET state = 'under_decision' WHERE code = :c", c=f"{code}-A2")
    assert "was put to a ballot" in why(
        site.api("member").post(f"{AT}/proposals/{code}-A2/withdrawal", json={})
    )
    assert site.api("member").post(f"{AT}/proposals/{code}/withdrawal", json={}).status_code == 404
    assert breaks(site) == []


def test_the_chair_puts_those_of_a_paragraph_in_order_and_the_order_follows_the_text(site: Site) -> None:
    code = text_ready(site)
    first, second, _third = paragraphs(site, code)
    for who, paragraph, text in (
        ("state", second, "States have no public register."),
        ("ngo", second, "Nobody knows anything of anybody who recruits."),
        ("member", first, "They pay."),
    ):
        moved(site, who, code, paragraph, text)
    assert order_of(site, code) == [f"{code}-A3", f"{code}-A2", f"{code}-A1"]
    at = f"{AT}/proposals/{code}/amendments/order"
    body = {"field": "problem", "paragraph": second, "order": [f"{code}-A1", f"{code}-A2"]}
    assert "you are neither" in why(site.api("rapporteur").put(at, json=body))
    assert (
        "each"
        not in wrong(site.api("moderator").put(at, json={**body, "order": [f"{code}-A1"]}))["order"][:4]
    )
    done = site.api("moderator").put(at, json=body)
    assert [item["code"] for item in done.json()["items"]] == [f"{code}-A3", f"{code}-A1", f"{code}-A2"]
    moved(
        site,
        "rapporteur",
        code,
        second,
        "Nobody anywhere has ever kept one single register of any kind whatsoever.",
    )
    assert order_of(site, code)[-1] == f"{code}-A4", "what came after the chair's order stands behind it"
    site.api("moderator").put(at, json={**body, "order": []})
    assert order_of(site, code) == [f"{code}-A3", f"{code}-A4", f"{code}-A2", f"{code}-A1"]
    assert breaks(site) == []


def test_it_is_made_from_a_proposed_change(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    site.tamper("UPDATE proposal SET state = 'under_review' WHERE code = :c", c=code)
    plan(site.api("moderator"), "comment", first=1, last=5)
    assert do(site.api("moderator"), "R1", "opening").status_code == 200
    site.now = at(2)
    body = {
        "type": "technical", "stance": "proposed_change", "text": WHY, "field": "problem",
        "quote": {"exact": "no register"}, "proposed_text": "no public register",
    }  # fmt: skip
    said = site.api("ngo").post(f"{AT}/proposals/{code}/comments", json=body).json()["id"]
    site.now = at(6)
    ready(site, code)
    one = moved(site, "ngo", code, second, "States have no public register.", comment=said)
    assert one["comment"] == said


def test_verify_names_an_amendment_that_was_changed_and_the_mover_finds_it_in_the_own_data(
    site: Site,
) -> None:
    code = text_ready(site)
    moved(site, "state", code, list(paragraphs(site, code))[1], "There is none.")
    assert "Amendments that I moved" in site.client("state").get("/account/data").text
    site.tamper("UPDATE amendment SET reason = 'Another reason.'")
    assert any(sentence.startswith("amendment 1") for sentence in breaks(site))


def test_while_its_text_is_not_ready_an_amendment_waits_for_no_ballot_and_nobody_orders_it(
    site: Site,
) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    moved(site, "state", code, second, "There is none.")
    moved(site, "ngo", code, second, "There is no register.")
    order = {"field": "problem", "paragraph": second, "order": [f"{code}-A2", f"{code}-A1"]}
    for state, words in (
        ("withdrawn", f"{code} is withdrawn, so that no ballot takes it up."),
        ("merged", f"{code} was merged into another proposal, so that no ballot takes it up."),
        ("revised", f"{code} is not ready for decision, so that no ballot takes it up."),
    ):
        site.tamper("UPDATE proposal SET state = :s WHERE code = :c", s=state, c=code)
        assert words == why(site.api("moderator").put(f"{AT}/proposals/{code}/amendments/order", json=order))
        moderator = site.client("moderator")
        own, listed = (moderator.get(f"/{SLUG}/{code}{path}").text for path in ("-A1", "/amendments"))
        for page in (own, listed):
            assert words in page
            assert "Waits for a ballot" not in page
            assert "It waits for the next ballot" not in page
        assert "No amendment waits for a ballot on this text." in listed
        assert "in order</h2>" not in listed
        of_text = moderator.get(f"/{SLUG}/{code}").text
        assert "Waits for a ballot" not in of_text
    ready(site, code)
    assert "Waits for a ballot" in site.client("moderator").get(f"/{SLUG}/{code}/amendments").text
    done = site.api("moderator").put(f"{AT}/proposals/{code}/amendments/order", json=order)
    assert done.status_code == 200


def test_a_text_under_silence_is_said_to_be_so_and_not_to_be_on_a_ballot(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    plan(site.api("moderator"), "silence", first=1, last=5)
    assert do(site.api("moderator"), "R1", "opening").status_code == 200
    words = (
        f"{code} is under silence: it is adopted unless a delegation breaks it, and is not amended meanwhile."
    )
    for day in (2, 9):
        site.now = at(day)
        assert why(move(site, "state", code, second, "There is none.")) == words
        assert words in site.client("state").get(f"/{SLUG}/{code}/amendments").text


def test_a_text_on_a_ballot_is_said_to_be_under_decision(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    plan(site.api("moderator"), "ballot", first=1, last=5)
    assert do(site.api("moderator"), "R1", "opening").status_code == 200
    site.now = at(2)
    told = why(move(site, "state", code, second, "There is none."))
    assert "Amendments are moved before the ballot opens" in told
