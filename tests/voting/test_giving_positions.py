"""A delegation gives its positions, by page and by API: who may, when, with what reason, and with which receipt."""

from datetime import timedelta
from typing import Any

import pytest

from app.voting.models import Ballot
from app.voting.rules import receipt_of
from tests.support import Form, Site

SLUG = "hld-2013-decision"
BALLOT = f"/{SLUG}/ballots/BAL-1"
SHEET = f"{BALLOT}/sheet"
API = f"/consultations/{SLUG}/ballots/BAL-1"


def ballot_of(site: Site) -> Ballot:
    from sqlmodel import select

    with site.database.reading() as db:
        return db.exec(select(Ballot).where(Ballot.consultation_id == site.consultation(SLUG).id)).one()


def mine(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get(API).json()["mine"]
    return found


def missing(client: Any) -> list[str]:
    document = client.get(API).json()
    return [line["code"] for line in document["proposals"] if line["code"] not in document["mine"]]


def positions(site: Site, proposal: str, delegation: str) -> list[Any]:
    return site.rows(
        "SELECT p.turn, p.position, p.reason, p.current, p.receipt, p.nonce FROM position p"
        " JOIN proposal q ON q.id = p.proposal_id JOIN delegation d ON d.id = p.delegation_id"
        " JOIN consultation c ON c.id = p.consultation_id"
        " WHERE c.slug = :slug AND q.code = :proposal AND d.code = :delegation ORDER BY p.turn",
        slug=SLUG,
        proposal=proposal,
        delegation=delegation,
    )


def test_a_head_gives_a_position_and_holds_its_receipt(site: Site) -> None:
    state = site.api("state")
    code = missing(state)[0]
    answer = state.put(f"{API}/positions/{code}", json={"position": "support"})
    assert answer.status_code == 200
    given = answer.json()
    assert given["receipt"] == receipt_of(
        consultation=SLUG,
        ballot="BAL-1",
        proposal=code,
        delegation=given["delegation"],
        version=given["version"],
        turn=1,
        position="support",
        reason=None,
        cast_at=site.now,
        nonce=given["nonce"],
    )
    assert mine(state)[code]["receipt"] == given["receipt"]
    assert [row.position for row in positions(site, code, given["delegation"])] == ["support"]


def test_in_a_round_by_delegation_nobody_learns_who_gave_it_not_even_the_delegation(site: Site) -> None:
    by_delegation = "UPDATE round SET attribution = 'delegation' WHERE id = :round"
    site.tamper(by_delegation, round=ballot_of(site).round_id)
    state = site.api("state")
    code = missing(state)[0]
    assert state.put(f"{API}/positions/{code}", json={"position": "support"}).status_code == 200
    last = "SELECT author_title, person_id FROM position ORDER BY id DESC LIMIT 1"
    title, person_id = site.rows(last)[0]
    assert (title, person_id) == ("", site.actor("state").person_id)
    said = site.rows(
        "SELECT capacity, delegation FROM ledger WHERE verb = 'position_cast' ORDER BY seq DESC LIMIT 1"
    )
    assert [tuple(row) for row in said] == [(None, "org-bel")]
    rows = site.api("secretariat").get(f"/consultations/{SLUG}/ledger?limit=500").json()["items"]
    assert [row["person"] for row in rows if row["verb"] == "position_cast"][-1:] == [None]
    assert "by the delegation" in site.client("alternate").get(f"{SHEET}").text


def test_the_last_position_before_the_deadline_counts_and_the_others_stay(site: Site) -> None:
    state = site.api("state")
    code = missing(state)[0]
    first = state.put(f"{API}/positions/{code}", json={"position": "support"}).json()
    site.now = ballot_of(site).closes_at - timedelta(microseconds=1)
    second = state.put(
        f"{API}/positions/{code}", json={"position": "object", "reason": "We cannot fund it."}
    ).json()
    assert (first["turn"], second["turn"]) == (1, 2)
    rows = positions(site, code, second["delegation"])
    assert [(row.position, bool(row.current)) for row in rows] == [("support", False), ("object", True)]


def test_a_second_click_gets_the_same_receipt_and_counts_once(site: Site) -> None:
    state = site.api("state")
    code = missing(state)[0]
    answers = [
        state.put(f"{API}/positions/{code}", json={"position": "abstain"}).json() for _click in range(2)
    ]
    assert answers[0] == answers[1]
    assert len(positions(site, code, answers[0]["delegation"])) == 1


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=400)])
def test_a_position_at_or_after_the_deadline_is_refused_by_the_servers_clock(
    site: Site, late: timedelta
) -> None:
    state = site.api("state")
    code = missing(state)[0]
    site.now = ballot_of(site).closes_at + late
    answer = state.put(f"{API}/positions/{code}", json={"position": "support"})
    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("This ballot is closed.")
    assert code not in mine(state)


def test_a_position_is_refused_before_the_ballot_opens(site: Site) -> None:
    state = site.api("state")
    code = missing(state)[0]
    site.now = ballot_of(site).opens_at - timedelta(microseconds=1)
    answer = state.put(f"{API}/positions/{code}", json={"position": "support"})
    assert answer.status_code == 403
    assert answer.json()["detail"] == "This ballot has not opened yet."


def test_a_ballot_that_no_moderator_opened_takes_no_positions(site: Site) -> None:
    state = site.api("state")
    code = missing(state)[0]
    site.tamper("UPDATE round SET opening_given_at = NULL WHERE id = :id", id=ballot_of(site).round_id)
    answer = state.put(f"{API}/positions/{code}", json={"position": "support"})
    assert answer.status_code == 403
    assert "waits for a moderator" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("observer", "Only the head or an alternate of a delegation"),
        ("member", "Only the head or an alternate of a delegation"),
        ("rapporteur", "Only the head or an alternate of a delegation"),
        ("moderator", "Only the head or an alternate of a delegation"),
        ("secretariat", "The secretariat and the administrators never give a position"),
        ("administrator", "The secretariat and the administrators never give a position"),
    ],
)
def test_only_head_and_alternates_give_positions(reading_site: Site, who: str, sentence: str) -> None:
    answer = reading_site.api(who).put(f"{API}/positions/RT1-M1", json={"position": "support"})
    assert answer.status_code == 403
    assert answer.json()["detail"].startswith(sentence)
    page = reading_site.client(who).get(SHEET)
    assert page.status_code == 403
    assert sentence in page.text
    ballot = reading_site.client(who).get(BALLOT)
    assert sentence in ballot.text


def test_nobody_without_a_token_gives_a_position(reading_site: Site) -> None:
    answer = reading_site.api().put(f"{API}/positions/RT1-M1", json={"position": "support"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_nobody_gives_the_position_of_somebody_elses_delegation(site: Site) -> None:
    ngo = site.api("ngo").get(API).json()["delegation"]
    answer = site.api("state").put(f"{API}/positions/RT1-M1", json={"position": "support", "delegation": ngo})
    assert answer.status_code == 403
    assert "of this delegation" in answer.json()["detail"]


def test_a_delegation_outside_the_electorate_is_refused(site: Site) -> None:
    state = site.api("state")
    code, delegation = missing(state)[0], state.get(API).json()["delegation"]
    site.tamper(
        "DELETE FROM elector WHERE ballot_id = :ballot AND delegation_id IN"
        " (SELECT id FROM delegation WHERE code = :code)",
        ballot=ballot_of(site).id,
        code=delegation,
    )
    answer = state.put(f"{API}/positions/{code}", json={"position": "support", "delegation": delegation})
    assert answer.status_code == 403
    assert "does not take part in this ballot" in answer.json()["detail"]
    assert "does not take part in this ballot" in site.client("state").get(SHEET).text


def test_a_proposal_that_is_not_on_the_ballot_takes_no_position(site: Site) -> None:
    site.tamper(
        "DELETE FROM ballot_proposal WHERE ballot_id = :ballot AND proposal_id IN"
        " (SELECT id FROM proposal WHERE code = 'RT1-M2')",
        ballot=ballot_of(site).id,
    )
    answer = site.api("state").put(f"{API}/positions/RT1-M2", json={"position": "support"})
    assert answer.status_code == 403
    assert answer.json()["detail"] == "This proposal is not on this ballot."
    unknown = site.api("state").put(f"{API}/positions/RT9-M9", json={"position": "support"})
    assert unknown.status_code == 404


def test_who_gave_positions_of_one_delegation_gives_none_of_another_in_the_same_ballot(
    site: Site,
) -> None:
    state = site.api("state")
    code = missing(state)[0]
    other = site.api("ngo").get(API).json()["delegation"]
    site.tamper(
        "INSERT INTO membership (consultation_id, delegation_id, person_id, role, title)"
        " SELECT d.consultation_id, d.id, p.id, 'alternate', 'Alternate, on loan' FROM delegation d, person p"
        " WHERE d.code = :other AND d.consultation_id = :here AND p.email = 'state@demo.example'",
        other=other,
        here=site.consultation(SLUG).id,
    )
    ours = next(d for d in [state.get(API).json()["delegation"]] if d != other)
    assert state.put(f"{API}/positions/{code}", json={"position": "support"}).json()["errors"] == [
        {"field": "delegation", "message": "You speak for more than one delegation; say for which."}
    ]
    assert state.put(f"{API}/positions/{code}", json={"position": "support", "delegation": ours}).is_success
    answer = state.put(f"{API}/positions/{code}", json={"position": "support", "delegation": other})
    assert answer.status_code == 403
    assert "Nobody speaks for two in the same ballot." in answer.json()["detail"]
    page = site.client("state").get(f"{SHEET}?delegation={other}")
    assert "Nobody speaks for two in the same ballot." in page.text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"position": "object"}, "reason"),
        ({"position": "support_with_reservation", "reason": " \u0007 "}, "reason"),
        ({"position": "object", "reason": "x" * 4001}, "reason"),
        ({"position": "maybe"}, "position"),
        ({}, "position"),
        ({"position": 1}, "position"),
        ({"position": "support", "weight": 2}, "weight"),
        ({"position": "support", "delegation": "nobody"}, "delegation"),
    ],
)
def test_bad_input_is_said_at_its_field_and_changes_nothing(
    reading_site: Site, body: dict[str, Any], field: str
) -> None:
    state = reading_site.api("state")
    before = mine(state)
    answer = state.put(f"{API}/positions/{missing(state)[0]}", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert mine(state) == before


def test_a_reason_is_stored_without_control_characters(site: Site) -> None:
    state = site.api("state")
    code = missing(state)[0]
    given = state.put(
        f"{API}/positions/{code}", json={"position": "object", "reason": "No\u0000 funds\r\nhere "}
    )
    assert given.json()["reason"] == "No funds\nhere"


def test_a_program_that_saw_an_older_turn_overwrites_nothing(site: Site) -> None:
    state, alternate = site.api("state"), site.api("alternate")
    code = missing(state)[0]
    state.put(f"{API}/positions/{code}", json={"position": "support"})
    answer = alternate.put(f"{API}/positions/{code}", json={"position": "abstain", "turn": 0})
    assert answer.status_code == 409
    assert mine(state)[code]["position"] == "support"


def test_the_ledger_says_that_a_position_was_given_and_not_which(site: Site) -> None:
    state = site.api("state")
    code = missing(state)[0]
    state.put(f"{API}/positions/{code}", json={"position": "object", "reason": "Unmistakable words."})
    entry = site.rows("SELECT * FROM ledger WHERE track = :track ORDER BY seq DESC LIMIT 1", track=SLUG)[0]
    assert (entry.verb, entry.subject) == ("position_cast", code)
    assert entry.capacity.startswith("Head of delegation")
    written = f"{entry.facts} {entry.reason} {entry.digests}"
    assert "object" not in written.replace("objected", "")
    assert "Unmistakable" not in written


def test_the_sheet_works_without_javascript(site: Site) -> None:
    state, program = site.client("state"), site.api("state")
    page = state.get(SHEET)
    assert page.status_code == 200
    first, second = missing(program)[:2]
    form = Form(page, SHEET)
    answer = form.submit(
        state,
        follow=False,
        **{first: "support", second: "object", f"{second}-reason": "It duplicates the Fund."},
    )
    assert answer.status_code == 303
    given = mine(program)
    assert given[first]["position"] == "support"
    assert (given[second]["position"], given[second]["reason"]) == ("object", "It duplicates the Fund.")
    after = state.get(answer.headers["location"])
    assert given[first]["receipt"] in after.text
    assert "It duplicates the Fund." in after.text


def test_one_row_can_be_recorded_alone(site: Site) -> None:
    state, program = site.client("state"), site.api("state")
    first, second = missing(program)[:2]
    form = Form(state.get(SHEET), SHEET)
    values = {**form.values, first: "support", second: "support", "only": first}
    answer = state.post(SHEET, data=values, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert f'id="{first}"' in answer.text
    assert f'id="{second}"' not in answer.text
    assert second not in mine(program)
    assert mine(program)[first]["receipt"] in answer.text


def test_nothing_of_a_sheet_is_recorded_when_one_reason_is_missing_and_all_that_was_typed_stays(
    site: Site,
) -> None:
    state, program = site.client("state"), site.api("state")
    first, second, third = missing(program)[:3]
    form = Form(state.get(SHEET), SHEET)
    answer = form.submit(
        state,
        **{
            first: "support",
            second: "object",
            third: "support_with_reservation",
            f"{third}-reason": "Only with <b>funds</b>.",
        },
    )
    assert answer.status_code == 422
    assert not {first, second, third} & set(mine(program))
    again = Form(answer, SHEET)
    assert (again.values[first], again.values[second]) == (["support"], ["object"])
    assert again.values[f"{third}-reason"][0].strip() == "Only with <b>funds</b>."
    assert "An objection needs its reason" in answer.text
    assert f'href="#{second}-reason"' in answer.text
    assert "<b>funds</b>" not in answer.text


def test_head_and_alternate_share_one_sheet_and_see_who_gave_what(site: Site) -> None:
    head, alternate = site.client("state"), site.client("alternate")
    code = missing(site.api("state"))[0]
    Form(head.get(SHEET), SHEET).submit(head, **{code: "support"})
    page = alternate.get(SHEET)
    assert Form(page, SHEET).values[code] == ["support"]
    assert "by Head of delegation" in page.text


def test_an_older_sheet_does_not_undo_what_the_alternate_gave_meanwhile(site: Site) -> None:
    head, alternate = site.client("state"), site.client("alternate")
    program = site.api("state")
    first, second = missing(program)[:2]
    Form(head.get(SHEET), SHEET).submit(head, **{first: "support"})
    old = Form(head.get(SHEET), SHEET)
    Form(alternate.get(SHEET), SHEET).submit(alternate, **{first: "abstain"})
    assert old.submit(head, **{second: "support"}).status_code == 200
    assert (mine(program)[first]["position"], mine(program)[second]["position"]) == ("abstain", "support")


def test_two_who_decide_apart_are_told_and_neither_is_overwritten(site: Site) -> None:
    head, alternate = site.client("state"), site.client("alternate")
    program = site.api("state")
    first, second = missing(program)[:2]
    old = Form(head.get(SHEET), SHEET)
    Form(alternate.get(SHEET), SHEET).submit(alternate, **{first: "abstain"})
    answer = old.submit(head, **{first: "support", second: "support"})
    assert answer.status_code == 409
    assert "has given “abstain” since you opened this sheet" in answer.text
    assert mine(program)[first]["position"] == "abstain"
    assert second not in mine(program)
    assert Form(answer, SHEET).submit(head).status_code == 200
    assert mine(program)[first]["position"] == "support"


def test_a_closed_sheet_shows_what_was_given_and_why_nothing_more_is_taken(site: Site) -> None:
    state = site.client("state")
    open_form = Form(state.get(SHEET), SHEET)
    site.now = ballot_of(site).closes_at
    page = state.get(SHEET)
    assert 'type="radio"' not in page.text
    assert "This ballot is closed." in page.text
    late = open_form.submit(state, **{missing(site.api("state"))[0]: "support"})
    assert late.status_code == 403
    assert "This ballot is closed." in late.text


def test_the_tabs_show_what_is_missing_and_what_has_a_reason(reading_site: Site) -> None:
    state, program = reading_site.client("state"), reading_site.api("state")
    lacking = set(missing(program))
    page = Form(state.get(f"{SHEET}?show=missing"), SHEET)
    assert {name.removesuffix("-turn") for name in page.values if name.endswith("-turn")} == lacking
    reasons = Form(state.get(f"{SHEET}?show=reasons"), SHEET)
    said = {code for code, given in mine(program).items() if given["reason"]}
    assert {name.removesuffix("-turn") for name in reasons.values if name.endswith("-turn")} == said


def test_junk_in_the_sheet_is_ignored_or_said_and_never_a_crash(site: Site) -> None:
    state = site.client("state")
    form = Form(state.get(SHEET), SHEET)
    code = missing(site.api("state"))[0]
    for values in (
        {"RT9-M9": "support"},
        {code: "maybe"},
        {f"{code}-turn": "²", code: "support"},
        {"delegation": "nobody", "show": "everything", "only": "RT9-M9"},
        {code: "object", f"{code}-reason": "x" * 5000},
    ):
        assert form.submit(state, **values).status_code in (200, 409, 422)
    assert code not in mine(site.api("state")) or mine(site.api("state"))[code]["position"] == "support"


def test_a_reason_of_invisible_signs_is_no_reason(site: Site) -> None:
    state = site.api("state")
    code = missing(state)[0]
    answer = state.put(
        f"{API}/positions/{code}", json={"position": "object", "reason": "\u200b\u200b \u2060"}
    )
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["reason"]
    assert code not in mine(state)


def test_a_row_recorded_by_itself_is_meant_although_it_says_what_it_was_drawn_with(site: Site) -> None:
    state, alternate = site.api("state"), site.api("alternate")
    code = missing(state)[0]
    drawn = state.put(f"{API}/positions/{code}", json={"position": "support"}).json()["turn"]
    browser = site.client("state")
    form = Form(browser.get(SHEET), "/sheet")
    alternate.put(f"{API}/positions/{code}", json={"position": "abstain"})
    assert form.submit(browser, only=code).status_code == 409
    again = state.put(f"{API}/positions/{code}", json={"position": "support", "turn": drawn})
    assert again.status_code == 409, "whoever asks for support is not told that abstention was recorded"
    assert mine(state)[code]["position"] == "abstain"


def test_half_a_character_in_a_delegations_code_is_said_and_never_a_crash(site: Site) -> None:
    state = site.api("state")
    body = b'{"position": "support", "delegation": "\\ud800"}'
    answer = state.put(
        f"{API}/positions/{missing(state)[0]}", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert "damaged character" in answer.json()["detail"]


def test_what_a_delegation_would_do_for_a_pilot_stands_beside_its_position_and_is_in_the_receipt(
    site: Site,
) -> None:
    state = site.api("state")
    code = missing(state)[0]
    url = f"{API}/positions/{code}"
    first = state.put(url, json={"position": "support"}).json()
    assert first["willing"] is None
    second = state.put(url, json={"position": "support", "willing": "lead"}).json()
    assert (second["turn"], second["willing"]) == (2, "lead")
    assert second["receipt"] == receipt_of(
        consultation=SLUG,
        ballot="BAL-1",
        proposal=code,
        delegation=second["delegation"],
        version=second["version"],
        turn=2,
        position="support",
        reason=None,
        cast_at=site.now,
        nonce=second["nonce"],
        willing="lead",
    )
    # Who says nothing of it changes nothing in it.
    assert state.put(url, json={"position": "support"}).json() == second
    third = state.put(url, json={"position": "abstain"}).json()
    assert (third["position"], third["willing"]) == ("abstain", "lead")
    assert state.put(url, json={"position": "abstain", "willing": ""}).json()["willing"] is None
    assert mine(state)[code]["willing"] is None


def test_willing_is_one_of_four_words_and_stands_beside_a_position(site: Site) -> None:
    state = site.api("state")
    code = missing(state)[0]
    answer = state.put(f"{API}/positions/{code}", json={"position": "support", "willing": "perhaps"})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["willing"]
    page = site.client("state")
    alone = Form(page.get(SHEET), SHEET).submit(page, **{f"{code}-willing": "fund"})
    assert alone.status_code == 422
    assert "Choose a position too" in alone.text
    assert Form(alone, SHEET).values[f"{code}-willing"] == ["fund"]
    assert code not in mine(state)
    done = Form(alone, SHEET).submit(page, **{code: "support"})
    assert done.status_code == 200
    assert (mine(state)[code]["position"], mine(state)[code]["willing"]) == ("support", "fund")
    site.now = ballot_of(site).closes_at
    assert "We would help to fund it" in page.get(SHEET).text


def test_willing_is_in_the_register_after_the_close_and_vouched_for(site: Site) -> None:
    state = site.api("state")
    code = missing(state)[0]
    given = state.put(f"{API}/positions/{code}", json={"position": "support", "willing": "partner"}).json()
    site.now = ballot_of(site).closes_at
    rows = site.api().get(f"{API}/register?limit=1000").json()["items"]
    by = {row["receipt"]: row["willing"] for row in rows}
    assert by[given["receipt"]] == "partner"
    from app.dossier.verification import verify

    with site.database.reading() as db:
        assert verify(db, SLUG).breaks == []
    site.tamper("UPDATE position SET willing = 'lead' WHERE receipt = :receipt", receipt=given["receipt"])
    with site.database.reading() as db:
        assert any("position" in sentence for sentence in verify(db, SLUG).breaks)


def test_a_position_on_a_version_that_is_not_decided_on_is_settled_in_words(site: Site) -> None:
    state = site.api("state")
    line = next(line for line in state.get(API).json()["proposals"] if line["code"] == missing(state)[0])
    url = f"{API}/positions/{line['code']}"
    older = state.put(url, json={"position": "support", "version": line["version"] + 1})
    assert older.status_code == 422
    assert "is not the one that is decided on" in older.json()["errors"][0]["message"]
    assert line["code"] not in mine(state)
    assert state.put(url, json={"position": "support", "version": line["version"]}).status_code == 200


def test_a_delegation_that_left_gives_no_more_and_what_it_gave_stands(site: Site) -> None:
    state = site.api("state")
    first, second = missing(state)[:2]
    given = state.put(f"{API}/positions/{first}", json={"position": "support"}).json()
    head = Form(site.client("state").get(SHEET), SHEET)
    here = site.consultation(SLUG).id
    site.tamper(
        "UPDATE delegation SET ended_at = :now WHERE consultation_id = :here AND code = :code",
        now=site.now, here=here, code=given["delegation"],
    )  # fmt: skip
    site.tamper(
        "UPDATE membership SET ended_at = :now WHERE delegation_id ="
        " (SELECT id FROM delegation WHERE consultation_id = :here AND code = :code)",
        now=site.now, here=here, code=given["delegation"],
    )  # fmt: skip
    refused = state.put(f"{API}/positions/{second}", json={"position": "support"})
    assert refused.status_code == 403
    assert "Only the head or an alternate" in refused.json()["detail"]
    assert head.submit(site.client("state"), **{second: "support"}).status_code == 403
    assert [row.receipt for row in positions(site, first, given["delegation"])] == [given["receipt"]]


def with_rule(site: Site, preset: str) -> None:
    """The same ballot with another rule, and nothing given yet by the State."""
    import json

    from app.voting.presets import PRESETS

    rule = json.dumps(PRESETS[preset].as_stored())
    ballot = ballot_of(site).id
    site.tamper("UPDATE ballot SET rule = :rule, preset = :preset WHERE id = :id", rule=rule, preset=preset, id=ballot)  # fmt: skip
    first = PRESETS[preset].offered[0].name
    site.tamper(
        "UPDATE position SET position = :first, reason = 'Why.' WHERE ballot_id = :id", first=first, id=ballot
    )


@pytest.mark.parametrize(
    ("preset", "position", "due"),
    [
        ("evaluation", "discuss", True),
        ("committee", "approve_with_comments", True),
        ("consent", "concern", True),
        ("silence", "object", True),
        ("rating_1_9", "9", False),
        ("approval", "not_approve", False),
    ],
)
def test_a_sheet_of_any_rule_takes_its_positions_once_and_asks_for_the_reasons_it_needs(
    site: Site, preset: str, position: str, due: bool
) -> None:
    with_rule(site, preset)
    state, program = site.client("state"), site.api("state")
    code = missing(program)[0]
    drawn = Form(state.get(SHEET), SHEET)
    foreign = program.put(f"{API}/positions/{code}", json={"position": "support_with_reservation"})
    assert foreign.status_code == 422
    assert "is no position of this ballot" in foreign.json()["errors"][0]["message"]
    without = drawn.submit(state, **{code: position})
    assert without.status_code == (422 if due else 200)
    if due:
        assert code not in mine(program)
        assert drawn.submit(state, **{code: position, f"{code}-reason": "Why."}).status_code == 200
    # A form that is replayed says the same and counts once; on a sheet that has gone on it undoes nothing.
    assert drawn.submit(state, **{code: position, f"{code}-reason": "Why."}).status_code == 200
    given = mine(program)[code]
    assert (given["position"], given["turn"]) == (position, 1)
    site.now = ballot_of(site).closes_at + timedelta(milliseconds=1)
    late = drawn.submit(state, **{code: position, f"{code}-reason": "Later."})
    assert late.status_code == 403
    assert mine(program)[code] == given


def test_who_changes_seats_speaks_for_no_second_delegation_in_the_same_ballot(site: Site) -> None:
    """Invariant 22 holds also where the seat in the first delegation has ended."""
    state = site.api("state")
    assert state.put(f"{API}/positions/{missing(state)[0]}", json={"position": "support"}).status_code == 200
    other = site.rows(
        "SELECT d.code FROM elector e JOIN delegation d ON d.id = e.delegation_id JOIN ballot b ON b.id = e.ballot_id"
        " JOIN consultation c ON c.id = b.consultation_id"
        " WHERE c.slug = 'hld-2013-decision' AND d.code NOT IN ('org-bel') ORDER BY d.code LIMIT 1"
    )[0][0]
    site.tamper(
        "UPDATE membership SET delegation_id = (SELECT d.id FROM delegation d JOIN consultation c ON c.id ="
        " d.consultation_id WHERE d.code = :other AND c.slug = 'hld-2013-decision') WHERE person_id = :person"
        " AND delegation_id = (SELECT d.id FROM delegation d JOIN consultation c ON c.id = d.consultation_id"
        " WHERE d.code = 'org-bel' AND c.slug = 'hld-2013-decision')",
        other=other,
        person=site.actor("state").person_id,
    )
    refused = state.put(f"{API}/positions/{missing(state)[1]}", json={"position": "support"})
    assert refused.status_code == 403
    assert "Nobody speaks for two in the same ballot" in refused.json()["detail"]
