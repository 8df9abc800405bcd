"""A ballot round: the ballot is made with the opening, moves with its round, and is completed with its result."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.consultations.actions.delegations import accredit, end_delegation
from app.consultations.actions.seats import seat_person
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from tests.review.making import (
    AT,
    SLUG,
    acts,
    answer,
    at,
    begin,
    breaks,
    certify,
    comment,
    day,
    do,
    make,
    plan,
    state_of,
)
from tests.support import Form, Site


def ready(site: Site, *titles: str) -> list[str]:
    """Texts that are ready for decision on the fourth day, with R1 behind them, completed."""
    api = make(site)
    codes = [begin(site, title) for title in titles or ("A register of recruiters",)]
    plan(api, first=1, last=2)
    do(api, "R1", "opening")
    site.now = at(1.5)
    said = comment(site, codes[0]).json()["id"]
    site.now = at(3.5)
    answer(site, said)
    assert api.post(f"{AT}/rounds/R1/readiness").json() == {"ready": codes}
    assert do(api, "R1", "completion").status_code == 200
    return codes


def vote(site: Site, who: str, code: str, position: str = "support", **more: Any) -> Any:
    return site.api(who).put(f"{AT}/ballots/BAL-1/positions/{code}", json={"position": position, **more})


def test_from_ready_texts_to_adopted_ones(site: Site) -> None:
    one, two = ready(site, "One", "Two")
    late = begin(site, "Not reviewed")
    api = site.api("moderator")
    plan(api, "ballot", first=5, last=8)
    items = api.get(f"{AT}/rounds/R2/opening").json()["items"]
    assert [
        item["sentence"]
        for item in items
        if item["mark"] == "hint" and "not be on the ballot" in item["sentence"]
    ]
    given_ = do(api, "R2", "opening", rule={"quorum_percent": 100, "adoption_support_fraction": [1, 2]})
    assert given_.status_code == 200, given_.text
    ballot = api.get(f"{AT}/ballots/BAL-1").json()
    assert [line["code"] for line in ballot["proposals"]] == [one, two]
    assert ballot["rule"]["quorum_percent"] == 100
    assert [seat["delegation"] for seat in ballot["electorate"]] == ["org-bel", "picum"]
    assert [state_of(site, code) for code in (one, two, late)] == [
        "under_decision",
        "under_decision",
        "submitted",
    ]
    assert vote(site, "state", one).status_code == 403, "it has not opened yet"
    site.now = at(6)
    assert vote(site, "state", one).status_code == 200
    assert vote(site, "ngo", one, "object", reason="It costs too much.").status_code == 200
    assert vote(site, "state", two).status_code == 200
    refused = do(api, "R2", "closure")
    assert "1 position is not given yet" in refused.json()["detail"]
    assert vote(site, "ngo", two).status_code == 200
    site.now = at(6.5)
    assert do(api, "R2", "closure").json()["stage"] == "closed"
    assert vote(site, "ngo", one).status_code == 403
    assert "is not declared yet" in do(api, "R2", "completion").json()["detail"]
    assert api.post(f"{AT}/ballots/BAL-1/declaration").status_code == 201
    refused = do(api, "R2", "completion").json()
    assert "is declared and not certified yet" in refused["detail"]
    assert refused["errors"] == [{"field": "BAL-1", "message": f"/{SLUG}/ballots/BAL-1#standing"}]
    assert site.api("secretariat").post(f"{AT}/ballots/BAL-1/certification").status_code == 201
    assert do(api, "R2", "completion").json()["stage"] == "completed"
    assert [state_of(site, code) for code in (one, two)] == ["not_adopted", "adopted"]
    assert acts(site, "BAL-1") == ["ballot_made", "result_published", "result_declared", "result_certified"]
    assert breaks(site) == []
    for page in ("", "/rounds", "/rounds/R2", "/ballots", "/ballots/BAL-1", "/outcome", f"/{two}"):
        assert site.client().get(f"/{SLUG}{page}").status_code == 200, page


def test_an_extension_lets_the_ballot_take_positions_as_long(site: Site) -> None:
    (code,) = ready(site)
    api = site.api("moderator")
    plan(api, "ballot", first=5, last=8)
    do(api, "R2", "opening")
    site.now = at(8)
    assert do(api, "R2", "extension", closes=day(10), reason="A holiday.").status_code == 200
    assert api.get(f"{AT}/ballots/BAL-1").json()["closes"] == "2026-12-02T00:00:00Z"
    site.now = at(10)
    assert vote(site, "state", code).status_code == 200
    site.now = at(10.5)
    assert vote(site, "ngo", code).status_code == 403
    assert acts(site, "BAL-1") == ["ballot_made", "ballot_extended"]
    assert breaks(site) == []


def test_electorate_and_rule_stand_still_from_the_opening_on(site: Site) -> None:
    (code,) = ready(site)
    api = site.api("moderator")
    plan(api, "ballot", first=5, last=8)
    do(api, "R2", "opening")
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        accredit(db, SYSTEM, here, organisation="mpi", constituency="CS", voting=True)
        seat_person(
            db, SYSTEM, here, email="member@demo.example", role="head", title="Head", delegation="mpi"
        )
        end_delegation(db, SYSTEM, here, "picum", reason="It left the dialogue.")
    site.now = at(6)
    later = vote(site, "member", code)
    assert later.status_code == 403
    assert "was not in the electorate" in later.json()["detail"]
    assert [s["delegation"] for s in api.get(f"{AT}/ballots/BAL-1").json()["electorate"]] == [
        "org-bel",
        "picum",
    ]
    assert do(api, "R2", "opening", rule={"quorum_percent": 1}).status_code == 200, (
        "given already: nothing changes"
    )
    assert api.get(f"{AT}/ballots/BAL-1").json()["rule"]["quorum_percent"] == 50
    assert breaks(site) == []


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"quorum_percent": 0}, "quorum_percent"),
    ({"quorum_percent": 101}, "quorum_percent"),
    ({"quorum_percent": "50"}, "quorum_percent"),
    ({"adoption_support_fraction": [3, 2]}, "adoption_support_fraction"),
    ({"adoption_support_fraction": [0, 2]}, "adoption_support_fraction"),
    ({"constituency_block_fraction": [1]}, "constituency_block_fraction"),
    ({"support_positions": ["object"]}, "support_positions"),
    ({"colour": "blue"}, "colour"),
]


def test_a_rule_that_cannot_be_is_named_and_nothing_is_opened(site: Site) -> None:
    (code,) = ready(site)
    api = site.api("moderator")
    plan(api, "ballot", first=5, last=8)
    for rule, field in WRONG:
        wrong = do(api, "R2", "opening", rule=rule)
        assert wrong.status_code == 422, rule
        assert wrong.json()["errors"][0]["field"] == field
    browser = site.client("moderator")
    form = Form(browser.get(f"/{SLUG}/rounds/R2/opening"), "/opening")
    again = form.submit(browser, quorum="150", support="1/2")
    assert again.status_code == 422
    assert Form(again, "/opening").values["support"] == ["1/2"]
    assert acts(site, "R2") == ["round_planned"]
    assert (
        site.rows("SELECT count(*) FROM ballot WHERE code = 'BAL-1' AND title = 'A ballot round'")[0][0] == 0
    )
    assert Form(again, "/opening").submit(browser, quorum="60").status_code == 200
    rule = api.get(f"{AT}/ballots/BAL-1").json()["rule"]
    assert (rule["quorum_percent"], rule["adoption_support_fraction"]) == (60, [1, 2])
    assert state_of(site, code) == "under_decision"


def test_a_ballot_that_is_made_is_not_cancelled(site: Site) -> None:
    ready(site)
    api = site.api("moderator")
    plan(api, "ballot", first=5, last=8)
    do(api, "R2", "opening")
    refused = do(api, "R2", "cancellation", reason="We think again.")
    assert refused.status_code == 403
    assert "can declare it void, with reasons" in refused.json()["detail"]


def test_a_ballot_needs_ready_texts_completed_rounds_and_somebody_who_gives_positions(site: Site) -> None:
    api = make(site)
    begin(site)
    plan(api, first=1, last=2)
    do(api, "R1", "opening")
    site.now = at(4)
    plan(api, "ballot", first=5, last=8)
    refused = do(api, "R2", "opening")
    assert refused.status_code == 403
    said = " ".join(error["message"] for error in refused.json()["errors"])
    assert "No text in its scope is declared ready" in said
    assert "1 round of comments before it is not completed yet" in said
    site.tamper("UPDATE membership SET person_id = NULL WHERE role IN ('head', 'alternate')")
    said = " ".join(error["message"] for error in do(api, "R2", "opening").json()["errors"])
    assert "No voting delegation has a head or an alternate" in said


def test_a_ballot_without_a_quorum_leaves_its_texts_ready_and_another_can_be_made(site: Site) -> None:
    (code,) = ready(site)
    api = site.api("moderator")
    plan(api, "ballot", first=5, last=8)
    do(api, "R2", "opening")
    site.now = at(9)
    certify(site)
    assert do(api, "R2", "completion").status_code == 200
    assert state_of(site, code) == "ready"
    plan(api, "ballot", first=10, last=12)
    assert do(api, "R3", "opening").status_code == 200
    assert api.get(f"{AT}/ballots/BAL-2").json()["proposals"][0]["code"] == code
    assert breaks(site) == []


@pytest.fixture(scope="module")
def voting_site(sites, backend: str):  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        make(site)
        begin(site)
        yield site


CASTS = st.lists(
    st.tuples(
        st.sampled_from(["state", "alternate", "ngo"]),
        st.sampled_from(["support", "abstain", "object"]),
        st.integers(0, 7),
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=12)
@given(casts=CASTS, extended=st.one_of(st.none(), st.integers(1, 6)))
def test_one_position_counts_for_a_delegation_the_last_before_the_deadline(
    voting_site: Site, casts: list[tuple[str, str, int]], extended: int | None
) -> None:
    """Invariant 3, with an extension given on the fourth half-day of a ballot of two days (invariant 15)."""
    site = voting_site
    apis = {who: site.api(who) for who in ("state", "alternate", "ngo", "moderator")}
    start = 5 + 20 * len(apis["moderator"].get(f"{AT}/rounds").json()["items"])
    site.now = at(start - 1)
    site.tamper("UPDATE proposal SET state = 'ready' WHERE code = 'RT1-M1' AND consultation_id = (SELECT id FROM consultation WHERE slug = :s)", s=SLUG)  # fmt: skip
    round_ = plan(apis["moderator"], "ballot", first=start, last=start + 1).json()["code"]
    assert do(apis["moderator"], round_, "opening").status_code == 200
    ballot = f"BAL-{round_[1:]}"
    deadline, counted, longer = start + 1.5, dict[str, str](), False
    for who, position, half in sorted(casts, key=lambda cast: cast[2]):
        site.now = at(start + half / 2)
        if extended is not None and half >= 3 and not longer:
            site.now = at(start + 1.25)
            moved = do(apis["moderator"], round_, "extension", closes=day(start + 1 + extended))
            assert moved.status_code == 200
            deadline, longer = start + 1.5 + extended, True
            site.now = at(start + half / 2)
        body = {"position": position, "reason": "It is too dear."}
        answered = apis[who].put(f"{AT}/ballots/{ballot}/positions/RT1-M1", json=body)
        taken = start + half / 2 < deadline
        assert answered.status_code == (200 if taken else 403)
        if taken:
            counted["picum" if who == "ngo" else "org-bel"] = position
    rows = site.rows(
        "SELECT d.code, p.position FROM position p JOIN delegation d ON d.id = p.delegation_id"
        " JOIN ballot b ON b.id = p.ballot_id JOIN consultation c ON c.id = b.consultation_id"
        " WHERE p.current AND b.code = :ballot AND c.slug = :slug", ballot=ballot, slug=SLUG,
    )  # fmt: skip
    assert sorted(tuple(row) for row in rows) == sorted(counted.items())
    site.now = at(start + 10)
    certify(site, ballot)
    assert do(apis["moderator"], round_, "completion").status_code == 200
    assert breaks(site) == []
