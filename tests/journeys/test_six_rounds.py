"""A course of six rounds with twelve people, months passed by the clock: from a zero draft to what silence and a ballot
adopt, every comment answered, every objection addressed, and nobody written to more than once a day without need."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from app.consultations.actions.delegations import accredit
from app.consultations.actions.seats import seat_person
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.kernel.jobs import run_apart, run_ticks
from app.people.actions import add_person
from app.wiring import TICKS, apart
from tests.review.making import AT, MECHANISM, SEATS, SLUG, breaks, certify, day, do, make, state_of
from tests.support import Form, Site

HEADS = {"sweden": ("org-swe", "STATE"), "philippines": ("org-phl", "STATE"), "labour": ("ilo", "CS"), "caritas": ("caritas", "CS")}  # fmt: skip
DELEGATIONS = ("org-bel", "picum", "org-swe", "org-phl", "ilo", "caritas")
SPEAK = ("state", "ngo", *HEADS)
"""Who gives the positions of the six delegations."""


class Course:
    """Twelve people before a course that is laid out in one go. The clock goes on day by day, and each day its ticks."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.moderator = make(site)
        # The others have their own days; what goes out of them is not looked at here.
        site.tamper("UPDATE consultation SET state = 'archived' WHERE slug <> :slug", slug=SLUG)
        with site.database.unit_of_work() as db:
            here = visible_consultation(db, SYSTEM, SLUG)
            for who, (body, constituency) in HEADS.items():
                add_person(db, SYSTEM, email=f"{who}@demo.example", name=f"Head {who}")
                accredit(db, SYSTEM, here, organisation=body, constituency=constituency, voting=True)
                seat_person(
                    db, SYSTEM, here, email=f"{who}@demo.example", role="head", title=f"Head of {who}", delegation=body
                )  # fmt: skip
        laid = self.moderator.post(f"{AT}/rounds/course", json={"first": day(14)})
        assert laid.status_code == 201, laid.text
        self.rounds: dict[str, dict[str, Any]] = {round_["kind"]: round_ for round_ in laid.json()["items"]}
        self.apis = {who: site.api(who) for who in (*(seat[0] for seat in SEATS), *HEADS)}
        assert len(self.apis) == 12

    def wait_until(self, moment: datetime) -> None:
        """Let the days pass, each with its ticks at noon."""
        while self.site.now < moment:
            noon = self.site.now.replace(hour=12)
            self.site.now = min(noon if noon > self.site.now else noon + timedelta(days=1), moment)
            run_ticks(self.site.database, TICKS)
            run_apart(self.site.database, apart(self.site.app.state.settings))

    def open(self, kind: str, **body: Any) -> str:
        """Give the opening of the round of this kind and wait for its first hour; its code."""
        round_ = self.rounds[kind]
        given = do(self.moderator, round_["code"], "opening", **body)
        assert given.status_code == 200, given.text
        self.wait_until(datetime.fromisoformat(round_["opens"]) + timedelta(hours=1))
        return str(round_["code"])

    def close(self, kind: str) -> None:
        """Wait until the round of this kind has closed."""
        self.wait_until(datetime.fromisoformat(self.rounds[kind]["closes"]) + timedelta(hours=1))

    def complete(self, kind: str) -> None:
        done = do(self.moderator, self.rounds[kind]["code"], "completion")
        assert done.status_code == 200, done.text

    def post(self, who: str, path: str, **body: Any) -> dict[str, Any]:
        answer = self.apis[who].post(f"{AT}/{path}", json=body)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    def put(self, who: str, path: str, **body: Any) -> dict[str, Any]:
        answer = self.apis[who].put(f"{AT}/{path}", json=body)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    def states(self, codes: list[str]) -> list[str]:
        return [state_of(self.site, code) for code in codes]


def test_six_rounds_from_a_zero_draft_to_adopted_texts(site: Site) -> None:
    course = Course(site)
    codes = zero_draft(course)
    said = comments(course, codes)
    revision(course, codes, said)
    objections = last_call(course, codes, said)
    broken = silence(course, codes, objections)
    ballot(course, broken)
    assert course.states(codes) == ["adopted"] * 3
    whole_record_stands(course)
    nobody_is_flooded(site)
    assert breaks(site) == []


def zero_draft(course: Course) -> list[str]:
    """The group writes three texts and submits them."""
    course.open("drafting")
    codes = []
    for number in range(1, 4):
        body = {
            "kind": "mechanism",
            "roundtable": "RT1",
            "group": "WG-1",
            "title": f"Register {number}",
            **MECHANISM,
        }
        code = course.post("member", "proposals", **body)["code"]
        course.post("member", f"proposals/{code}/steps", step="submitted")
        codes.append(code)
    course.close("drafting")
    course.complete("drafting")
    return codes


def comments(course: Course, codes: list[str]) -> dict[str, str]:
    """Eight people comment, four delegations are reminded, every comment is answered, the response is published."""
    code = course.open("comment")
    assert course.states(codes) == ["under_review"] * 3
    said: dict[str, str] = {}
    for who in ("observer", "member", "state", "ngo", "sweden"):
        said[who] = course.post(
            who, f"proposals/{codes[0]}/comments", type="technical", stance="concern", field="problem",
            text=f"{who} finds that the fees are missing.",
        )["id"]  # fmt: skip
    cockpit = course.site.client("moderator").get(f"/{SLUG}/rounds/{code}/cockpit")
    assert cockpit.status_code == 200
    course.close("comment")
    refused = do(course.moderator, code, "completion")
    assert refused.status_code == 403
    assert {error["field"] for error in refused.json()["errors"]} == set(said.values())
    for comment in said.values():
        course.put("rapporteur", f"comments/{comment}/disposition", code="not_accepted", reason="Fees are the theme of RT2.", state="draft")  # fmt: skip
        course.put("moderator", f"comments/{comment}/disposition", code="not_accepted", reason="Fees are the theme of RT2.", state="issued")  # fmt: skip
    course.complete("comment")
    page = course.site.client("moderator")

    published = Form(page.get(f"/{SLUG}/rounds/{code}/response"), "/response").submit(page)
    assert published.status_code == 200
    assert course.apis["observer"].get(f"{AT}/rounds/{code}/response").json()["published"]
    return said


def revision(course: Course, codes: list[str], said: dict[str, str]) -> None:
    """The rapporteur writes a second version of the first text; one who spoke is not satisfied."""
    course.open("revision")
    course.post("ngo", f"comments/{said['ngo']}/acknowledgement", satisfied=False, word="They belong here.")
    course.post("state", f"comments/{said['state']}/acknowledgement", satisfied=True)
    api = course.apis["rapporteur"]
    saved = api.patch(
        f"{AT}/proposals/{codes[0]}",
        json={"summary": "Every recruiter stands in it, with fees."},
        headers={"If-Match": '"1"'},
    )
    assert saved.status_code == 200, saved.text
    course.close("revision")
    course.complete("revision")


def last_call(course: Course, codes: list[str], said: dict[str, str]) -> list[str]:
    """One turns a comment into an objection, another objects anew; both are addressed, one is sustained; the chair states
    where the call stands, and the texts are declared ready."""
    code = course.open("last_call")
    api = course.apis["ngo"]
    without = api.post(
        f"{AT}/proposals/{codes[0]}/objections", json={"comment": said["ngo"], "reason": "Fees decide."}
    )
    assert without.status_code == 422
    raised = [
        course.post("ngo", f"proposals/{codes[0]}/objections", comment=said["ngo"], reason="Fees decide who can go.", removal="A ceiling on fees.")["id"],
        course.post("labour", f"proposals/{codes[1]}/objections", field="problem", reason="It names nobody.", removal="Name the inspectors.", quote={"exact": "Nobody knows them."})["id"],
    ]  # fmt: skip
    course.close("last_call")
    assert do(course.moderator, code, "completion").status_code == 403
    for objection in raised:
        course.post("moderator", f"objections/{objection}/steps", state="addressed", words="The group spoke of it at length; RT2 has the fees.")  # fmt: skip
    course.post("ngo", f"objections/{raised[0]}/steps", state="sustained", words="It is still missing.")
    course.post("labour", f"objections/{raised[1]}/steps", state="withdrawn", words="We can live with it.")
    words = "Consensus but for one."
    short = course.moderator.post(f"{AT}/rounds/{code}/statements", json={"words": words})
    assert short.status_code == 422
    assert [error["field"] for error in short.json()["errors"]] == [f"addressed.{one}" for one in raised]
    addressed = {
        raised[0]: "RT2 has the fees; the organisation wants them here.",
        raised[1]: "It was withdrawn: RT2 names the inspectors.",
    }
    stated = course.post("moderator", f"rounds/{code}/statements", words=words, addressed=addressed)
    assert [one["objection"] for one in stated["objections"]] == raised, "what is sustained comes first"
    assert all(one["addressed"] for one in stated["objections"])
    ready = course.moderator.post(f"{AT}/rounds/{code}/readiness")
    assert ready.json()["ready"] == codes
    course.complete("last_call")
    return raised


def silence(course: Course, codes: list[str], objections: list[str]) -> str:
    """Two of three texts are adopted by silence; one delegation breaks it on the third, at once."""
    code = course.open("silence")
    assert course.states(codes) == ["under_decision"] * 3
    course.post("philippines", f"proposals/{codes[2]}/objections", field="summary", reason="It binds recruiters twice.", removal="Strike “every”.", quote={"exact": "Every recruiter"})  # fmt: skip
    standing = {one["proposal"]: one["standing"] for one in course.apis["state"].get(f"{AT}/rounds/{code}/silences").json()["items"]}  # fmt: skip
    assert standing == {codes[0]: "running", codes[1]: "running", codes[2]: "broken"}
    early = course.moderator.post(f"{AT}/rounds/{code}/silences/confirmation", json={})
    assert early.status_code == 403
    course.close("silence")
    assert do(course.moderator, code, "completion").status_code == 403, "two silences wait to be confirmed"
    assert course.post("moderator", f"rounds/{code}/silences/confirmation") == {"confirmed": codes[:2]}
    course.complete("silence")
    assert course.states(codes[:2]) == ["adopted"] * 2
    return codes[2]


def ballot(course: Course, broken: str) -> None:
    """What silence did not adopt is decided by the delegations."""
    assert course.states([broken]) == ["ready"]
    course.open("ballot")
    number = course.apis["state"].get(f"{AT}/ballots").json()["items"][0]["code"]
    for who in SPEAK:
        position = "support_with_reservation" if who == "philippines" else "support"
        course.put(
            who,
            f"ballots/{number}/positions/{broken}",
            position=position,
            reason="It is good enough for now.",
        )
    course.close("ballot")
    certify(course.site, number)
    course.complete("ballot")


def whole_record_stands(course: Course) -> None:
    """Every round is completed, every comment has its disposition, and months have passed."""
    rounds = course.moderator.get(f"{AT}/rounds").json()["items"]
    assert [round_["stage"] for round_ in rounds] == ["completed"] * 6
    waiting = course.site.rows(
        "SELECT count(*) FROM comment c WHERE NOT EXISTS (SELECT 1 FROM disposition d WHERE d.comment_id = c.id)"
        " AND c.consultation_id = (SELECT id FROM consultation WHERE slug = :slug)",
        slug=SLUG,
    )
    assert waiting[0][0] == 0
    assert rounds[-1]["closes"] > rounds[0]["opens"][:5] + "02"


def nobody_is_flooded(site: Site) -> None:
    """One digest a day at most, and what is mailed at once is mailed once."""
    mailed = site.rows(
        "SELECT person_id, kind, key, made_at FROM mailing"
        " WHERE consultation_id = (SELECT id FROM consultation WHERE slug = :slug)",
        slug=SLUG,
    )
    assert mailed, "there was something to tell"
    digests = Counter((row.person_id, str(row.made_at)[:10]) for row in mailed if row.kind == "digest")
    assert max(digests.values()) == 1
    assert len({(row.person_id, row.key) for row in mailed}) == len(mailed)
