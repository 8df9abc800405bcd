"""What a pilot is and who takes part, what it aims at, and the order of the list are sealed: nobody changes them unseen."""

from typing import Any

import pytest

from app.dossier.loading import seal_older_records
from app.dossier.verification import verify
from app.kernel.actor import SYSTEM
from tests.outcome.bench import API, outline
from tests.outcome.bench import SLUG as DECISION
from tests.outcome.test_editions import ready
from tests.pilots.acting import SLUG, WHY, done, milestones, proposed, read
from tests.pilots.test_parties import seat
from tests.support import Site

WRONG = {
    "pilot": (
        ("code", "PIL-99"), ("title", "Another"), ("description", "Another"), ("state", "terminated"),
        ("starts", "2001-01-01"), ("ends", "2049-01-01"), ("basis", "real?"),
    ),
    "pilot_proposal": (
        ("baseline_value", "1.5"), ("baseline_on", "2001-01-01"), ("baseline_due", "2001-01-01"),
        ("baseline_source", "Nowhere"), ("target_value", "99.5"), ("target_on", "2001-01-01"),
    ),
    "pilot_party": (
        ("part", "observer"), ("place", 77), ("invited_on", "2001-01-01"), ("joined_on", "2001-01-01"),
        ("left_on", "2001-01-01"), ("lead_asked_on", "2001-01-01"), ("reason", "Another"),
    ),
    "milestone": (
        ("place", 77), ("title", "Another"), ("due", "2001-01-01"), ("completed", "2001-01-01"),
        ("state", "waived"), ("basis", "real?"), ("source", "Nowhere"), ("note", "Another"),
    ),
}  # fmt: skip


def breaks(site: Site, slug: str | None = SLUG) -> list[str]:
    with site.database.reading() as db:
        return verify(db, slug).breaks


def number(site: Site, code: str) -> int:
    return int(site.rows("SELECT p.id FROM pilot p JOIN consultation c ON c.id = p.consultation_id"
                         " WHERE c.slug = :slug AND p.code = :code", slug=SLUG, code=code)[0][0])  # fmt: skip


def planned(site: Site) -> str:
    """A pilot with everything a plan can hold."""
    return proposed(site, benchmarks=[{"code": "RT2-B5", "baseline": "11.50", "target": "40.0"}])


def test_the_demonstration_is_as_its_ledger_says(reading_site: Site) -> None:
    assert breaks(reading_site, None) == []


@pytest.mark.parametrize("table", WRONG)
def test_every_column_of_a_pilot_that_is_changed_behind_the_back_is_found(site: Site, table: str) -> None:
    pilot = number(site, planned(site))
    assert breaks(site) == []
    row = "id = :pilot" if table == "pilot" else "pilot_id = :pilot"
    if table == "pilot_proposal":
        row += " AND proposal_id = (SELECT max(proposal_id) FROM pilot_proposal WHERE pilot_id = :pilot)"
    for column, value in WRONG[table]:
        ((kept,),) = site.rows(f"SELECT {column} FROM {table} WHERE {row}", pilot=pilot)
        site.tamper(f"UPDATE {table} SET {column} = :value WHERE {row}", pilot=pilot, value=value)
        (found,) = breaks(site)
        assert found.startswith(f"{table} "), found
        assert found.endswith("the row is not as the ledger says it was left"), found
        site.tamper(f"UPDATE {table} SET {column} = :kept WHERE {row}", pilot=pilot, kept=kept)
    assert breaks(site) == []


@pytest.mark.parametrize("table", ["pilot_proposal", "pilot_party", "milestone"])
def test_a_row_of_a_pilot_that_is_taken_out_behind_the_back_is_found(site: Site, table: str) -> None:
    pilot = number(site, planned(site))
    site.tamper(f"DELETE FROM {table} WHERE pilot_id = :pilot", pilot=pilot)
    found = breaks(site)
    assert found
    assert all(line.startswith(f"{table} ") and "the table has not" in line for line in found)


def test_everything_that_is_done_with_a_pilot_leaves_it_sealed(site: Site) -> None:
    code = planned(site)
    path = f"/{code}"

    def whole(what: str) -> None:
        # The head of Spain was seated behind the back; that is all there is to find.
        assert [line for line in breaks(site) if not line.startswith("membership ")] == [], what

    plan: dict[str, Any] = {"benchmarks": [{"code": "RT2-B5", "target": "41.0"}]}
    for change in (
        plan, {"title": "Another title", "end": "2029-11-20"}, {"mechanisms": ["RT2-M3", "RT1-M2"]},
        {"mechanisms": ["RT2-M3"]}, {"mechanisms": ["RT2-M3", "RT1-M2"]},
        {"milestones": [{"title": "First", "due": "2027-03-01"}, {"title": "Second", "due": "2027-04-01"}]},
        {"milestones": [{"title": "Only", "due": "2027-05-01"}]},
    ):  # fmt: skip
        done(site, "state", path, change, method="PATCH")
        whole(str(change))
    done(site, "state", f"{path}/steps", {"step": "confirmed", "every": 6})
    whole("confirmed")
    done(site, "state", f"{path}/steps", {"step": "begun"})
    whole("begun")
    step = next(m for m in milestones(site, code) if m["state"] in ("planned", "late"))
    moved = {"step": "rescheduled", "due": "2030-12-31", "reason": WHY}
    done(site, "state", f"{path}/milestones/{step['id']}/steps", moved)
    whole("rescheduled")
    newer = next(m for m in milestones(site, code) if m["state"] == "planned")
    done(site, "state", f"{path}/milestones/{newer['id']}/steps", {"step": "met", "on": "2026-11-21"})
    whole("met")
    seat(site, "org-esp")
    done(site, "state", f"{path}/invitations", {"delegation": "org-esp", "part": "lead"})
    whole("invited")
    done(site, "observer", f"{path}/parties", {"part": "lead"})
    whole("joined")
    for who in ("observer", "state"):
        done(site, who, f"{path}/parties/withdrawal", {"reason": WHY})
        whole(f"{who} left")
    assert read(site, code)["state"] == "on_hold"
    done(site, "secretariat", f"{path}/lead", {"delegation": "org-esp", "reason": WHY})
    whole("asked")
    done(site, "state", f"{path}/parties", {"part": "lead"})
    whole("leads again")


def test_another_order_of_the_list_than_the_recorded_one_is_found(site: Site) -> None:
    ready(site)
    here = outline(site)
    codes = [entry.code for entry in here.entries("RT1")]
    ordered = site.api("secretariat").put(
        f"{API}/order/RT1", json={"codes": codes[::-1]}, headers={"If-Match": f'"{here.mark("RT1")}"'}
    )
    assert ordered.status_code == 200, ordered.text
    assert breaks(site, DECISION) == []
    site.tamper("UPDATE entry_place SET place = 99 WHERE place = 1")
    (found,) = breaks(site, DECISION)
    assert found.startswith("entry_place ")


def test_an_upgrade_seals_what_an_earlier_release_did_not_and_nothing_that_was_slipped_in(site: Site) -> None:
    for slug in (SLUG, DECISION):
        site.tamper(
            "INSERT INTO pilot (consultation_id, code, title, description, state, starts, basis)"
            " SELECT id, 'PIL-90', 'Older', '', 'proposed', '2026-11-21', '' FROM consultation WHERE slug = :slug",
            slug=slug,
        )  # fmt: skip
        (found,) = breaks(site, slug)
        assert found.endswith("the ledger knows nothing of this row")
    with site.database.unit_of_work() as db:
        assert seal_older_records(db, SYSTEM) == 1
    assert breaks(site, DECISION) == []
    assert len(breaks(site)) == 1
    site.tamper("UPDATE pilot SET title = 'Another' WHERE code = 'PIL-90'")
    assert len(breaks(site, DECISION)) == 1
