"""A pilot from the State's first word to its recommendation: State, partner, reporter, verifier and the public, in turn."""

from datetime import timedelta

from app.dossier.verification import verify
from tests.pilots.acting import SLUG, done, milestones, program, read, refused
from tests.support import Site

BENCHMARKS = [
    {
        "code": "RT2-B5", "baseline": "22.1", "baseline_on": "2026-11-30", "target": "15.0", "target_on": "2027-11-30",
        "baseline_source": "Register of the open family units",
    },
    {"code": "RT2-B4", "baseline_due": "2027-01-31", "target": "6"},
]  # fmt: skip


def day_of(site: Site, days: int) -> str:
    """Turn the clock so many days on, and give the day."""
    site.now += timedelta(days=days)
    return site.now.date().isoformat()


def value(site: Site, code: str, amount: str, period: str) -> int:
    """What the reporter measures today."""
    said = {
        "benchmark": "RT2-B5", "value": amount, "unit": "per cent of families", "period": period,
        "date": site.now.date().isoformat(), "source": "Register of the open family units",
    }  # fmt: skip
    return int(done(site, "reporter", f"/{code}/measurements", said)["id"])


def test_a_state_pilots_a_recommendation_and_says_what_came_of_it(site: Site) -> None:
    # The State takes a recommended mechanism up; nobody can do it in its place.
    start = site.now.date().isoformat()
    end = (site.now + timedelta(days=364)).date().isoformat()
    idea = {"title": "Open housing in two towns", "mechanisms": ["RT2-M3"], "start": start}
    assert "voluntary" in refused(site, "secretariat", "", idea)
    code = done(site, "state", "", idea)["code"]
    assert "milestone" in refused(site, "state", f"/{code}/steps", {"step": "confirmed"})
    steps = [
        {"title": "Flats let", "due": day_after(site, 60)},
        {"title": "Monitor named", "due": day_after(site, 90)},
    ]
    done(site, "alternate", f"/{code}", {"end": end, "benchmarks": BENCHMARKS, "milestones": steps}, "PATCH")
    done(site, "state", f"/{code}/steps", {"step": "confirmed", "every": 6, "due_after": 20})
    done(site, "state", f"/{code}/steps", {"step": "begun"})

    # An organisation is asked and joins by its own decision.
    done(site, "state", f"/{code}/invitations", {"delegation": "picum", "part": "partner"})
    assert read(site, code)["partners"] == []
    done(site, "ngo", f"/{code}/parties", {"part": "partner"})
    assert read(site, code)["partners"] == ["picum"]

    # The reporter reports; the partner questions, the value is corrected, the partner confirms it.
    day_of(site, 50)
    first = value(site, code, "21.60", "first weeks")
    checks = f"/{code}/measurements/{first}/verifications"
    assert "yourself" in refused(site, "reporter", checks, {"finding": "confirmed"})
    done(site, "ngo", checks, {"finding": "questioned", "note": "Two families are missing."})
    right = {"value": "21.20", "reason": "Two families were missing."}
    second = done(site, "reporter", f"/{code}/measurements/{first}/corrections", right)["id"]
    done(site, "ngo", f"/{code}/measurements/{second}/verifications", {"finding": "confirmed"})
    kept = {
        v["id"]: (v["value"], v["finding"]) for v in read(site, code)["values"] if v["id"] in (first, second)
    }
    assert kept == {first: ("21.60", "questioned"), second: ("21.20", "confirmed")}

    # One milestone is met in time, the other is late by the clock alone until it is moved with a reason.
    flats, monitor = milestones(site, code)
    done(site, "reporter", f"/{code}/milestones/{flats['id']}/steps", {"step": "met", "on": day_of(site, 5)})
    assert read(site, code)["light"] == "green"
    day_of(site, 40)
    assert [m["state"] for m in milestones(site, code)] == ["met", "late"]
    assert read(site, code)["light"] == "amber"
    later = {"step": "rescheduled", "due": day_after(site, 30), "reason": "The tender was repeated."}
    done(site, "state", f"/{code}/milestones/{monitor['id']}/steps", later)
    assert [m["state"] for m in milestones(site, code)] == ["met", "rescheduled", "planned"]

    # A report that nobody sends is late; it is sent once, and the reporter's own light stands beside the computed one.
    day_of(site, 110)
    assert read(site, code)["reports"][0]["state"] == "late"
    worried = {
        "light": "amber",
        "narrative": "One town has stopped.",
        "recovery": "Its mayor meets us in May.",
    }
    done(site, "reporter", f"/{code}/reports/1", worried)
    assert "never changed" in refused(site, "state", f"/{code}/reports/1", {**worried, "light": "green"})
    moved = milestones(site, code)[-1]
    done(site, "reporter", f"/{code}/milestones/{moved['id']}/steps", {"step": "met", "on": day_of(site, 0)})
    done(site, "state", f"/{code}/steps", {"step": "held", "reason": "Elections are held in both towns."})
    done(site, "state", f"/{code}/steps", {"step": "resumed"})

    # The end: a last value of each benchmark, what was learned, what is recommended. What is corrected later stays seen.
    day_of(site, 150)
    last = value(site, code, "14.9", "last weeks")
    ending = {"step": "completed", "lessons": "Housing near the school works best.", "follow_up": "scale_up"}
    assert "RT2-B4" in refused(site, "state", f"/{code}/steps", ending)
    done(
        site, "ngo", f"/{code}/measurements",
        {
            "benchmark": "RT2-B4", "value": 6, "unit": "countries", "period": "last weeks",
            "date": site.now.date().isoformat(), "source": "Survey of members", "scope": "global",
        },
    )  # fmt: skip
    assert done(site, "state", f"/{code}/steps", ending)["state"] == "completed"
    done(site, "state", f"/{code}/measurements/{last}/corrections", {"value": "14.8", "reason": "Rounded."})
    pilot = read(site, code)
    assert (pilot["state"], pilot["light"], pilot["own_light"]) == ("completed", "blue", "amber")

    # Everybody reads all of it, and every act stands in the ledger.
    assert code in [p["code"] for p in program(site).get(f"/consultations/{SLUG}/pilots").json()["items"]]
    assert site.client().get(f"/{SLUG}/pilots/{code}").status_code == 200
    with site.database.reading() as db:
        assert verify(db, SLUG).breaks == []


def day_after(site: Site, days: int) -> str:
    """The day so many days from now."""
    return (site.now + timedelta(days=days)).date().isoformat()
