"""A consultation of one's own with the demonstration's people in it, for tests of rounds."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient

from app.consultations.actions.constituencies import add_constituency
from app.consultations.actions.delegations import accredit
from app.consultations.actions.founding import create_consultation
from app.consultations.actions.groups import add_group
from app.consultations.actions.roundtables import add_roundtable
from app.consultations.actions.seats import seat_person
from app.consultations.models import ConsultationState
from app.dossier.verification import verify
from app.kernel.actor import SYSTEM
from tests.support import NOON, Site

SLUG = "small-2027"
AT = f"/consultations/{SLUG}"
SEATS = (
    ("observer", "observer", {}),
    ("secretariat", "secretariat", {}),
    ("member", "member", {"group": "WG-1"}),
    ("rapporteur", "rapporteur", {"group": "WG-1"}),
    ("moderator", "moderator", {"group": "WG-1"}),
    ("state", "head", {"delegation": "org-bel"}),
    ("alternate", "alternate", {"delegation": "org-bel"}),
    ("ngo", "head", {"delegation": "picum"}),
)
MECHANISM: dict[str, Any] = {
    "summary": "Every recruiter stands in it.", "problem": "Nobody knows them.", "how_it_works": ["They register."],
    "responsible": ["Ministries of labour"], "evidence": [{"text": "Manila has one.", "source": None}],
}  # fmt: skip


def make(site: Site, *, opened: bool = True, moderated: bool = True, notice_days: int = 0) -> TestClient:
    """The consultation, open unless said otherwise; gives the moderator's program."""
    settings = {
        "code": "SMALL-2027", "title": "A small dialogue", "start_date": date(2026, 1, 1), "end_date": date(2030, 1, 1),
        "timezone": "UTC", "languages": ["en"], "notice_days": notice_days, "mandate": "Resolution 1 asks for it.",
        "terms_of_reference": "Voluntary, open to all.", "outcome_kinds": ["recommendations_paper"],
    }  # fmt: skip
    with site.database.unit_of_work() as db:
        here = create_consultation(db, SYSTEM, slug=SLUG, settings=settings)
        for number in (1, 2):
            add_roundtable(db, SYSTEM, here, code=f"RT{number}", number=number, title=f"Theme {number}")
        add_group(db, SYSTEM, here, code="WG-1", title="Group 1", roundtable="RT1")
        add_group(db, SYSTEM, here, code="WG-2", title="Group 2", roundtable="RT2", visibility="closed")
        add_constituency(db, SYSTEM, here, code="STATE", name="States")
        add_constituency(db, SYSTEM, here, code="CS", name="Civil society")
        for body, constituency in (("org-bel", "STATE"), ("picum", "CS")):
            accredit(db, SYSTEM, here, organisation=body, constituency=constituency, voting=True)
        for who, role, place in SEATS:
            if role != "moderator" or moderated:
                seat_person(db, SYSTEM, here, email=f"{who}@demo.example", role=role, title=role, **place)
        if opened:
            here.state = ConsultationState.OPEN
            db.add(here)
    return site.api("moderator")


def plan(api: TestClient, kind: str = "comment", *, first: int = 1, last: int = 10, **more: Any) -> Any:
    """Plan a round from `first` to `last`, days from the tests' noon."""
    body: dict[str, Any] = {
        "kind": kind,
        "title": f"A {kind} round",
        "opens": day(first),
        "closes": day(last),
    }
    return api.post(f"{AT}/rounds", json={**body, **more})


def day(number: int) -> str:
    """A day counted from the tests' noon."""
    return (NOON + timedelta(days=number)).date().isoformat()


def at(number: float) -> datetime:
    """The instant that many days after the tests' noon."""
    return NOON + timedelta(days=number)


def do(api: TestClient, code: str, what: str, **body: Any) -> Any:
    """An act on a round."""
    return api.post(f"{AT}/rounds/{code}/{what}", json=body)


def certify(site: Site, ballot: str = "BAL-1", *, at: str = AT) -> None:
    """The moderator declares what the ballot came to, and the secretariat certifies it."""
    for who, what in (("moderator", "declaration"), ("secretariat", "certification")):
        done = site.api(who).post(f"{at}/ballots/{ballot}/{what}")
        assert done.status_code == 201, done.text


def begin(site: Site, title: str = "A register of recruiters", *, submit: bool = True, **more: Any) -> str:
    """A complete mechanism of the group by its member, submitted unless said otherwise; gives its code."""
    api = site.api("member")
    body: Mapping[str, Any] = {
        "kind": "mechanism", "roundtable": "RT1", "group": "WG-1", "title": title, **MECHANISM, **more,
    }  # fmt: skip
    made = api.post(f"{AT}/proposals", json=body)
    assert made.status_code == 201, made.text
    code = str(made.json()["code"])
    if submit:
        sent = api.post(f"{AT}/proposals/{code}/steps", json={"step": "submitted"})
        assert sent.status_code == 201, sent.text
    return code


def state_of(site: Site, code: str) -> str:
    """Where a proposal stands."""
    return str(site.api("secretariat").get(f"{AT}/proposals/{code}").json()["state"])


def comment(site: Site, code: str, who: str = "ngo", text: str = "The fees are missing.") -> Any:
    """A comment on a proposal."""
    body = {"type": "general", "stance": "concern", "text": text}
    return site.api(who).post(f"{AT}/proposals/{code}/comments", json=body)


def answer(site: Site, comment_code: str) -> Any:
    """The moderator issues a disposition."""
    body = {"code": "accepted", "reason": "It is right, and version 2 says so.", "state": "issued"}
    return site.api("moderator").put(f"{AT}/comments/{comment_code}/disposition", json=body)


def acts(site: Site, subject: str) -> list[str]:
    """The verbs the ledger has of a subject, oldest first."""
    rows = site.rows(
        "SELECT verb FROM ledger WHERE track = :track AND subject = :subject ORDER BY seq", track=SLUG, subject=subject
    )  # fmt: skip
    return [row[0] for row in rows]


def entries(site: Site) -> int:
    """How many entries the consultation's chain has."""
    return int(site.rows("SELECT count(*) FROM ledger WHERE track = :track", track=SLUG)[0][0])


def breaks(site: Site) -> list[str]:
    """What `verify` finds in it."""
    with site.database.reading() as db:
        return verify(db, SLUG).breaks
