"""A pilot on its course: taken up and confirmed by the State itself, never without what it needs; left at any time."""

import json

from app.dossier.verification import verify
from tests.pilots.acting import (
    AT,
    PLAN,
    SLUG,
    VALUE,
    WHY,
    act,
    begun,
    done,
    milestones,
    proposed,
    read,
    refused,
    wrong,
)
from tests.support import Site


def test_a_state_takes_a_recommended_mechanism_up_under_the_next_code(site: Site) -> None:
    made = done(site, "state", "", PLAN)
    assert (made["code"], made["state"]) == ("PIL-7", "proposed")
    pilot = read(site, "PIL-7")
    assert (pilot["lead_states"], pilot["mechanisms"], pilot["benchmarks"]) == (
        ["org-bel"], ["RT2-M3"], ["RT2-B4", "RT2-B5"],
    )  # fmt: skip
    assert [m["title"] for m in pilot["milestones"]] == ["First flats let"]
    assert done(site, "alternate", "", {**PLAN, "title": "Another one"})["code"] == "PIL-8"


def test_the_same_proposal_again_is_the_pilot_that_stands(site: Site) -> None:
    assert proposed(site) == proposed(site) == "PIL-7"


def test_only_the_head_or_an_alternate_of_a_state_takes_a_mechanism_up(site: Site) -> None:
    assert "partner" in refused(site, "ngo", "", PLAN)
    for who in ("reporter", "secretariat", "observer", "moderator"):
        assert "voluntary" in refused(site, who, "", PLAN)
    assert site.api().post(AT, json=PLAN).status_code == 401


def test_pilots_wait_until_the_consultation_is_piloting(site: Site) -> None:
    for slug, word in (("hld-2013-review", "piloting"), ("hld-2013", "closed")):
        answer = site.api("state").post(f"/consultations/{slug}/pilots", json=PLAN)
        assert answer.status_code == 403
        assert word in answer.json()["detail"]


WRONG: tuple[tuple[dict[str, object], str], ...] = (
    ({"mechanisms": ["RT2-M1"]}, "mechanisms"),  # not adopted
    ({"mechanisms": ["RT2-B5"]}, "mechanisms"),
    ({"mechanisms": []}, "mechanisms"),
    ({"benchmarks": [{"code": "RT3-B3"}]}, "benchmarks"),  # not adopted
    ({"benchmarks": [{"code": "RT2-B5", "target": "many"}]}, "benchmarks.RT2-B5.target"),
    ({"title": "  "}, "title"),
    ({"start": "soon"}, "start"),
    ({"end": "2026-11-21"}, "end"),
    ({"milestones": [{"title": "A step", "due": ""}]}, "milestones.0.due"),
    ({"milestones": [{"title": "", "due": "2027-01-01"}]}, "milestones.0.title"),
)


def test_what_is_wrong_is_said_at_its_field(site: Site) -> None:
    for changes, field in WRONG:
        assert set(wrong(site, "state", "", {**PLAN, **changes})) == {field}
    assert len(site.rows("SELECT 1 FROM pilot WHERE code = 'PIL-7'")) == 0


def test_a_pilot_is_confirmed_only_with_all_it_needs_and_then_reports_on_agreed_days(site: Site) -> None:
    code = proposed(site, end="", milestones=[])
    said = refused(site, "state", f"/{code}/steps", {"step": "confirmed"})
    assert "milestone" in said
    assert "on which day it ends" in said
    plan = {"end": PLAN["end"], "milestones": PLAN["milestones"]}
    done(site, "alternate", f"/{code}", plan, "PATCH")
    assert set(wrong(site, "state", f"/{code}/steps", {"step": "confirmed", "every": 5})) == {"every"}
    assert done(site, "state", f"/{code}/steps", {"step": "confirmed", "every": 6})["state"] == "confirmed"
    found = [(r["starts"], r["ends"], r["due"]) for r in read(site, code)["reports"]]
    assert found[0] == ("2026-11-21", "2027-05-20", "2027-06-19")
    assert found[-1][1] == "2028-11-20"
    assert len(found) == 4


def test_a_pilot_without_a_benchmark_that_can_be_measured_is_not_confirmed(site: Site) -> None:
    code = proposed(site, benchmarks=[{"code": "RT2-B4"}])  # no baseline, and no day for it
    assert "baseline" in refused(site, "state", f"/{code}/steps", {"step": "confirmed"})
    goal = {"code": "RT2-B4", "baseline_due": "2027-01-31"}
    done(site, "state", f"/{code}", {"benchmarks": [goal]}, "PATCH")
    assert done(site, "state", f"/{code}/steps", {"step": "confirmed"})["state"] == "confirmed"


def test_a_pilot_begins_on_its_first_day_and_its_plan_stands_once_it_is_confirmed(site: Site) -> None:
    code = proposed(site, start="2026-12-01")
    assert "confirm" in refused(site, "state", f"/{code}/steps", {"step": "begun"})
    done(site, "state", f"/{code}/steps", {"step": "confirmed"})
    assert "1 December 2026" in refused(site, "state", f"/{code}/steps", {"step": "begun"})
    assert "plan stands" in refused(site, "state", f"/{code}", {"title": "Another"}, "PATCH")
    site.now = site.now.replace(month=12, day=1)
    assert done(site, "state", f"/{code}/steps", {"step": "begun"})["state"] == "active"
    assert done(site, "state", f"/{code}/steps", {"step": "begun"})["state"] == "active"
    assert [s[0] for s in site.rows("SELECT verb FROM pilot_step ORDER BY n")] == ["confirmed", "begun"]


def test_a_plan_with_something_wrong_in_it_changes_nothing(site: Site) -> None:
    code = proposed(site)
    before = read(site, code)
    plan = {"title": "Another", "mechanisms": ["RT2-M1"], "milestones": []}
    assert set(wrong(site, "state", f"/{code}", plan, "PATCH")) == {"mechanisms"}
    assert read(site, code) == before


def test_planning_again_replaces_what_is_sent_and_keeps_the_rest(site: Site) -> None:
    code = proposed(site)
    done(site, "state", f"/{code}", {"mechanisms": ["RT2-M5"], "benchmarks": [{"code": "RT2-B9", "target": "7"}]}, "PATCH")  # fmt: skip
    pilot = read(site, code)
    assert (pilot["mechanisms"], pilot["benchmarks"]) == (["RT2-M5"], ["RT2-B9"])
    steps = [{"title": "Flats let", "due": "2027-04-01"}, {"title": "Monitor named", "due": "2027-05-01"}]
    done(site, "state", f"/{code}", {"milestones": steps}, "PATCH")
    assert [(m["title"], m["state"]) for m in milestones(site, code)] == [
        ("Flats let", "planned"), ("Monitor named", "planned"),
    ]  # fmt: skip
    done(site, "state", f"/{code}", {"milestones": steps[:1]}, "PATCH")
    assert [(m["title"], m["state"]) for m in milestones(site, code)] == [
        ("Flats let", "planned"), ("Monitor named", "dropped"),
    ]  # fmt: skip


def test_only_those_who_lead_decide_about_a_pilot(site: Site) -> None:
    for who in ("ngo", "reporter", "secretariat"):
        for step in ("held", "terminated", "completed"):
            body = {"step": step, "reason": WHY, "lessons": WHY, "follow_up": "stop"}
            assert "States that lead" in refused(site, who, "/PIL-4/steps", body)
    # Belgium does not lead the pilot of the Philippines and Mauritius.
    assert "States that lead" in refused(site, "state", "/PIL-2/steps", {"step": "held", "reason": WHY})
    assert act(site, "state", "/PIL-99/steps", {"step": "held", "reason": WHY}).status_code == 404


def test_a_pilot_is_held_with_a_reason_and_goes_on(site: Site) -> None:
    assert set(wrong(site, "state", "/PIL-4/steps", {"step": "held"})) == {"reason"}
    assert done(site, "state", "/PIL-4/steps", {"step": "held", "reason": WHY})["state"] == "on_hold"
    assert done(site, "alternate", "/PIL-4/steps", {"step": "resumed"})["state"] == "active"


def test_a_pilot_is_completed_with_a_final_value_of_each_benchmark_and_what_was_learned(site: Site) -> None:
    ending = {"step": "completed", "lessons": "Housing near the school works best.", "follow_up": "scale_up"}
    assert "RT2-B4, RT2-B5" in refused(site, "state", "/PIL-4/steps", ending)
    done(site, "reporter", "/PIL-4/measurements", VALUE)
    other = {**VALUE, "benchmark": "RT2-B4", "unit": "countries", "value": 1}
    done(site, "reporter", "/PIL-4/measurements", other)
    assert set(wrong(site, "state", "/PIL-4/steps", {**ending, "lessons": "", "follow_up": ""})) == {
        "lessons", "follow_up",
    }  # fmt: skip
    assert done(site, "state", "/PIL-4/steps", ending)["state"] == "completed"
    assert "completed" in refused(site, "state", "/PIL-4/steps", {"step": "terminated", "reason": WHY})
    assert "completed" in refused(site, "reporter", "/PIL-4/measurements", {**VALUE, "period": "2026-Q4"})


def test_a_pilot_that_is_ended_keeps_its_record(site: Site) -> None:
    done(site, "reporter", "/PIL-4/measurements", VALUE)
    before = read(site, "PIL-4")
    assert done(site, "state", "/PIL-4/steps", {"step": "terminated", "reason": WHY})["state"] == "terminated"
    # Its clock stops: what was late stays late, and nothing else becomes late.
    site.now = site.now.replace(year=2031)
    after = read(site, "PIL-4")
    for part in ("values", "milestones", "reports", "light"):
        assert after[part] == before[part], part
    assert "stands as it is" in refused(site, "state", "/PIL-4/steps", {"step": "held", "reason": WHY})


def test_every_act_is_one_entry_of_the_ledger_and_verifies(site: Site) -> None:
    before = site.rows("SELECT count(*) FROM ledger WHERE track = :slug", slug=SLUG)[0][0]
    code = begun(site)
    entries = site.rows(
        "SELECT verb, capacity, delegation, facts FROM ledger WHERE track = :slug AND seq > :before ORDER BY seq",
        slug=SLUG, before=before,
    )  # fmt: skip
    assert [row[0] for row in entries] == [
        "pilot_proposed", "pilot_step_taken", "pilot_step_taken",
    ]  # fmt: skip
    assert {(row[1], row[2]) for row in entries} == {("Head of delegation, Belgium", "org-bel")}
    facts = [json.loads(row[3]) if isinstance(row[3], str) else row[3] for row in entries]
    assert facts[-1] == {"pilot": code, "step": "begun", "from_state": "confirmed", "to_state": "active", "follow_up": None}  # fmt: skip
    with site.database.reading() as db:
        assert verify(db, SLUG).breaks == []
