"""Twelve people through a consultation of their own, from an empty installation to a decision, through the real pages."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import lxml.html
import pytest
from fastapi.testclient import TestClient

from app.web.csrf import SESSION_COOKIE
from tests.support import NOON, Form, Site, commonspace, keep_awake

HERE = "/decent-work-2027"
DAY = timedelta(days=1)
OPENS, CLOSES = NOON + 3 * DAY, NOON + 6 * DAY
VOTE_OPENS, VOTE_CLOSES = NOON + 9 * DAY, NOON + 11 * DAY

# Who takes part: the address, the name, the role, the group and the delegation.
SEATS = [
    ("convenor", "Amina Diallo", "moderator", "WG-1", ""),
    ("rapporteur", "Luis Ortega", "rapporteur", "WG-1", ""),
    ("member", "Chen Wei", "member", "WG-1", ""),
    ("second", "Olga Petrova", "member", "WG-1", ""),
    ("sweden", "Karin Berg", "head", "", "SWE"),
    ("philippines", "Jose Reyes", "head", "", "PHL"),
    ("union", "Fatima Haddad", "head", "", "IDWN"),
    ("network", "Samuel Mensah", "head", "", "MIGRANTS"),
    ("alternate", "Nils Lund", "alternate", "", "SWE"),
    ("observer", "Grace Kim", "observer", "", ""),
]


class House:
    """The site with the browsers of its people; each signs in by a link that somebody handed over."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.people: dict[str, TestClient] = {}

    def enter(self, who: str, link: str) -> TestClient:
        client = self.site.client()
        confirm = client.get(link)
        assert confirm.status_code == 200, words(confirm)
        assert "Sign out" in Form(confirm, "/sign-in/").submit(client).text
        with self.site.database.unit_of_work() as db:
            keep_awake(db, client.cookies[SESSION_COOKIE])
        self.people[who] = client
        return client

    def __getitem__(self, who: str) -> TestClient:
        return self.people[who]


def words(page: Any) -> str:
    return " ".join(lxml.html.fromstring(page.text).text_content().split())


def link_in(page: Any) -> str:
    found = re.search(r"http://localhost:8000/sign-in/[\w-]+", page.text)
    assert found, words(page)
    return found[0]


def days(moment: datetime) -> str:
    return moment.date().isoformat()


def sent(page: Any, client: TestClient, action: str, *, id: str | None = None, **values: Any) -> Any:
    """Fill in the form of a page and send it; whatever comes back is the page the person sees next."""
    answer = Form(page, action, id=id).submit(client, **values)
    assert answer.status_code == 200, f"{action}: {answer.status_code} {words(answer)[:600]}"
    return answer


def refusal(page: Any, client: TestClient, action: str, **values: Any) -> str:
    answer = Form(page, action).submit(client, **values)
    assert answer.status_code in (403, 409, 422), f"{action}: {answer.status_code}"
    return words(answer)


@pytest.fixture
def house(empty_site: Site) -> House:
    return House(empty_site)


def test_twelve_people_go_from_an_empty_installation_to_a_decision(house: House) -> None:
    found_the_consultation(house)
    seat_everybody(house)
    draft_and_submit(house)
    comment(house)
    answer_every_comment(house)
    decide(house)
    prove(house)


def found_the_consultation(house: House) -> None:
    """An administrator names the secretariat; the secretariat sets up a consultation and is told what is missing."""
    url = house.site.url
    made = commonspace(
        url, "person", "add", "it@example.org", "--name", "Ravi Nair", "--role", "administrator"
    )
    assert made.returncode == 0, made.stderr
    admin = house.enter("administrator", commonspace(url, "link", "it@example.org").stdout.splitlines()[-1])
    person = sent(
        admin.get("/admin/people/new"), admin, "/admin/people", email="desk@example.org", name="Sofia Rossi"
    )
    assert admin.get("/consultations/new").status_code == 403, "an administrator has no content"
    address = str(person.url).removeprefix("http://localhost:8000")
    roles = admin.get(address)
    form = next(
        f
        for f in lxml.html.fromstring(roles.text).forms
        if f.action == f"{address}/role" and f.fields["role"] == "secretariat"
    )
    admin.post(form.action, data=dict(form.fields))
    desk = house.enter("secretariat", link_in(sent(admin.get(address), admin, f"{address}/link")))
    new = desk.get("/consultations/new?way=empty")
    values = {
        "title": "Decent work for migrants", "code": "DW/2027", "slug": "decent-work-2027",
        "start_date": days(NOON), "end_date": days(NOON + 400 * DAY), "timezone": "UTC",
        "languages": ["en", "fr"], "default_language": "en",
    }  # fmt: skip
    made_here = sent(new, desk, "/consultations/new", **values)
    assert str(made_here.url).endswith(f"{HERE}/setup")
    assert house.site.client().get(HERE).status_code == 404, "what is being set up is nobody else's business"
    twice = Form(new, "/consultations/new").submit(desk, **values)
    assert twice.status_code == 422
    assert "decent-work-2027" in twice.text
    assert "Missing" in words(made_here)


def seat_everybody(house: House) -> None:
    desk, setup = house["secretariat"], f"{HERE}/setup"
    sent(
        desk.get(f"{setup}/settings"), desk, "/setup/settings",
        mandate="Decision 12/4 of the Committee of 3 March 2026.",
        terms_of_reference="Open to all, voluntary, and binding nobody.", notice_days="0",
    )  # fmt: skip
    for code, name in (("STATES", "States"), ("CIVIL", "Civil society")):
        page = desk.get(f"{setup}/constituencies")
        sent(page, desk, f"{setup}/constituencies", code=code, name=name)
    sent(
        desk.get(f"{setup}/roundtables"),
        desk,
        f"{setup}/roundtables",
        code="RT1",
        title="Fair recruitment",
        short_title="Recruitment",
    )
    page = desk.get(f"{setup}/roundtables/RT1")
    sent(page, desk, f"{setup}/roundtables/RT1/title", title="Fair and ethical recruitment")
    assert house.site.rows("SELECT title FROM roundtable") == [("Fair and ethical recruitment",)]
    assert house.site.rows("SELECT count(*) FROM roundtable_title")[0][0] == 0, "nothing was published yet"
    twice = Form(desk.get(f"{setup}/roundtables"), f"{setup}/roundtables").submit(
        desk, code="RT1", title="Again"
    )
    assert twice.status_code == 422
    assert "Again" in twice.text
    sent(
        desk.get(f"{setup}/groups"), desk, f"{setup}/groups", code="WG-1", title="Recruiters and fees", roundtable="RT1",
        mandate="To draft what ends recruitment fees.",
    )  # fmt: skip
    for code, name, iso, constituency in (
        ("SWE", "Sweden", "SWE", "STATES"), ("PHL", "Philippines", "PHL", "STATES"),
        ("IDWN", "Domestic workers' union", "", "CIVIL"), ("MIGRANTS", "Network of migrants", "", "CIVIL"),
    ):  # fmt: skip
        sent(
            desk.get(f"{setup}/delegations"), desk, f"{setup}/delegations",
            name=name, short_name=name, iso3=iso, constituency=constituency, right="voting", code=code,
        )  # fmt: skip
    bodies = {name: code for code, name in house.site.rows("SELECT code, name FROM delegation")}
    named = {
        "SWE": "Sweden",
        "PHL": "Philippines",
        "IDWN": "Domestic workers' union",
        "MIGRANTS": "Network of migrants",
    }
    for who, name, role, group, body in SEATS:
        page = desk.get(f"{setup}/members/new")
        answer = sent(
            page, desk, f"{setup}/members", email=f"{who}@example.org", name=name, role=role, group=group,
            delegation=bodies[named[body]] if body else "",
        )  # fmt: skip
        house.enter(who, link_in(answer))
    plan(house, "comment", "First review", OPENS, CLOSES)
    wrong = Form(desk.get(f"{HERE}/rounds"), f"{HERE}/rounds").submit(
        desk, kind="ballot", title="Too early", opens=days(OPENS + 2 * DAY), closes=days(OPENS + 4 * DAY)
    )
    assert wrong.status_code == 422
    assert "First review" in words(wrong)
    backwards = Form(desk.get(f"{HERE}/rounds"), f"{HERE}/rounds").submit(
        desk, kind="ballot", title="Backwards", opens=days(VOTE_CLOSES), closes=days(VOTE_OPENS)
    )
    assert backwards.status_code == 422
    plan(house, "ballot", "Decision", VOTE_OPENS, VOTE_CLOSES)
    home = desk.get(setup)
    assert "Missing" not in words(home), words(home)
    move(house, "open")
    assert house.site.client().get(HERE).status_code == 200


def plan(house: House, kind: str, title: str, opens: datetime, closes: datetime) -> None:
    desk = house["secretariat"]
    sent(
        desk.get(f"{HERE}/rounds"), desk, f"{HERE}/rounds", kind=kind, title=title, opens=days(opens),
        closes=days(closes), purpose="Say what would make these texts work for you.",
    )  # fmt: skip


def move(house: House, to: str) -> None:
    desk = house["secretariat"]
    page = desk.get(f"{HERE}/setup")
    form = next(
        f
        for f in lxml.html.fromstring(page.text).forms
        if f.action.endswith("/setup/stage") and f.fields.get("state") == to
    )
    answer = desk.post(form.action, data=dict(form.fields), follow_redirects=True)
    assert answer.status_code == 200, words(answer)


def draft_and_submit(house: House) -> None:
    """The group drafts a mechanism and its benchmark, is told what they still need, and submits them."""
    site, member, rapporteur = house.site, house["member"], house["rapporteur"]
    site.now = NOON + DAY
    new = member.get(f"{HERE}/proposals/new?kind=mechanism&roundtable=RT1")
    thin = sent(new, member, f"{HERE}/proposals", title="A register of recruiters")
    assert str(thin.url).endswith("/RT1-M1")
    early = member.post(
        f"{HERE}/RT1-M1/steps",
        data={
            "csrf_token": token(thin),
            "step": "submitted",
        },
    )
    assert early.status_code in (403, 422), "an empty text is not submitted"
    edit = member.get(f"{HERE}/RT1-M1/edit")
    sent(
        edit, member, "/RT1-M1/versions", summary="Every recruiter stands in a public register.",
        problem="Nobody knows who recruits.\n\nWorkers pay twice and nobody answers for it.",
        how_it_works="States register recruiters.\nThe register is public.", responsible="Ministries of labour",
        **{"evidence.text": ["Pilot registers cut fees by half."], "evidence.source": [""]},
    )  # fmt: skip
    bench = member.get(f"{HERE}/proposals/new?kind=benchmark&roundtable=RT1")
    made = sent(
        bench, member, f"{HERE}/proposals", title="Recruiters registered", definition="Share of recruiters in the register.",
        unit="per cent", means_of_verification="Labour inspections.", frequency="yearly", responsible="Statistical offices",
        mechanisms=["RT1-M1"],
        **{"baseline.value": "20", "baseline.year": "2026", "target.value": "95", "target.year": "2031"},
    )  # fmt: skip
    assert str(made.url).endswith("/RT1-B1")
    # Two of them write at once; nothing is lost.
    mine, theirs = member.get(f"{HERE}/RT1-M1/edit"), rapporteur.get(f"{HERE}/RT1-M1/edit")
    sent(mine, member, "/RT1-M1/versions", beneficiaries="Migrant workers")
    clash = Form(theirs, "/RT1-M1/versions").submit(rapporteur, prerequisites="A law on recruitment")
    assert clash.status_code == 409
    sent(clash, rapporteur, "/RT1-M1/versions")
    whole = words(rapporteur.get(f"{HERE}/RT1-M1"))
    assert "Migrant workers" in whole
    assert "A law on recruitment" in whole
    for code in ("RT1-M1", "RT1-B1"):
        sent(member.get(f"{HERE}/{code}"), member, f"/{code}/steps", step="submitted")
    outsider = house["union"].post(
        f"{HERE}/RT1-M1/steps",
        data={
            "csrf_token": token(house["union"].get(f"{HERE}/RT1-M1")),
            "step": "returned",
            "reason": "I am not of this group.",
        },
    )
    assert outsider.status_code == 403


def token(page: Any) -> str:
    return lxml.html.fromstring(page.text).cssselect("input[name=csrf_token]")[0].get("value")


def comment(house: House) -> None:
    """The convenor opens the round; delegations and an observer comment, on all of it, on a field, on quoted words."""
    site, convenor = house.site, house["convenor"]
    site.now = OPENS - DAY
    early = house["union"].get(f"{HERE}/RT1-M1/comments")
    assert "First review" in words(early)
    assert Form(convenor.get(f"{HERE}/rounds/R1/opening"), "/opening").submit(convenor).status_code == 200
    site.now = OPENS + DAY
    said = [
        ("union", {"stance": "support", "type": "general", "text": "We would use this register."}),
        ("network", {"stance": "concern", "type": "technical", "field": "problem", "text": "Debt is missing here."}),
        ("sweden", {"stance": "proposed_change", "type": "technical", "field": "problem", "quote": "Workers pay twice",
                    "text": "Say by how much.", "proposed_text": "Workers pay twice, on average a year of wages"}),
        ("observer", {"stance": "concern", "type": "editorial", "text": "The title promises less than the text."}),
    ]  # fmt: skip
    for who, values in said:
        page = house[who].get(f"{HERE}/RT1-M1/comments")
        sent(page, house[who], "/RT1-M1/comments", **values)
    again = house["union"].get(f"{HERE}/RT1-M1/comments")
    sent(again, house["union"], "/RT1-M1/comments", **said[0][1])
    assert site.rows("SELECT count(*) FROM comment")[0][0] == 4, "a double click says it once"
    absent = Form(house["sweden"].get(f"{HERE}/RT1-M1/comments"), "/RT1-M1/comments").submit(
        house["sweden"],
        stance="concern",
        type="technical",
        field="problem",
        quote="words that are not there",
        text="Hm.",
    )
    assert absent.status_code == 422
    assert "Hm." in absent.text
    # While the round is open the group goes on drafting; the text under review stands still.
    rapporteur = house["rapporteur"]
    edit = rapporteur.get(f"{HERE}/RT1-M1/edit")
    sent(
        edit, rapporteur, "/RT1-M1/versions",
        problem="Nobody knows who recruits.\n\nWorkers pay twice, a year of wages, and nobody answers for it.",
    )  # fmt: skip
    page = house["sweden"].get(f"{HERE}/RT1-M1")
    assert "Workers pay twice" in words(page)


def answer_every_comment(house: House) -> None:
    """Completion is refused while a comment waits; the rapporteur drafts, the convenor issues, commenters say."""
    site, convenor, rapporteur = house.site, house["convenor"], house["rapporteur"]
    room = convenor.get(f"{HERE}/rounds/R1")
    extended = days(CLOSES + DAY)
    sent(room, convenor, "/rounds/R1/extension", closes=extended, reason="Two delegations asked for a day.")
    site.now = CLOSES + 2 * DAY
    waiting = convenor.get(f"{HERE}/rounds/R1")
    assert "RT1-M1" in words(waiting)
    too_soon = convenor.post(f"{HERE}/rounds/R1/completion", data={"csrf_token": token(waiting)})
    assert too_soon.status_code == 403
    assert "CM-001" in too_soon.text
    answers = {
        "CM-001": ("noted", "Thank you for the support."),
        "CM-002": ("partially_accepted", "Debt is named in the summary."),
        "CM-003": ("accepted", ""),
        "CM-004": ("not_accepted", "The title names the tool, as everywhere."),
    }
    for code, (verdict, reason) in answers.items():
        place = f"{HERE}/comments/{code}/answer"
        sent(
            rapporteur.get(place),
            rapporteur,
            "/answer",
            code=verdict,
            reason=reason or "As asked.",
            do="draft",
        )
    page = convenor.get(f"{HERE}/comments/CM-004/answer")
    empty = Form(page, "/answer").submit(convenor, code="not_accepted", reason="", do="issue")
    assert empty.status_code == 422
    for code, (verdict, reason) in answers.items():
        place = f"{HERE}/comments/{code}/answer"
        sent(convenor.get(place), convenor, "/answer", code=verdict, reason=reason, do="issue")
    sent(
        convenor.get(f"{HERE}/comments/CM-004/answer"), convenor, "/answer", code="accepted_in_principle",
        reason="The subtitle now says what the text does.", do="issue",
    )  # fmt: skip
    assert site.rows("SELECT count(*) FROM disposition")[0][0] == 5, "superseded, and both stay"
    observer = house["observer"]
    sent(observer.get(f"{HERE}/comments/CM-004"), observer, "/acknowledgement", satisfied="yes")
    sent(convenor.get(f"{HERE}/rounds/R1"), convenor, "/rounds/R1/completion")
    sent(convenor.get(f"{HERE}/rounds/R1"), convenor, "/rounds/R1/readiness")
    states = dict(site.rows("SELECT code, state FROM proposal"))
    assert states == {"RT1-M1": "ready", "RT1-B1": "ready"}


def decide(house: House) -> None:
    """The ballot: one position for a delegation, a reason where one is due, nothing shown before the close."""
    site, convenor = house.site, house["convenor"]
    sent(convenor.get(f"{HERE}/rounds/R2/opening"), convenor, "/rounds/R2/opening")
    frozen = house["member"].get(f"{HERE}/RT1-M1/edit")
    assert frozen.status_code == 403
    site.now = VOTE_OPENS + DAY
    ballot = site.rows("SELECT code FROM ballot")[0][0]
    sheet = f"{HERE}/ballots/{ballot}/sheet"
    for who, mechanism, benchmark in (
        ("sweden", "support", "support"), ("philippines", "support", "abstain"),
        ("union", "support_with_reservation", "support"), ("network", "object", "support"),
    ):  # fmt: skip
        values = {"RT1-M1": mechanism, "RT1-B1": benchmark}
        reasons = {"RT1-M1-reason": "Only with a fund for those already in debt."}
        if mechanism == "object":
            page = house[who].get(sheet)
            assert Form(page, "/sheet").submit(house[who], **values).status_code == 422
        sent(
            house[who].get(sheet),
            house[who],
            "/sheet",
            **values,
            **(reasons if mechanism.startswith(("o", "support_")) else {}),
        )
    assert "Belongs" not in words(house["alternate"].get(sheet))
    for who in ("secretariat", "observer", "convenor"):
        assert house[who].get(sheet).status_code == 403, who
    hidden = house.site.client().get(f"/api/v1/consultations{HERE}/ballots/{ballot}/tally")
    assert hidden.status_code == 403
    site.now = VOTE_CLOSES + DAY
    late = house["sweden"].get(sheet)
    assert late.status_code in (200, 403)
    result = f"{HERE}/ballots/{ballot}"
    sent(convenor.get(result), convenor, "/declaration")
    sent(house["secretariat"].get(result), house["secretariat"], "/certification")
    sent(convenor.get(f"{HERE}/rounds/R2"), convenor, "/rounds/R2/completion")
    states = dict(site.rows("SELECT code, state FROM proposal"))
    assert states["RT1-B1"] == "adopted"
    counted = house.site.client().get(f"/api/v1/consultations{HERE}/ballots/{ballot}/tally").json()
    outcomes = {result["proposal"]: result["outcome"] for result in counted["results"]}
    assert outcomes["RT1-B1"] == "consensus"
    assert states["RT1-M1"] == {"adopted": "adopted", "not_adopted": "not_adopted"}[outcomes["RT1-M1"]]


def prove(house: House) -> None:
    """The document has what was adopted, and everything is as the ledger says."""
    outcome = words(house.site.client().get(f"{HERE}/outcome"))
    assert "Recruiters registered" in outcome
    checked = commonspace(house.site.url, "verify", clock=datetime(2027, 6, 1, tzinfo=UTC))
    assert checked.returncode == 0, checked.stdout + checked.stderr
    register = words(house["secretariat"].get(f"{HERE}/register"))
    assert "Round completed" in register
    ledger = house.site.client().get(f"/api/v1/consultations{HERE}/ledger?limit=500").json()
    assert json.dumps(ledger).count("Amina") == 0, "no names in the ledger"
