"""How many queries an act about a pilot may ask, the same with many times the data."""

from datetime import timedelta
from typing import Any

from tests.ceilings.counting import counted
from tests.ceilings.test_pilot_ceilings import POST, WHOLE, grow
from tests.pilots.acting import AT, PLAN, VALUE, WHY, done, program
from tests.support import Site

# A plan writes everything a pilot has in one act: it may ask what a whole page asks.
PLANNING = WHOLE


def asked(site: Site, who: str, path: str, body: dict[str, Any], method: str = "POST") -> tuple[int, Any]:
    program(site, who).get("/consultations/")  # its token is made
    with counted(site.database) as statements:
        answer = program(site, who).request(method, f"{AT}{path}", json=body)
    assert answer.status_code in (200, 201), answer.text
    ceiling = PLANNING if method == "PATCH" or path == "" else POST
    assert len(statements) <= ceiling, f"{len(statements)} at {path}\n" + "\n".join(statements)
    return len(statements), answer.json()


def whole_course(site: Site, title: str) -> list[int]:
    """A pilot from the beginning to the end; gives how many queries each act asked."""
    found = []

    def ask(who: str, path: str, body: dict[str, Any], method: str = "POST") -> Any:
        n, answer = asked(site, who, path, body, method)
        found.append(n)
        return answer

    day = (site.now - timedelta(days=1)).date().isoformat()
    start = site.now.date().isoformat()
    code = ask("state", "", {**PLAN, "title": title, "start": start})["code"]
    steps = [{"title": f"Step {n}", "due": "2028-01-01"} for n in range(3)]
    plan = {"mechanisms": ["RT2-M3", "RT2-M5"], "milestones": steps, "description": "Words."}
    ask("state", f"/{code}", plan, "PATCH")
    ask("state", f"/{code}/steps", {"step": "confirmed", "every": 12})
    ask("state", f"/{code}/steps", {"step": "begun"})
    ask("state", f"/{code}/invitations", {"delegation": "picum", "part": "partner"})
    ask("ngo", f"/{code}/parties", {"part": "partner"})
    value = {**VALUE, "date": start, "period": start[:7], "benchmark": "RT2-B5"}
    made = ask("state", f"/{code}/measurements", value)
    ask("ngo", f"/{code}/measurements/{made['id']}/verifications", {"finding": "confirmed"})
    ask("state", f"/{code}/measurements/{made['id']}/corrections", {"value": "20", "reason": WHY})
    pilot = program(site).get(f"{AT}/{code}").json()
    first, second = pilot["milestones"][:2]
    ask("state", f"/{code}/milestones/{first['id']}/steps", {"step": "met", "on": day})
    ask("state", f"/{code}/milestones/{second['id']}/steps", {"step": "rescheduled", "due": "2028-02-01", "reason": WHY})  # fmt: skip
    for benchmark in pilot["benchmarks"]:
        if benchmark != "RT2-B5":
            unit = "countries" if benchmark == "RT2-B4" else "States"
            done(site, "state", f"/{code}/measurements", {**value, "benchmark": benchmark, "unit": unit})
    ask("state", f"/{code}/steps", {"step": "held", "reason": WHY})
    ask("state", f"/{code}/steps", {"step": "resumed"})
    ask("state", f"/{code}/steps", {"step": "completed", "lessons": WHY, "follow_up": "adapt"})
    ask("reporter", "/PIL-4/reports/1" if title == "few" else "/PIL-4/reports/100", {"light": "green"})
    return found


def test_each_act_keeps_its_ceiling_whatever_the_size(site: Site) -> None:
    few = whole_course(site, "few")
    grow(site)
    assert whole_course(site, "many") == few


def test_the_last_that_leads_leaves_within_the_ceiling(site: Site) -> None:
    asked(site, "state", "/PIL-4/parties/withdrawal", {"reason": WHY})
    assert program(site).get(f"{AT}/PIL-4").json()["state"] == "on_hold"
