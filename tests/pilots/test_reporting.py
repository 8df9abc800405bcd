"""What a pilot reports: exact values in the benchmark's unit, corrected by another row, verified by somebody else;
progress once for each period; milestones that keep their old day."""

from tests.pilots.acting import SLUG, VALUE, WHY, act, done, milestones, read, refused, sealed_as_left, wrong
from tests.support import Site


def values(site: Site, code: str = "PIL-4") -> list[dict[str, object]]:
    return [v for v in read(site, code)["values"] if v["benchmark"] == "RT2-B5" and v["scope"] == "pilot"]


def test_a_value_is_kept_with_every_digit_its_unit_period_and_source(site: Site) -> None:
    made = done(site, "reporter", "/PIL-4/measurements", VALUE)
    assert (made["value"], made["unit"], made["source"]) == ("20.40", VALUE["unit"], VALUE["source"])
    assert done(site, "reporter", "/PIL-4/measurements", VALUE)["id"] == made["id"]
    assert [v["value"] for v in values(site)] == ["20.40"]
    row = site.rows("SELECT by_title, value FROM measurement WHERE id = :id", id=made["id"])[0]
    assert tuple(row) == ("Reporter of pilot PIL-4", "20.40")
    sealed_as_left(site)


def test_a_value_that_says_too_little_or_something_wrong_is_not_taken(site: Site) -> None:
    for field, given in (
        ("unit", "families"), ("unit", ""), ("value", "about twenty"), ("value", "20,4"), ("value", "1e3"),
        ("value", ""), ("period", " "), ("date", "2026-11-22"), ("date", ""), ("source", "\u200b"),
        ("scope", "local"), ("benchmark", "RT1-B1"), ("benchmark", "RT2-M3"),
    ):  # fmt: skip
        found = wrong(site, "reporter", "/PIL-4/measurements", {**VALUE, field: given})
        assert set(found) == {field}, given
    assert values(site) == []


def test_only_the_delegations_in_a_pilot_report_on_it_once_it_has_begun(site: Site) -> None:
    for who in ("secretariat", "observer", "member"):
        assert "you sit in none" in refused(site, who, "/PIL-4/measurements", VALUE)
    assert "you sit in none" in refused(site, "reporter", "/PIL-2/measurements", VALUE)
    for number, who in enumerate(("state", "alternate", "ngo")):
        done(site, who, "/PIL-4/measurements", {**VALUE, "period": f"2026-{number}"})
    site.tamper("UPDATE pilot SET state = 'confirmed' WHERE code = 'PIL-4'")
    assert "once the pilot has begun" in refused(site, "state", "/PIL-4/measurements", VALUE)


def test_a_corrected_value_is_another_row_and_the_old_one_stays(site: Site) -> None:
    old = done(site, "reporter", "/PIL-4/measurements", VALUE)
    path = f"/PIL-4/measurements/{old['id']}/corrections"
    assert set(wrong(site, "reporter", path, {"value": "20.4", "reason": ""})) == {"reason"}
    new = done(site, "state", path, {"value": "19.8", "reason": "Two families were counted twice."})
    assert (new["corrects"], new["period"], new["source"]) == (old["id"], old["period"], old["source"])
    assert [(v["value"], v["corrected_by"]) for v in values(site)] == [("20.40", new["id"]), ("19.8", None)]
    assert "Correct the newer one" in refused(site, "reporter", path, {"value": "1", "reason": WHY})
    assert (
        act(site, "reporter", "/PIL-4/measurements/1/corrections", {"value": "1", "reason": WHY}).status_code
        == 404
    )
    sealed_as_left(site)


def test_nobody_verifies_what_the_own_delegation_reported(site: Site) -> None:
    made = done(site, "state", "/PIL-4/measurements", VALUE)
    path = f"/PIL-4/measurements/{made['id']}/verifications"
    yes = {"finding": "confirmed"}
    assert "yourself" in refused(site, "state", path, yes)
    assert "Your own delegation" in refused(site, "alternate", path, yes)
    for who in ("reporter", "member", "observer"):
        assert "verifies what was reported" in refused(site, who, path, yes)
    assert set(wrong(site, "ngo", path, {"finding": "questioned"})) == {"note"}
    assert set(wrong(site, "ngo", path, {"finding": "maybe"})) == {"finding"}
    assert done(site, "ngo", path, {"finding": "questioned", "note": "Which register?"})["n"] == 1
    assert done(site, "secretariat", path, yes)["n"] == 2
    assert done(site, "secretariat", path, yes)["n"] == 2
    assert [v["finding"] for v in values(site)] == ["confirmed"]
    done(site, "reporter", f"/PIL-4/measurements/{made['id']}/corrections", {"value": "20", "reason": WHY})
    assert "Verify the newer one" in refused(
        site, "secretariat", path, {"finding": "questioned", "note": "?"}
    )
    sealed_as_left(site)


def test_a_report_is_late_by_the_clock_alone_and_submitted_once(site: Site) -> None:
    first, second = read(site, "PIL-4")["reports"][:2]
    assert (first["state"], second["state"]) == ("late", "planned")
    path = "/PIL-4/reports/1"
    assert set(wrong(site, "reporter", path, {"light": "amber"})) == {"narrative", "recovery"}
    assert set(wrong(site, "reporter", path, {"light": "grey"})) == {"light"}
    said = {"light": "amber", "narrative": "No monitor yet.", "recovery": "The post is advertised again."}
    done(site, "reporter", path, said)
    assert done(site, "reporter", path, said)["state"] == "submitted"
    assert "never changed" in refused(site, "reporter", path, {"light": "green"})
    assert "never changed" in refused(site, "state", path, said)
    assert "runs until" in refused(site, "reporter", "/PIL-4/reports/2", {"light": "green"})
    assert act(site, "reporter", "/PIL-4/reports/99", {"light": "green"}).status_code == 404
    found = read(site, "PIL-4")
    assert (found["reports"][0]["state"], found["own_light"]) == ("submitted", "amber")
    sealed_as_left(site)


def test_the_days_of_reporting_are_agreed_once(site: Site) -> None:
    assert "already" in refused(site, "state", "/PIL-4/periods", {"every": 6})
    site.tamper("DELETE FROM progress_report")
    assert "States that lead" in refused(site, "ngo", "/PIL-4/periods", {"every": 6})
    assert set(wrong(site, "state", "/PIL-4/periods", {"every": 6, "due_after": 999})) == {"due_after"}
    assert len(done(site, "state", "/PIL-4/periods", {"every": 12})["items"]) == 4


def test_a_milestone_is_met_by_who_reports_and_on_a_day_that_has_come(site: Site) -> None:
    late = next(m for m in milestones(site, "PIL-4") if m["title"] == "Monitor appointed")
    assert late["state"] == "late"
    path = f"/PIL-4/milestones/{late['id']}/steps"
    assert set(wrong(site, "reporter", path, {"step": "met"})) == {"on"}
    assert set(wrong(site, "reporter", path, {"step": "met", "on": "2026-11-22"})) == {"on"}
    assert (
        done(site, "reporter", path, {"step": "met", "on": "2026-11-21", "note": "Mme D."})["state"] == "met"
    )
    done(site, "reporter", path, {"step": "met", "on": "2026-11-21"})
    assert "settled already" in refused(site, "reporter", path, {"step": "met", "on": "2026-11-20"})
    assert "settled already" in refused(site, "state", path, {"step": "dropped", "reason": WHY})


def test_a_milestone_that_is_moved_keeps_its_old_day(site: Site) -> None:
    step = next(m for m in milestones(site, "PIL-4") if m["title"] == "Outside evaluation")
    path = f"/PIL-4/milestones/{step['id']}/steps"
    moved = {"step": "rescheduled", "due": "2030-12-31", "reason": WHY}
    assert "States that lead" in refused(site, "reporter", path, moved)
    assert set(wrong(site, "state", path, {"step": "rescheduled"})) == {"due", "reason"}
    assert set(wrong(site, "state", path, {**moved, "due": "2020-01-01"})) == {"due"}
    done(site, "state", path, moved)
    found = [m for m in milestones(site, "PIL-4") if m["title"] == "Outside evaluation"]
    assert [(m["due"], m["state"], m["note"]) for m in found] == [
        (step["due"], "rescheduled", WHY), ("2030-12-31", "planned", None),
    ]  # fmt: skip
    assert found[0]["moved_to"] == "2030-12-31"
    done(site, "state", f"/PIL-4/milestones/{found[1]['id']}/steps", {"step": "dropped", "reason": WHY})
    assert [m["state"] for m in milestones(site, "PIL-4") if m["title"] == "Outside evaluation"] == [
        "rescheduled", "dropped",
    ]  # fmt: skip
    assert act(site, "state", "/PIL-4/milestones/1/steps", moved).status_code == 404


def test_a_value_is_corrected_by_the_delegation_that_reported_it_and_by_no_other(site: Site) -> None:
    made = done(site, "state", "/PIL-4/measurements", VALUE)
    path = f"/PIL-4/measurements/{made['id']}"
    said = refused(site, "ngo", f"{path}/corrections", {"value": "20.40", "reason": WHY})
    assert said == "Another delegation reported this value, and it alone corrects it. Yours can question it."
    newer = done(site, "reporter", f"{path}/corrections", {"value": "20.41", "reason": WHY})
    refused(site, "state", f"/PIL-4/measurements/{newer['id']}/verifications", {"finding": "confirmed"})
    done(site, "ngo", f"/PIL-4/measurements/{newer['id']}/verifications", {"finding": "confirmed"})


def test_what_the_secretariat_does_here_is_signed_with_its_seat_here(site: Site) -> None:
    for slug, title in (("hld-2013-review", "Secretariat of another matter"), (SLUG, "Secretariat here")):
        site.tamper(
            "INSERT INTO membership (consultation_id, person_id, role, title)"
            " SELECT c.id, p.id, 'secretariat', :title FROM consultation c JOIN person p ON p.email = :email"
            " WHERE c.slug = :slug",
            email="observer@demo.example", slug=slug, title=title,
        )  # fmt: skip
    made = done(site, "state", "/PIL-4/measurements", VALUE)
    done(site, "observer", f"/PIL-4/measurements/{made['id']}/verifications", {"finding": "confirmed"})
    signed = site.rows("SELECT by_title FROM verification WHERE measurement_id = :id", id=made["id"])
    kept = site.rows("SELECT capacity FROM ledger WHERE verb = 'value_verified' AND track = :slug", slug=SLUG)
    assert (signed[0][0], kept[-1][0]) == ("Secretariat here", "Secretariat here")
