"""What needs somebody: each kind appears when it waits, for whom it waits, and is gone after the act."""

from typing import Any

import pytest

from tests.consultations.admission.test_applications import admitting, applied, confirmed, decide
from tests.consultations.parts import SLUG as PARTS
from tests.pilots.acting import SLUG as PILOTS
from tests.pilots.acting import VALUE, begun, done, proposed
from tests.pilots.test_parties import seat
from tests.review.making import AT, SLUG, answer, at, begin, certify, comment, day, do, make, plan
from tests.review.rating import rate, rating
from tests.review.silences import confirm, last_call, object_to, ready, silence, step
from tests.review.test_response import publish
from tests.review.test_reviewing import person
from tests.support import Form, Site


def needs(site: Site, who: str, slug: str = SLUG) -> list[dict[str, Any]]:
    """What waits for somebody in a consultation, as a program reads it."""
    answered = site.api(who).get(f"/account/needs?consultation={slug}")
    assert answered.status_code == 200, answered.text
    return list(answered.json()["items"])


def kinds(site: Site, who: str, slug: str = SLUG) -> list[str]:
    return [need["kind"] for need in needs(site, who, slug)]


def need(site: Site, who: str, kind: str, slug: str = SLUG) -> dict[str, Any]:
    """The one need of this kind."""
    [found] = [one for one in needs(site, who, slug) if one["kind"] == kind]
    return found


def commented(site: Site, **round_: Any) -> str:
    """A round of comments, open, with one comment of the NGO on a text; gives the code of the text."""
    api = make(site)
    code = begin(site)
    plan(api, **round_)
    do(api, "R1", "opening")
    site.now = at(2)
    assert comment(site, code).status_code == 201
    return code


def test_nobody_is_told_what_others_need(site: Site) -> None:
    assert site.api().get("/account/needs").status_code == 401


def test_positions_wait_for_head_and_alternate_until_the_last_is_given(site: Site) -> None:
    make(site)
    one, two = ready(site, "One"), ready(site, "Two")
    api = site.api("moderator")
    plan(api, "ballot", first=1, last=8)
    assert do(api, "R1", "opening").status_code == 200
    assert "positions" not in kinds(site, "state"), "it has not opened yet"
    site.now = at(2)
    for who in ("state", "alternate", "ngo"):
        assert need(site, who, "positions")["url"] == f"/{SLUG}/ballots/BAL-1/sheet"
    for who in ("observer", "member", "moderator", "secretariat"):
        assert "positions" not in kinds(site, who)
    gives = site.api("state")
    gives.put(f"{AT}/ballots/BAL-1/positions/{one}", json={"position": "support"})
    left = need(site, "alternate", "positions")
    assert left["title"] == "1 position of Belgium is not given"
    assert left["due_at"] == "2026-11-30T00:00:00Z"
    gives.put(f"{AT}/ballots/BAL-1/positions/{two}", json={"position": "abstain"})
    assert "positions" not in kinds(site, "alternate")
    assert "positions" in kinds(site, "ngo")
    site.now = at(9)
    assert "positions" not in kinds(site, "ngo"), "it has closed"
    assert need(site, "moderator", "result")["url"] == f"/{SLUG}/ballots/BAL-1#standing"
    certify(site)
    do(api, "R1", "completion")
    assert "result" not in kinds(site, "moderator")


def test_a_round_of_comments_waits_for_a_delegation_until_it_speaks_or_declines(site: Site) -> None:
    commented(site)
    assert need(site, "state", "comment_round")["due_at"] == "2026-12-02T00:00:00Z"
    assert "comment_round" not in kinds(site, "ngo"), "it has spoken"
    assert site.api("state").post(f"{AT}/rounds/R1/declines", json={}).status_code == 201
    assert "comment_round" not in kinds(site, "alternate")


def test_where_nothing_is_for_attribution_nobody_learns_that_the_own_delegation_spoke(site: Site) -> None:
    api = make(site)
    code = begin(site)
    plan(api, attribution="none")
    do(api, "R1", "opening")
    site.now = at(2)
    assert comment(site, code, who="state").status_code == 201
    assert "comment_round" not in kinds(site, "state")
    assert need(site, "alternate", "comment_round")["title"].startswith("You have not spoken in")


def test_ratings_and_sense_checks_wait_until_every_text_is_rated(site: Site) -> None:
    one, two = rating(site, texts=2)
    assert need(site, "observer", "ratings")["title"] == "You have not rated 2 texts"
    rate(site, "observer", one, 7)
    assert need(site, "observer", "ratings")["title"] == "You have not rated 1 text"
    rate(site, "observer", two, 3)
    assert "ratings" not in kinds(site, "observer")
    assert "ratings" in kinds(site, "state")
    assert "ratings" not in kinds(site, "administrator")


def test_a_sense_check_waits_until_it_is_answered(site: Site) -> None:
    [code] = rating(site, kind="sense_check")
    assert "where you stand" in need(site, "ngo", "sense_check")["title"]
    rate(site, "ngo", code, "agree")
    assert "sense_check" not in kinds(site, "ngo")


def test_a_silence_waits_for_who_has_not_looked_and_then_for_the_chair(site: Site) -> None:
    make(site)
    code = ready(site)
    round_ = silence(site)
    found = need(site, "state", "silence")
    assert found["url"] == f"/{SLUG}/rounds/{round_}"
    assert "silence" not in kinds(site, "observer")
    site.client("state").get(found["url"])
    assert "silence" not in kinds(site, "state")
    assert "silence" not in kinds(site, "alternate"), "the delegation has looked"
    assert "silence" in kinds(site, "ngo")
    site.now = at(8)
    assert "silence" not in kinds(site, "ngo")
    assert need(site, "moderator", "silence_unbroken")["url"] == f"/{SLUG}/rounds/{round_}/silences"
    assert "completion" not in kinds(site, "moderator")
    confirm(site, round_, proposal=code)
    assert "silence_unbroken" not in kinds(site, "moderator")
    assert "completion" in kinds(site, "moderator")


def test_a_comment_waits_for_a_draft_then_for_the_disposition_then_for_the_commenter(site: Site) -> None:
    commented(site)
    drafts, issues = need(site, "rapporteur", "dispositions"), need(site, "moderator", "dispositions")
    assert (drafts["act"], issues["act"]) == ("Draft a disposition", "Issue the disposition")
    assert drafts["url"] == f"/{SLUG}/comments/CM-001#answer"
    for who in ("member", "ngo", "state", "observer"):
        assert "dispositions" not in kinds(site, who)
    body = {"code": "accepted", "reason": "It is right.", "state": "draft"}
    site.api("rapporteur").put(f"{AT}/comments/CM-001/disposition", json=body).raise_for_status()
    assert "dispositions" not in kinds(site, "rapporteur")
    assert "dispositions" in kinds(site, "moderator")
    assert answer(site, "CM-001").status_code == 200
    assert "dispositions" not in kinds(site, "moderator")
    mine = need(site, "ngo", "answer")
    assert mine["title"] == "Your comment on RT1-M1 was accepted"
    assert (mine["said"], mine["url"]) == ("The fees are missing.", f"/{SLUG}/comments/CM-001#satisfied")
    assert "answer" not in kinds(site, "state")
    site.api("ngo").post(f"{AT}/comments/CM-001/acknowledgement", json={"satisfied": True}).raise_for_status()
    assert "answer" not in kinds(site, "ngo")


def test_nobody_is_asked_to_answer_their_own_comment(site: Site) -> None:
    commented(site)
    assert comment(site, "RT1-M1", who="rapporteur").status_code == 201
    assert need(site, "rapporteur", "dispositions")["title"].startswith("1 comment on RT1-M1")
    assert need(site, "moderator", "dispositions")["title"].startswith("2 comments on RT1-M1")


def test_a_draft_waits_for_who_writes_it(site: Site) -> None:
    make(site)
    code = begin(site, submit=False)
    assert need(site, "member", "draft")["url"] == f"/{SLUG}/{code}#steps"
    for who in ("rapporteur", "moderator", "state"):
        assert "draft" not in kinds(site, who)
    browser = site.client("member")
    form = Form(browser.get(f"/{SLUG}/{code}/edit"), id="draft").values
    assert browser.post(f"/{SLUG}/{code}/draft", data=form).status_code == 200
    assert need(site, "member", "draft")["url"] == f"/{SLUG}/{code}/edit"
    new = Form(browser.get(f"/{SLUG}/proposals/new?kind=benchmark&group=WG-1"), id="draft").values
    assert browser.post(f"/{SLUG}/new:benchmark:WG-1/draft", data=new).status_code == 200
    urls = {one["url"] for one in needs(site, "member") if one["kind"] == "draft"}
    assert f"/{SLUG}/proposals/new?kind=benchmark&group=WG-1" in urls
    site.api("member").post(f"{AT}/proposals/{code}/steps", json={"step": "submitted"})
    browser.post(f"/{SLUG}/{code}/draft/discard", data=form)
    assert f"/{SLUG}/{code}/edit" not in {one["url"] for one in needs(site, "member")}


def test_submitted_texts_wait_for_a_round_and_then_to_be_declared_ready(site: Site) -> None:
    api = make(site)
    code = begin(site)
    assert need(site, "moderator", "submitted")["url"] == f"/{SLUG}/rounds#plan"
    for who in ("member", "rapporteur", "secretariat"):
        assert "submitted" not in kinds(site, who)
    plan(api)
    assert "submitted" not in kinds(site, "moderator")
    do(api, "R1", "opening")
    site.now = at(2)
    assert "ready" not in kinds(site, "moderator")
    site.now = at(12)
    assert need(site, "moderator", "ready")["url"] == f"/{SLUG}/rounds/R1#texts"
    assert "ready" not in kinds(site, "rapporteur")
    api.post(f"{AT}/proposals/{code}/readiness").raise_for_status()
    assert "ready" not in kinds(site, "moderator")


def test_a_circulation_waits_for_its_receipt(site: Site) -> None:
    make(site)
    code = begin(site)
    sent = site.api("rapporteur").post(f"{AT}/proposals/{code}/circulations", json={"to": ["all:heads"]})
    assert sent.status_code == 201, sent.text
    assert need(site, "ngo", "circulation")["url"] == f"/{SLUG}/circulations/CIR-001#receipt"
    assert "circulation" not in kinds(site, "observer")
    site.api("ngo").post(f"{AT}/circulations/CIR-001/receipt").raise_for_status()
    assert "circulation" not in kinds(site, "ngo")


def test_a_round_waits_to_be_opened_looked_at_completed_and_responded_to(site: Site) -> None:
    api = make(site)
    begin(site)
    plan(api, first=5, last=14)
    assert "opening" not in kinds(site, "moderator"), "it is far away"
    site.now = at(3)
    assert need(site, "moderator", "opening")["url"] == f"/{SLUG}/rounds/R1/opening"
    site.now = at(6)
    assert "opening" in kinds(site, "moderator"), "overdue"
    assert "opening" not in kinds(site, "secretariat"), "the moderators run the rounds"
    do(api, "R1", "opening")
    assert "opening" not in kinds(site, "moderator")
    site.now = at(13)
    assert need(site, "moderator", "closing")["due_at"] == "2026-12-06T00:00:00Z"
    site.now = at(16)
    assert "closing" not in kinds(site, "moderator")
    assert "completion" in kinds(site, "moderator")
    do(api, "R1", "completion")
    assert "completion" not in kinds(site, "moderator")
    due = need(site, "moderator", "response")
    assert (due["url"], due["due_at"]) == (f"/{SLUG}/rounds/R1/response", "2027-02-28T00:00:00Z")
    assert publish(site).status_code == 200
    assert "response" not in kinds(site, "moderator")


def test_without_a_moderator_the_secretariat_is_told(site: Site) -> None:
    make(site, moderated=False)
    plan(site.api("secretariat"), first=2)
    assert "opening" in kinds(site, "secretariat")


def test_a_round_with_open_comments_cannot_be_completed_and_is_not_named(site: Site) -> None:
    commented(site)
    site.now = at(12)
    assert "completion" not in kinds(site, "moderator")
    assert need(site, "moderator", "dispositions")["due_at"] == "2027-02-24T00:00:00Z"


def test_an_objection_waits_to_be_addressed_and_then_for_who_raised_it(site: Site) -> None:
    make(site)
    code = begin(site)
    last_call(site)
    raised = object_to(site, code)
    assert raised.status_code == 201, raised.text
    objection = str(raised.json()["code"] if "code" in raised.json() else raised.json()["id"])
    for who in ("moderator", "rapporteur"):
        assert need(site, who, "objection")["url"] == f"/{SLUG}/objections/{objection}#next"
    assert "objection" not in kinds(site, "state")
    assert step(site, objection, "addressed").status_code in (200, 201)
    assert "objection" not in kinds(site, "moderator")
    assert need(site, "state", "objection")["act"] == "Answer it"
    assert step(site, objection, "withdrawn", "state").status_code in (200, 201)
    assert "objection" not in kinds(site, "state")


def test_a_review_waits_to_be_answered_and_then_to_be_handed_in(site: Site) -> None:
    api = make(site)
    code = begin(site)
    ngo = person(site, "ngo")
    asked = api.post(f"{AT}/proposals/{code}/reviews", json={"reviewer": ngo, "due": day(4)})
    assert asked.status_code == 201, asked.text
    found = need(site, "ngo", "review_asked")
    assert (found["url"], found["due_at"]) == (f"/{SLUG}/reviews/REV-1#accept", "2026-11-26T00:00:00Z")
    assert "review_asked" not in kinds(site, "state")
    site.api("ngo").post(f"{AT}/reviews/REV-1/acceptance").raise_for_status()
    assert need(site, "ngo", "review")["url"] == f"/{SLUG}/reviews/REV-1#give"
    site.api("ngo").post(f"{AT}/reviews/REV-1/result", json={"grade": "ready"}).raise_for_status()
    assert not {"review", "review_asked"} & set(kinds(site, "ngo"))


def test_an_application_waits_for_the_secretariat(site: Site) -> None:
    before = kinds(site, "secretariat", PARTS).count("application")
    admitting(site)
    made = applied(site)
    assert made.status_code == 201, made.text
    assert kinds(site, "secretariat", PARTS).count("application") == before, (
        "its contact has not confirmed it"
    )
    confirmed(site)
    assert kinds(site, "secretariat", PARTS).count("application") == before + 1
    assert "application" not in kinds(site, "moderator", PARTS)
    code = made.json()["code"]
    assert decide(site, "accepted", code=code).status_code == 200
    assert kinds(site, "secretariat", PARTS).count("application") == before


def test_an_invitation_that_ran_out_waits_for_who_may_send_it_again(site: Site) -> None:
    make(site)
    invited = {
        "email": "somebody@example.org",
        "role": "alternate",
        "delegation": "picum",
        "name": "Somebody",
    }
    made = site.api("secretariat").post(f"{AT}/invitations", json=invited)
    assert made.status_code == 201, made.text
    assert "invitation" not in kinds(site, "secretariat")
    site.now = at(15)
    assert need(site, "secretariat", "invitation")["url"] == f"/{SLUG}/setup/invitations"
    assert need(site, "ngo", "invitation")["url"] == f"/{SLUG}/delegations/picum"
    assert "invitation" not in kinds(site, "state")
    site.api("secretariat").post(f"{AT}/invitations/{made.json()['id']}/again").raise_for_status()
    assert "invitation" not in kinds(site, "secretariat")


def test_the_outcome_waits_for_the_secretariat(site: Site) -> None:
    found = need(site, "secretariat", "outcome", PILOTS)
    assert found["url"] == f"/{PILOTS}/outcome/workbench?show=undecided"
    site.tamper("UPDATE proposal SET state = 'under_review' WHERE state = 'adopted'")
    assert "outcome" not in kinds(site, "secretariat", PILOTS)
    assert "outcome" not in kinds(site, "moderator", PILOTS)


def test_a_pilot_waits_for_its_state_to_confirm_and_to_begin_it(site: Site) -> None:
    code = proposed(site)
    found = [one for one in needs(site, "state", PILOTS) if one["code"] == code]
    assert [(one["kind"], one["url"]) for one in found] == [
        ("pilot_planned", f"/{PILOTS}/pilots/{code}/course#confirm")
    ]
    assert code not in {one["code"] for one in needs(site, "ngo", PILOTS)}
    begun_ = begun(site)
    assert "pilot_planned" not in [
        one["kind"] for one in needs(site, "state", PILOTS) if one["code"] == begun_
    ]


def test_an_invitation_to_a_pilot_waits_for_the_delegation(site: Site) -> None:
    code = begun(site)
    seat(site, "org-esp")
    done(site, "state", f"/{code}/invitations", {"delegation": "org-esp", "part": "lead"})
    assert need(site, "observer", "pilot_invited", PILOTS)["url"] == f"/{PILOTS}/pilots/{code}/parties#join"
    done(site, "observer", f"/{code}/parties", {"part": "lead"})
    assert "pilot_invited" not in kinds(site, "observer", PILOTS)


@pytest.mark.parametrize("who", ["state", "alternate", "reporter", "ngo"])
def test_milestones_and_reports_wait_for_those_who_report(site: Site, who: str) -> None:
    found = {one["kind"]: one for one in needs(site, who, PILOTS)}
    assert found["milestone"]["code"] == found["pilot_report"]["code"] == "PIL-4"
    assert found["pilot_report"]["url"] == f"/{PILOTS}/pilots/PIL-4/reports/1#progress"


def test_a_milestone_is_gone_once_it_is_met_and_a_report_once_it_is_submitted(site: Site) -> None:
    found = need(site, "reporter", "milestone", PILOTS)
    done(
        site,
        "reporter",
        found["url"].partition("/pilots/")[2].join(("/", "/steps")),
        {"step": "met", "on": "2026-11-20"},
    )
    assert "milestone" not in kinds(site, "reporter", PILOTS)
    body = {"light": "green", "narrative": "It goes well.", "risks": "None.", "resources": "As planned."}
    done(site, "reporter", "/PIL-4/reports/1", body)
    assert "pilot_report" not in kinds(site, "reporter", PILOTS)


def test_a_reported_value_waits_for_somebody_else_to_verify_it(site: Site) -> None:
    made = done(site, "reporter", "/PIL-4/measurements", VALUE)
    for who in ("secretariat", "ngo"):
        assert need(site, who, "value", PILOTS)["url"] == f"/{PILOTS}/pilots/PIL-4/values/{made['id']}#verify"
    for who in ("state", "alternate", "reporter"):
        assert "value" not in kinds(site, who, PILOTS)
    done(site, "secretariat", f"/PIL-4/measurements/{made['id']}/verifications", {"finding": "confirmed"})
    assert "value" not in kinds(site, "ngo", PILOTS)


def test_a_consultation_that_has_ended_needs_nobody(site: Site) -> None:
    commented(site)
    site.tamper(f"UPDATE consultation SET state = 'closed' WHERE slug = '{SLUG}'")
    for who in ("ngo", "moderator", "rapporteur", "state"):
        assert kinds(site, who) == []
