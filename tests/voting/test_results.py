"""What a ballot decided: nothing while it is open, everything afterwards, and the same whoever counts."""

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.consultations.models import Round
from app.kernel.shipped import shipped
from app.voting.actions.results import publish_due_results, publish_result
from app.voting.models import Ballot
from app.voting.queries import tally, view_of
from app.voting.results.stretch import stretch
from tests.ceilings.counting import counted
from tests.support import Site, commonspace

OPEN, CLOSED = "hld-2013-decision", "hld-2013"
NAMES = ("support", "support_with_reservation", "abstain", "object")


def api(slug: str) -> str:
    return f"/consultations/{slug}/ballots/BAL-1"


def whole_register(client: Any, slug: str, limit: int = 700) -> list[dict[str, Any]]:
    rows, cursor = [], ""
    while True:
        page = client.get(f"{api(slug)}/register", params={"limit": limit, "cursor": cursor}).json()
        rows += page["items"]
        if page["next"] is None:
            return rows
        cursor = page["next"]


def recount(rule: dict[str, Any], seats: dict[str, str], given: dict[str, str]) -> dict[str, Any]:
    """An independent count, from the README of the data alone."""

    def count(members: list[str]) -> dict[str, int]:
        words = Counter(given.get(member, "not_voted") for member in members)
        return {name: words[name] for name in (*NAMES, "not_voted")}

    overall = count(list(seats))
    classes = {code: count([m for m, c in seats.items() if c == code]) for code in seats.values()}
    cast = sum(overall[name] for name in NAMES)
    decided = cast - overall["abstain"]
    up, down = rule["adoption_support_fraction"]
    n, of = rule["constituency_block_fraction"]
    blocked = any(
        c["object"] * of > n * (c["support"] + c["support_with_reservation"] + c["object"])
        for c in classes.values()
    )
    if cast * 100 < rule["quorum_percent"] * len(seats):
        outcome = "no_quorum"
    elif not overall["object"]:
        outcome = "consensus"
    elif (decided - overall["object"]) * down >= up * decided and not blocked:
        outcome = "adopted"
    else:
        outcome = "not_adopted"
    return {"outcome": outcome, "overall": overall, "by_constituency": classes}


def test_the_tally_equals_a_recount_from_the_packages_own_positions(demo_url: str) -> None:
    done = commonspace(demo_url, "tally", CLOSED, "BAL-1", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    package = json.loads((shipped("data") / "hld-2013.json").read_text())
    ballot = package["ballots"][0]
    home = {o["id"]: o["constituency"] for o in package["organisations"]}
    seats = {o: home[o] for o in ballot["eligible"]}
    assert (document["consultation"], document["ballot"], document["electorate"]) == (CLOSED, "BAL-1", 50)
    assert document["rule"] == ballot["rule"]
    assert [r["proposal"] for r in document["results"]] == ballot["proposals"]
    for result in document["results"]:
        given = {
            p["organisation"]: p["position"]
            for p in ballot["positions"]
            if p["proposal"] == result["proposal"]
        }
        mine = recount(ballot["rule"], seats, given)
        theirs = {
            code: {name: n for name, n in counts.items() if name != "electorate"}
            for code, counts in result["by_constituency"].items()
        }
        sizes = {code: counts["electorate"] for code, counts in result["by_constituency"].items()}
        assert (result["outcome"], result["overall"], theirs) == (
            mine["outcome"],
            mine["overall"],
            mine["by_constituency"],
        )
        assert sizes == Counter(seats.values())
        assert all(sentence.endswith(".") for sentence in result["why"])


def test_the_published_register_alone_reproduces_the_tally(reading_site: Site) -> None:
    anybody = reading_site.api()
    document = anybody.get(api(CLOSED)).json()
    seats = {e["delegation"]: e["constituency"] for e in document["electorate"]}
    rows = whole_register(anybody, CLOSED)
    assert len(rows) == 3043
    assert len({(row["proposal"], row["delegation"]) for row in rows}) == 3043
    for result in anybody.get(f"{api(CLOSED)}/tally").json()["results"]:
        given = {row["delegation"]: row["position"] for row in rows if row["proposal"] == result["proposal"]}
        assert recount(document["rule"], seats, given)["outcome"] == result["outcome"]


def test_the_page_the_api_and_the_command_say_the_same(demo_url: str) -> None:
    with Site(demo_url) as site:
        document = site.api().get(f"{api(CLOSED)}/tally").json()
        page = site.client().get(f"/{CLOSED}/ballots/BAL-1").text
    assert json.loads(commonspace(demo_url, "tally", CLOSED, "BAL-1", "--json").stdout) == document
    for result in document["results"]:
        assert f"/{CLOSED}/ballots/BAL-1/{result['proposal']}" in page
    assert "49 by consensus" in page
    table = commonspace(demo_url, "tally", CLOSED, "BAL-1")
    assert table.stdout.splitlines()[-1] == (
        "50 delegations, 68 proposals: 49 consensus, 12 adopted, 6 not_adopted, 1 no_quorum"
    )


def test_an_open_ballot_is_counted_only_when_the_operator_says_provisional(demo_url: str) -> None:
    refused = commonspace(demo_url, "tally", OPEN, "BAL-1", "--json")
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "still open" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    provisional = commonspace(demo_url, "tally", OPEN, "BAL-1", "--json", "--provisional")
    assert provisional.returncode == 0
    assert len(json.loads(provisional.stdout)["results"]) == 68
    for slug, ballot in ((OPEN, "BAL-9"), ("nowhere", "BAL-1")):
        unknown = commonspace(demo_url, "tally", slug, ballot, "--json")
        assert (unknown.returncode, unknown.stdout) == (2, "")
        assert len(unknown.stderr.splitlines()) == 1


@pytest.mark.parametrize("who", [None, "observer", "state", "moderator", "secretariat", "administrator"])
def test_nobody_sees_how_an_open_ballot_stands(reading_site: Site, who: str | None) -> None:
    program, browser = reading_site.api(who), reading_site.client(who)
    for path in ("tally", "register"):
        answer = program.get(f"{api(OPEN)}/{path}")
        assert answer.status_code == 403
        assert "still open" in answer.json()["detail"]
    result = browser.get(f"/{OPEN}/ballots/BAL-1/RT1-M1")
    assert result.status_code == 403
    assert "still open" in result.text
    page = browser.get(f"/{OPEN}/ballots/BAL-1").text
    assert "of the 50 delegations" not in page
    assert "Consensus" not in page
    said = reading_site.rows(
        "SELECT p.reason FROM position p JOIN consultation c ON c.id = p.consultation_id"
        " WHERE c.slug = :slug AND p.reason IS NOT NULL LIMIT 3",
        slug=OPEN,
    )
    assert said
    for row in said:
        hits = reading_site.rows(
            "SELECT title FROM search_entry WHERE body LIKE :words", words=f"%{row.reason}%"
        )
        assert not hits
        assert row.reason not in page


def test_after_the_close_the_page_shows_objections_word_for_word(site: Site) -> None:
    state = site.api("state")
    ballot = state.get(api(OPEN)).json()
    code = next(p["code"] for p in ballot["proposals"] if p["code"] not in ballot["mine"])
    state.put(f"{api(OPEN)}/positions/{code}", json={"position": "object", "reason": "We <cannot> agree."})
    with site.database.reading() as db:
        site.now = max(row.closes_at for row in db.exec(select(Ballot)).all())
    page = site.client().get(f"/{OPEN}/ballots/BAL-1/{code}")
    assert page.status_code == 200
    assert "We &lt;cannot&gt; agree." in page.text
    rows = whole_register(site.api(), OPEN)
    assert (
        next(r for r in rows if r["proposal"] == code and r["delegation"] == ballot["delegation"])["reason"]
        == "We <cannot> agree."
    )


def test_a_receipt_can_be_computed_again_from_the_register(reading_site: Site) -> None:
    import hashlib

    row = whole_register(reading_site.api(), CLOSED)[0]
    event = {
        name: row[name]
        for name in ("proposal", "delegation", "version", "turn", "position", "reason", "nonce")
    }
    event |= {"consultation": CLOSED, "ballot": "BAL-1"}
    event["cast_at"] = row["cast_at"].replace("Z", ".000000+00:00")
    canonical = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(canonical.encode()).hexdigest() == row["receipt"]


def test_the_result_is_published_once_and_moves_the_proposals(site: Site) -> None:
    with site.database.unit_of_work() as db:
        assert publish_due_results(db) in (0, 1)
        ballot = db.exec(select(Ballot).where(Ballot.consultation_id == site.consultation(OPEN).id)).one()
        closes = ballot.closes_at
        assert ballot.result is None
    site.now = closes - timedelta(microseconds=1)
    with site.database.unit_of_work() as db:
        assert publish_due_results(db) == 0
    site.now = closes
    with site.database.unit_of_work() as db:
        assert publish_due_results(db) == 1
        assert publish_due_results(db) == 0
        ballot = db.exec(select(Ballot).where(Ballot.id == ballot.id)).one()
        assert publish_result(db, ballot) is None
        found = tally(db, view_of(ballot, db.get_one(Round, ballot.round_id), site.now))
        assert ballot.result is not None
        assert [r["outcome"] for r in ballot.result["results"]] == [
            str(r.result.outcome) for r in found.results
        ]
        outcomes = {r.line.code: str(r.result.outcome) for r in found.results}
        states = {r.line.code: r.line.state for r in found.results}
    moved = {
        "consensus": "adopted",
        "adopted": "adopted",
        "not_adopted": "not_adopted",
        "no_quorum": "ready",
    }
    assert states == {code: moved[outcome] for code, outcome in outcomes.items()}
    entries = site.rows(
        "SELECT subject FROM ledger WHERE track = :track AND verb = 'result_published'", track=OPEN
    )
    assert [entry.subject for entry in entries] == ["BAL-1"]


def test_a_result_moves_only_what_is_under_decision(site: Site) -> None:
    site.tamper(
        "UPDATE proposal SET state = 'withdrawn' WHERE code = 'RT1-M1' AND consultation_id = :here",
        here=site.consultation(OPEN).id,
    )
    with site.database.unit_of_work() as db:
        ballot = db.exec(select(Ballot).where(Ballot.consultation_id == site.consultation(OPEN).id)).one()
        site.now = ballot.closes_at
        publish_result(db, ballot)
    states = site.rows(
        "SELECT state FROM proposal WHERE code = 'RT1-M1' AND consultation_id = :here",
        here=site.consultation(OPEN).id,
    )
    assert [row.state for row in states] == ["withdrawn"]


def test_a_count_asks_the_database_four_times_however_many_proposals(reading_site: Site) -> None:
    with reading_site.database.reading() as db:
        ballot = db.exec(
            select(Ballot).where(Ballot.consultation_id == reading_site.consultation(CLOSED).id)
        ).one()
        view = view_of(ballot, db.get_one(Round, ballot.round_id), reading_site.now)
        with counted(reading_site.database) as whole:
            tally(db, view)
        with counted(reading_site.database) as one:
            tally(db, view, code="RT1-M1")
    assert len(whole) == len(one) == 4


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ballots/BAL-9", 404),
        ("/ballots/BAL-1/RT9-M9", 404),
        ("/ballots/BAL-1/sheet", 403),
        ("/ballots/BAL-1?outcome=nonsense", 200),
        ("/ballots/BAL-1?outcome=no_quorum", 200),
        ("/ballots", 200),
    ],
)
def test_odd_addresses_have_an_answer(reading_site: Site, path: str, status: int) -> None:
    assert reading_site.client().get(f"/{CLOSED}{path}").status_code == status


def test_an_odd_cursor_is_said(reading_site: Site) -> None:
    answer = reading_site.api().get(f"{api(CLOSED)}/register", params={"cursor": "²²"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")


def test_a_ballot_decides_on_the_text_that_stood_when_it_opened(site: Site) -> None:
    slug = "hld-2013-review"
    proposal, ballot = f"/consultations/{slug}/proposals/RT1-M1", f"/consultations/{slug}/ballots/BAL-1"
    member, state = site.api("member"), site.api("state")
    before = member.get(proposal).json()["version"]
    saved = member.patch(proposal, json={"title": "As revised"}, headers={"If-Match": f'"{before}"'})
    assert saved.json()["version"] == before + 1
    draft = member.get(f"/consultations/{slug}/outcome").text
    assert "As revised" in draft, "what waits for its ballot stands in the working draft as it was revised"

    opens = datetime.fromisoformat(member.get(ballot).json()["opens"])
    site.now = opens + timedelta(hours=1)
    lines = {line["code"]: line["version"] for line in state.get(ballot).json()["proposals"]}
    assert lines["RT1-M1"] == before + 1
    given = state.put(f"{ballot}/positions/RT1-M1", json={"position": "support"}).json()
    assert given["version"] == before + 1
    assert f"version {before + 1}" in " ".join(site.client("state").get(f"/{slug}/RT1-M1").text.split())


@pytest.mark.parametrize("outcome", ["", "consensus", "not_adopted"])
def test_the_pages_of_a_long_result_show_each_text_once_and_in_order(
    reading_site: Site, outcome: str
) -> None:
    with reading_site.database.reading() as db:
        ballot = db.exec(select(Ballot).where(Ballot.id == 1)).one()
        found = tally(db, view_of(ballot, db.get_one(Round, ballot.round_id), reading_site.now), words=False)
    seen, after = [], ""
    while True:
        page = stretch(found.results, outcome=outcome, after=after, limit=7)
        seen += [each.line.code for each in page.results]
        after = page.after
        assert len(page.results) == 7 or not after
        if not after:
            break
    assert seen == [r.line.code for r in found.results if outcome in ("", r.result.outcome)]


def test_a_result_is_read_on_from_behind_a_text(reading_site: Site) -> None:
    page = reading_site.client().get(f"/{CLOSED}/ballots/BAL-1?after=RT1-M2").text
    assert 'id="RT1-M2"' not in page
    assert 'id="RT1-M3"' in page
    assert f'href="/{CLOSED}/ballots/BAL-1#results" rel="first"' in page
