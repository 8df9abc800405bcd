"""Who has recused themselves from a ballot neither gives positions nor declares it (invariant 7)."""

from typing import Any

from app.dossier.verification import verify
from tests.support import Form, Site
from tests.voting.test_giving_positions import API, BALLOT, SHEET, SLUG, ballot_of, mine, missing

RECUSAL = f"{BALLOT}/recusal"


def recuse(program: Any, reason: str = "I chair the board of the fund.") -> Any:
    return program.put(f"{API}/recusal", json={"reason": reason})


def test_who_has_recused_themselves_gives_no_position_and_the_other_half_does(site: Site) -> None:
    state, alternate = site.api("state"), site.api("alternate")
    first, second = missing(state)[:2]
    assert state.put(f"{API}/positions/{first}", json={"position": "support"}).status_code == 200
    assert recuse(state).json()["recused"] is True
    refused = state.put(f"{API}/positions/{second}", json={"position": "support"})
    assert refused.status_code == 403
    assert refused.json()["detail"].startswith("You have recused yourself from this ballot.")
    page = site.client("state").get(SHEET)
    assert "You have recused yourself from this ballot." in page.text
    assert 'type="radio"' not in page.text
    # What was given stands, and the others of the delegation go on.
    assert mine(alternate)[first]["position"] == "support"
    assert alternate.put(f"{API}/positions/{second}", json={"position": "abstain"}).status_code == 200
    with site.database.reading() as db:
        assert verify(db, SLUG).breaks == []


def test_a_recusal_needs_its_word_why_and_is_taken_back_while_the_ballot_is_open(site: Site) -> None:
    state, program = site.client("state"), site.api("state")
    code = missing(program)[0]
    empty = Form(state.get(RECUSAL), RECUSAL).submit(state, reason=" \u200b")
    assert empty.status_code == 422
    assert "Say in a word why you recuse yourself." in empty.text
    done = Form(state.get(RECUSAL), RECUSAL).submit(state, reason="I run <b>this</b> fund.")
    assert "You take no part in this ballot" in done.text
    assert "<b>this</b>" not in done.text
    again = recuse(program, "Something else.").json()
    assert again["reason"] == "I run <b>this</b> fund."
    assert len(site.rows("SELECT id FROM recusal")) == 1
    back = Form(state.get(RECUSAL), f"{RECUSAL}/withdrawal").submit(state)
    assert "Why do you take no part?" in back.text
    assert program.put(f"{API}/positions/{code}", json={"position": "support"}).status_code == 200
    assert recuse(program).status_code == 200
    assert len(site.rows("SELECT id FROM recusal")) == 2
    site.now = ballot_of(site).closes_at
    late = program.post(f"{API}/recusal/withdrawal")
    assert late.status_code == 403
    assert late.json()["detail"] == "A recusal is taken back only while the ballot is open."


def test_a_moderator_who_has_recused_themselves_declares_nothing(site: Site) -> None:
    moderator = site.api("moderator")
    assert recuse(moderator).status_code == 200
    site.now = ballot_of(site).closes_at
    refused = moderator.post(f"{API}/declaration")
    assert refused.status_code == 403
    assert "You have recused yourself from this ballot" in refused.json()["detail"]


def test_who_gives_and_declares_nothing_has_nothing_to_recuse_themselves_from(reading_site: Site) -> None:
    for who in ("observer", "administrator"):
        answer = recuse(reading_site.api(who))
        assert answer.status_code == 403
        assert "nothing to recuse yourself from" in answer.json()["detail"]
    assert recuse(reading_site.api()).status_code == 401
