"""Ballots by members are counted, published, recounted by the stand-alone verifier, kept through erasure, and each member
counts once whatever is sent at once (decision 0040)."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from app.consultations.models import Consultation
from app.kernel.actor import ANONYMOUS
from app.kernel.errors import DomainError
from app.kernel.shipped import shipped
from app.outcome.sheets_rows import votes
from app.voting.actions.casting import Wish, cast_positions
from app.voting.actions.results import publish_due_results
from app.voting.models import Ballot, Elector, Position
from app.voting.queries import tally, visible_ballot
from app.voting.recount.queries import register_file
from app.voting.register import register
from tests.people.leaving import erase
from tests.review.making import SLUG, at, breaks, certify
from tests.support import Site, address, commonspace
from tests.voting.membership import BALLOT, HERE, give, members, open_it, seat, second_group, working_group
from tests.voting.test_members import words
from tests.voting.test_verifier import verify

VERIFIER = shipped("static") / "verify_ballot.py"


def close(site: Site) -> None:
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)


def register_of(site: Site) -> Any:
    answer = site.api().get(f"{BALLOT}/register.json")
    assert answer.status_code == 200, answer.text
    return answer.json()


def verified(site: Site, tmp_path: Path, *more: str) -> str:
    """What the stand-alone verifier says of the register; it ends with 0."""
    file = tmp_path / "register.json"
    file.write_bytes(site.api().get(f"{BALLOT}/register.json").content)
    done = subprocess.run([sys.executable, str(VERIFIER), str(file), *more], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("size", "yes", "outcome"), [(15, 10, "adopted"), (15, 9, "not_adopted"), (12, 8, "adopted")]
)
def test_ietf_evaluation_by_members(site: Site, tmp_path: Path, size: int, yes: int, outcome: str) -> None:
    """IESG ballot procedures: two thirds of the active members, of 15 ten, of 12 eight, and none that holds a Discuss."""
    seated, (code,) = members(site, {"org-bel": size - 5, "picum": 5}, preset="evaluation")
    everybody = [who for some in seated.values() for who in some]
    for who in everybody[:yes]:
        answer = give(site, who, code, "yes" if who == everybody[0] else "no_objection")
        assert answer.status_code == 200, answer.text
    for who in everybody[yes:]:
        give(site, who, code, "abstain")
    close(site)
    found = site.api().get(f"{BALLOT}/tally").json()
    assert (found["electorate"], found["results"][0]["outcome"]) == (size, outcome)
    told = verified(site, tmp_path, "--receipt", register_of(site)["positions"][0]["receipt"])
    assert told
    certify(site)
    assert breaks(site) == []
    said = commonspace(site.url, "tally", SLUG, "BAL-1", "--json", clock=at(9))
    assert json.loads(said.stdout)["electorate"] == size


def test_one_members_discuss_blocks_and_one_members_objection_is_overruled(
    site: Site, tmp_path: Path
) -> None:
    seated, (code,) = members(site, {"org-bel": 3, "picum": 2}, preset="rough_consensus")
    one, other, third = seated["org-bel"]
    for who in (third, *seated["picum"]):
        give(site, who, code, "agree")
    for who in (one, other):
        assert give(site, who, code, "objection", reason=f"Not so, says {who}.").status_code == 200
    close(site)
    page = words(site.client().get(f"{HERE}/{code}"))
    assert "Belgium, member 1 (Member m-0)" in page
    form = site.client("moderator").get(
        f"{HERE}/overrulings", params={"proposal": code, "delegation": "org-bel#2"}
    )
    assert form.status_code == 200
    assert "says m-1" in form.text
    assert "says m-0" not in form.text
    done = site.api("moderator").post(
        f"{BALLOT}/overrulings",
        json={"proposal": code, "delegation": "org-bel#2", "reason": "Addressed in paragraph 3."},
    )
    assert done.status_code == 201, done.text
    wrong = site.api("moderator").post(
        f"{BALLOT}/overrulings", json={"proposal": code, "delegation": "org-bel", "reason": "Addressed."}
    )
    assert wrong.status_code == 422
    (result,) = site.api().get(f"{BALLOT}/tally").json()["results"]
    assert (result["overall"]["objection"], result["overall"]["objection_overruled"]) == (1, 1)
    (kept,) = register_of(site)["overrulings"]
    assert kept["delegation"] == "org-bel#2"
    verified(site, tmp_path)
    assert breaks(site) == []


def test_related_bodies_count_as_one_and_constituencies_ask_members(site: Site, tmp_path: Path) -> None:
    site.tamper("UPDATE organisation SET related_group = 'twins' WHERE public_id IN ('org-bel', 'picum')")
    seated, (code,) = members(site, {"org-bel": 2, "picum": 3}, preset="simple_majority", related_as_one=True)
    for who, position in zip(
        [*seated["org-bel"], *seated["picum"]], ("no", "no", "yes", "yes", "yes"), strict=True
    ):
        give(site, who, code, position)
    close(site)
    (result,) = site.api().get(f"{BALLOT}/tally").json()["results"]
    assert (result["overall"]["yes"], result["overall"]["no"]) == (1, 0)
    verified(site, tmp_path)


@pytest.mark.parametrize("disclosure", ["totals", "secret"])
def test_members_are_not_named_where_nobody_is(site: Site, tmp_path: Path, disclosure: str) -> None:
    seated, (code,) = members(
        site, {"org-bel": 4, "picum": 4}, preset="simple_majority", disclosure=disclosure, smallest=3
    )
    everybody = [who for some in seated.values() for who in some]
    keys = {}
    for n, who in enumerate(everybody[:7]):
        answer = give(site, who, code, ("yes", "no")[n % 2])
        assert answer.status_code == 200, answer.text
        keys[who] = answer.json()["receipt"]
    again = give(site, everybody[0], code, "no")
    assert again.status_code == (403 if disclosure == "secret" else 200)
    # One member of a delegation has voted, and the others of it may still.
    assert give(site, everybody[7], code, "yes").status_code == 200
    close(site)
    file = register_of(site)
    assert file["positions"] == []
    assert sorted(each["delegation"] for each in file["voted"]) == sorted(
        [f"org-bel#{n}" for n in range(1, 5)] + [f"picum#{n}" for n in range(1, 5)]
    )
    assert len(file["papers"]) == 8
    verified(site, tmp_path)
    assert breaks(site) == []
    if disclosure == "secret":
        found = site.client().post(f"{HERE}/receipts", data={"receipt": keys[everybody[1]]})
        assert found.status_code in (200, 403)


def test_results_in_every_form_name_the_member(site: Site) -> None:
    seated, (code,) = members(site, {"org-bel": 2, "picum": 2})
    one, other = seated["org-bel"]
    give(site, one, code, "support", willing="lead")
    give(site, other, code, "object", reason="Not for us.", willing="fund")
    for who in seated["picum"]:
        give(site, who, code, "support_with_reservation", reason="With care.")
    close(site)
    page = words(site.client().get(HERE))
    assert "4 members" in page
    for address_, wanted in (
        (f"{HERE}/{code}", "Belgium, member 2 (Member m-1)"),
        (f"/{SLUG}/{code}", "Belgium, member 2 (Member m-1)"),
        (f"{HERE}/shortlist", "Belgium, member 1"),
    ):
        answer = site.client().get(address_)
        assert answer.status_code == 200, (address_, answer.text)
        assert wanted in words(answer), address_
    for name in ("md", "html", "json", "csv", "xlsx", "docx"):
        answer = site.api().get(f"{BALLOT}/results.{name}")
        assert answer.status_code == 200, (name, answer.text)
    assert "Belgium, member 2" in site.api().get(f"{BALLOT}/results.md").text
    rows = site.api().get(f"{BALLOT}/results.csv", params={"table": "electorate"}).text
    assert "org-bel#2" in rows
    first = site.api().get(f"{BALLOT}/register", params={"limit": 2}).json()
    rest = site.api().get(f"{BALLOT}/register", params={"limit": 9, "cursor": first["next"]}).json()
    assert [row["delegation"] for row in (*first["items"], *rest["items"])] == [
        "org-bel#1", "org-bel#2", "picum#1", "picum#2",
    ]  # fmt: skip


def test_rule_by_delegation_is_not_tried_on_positions_of_members_nor_the_other_way_round(site: Site) -> None:
    seated, (code,) = members(site, {"org-bel": 2})
    give(site, seated["org-bel"][0], code, "support")
    close(site)
    browser = site.client()
    tried = browser.get(f"{HERE}/trial", params={"preset": "simple_majority"})
    assert tried.status_code == 200
    wrong = browser.get(f"{HERE}/trial", params={"preset": "simple_majority", "franchise": "delegation"})
    assert wrong.status_code == 422
    assert "These positions are those of members" in words(wrong)
    other = browser.get(
        "/hld-2013/ballots/BAL-1/trial", params={"preset": "simple_majority", "franchise": "member"}
    )
    assert other.status_code == 422
    assert "These positions are those of delegations" in words(other)


def test_the_same_member_from_two_tabs_at_once_counts_once(site: Site) -> None:
    seated, (code,) = members(site, {"org-bel": 2})
    one, other = (site.api(who) for who in seated["org-bel"])
    programs = [site.api(seated["org-bel"][0]) for _n in range(4)]

    def send(n: int) -> int:
        api = (programs[n % 4], other)[n % 5 == 4]
        return int(
            api.put(
                f"{BALLOT}/positions/{code}", json={"position": ("support", "abstain")[n % 2]}
            ).status_code
        )

    with ThreadPoolExecutor(5) as pool:
        assert set(pool.map(send, range(20))) == {200}
    current = site.rows(
        "SELECT seat, count(*) FROM position WHERE ballot_id = (SELECT max(id) FROM ballot) AND current GROUP BY seat ORDER BY seat"
    )
    assert [tuple(row) for row in current] == [(1, 1), (2, 1)]
    assert one.get(BALLOT).json()["delegation"] == "org-bel#1"
    assert breaks(site) == []


def test_member_who_is_erased_stays_in_the_electorate_under_a_capacity(site: Site, tmp_path: Path) -> None:
    seated, (code,) = members(site, {"org-bel": 2}, preset="simple_majority")
    who = seated["org-bel"][0]
    give(site, who, code, "yes")
    own = site.client(who).get("/account/data.json").json()
    assert len(own["elector"]) == 1
    gone = erase(site.client(who), confirmation=address(who))
    assert str(gone.url).endswith("/account/erased"), gone.text
    close(site)
    file = register_of(site)
    assert [each["delegation"] for each in file["electorate"]] == ["org-bel#1", "org-bel#2"]
    assert file["results"][0]["overall"]["yes"] == 1
    verified(site, tmp_path)
    assert breaks(site) == []


class Undone(Exception):
    """Nothing of an example stays."""


@pytest.fixture(scope="module")
def ground(sites, backend: str):  # type: ignore[no-untyped-def]
    """Six members of two delegations, before one text."""
    with Site(sites.new(backend, demo=True)) as site:
        seated, (text,) = members(site, {"org-bel": 3, "picum": 3}, preset="simple_majority")
        everybody = [who for some in seated.values() for who in some]
        yield site, {who: site.actor(who) for who in everybody}, text


@given(
    away=st.sets(st.integers(0, 5), max_size=5),
    acts=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(("yes", "no", "abstain"))), max_size=14),
)
def test_each_member_counts_once_with_the_last_position_and_the_verifier_agrees(
    ground: tuple[Site, dict[str, Any], str], away: set[int], acts: list[tuple[int, str]]
) -> None:
    """Invariants 2 to 4, whoever of the members is of the electorate, and whatever they send in whatever order."""
    site, people, text = ground
    site.now = at(2)
    with pytest.raises(Undone):
        play(site, people, text, away, acts)
    site.now = at(2)


def play(site: Site, people: dict[str, Any], text: str, away: set[int], acts: list[tuple[int, str]]) -> None:
    """Send what is sent, hold the count against it, and undo it all."""
    whos = list(people)
    last: dict[int, str] = {}
    with site.database.unit_of_work() as db:
        here = db.exec(select(Consultation).where(Consultation.slug == SLUG)).one()
        ballot = db.exec(select(Ballot).where(Ballot.consultation_id == here.id)).one()
        electors = db.exec(
            select(Elector).where(Elector.ballot_id == ballot.id).order_by(col(Elector.place))
        ).all()
        for n in away:
            db.delete(electors[n])
        db.flush()
        for n, position in acts:
            try:
                cast_positions(db, people[whos[n]], here, "BAL-1", [Wish(text, position)])
                assert n not in away
                last[n] = position
            except DomainError:
                assert n in away
            db.flush()
        rows = db.exec(
            select(Position).where(Position.ballot_id == ballot.id, col(Position.current).is_(True))
        ).all()
        assert len(rows) == len({(row.delegation_id, row.seat) for row in rows}) == len(last)
        site.now = at(9)
        view = visible_ballot(db, here, "BAL-1", site.now)
        found = tally(db, view)
        (result,) = found.results
        counts = result.result.overall.as_dict()
        assert sum(counts.values()) == len(found.electorate) == 6 - len(away)
        assert {name: list(last.values()).count(name) for name in ("yes", "no", "abstain")} == {
            name: counts[name] for name in ("yes", "no", "abstain")
        }
        file = json.loads(register_file(db, here, found))
        assert list(verify.breaks(file)) == []
        site.now = at(2)
        raise Undone


def test_votes_of_the_outcome_name_each_member_once(site: Site) -> None:
    seated, (code,) = members(site, {"org-bel": 2, "picum": 1}, preset="simple_majority")
    give(site, seated["org-bel"][0], code, "yes")
    give(site, seated["org-bel"][1], code, "no")
    close(site)
    with site.database.reading() as db:
        here = db.exec(select(Consultation).where(Consultation.slug == SLUG)).one()
        view = visible_ballot(db, here, "BAL-1", site.now)
        rows = votes([tally(db, view)], {"BAL-1": register(db, view, ANONYMOUS)}, "UTC").rows
    assert [(row[3], getattr(row[6], "name", "")) for row in rows] == [
        ("org-bel#1", "yes"), ("org-bel#2", "no"), ("picum#1", "not_voted"),
    ]  # fmt: skip


def test_member_sees_texts_of_a_closed_group_it_decides_on_and_no_longer_without_the_seat(site: Site) -> None:
    working_group(site, {"org-bel": 1})
    other = second_group(site)
    (code,) = open_it(site, preset="simple_majority")
    site.tamper("UPDATE working_group SET closed = :closed WHERE code = 'WG-3'", closed=True)
    sheet = site.client("m-0").get(f"{HERE}/sheet")
    assert other in sheet.text
    assert code in sheet.text
    assert give(site, "m-0", other, "yes").status_code == 200
    assert other not in site.client("state").get(HERE).text
    assert other not in site.client().get(HERE).text
    site.tamper(
        "UPDATE membership SET ended_at = :now WHERE person_id = (SELECT id FROM person WHERE email = 'm-0@demo.example')",
        now=site.now,
    )
    assert other not in site.client("m-0").get(HERE).text


def test_register_in_every_form_has_the_same_lines_for_the_same_reader(site: Site) -> None:
    working_group(site, {"org-bel": 1})
    other = second_group(site)
    (code,) = open_it(site, preset="simple_majority")
    for each in (code, other):
        assert give(site, "m-0", each, "yes").status_code == 200
    site.tamper("UPDATE working_group SET closed = :closed WHERE code = 'WG-3'", closed=True)
    close(site)
    for who, wanted in (("m-0", {code, other}), ("state", {code}), (None, {code})):
        api = site.api(who)
        tallied = {each["proposal"] for each in api.get(f"{BALLOT}/tally").json()["results"]}
        filed = {each["proposal"] for each in api.get(f"{BALLOT}/register.json").json()["positions"]}
        first = api.get(f"{BALLOT}/register", params={"limit": 1}).json()
        rest = []
        if first["next"]:
            rest = api.get(f"{BALLOT}/register", params={"cursor": first["next"]}).json()["items"]
        paged = {each["proposal"] for each in (*first["items"], *rest)}
        assert tallied == filed == paged == wanted, who


def test_moderator_does_not_overrule_the_objection_it_gave_from_a_seat_that_has_ended(site: Site) -> None:
    working_group(site, {"org-bel": 2})
    second_group(site)
    seat(site, "m-0", "picum", group="WG-3", role="moderator")
    code = open_it(site, preset="rough_consensus")[0]
    for who in ("m-0", "m-1"):
        assert give(site, who, code, "objection", reason="Not so.").status_code == 200
    site.tamper(
        "UPDATE membership SET ended_at = :now WHERE delegation_id = (SELECT delegation_id FROM elector WHERE seat = 1 "
        "AND ballot_id = (SELECT max(id) FROM ballot)) AND person_id = (SELECT id FROM person WHERE email = 'm-0@demo.example')",
        now=site.now,
    )
    close(site)
    api = site.api("m-0")
    said = {"proposal": code, "delegation": "org-bel#1", "reason": "Addressed."}
    refused = api.post(f"{BALLOT}/overrulings", json=said)
    assert refused.status_code == 403, refused.text
    assert "your own" in refused.json()["detail"]
    form = site.client("m-0").get(f"{HERE}/overrulings", params={"proposal": code, "delegation": "org-bel#1"})
    assert form.status_code == 403
    # That of another member of a body it sits for no longer it may.
    assert api.post(f"{BALLOT}/overrulings", json={**said, "delegation": "org-bel#2"}).status_code == 201
