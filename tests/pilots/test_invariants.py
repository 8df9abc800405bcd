"""Whatever is tried in whatever order: an active pilot has what it needs, and nothing reported is ever changed."""

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.dossier.verification import verify
from tests.pilots.acting import PLAN, SLUG, VALUE, WHY, act, done, proposed, read, sealed_as_left
from tests.support import Site

CHEAP = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
STEPS = ("confirmed", "begun", "held", "resumed", "terminated", "completed")
CHANGES = (
    {"end": ""}, {"end": PLAN["end"]}, {"milestones": []}, {"milestones": PLAN["milestones"]},
    {"benchmarks": [{"code": "RT2-B4"}]}, {"benchmarks": [{"code": "RT2-B5"}]},
    {"mechanisms": ["RT2-M3"]}, {"mechanisms": ["RT2-M1"]},
)  # fmt: skip
TRIES = st.one_of(
    st.sampled_from(STEPS).map(lambda step: ("/steps", "POST", {"step": step, "reason": WHY, "lessons": WHY, "follow_up": "adapt"})),
    st.sampled_from(CHANGES).map(lambda change: ("", "PATCH", change)),
    st.just(("/parties/withdrawal", "POST", {"reason": WHY})),
    st.just(("/parties", "POST", {"part": "lead"})),
)  # fmt: skip


def kept(site: Site) -> dict[int, tuple[Any, ...]]:
    rows = site.rows(
        "SELECT id, value, unit, period, day, source, person_id, corrects_id, reason FROM measurement"
    )
    return {row[0]: tuple(row) for row in rows}


@CHEAP
@given(tries=st.lists(TRIES, min_size=3, max_size=9))
def test_an_active_pilot_has_a_state_that_leads_and_all_that_it_needs(
    site: Site, tries: list[tuple[str, str, dict[str, Any]]]
) -> None:
    code = proposed(site, title=f"Pilot {len(site.rows('SELECT 1 FROM pilot'))}")
    for path, method, body in tries:
        status = act(site, "state", f"/{code}{path}", body, method).status_code
        assert status in (200, 201, 403, 422)
        pilot = read(site, code)
        if pilot["state"] == "active":
            assert pilot["lead_states"]
            assert pilot["mechanisms"] == ["RT2-M3"]
            assert "RT2-B5" in pilot["benchmarks"]  # the one of the two with a baseline
            assert pilot["end"] > pilot["start"]
            assert [m for m in pilot["milestones"] if m["state"] != "dropped"]
            assert pilot["reports"]
    sealed_as_left(site)


PEOPLE = st.sampled_from(["reporter", "state", "alternate", "ngo", "secretariat"])
ACTS = st.lists(
    st.tuples(
        PEOPLE,
        st.sampled_from(["report", "correct", "verify"]),
        st.decimals(0, 100, places=2),
        st.sampled_from(["per cent of families", "families", ""]),
        st.integers(0, 5),
    ),
    min_size=2,
    max_size=8,
)


@CHEAP
@given(acts=ACTS)
def test_a_value_is_in_its_unit_never_changed_and_never_verified_by_who_reported_it(
    site: Site, acts: list[tuple[str, str, Any, str, int]]
) -> None:
    for who, what, value, unit, which in acts:
        before = kept(site)
        mine = [number for number, row in sorted(before.items()) if row[6] is not None]
        target = mine[which % len(mine)] if mine else 0
        path = f"/PIL-4/measurements/{target}"
        if what == "report":
            body = {**VALUE, "value": str(value), "unit": unit, "period": f"2026-{which}"}
            status = act(site, who, "/PIL-4/measurements", body).status_code
            assert (
                status == 403 if who == "secretariat" else status == (201 if unit == VALUE["unit"] else 422)
            )
        elif what == "correct":
            body = {"value": str(value), "reason": WHY}
            status = act(site, who, f"{path}/corrections", body).status_code
            nothing_new = target in before and Decimal(before[target][1]) == value
            assert status in (201, 403, 404) or (status == 422 and nothing_new)
        else:
            found = act(site, who, f"{path}/verifications", {"finding": "confirmed"})
            assert found.status_code in (201, 403, 404)
        after = kept(site)
        assert {number: after[number] for number in before} == before
        assert all(row[2] == VALUE["unit"] for row in after.values() if row[6] is not None)
    own = "SELECT 1 FROM verification v JOIN measurement m ON m.id = v.measurement_id WHERE v.person_id = m.person_id"
    assert site.rows(own) == []
    sealed_as_left(site)


def test_a_value_that_was_changed_in_the_database_does_not_go_unseen(site: Site) -> None:
    made = done(site, "reporter", "/PIL-4/measurements", VALUE)
    site.tamper("UPDATE measurement SET value = '1.0' WHERE id = :id", id=made["id"])
    with site.database.reading() as db:
        assert verify(db, SLUG).breaks == [
            f"measurement {made['id']}: the row is not as the ledger says it was left"
        ]
