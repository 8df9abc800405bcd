"""What tests of pilots act with: the programs of the demonstration's people in the consultation that has its pilots."""

from typing import Any

from fastapi.testclient import TestClient

from app.kernel.breaks import Known, chain_breaks, row_breaks
from app.pilots.models import Measurement, PilotStep, ProgressReport, Verification
from tests.support import Site

SLUG = "hld-2013-pilots"
AT = f"/consultations/{SLUG}/pilots"
PLAN = {
    "title": "Open housing in two more towns",
    "mechanisms": ["RT2-M3"],
    "start": "2026-11-21",
    "end": "2028-11-20",
    "milestones": [{"title": "First flats let", "due": "2027-03-01"}],
}
WHY = "Because the contractor changed."
VALUE = {
    "benchmark": "RT2-B5",
    "value": "20.40",
    "unit": "per cent of families",
    "period": "2026-Q3",
    "date": "2026-09-30",
    "source": "Register of the open family units",
}


def program(site: Site, who: str | None = None) -> TestClient:
    """Somebody's program, made once for a site."""
    programs: dict[str | None, TestClient] = site.__dict__.setdefault("programs", {})
    if who not in programs:
        programs[who] = site.api(who)
    return programs[who]


def sealed_as_left(site: Site) -> None:
    """The chain of the consultation is whole, and what pilots leave behind is as it says."""
    with site.database.reading() as db:
        known: Known = {}
        assert list(chain_breaks(db, SLUG, known)) == []
        for model in (PilotStep, ProgressReport, Measurement, Verification):
            here = model.consultation_id == site.consultation(SLUG).id
            assert list(row_breaks(db, model, known, only=here)) == []  # type: ignore[arg-type]


def act(site: Site, who: str, path: str, body: dict[str, Any] | None = None, method: str = "POST") -> Any:
    """What somebody's program is answered below the address of the pilots."""
    return program(site, who).request(method, f"{AT}{path}", json=body or {})


def done(site: Site, who: str, path: str, body: dict[str, Any] | None = None, method: str = "POST") -> Any:
    """The same where it is done."""
    answer = act(site, who, path, body, method)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def refused(site: Site, who: str, path: str, body: dict[str, Any] | None = None, method: str = "POST") -> str:
    """The sentence where it is refused."""
    answer = act(site, who, path, body, method)
    assert answer.status_code == 403, answer.text
    return str(answer.json()["detail"])


def wrong(
    site: Site, who: str, path: str, body: dict[str, Any] | None = None, method: str = "POST"
) -> dict[str, str]:
    """The sentence at each field where something in it is wrong."""
    answer = act(site, who, path, body, method)
    assert answer.status_code == 422, answer.text
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


def proposed(site: Site, **changes: Any) -> str:
    """The code of a new pilot of Belgium."""
    return str(done(site, "state", "", {**PLAN, **changes})["code"])


def begun(site: Site) -> str:
    """The same, confirmed and begun."""
    code = proposed(site)
    done(site, "state", f"/{code}/steps", {"step": "confirmed", "every": 6})
    done(site, "state", f"/{code}/steps", {"step": "begun"})
    return code


def read(site: Site, code: str) -> Any:
    """A pilot as everybody reads it."""
    answer = program(site).get(f"{AT}/{code}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def milestones(site: Site, code: str) -> list[Any]:
    """Its milestones by title."""
    return sorted(read(site, code)["milestones"], key=lambda m: (m["title"], m["id"]))
