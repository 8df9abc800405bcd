"""The demonstration: four consultations, ten people, and an outcome that anybody can count again."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

from sqlmodel import select

from app.consultations.calendar import RoundStage, round_stage
from app.consultations.models import Consultation, Round
from app.demo import EVERYWHERE, PEOPLE, load_demo, reset_demo
from app.dossier.loading import import_package
from app.dossier.package import Package
from app.dossier.synth import Size, synthetic_package
from app.dossier.verification import verify
from app.kernel.actor import SYSTEM
from app.people.actions import add_person
from app.voting.models import Ballot
from tests.dossier.packages import FILE
from tests.support import NOON, Site, settings_for

AGAINST = "object"
FOR = ("support", "support_with_reservation")


def recount(ballot: dict[str, Any], constituency: dict[str, str]) -> dict[str, str]:
    """The rule of the package in plain words and whole numbers, straight from its positions."""
    outcomes = {}
    for code in ballot["proposals"]:
        cast = {p["organisation"]: p["position"] for p in ballot["positions"] if p["proposal"] == code}
        n = Counter(cast.values())
        deciding = n["support"] + n["support_with_reservation"] + n[AGAINST]
        blocked = False
        for group in set(constituency.values()):
            votes = [vote for body, vote in cast.items() if constituency[body] == group and vote != "abstain"]
            blocked = blocked or 2 * votes.count(AGAINST) > len(votes)
        if 100 * len(cast) < ballot["rule"]["quorum_percent"] * len(ballot["eligible"]):
            outcomes[code] = "no_quorum"
        elif n[AGAINST] == 0:
            outcomes[code] = "consensus"
        elif 3 * sum(n[vote] for vote in FOR) >= 2 * deciding and not blocked:
            outcomes[code] = "adopted"
        else:
            outcomes[code] = "not_adopted"
    return outcomes


def kept_result(site: Site) -> dict[str, dict[str, Any]]:
    with site.database.reading() as db:
        here = db.exec(select(Consultation).where(Consultation.slug == "hld-2013")).one()
        ballot = db.exec(select(Ballot).where(Ballot.consultation_id == here.id)).one()
    assert ballot.result is not None
    assert ballot.result_published_at == ballot.closes_at
    return {r["proposal"]: r for r in ballot.result["results"]}


def test_the_result_of_the_demonstration_is_what_an_independent_recount_gives(reading_site: Site) -> None:
    given = json.loads(FILE.read_text("utf-8"))
    constituency = {o["id"]: o["constituency"] for o in given["organisations"]}
    mine = recount(given["ballots"][0], constituency)
    theirs = kept_result(reading_site)
    assert {code: r["outcome"] for code, r in theirs.items()} == mine
    assert Counter(mine.values()) == {"consensus": 49, "adopted": 12, "not_adopted": 6, "no_quorum": 1}
    reserved = [
        code for code, r in theirs.items()
        if r["outcome"] == "consensus" and r["overall"]["support_with_reservation"]
    ]  # fmt: skip
    assert len(reserved) == 18


def test_the_outcome_decides_the_state_of_each_proposal(reading_site: Site) -> None:
    rows = reading_site.rows(
        "SELECT p.code, p.state FROM proposal p JOIN consultation c ON c.id = p.consultation_id"
        " WHERE c.slug = 'hld-2013'"
    )
    state = {"consensus": "adopted", "adopted": "adopted", "not_adopted": "not_adopted", "no_quorum": "ready"}
    expected = {code: state[r["outcome"]] for code, r in kept_result(reading_site).items()}
    assert dict(rows) == expected
    assert expected["RT1-M7"] == "ready"


def open_rounds(site: Site) -> dict[str, list[str]]:
    with site.database.reading() as db:
        rows = db.exec(
            select(Consultation.slug, Round).join(Round, Round.consultation_id == Consultation.id)  # type: ignore[arg-type]
        ).all()
    found: dict[str, list[str]] = {slug: [] for slug in EVERYWHERE}
    for slug, round_ in rows:
        if round_stage(round_, site.now) is RoundStage.OPEN:
            found[slug].append(round_.code)
    return found


def test_one_consultation_is_over_one_in_review_one_in_decision_and_one_has_its_pilots(
    reading_site: Site,
) -> None:
    assert open_rounds(reading_site) == {
        "hld-2013": [], "hld-2013-review": ["R2"], "hld-2013-decision": ["R3"], "hld-2013-pilots": [],
    }  # fmt: skip
    assert dict(reading_site.rows("SELECT slug, state FROM consultation")) == {
        "hld-2013": "closed", "hld-2013-review": "deliberation", "hld-2013-decision": "deliberation",
        "hld-2013-pilots": "piloting",
    }  # fmt: skip


def test_ten_people_sign_in_and_hold_the_seats_of_their_role(reading_site: Site) -> None:
    assert len(PEOPLE) == 10
    ids = dict(reading_site.rows("SELECT slug, id FROM consultation"))
    roles = {who: reading_site.actor(who).seats for who in PEOPLE}
    for who in ("observer", "member", "rapporteur", "moderator", "secretariat"):
        assert {s.consultation_id for s in roles[who] if s.role == who} == set(ids.values())
    assert [(s.role, s.consultation_id) for s in roles["administrator"]] == [("administrator", None)]
    assert [(s.role, s.consultation_id) for s in roles["reporter"]] == [
        ("reporter", ids["hld-2013"]), ("reporter", ids["hld-2013-pilots"]),
    ]  # fmt: skip
    assert {s.delegation_id for s in roles["state"]} == {s.delegation_id for s in roles["alternate"]}
    groups = dict(
        reading_site.rows("SELECT p.consultation_id, p.group_id FROM proposal p WHERE p.code = 'RT1-M1'")
    )
    for who in ("member", "rapporteur"):
        assert {s.consultation_id: s.group_id for s in roles[who]} == groups


def test_state_and_ngo_have_positions_still_to_give_in_the_decision(reading_site: Site) -> None:
    for code, state in (("org-bel", True), ("picum", False)):
        (given, iso3) = reading_site.rows(
            "SELECT (SELECT count(*) FROM position WHERE delegation_id = d.id), d.iso3 FROM delegation d"
            " JOIN consultation c ON c.id = d.consultation_id"
            " WHERE d.code = :code AND c.slug = 'hld-2013-decision'",
            code=code,
        )[0]
        assert 20 < given < 40
        assert (iso3 is not None) is state


def test_belgium_has_a_pilot_under_way_with_a_late_milestone_and_a_late_report(reading_site: Site) -> None:
    pilot = reading_site.api().get("/consultations/hld-2013-pilots/pilots/PIL-4").json()
    assert (pilot["state"], pilot["lead_states"]) == ("active", ["org-bel"])
    assert [m["title"] for m in pilot["milestones"] if m["state"] == "late"] == ["Monitor appointed"]
    assert [r["n"] for r in pilot["reports"] if r["state"] == "late"] == [1]
    assert {(v["benchmark"], v["unit"]) for v in pilot["values"]} == {("RT2-B5", "per cent of families")}


def test_loading_again_changes_nothing_and_gives_the_same_links(site: Site) -> None:
    before = site.rows("SELECT track, seq, hash FROM ledger_head ORDER BY track")
    first = load_demo(site.database, settings_for(site.url))
    assert load_demo(site.database, settings_for(site.url)) == first
    assert [email for email, _, _ in first] == [f"{who}@demo.example" for who in PEOPLE]
    assert site.rows("SELECT track, seq, hash FROM ledger_head ORDER BY track") == before


def test_somebody_elses_consultation_under_a_slug_of_the_demonstration_is_left_alone(
    empty_site: Site,
) -> None:
    with empty_site.database.unit_of_work() as db:
        made = synthetic_package("hld-2013", Size(2, 0, 2, 0), seed=1, today=NOON.date())
        import_package(db, SYSTEM, Package({**made.content, "consultation": {
            **made.content["consultation"], "id": "mine"}}), slug="hld-2013")  # fmt: skip
    load_demo(empty_site.database, settings_for(empty_site.url))
    assert empty_site.rows("SELECT package_id FROM consultation WHERE slug = 'hld-2013'")[0][0] == "mine"
    ids = dict(empty_site.rows("SELECT slug, id FROM consultation"))
    assert {s.consultation_id for s in empty_site.actor("member").seats} == {
        ids["hld-2013-review"], ids["hld-2013-decision"], ids["hld-2013-pilots"],
    }  # fmt: skip
    reset_demo(empty_site.database, settings_for(empty_site.url))
    assert [row[0] for row in empty_site.rows("SELECT slug FROM consultation")] == ["hld-2013"]


def test_reset_brings_deadlines_that_lie_ahead_and_loses_nothing_else(site: Site) -> None:
    with site.database.unit_of_work() as db:
        add_person(db, SYSTEM, email="somebody@example.org", name="Somebody")
    site.now = NOON + timedelta(days=200)
    assert open_rounds(site)["hld-2013-review"] == []
    reset_demo(site.database, settings_for(site.url))
    assert site.rows("SELECT count(*) FROM consultation")[0][0] == 0
    load_demo(site.database, settings_for(site.url))
    assert open_rounds(site)["hld-2013-review"] == ["R2"]
    assert site.rows("SELECT count(*) FROM person")[0][0] == 11
    with site.database.reading() as db:
        assert verify(db).breaks == []


def test_whatever_search_finds_is_where_it_says(reading_site: Site) -> None:
    client = reading_site.client()
    rows = reading_site.rows("SELECT kind, min(url) FROM search_entry GROUP BY kind")
    assert len(rows) == 9
    for kind, url in rows:
        page, _, place = url.partition("#")
        answer = client.get(page)
        assert answer.status_code == 200, (kind, url)
        assert not place or f'id="{place}"' in answer.text, (kind, url)


def test_the_command_lets_people_rate_again_and_texts_come_under_silence(empty_site: Site) -> None:
    for _twice in range(2):
        load_demo(empty_site.database, settings_for(empty_site.url), somebody_waits=True)
    rounds = "/hld-2013-rounds/rounds"
    results = empty_site.client().get(f"{rounds}/R4/ratings").text
    assert "8 scores" in results
    assert "You gave 7." in empty_site.client("member").get(f"{rounds}/R5/sheet").text
    silences = empty_site.client("state").get(f"{rounds}/R6/silences").text
    assert silences.count("Silence runs") == 2
    assert silences.count("Silence broken") == 1
    assert "Break the silence" in silences
    with empty_site.database.reading() as db:
        assert not verify(db).breaks
    reset_demo(empty_site.database, settings_for(empty_site.url))
    assert empty_site.rows("SELECT count(*) FROM consultation") == [(0,)]


def test_the_command_lets_a_body_ask_and_somebody_be_invited_where_the_review_is_open(
    empty_site: Site,
) -> None:
    load_demo(empty_site.database, settings_for(empty_site.url), somebody_waits=True)
    desk = empty_site.client("secretariat")
    waiting = desk.get("/hld-2013-review/setup/applications").text
    assert "Seafarers" in waiting
    assert "not confirmed" not in waiting
    assert "Lena Peeters" in empty_site.client("state").get("/hld-2013-review/delegations/org-bel").text
    assert "two years" in empty_site.client().get("/hld-2013-review/accreditation").text
    elsewhere = "SELECT count(*) FROM consultation WHERE admits AND slug <> 'hld-2013-review'"
    assert empty_site.rows(elsewhere)[0][0] == 0
    with empty_site.database.reading() as db:
        assert not verify(db).breaks
    load_demo(empty_site.database, settings_for(empty_site.url), somebody_waits=True)
    assert empty_site.rows("SELECT count(*) FROM application") == [(1,)]
    assert empty_site.rows("SELECT count(*) FROM invitation") == [(1,)]
