"""Reviews: who asks and offers, what binds them to a version, the graded result with its reasons."""

from typing import Any

import pytest
from sqlmodel import select

from app.consultations.actions.seats import give_seat
from app.consultations.models import WorkingGroup
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.people.queries import person_by_email
from tests.review.making import AT, SLUG, acts, at, begin, breaks, day, do, make, plan
from tests.support import Form, Site

REASONS = "The evidence names no source, and the fees are not said."


def person(site: Site, who: str) -> str:
    """The public id of one of the demonstration's people."""
    rows = site.rows("SELECT public_id FROM person WHERE email = :email", email=f"{who}@demo.example")
    return str(rows[0][0])


def ask(site: Site, code: str, who: str = "ngo", *, by: str = "moderator", due: str = "") -> Any:
    body = {"reviewer": person(site, who), "due": due or day(5)}
    return site.api(by).post(f"{AT}/proposals/{code}/reviews", json=body)


def offer(site: Site, code: str, who: str = "observer", due: str = "") -> Any:
    return site.api(who).post(f"{AT}/proposals/{code}/reviews/offer", json={"due": due or day(5)})


def act(site: Site, who: str, review: str, what: str, **body: Any) -> Any:
    return site.api(who).post(f"{AT}/reviews/{review}/{what}", json=body)


@pytest.fixture
def text(site: Site) -> str:
    make(site)
    return begin(site)


def test_a_review_is_asked_accepted_and_handed_in(site: Site, text: str) -> None:
    asked = ask(site, text)
    assert asked.status_code == 201, asked.text
    assert asked.json()["code"] == "REV-1"
    assert (asked.json()["version"], asked.json()["stage"]) == (1, "asked")
    assert act(site, "ngo", "REV-1", "acceptance").json()["stage"] == "accepted"
    given = act(site, "ngo", "REV-1", "result", grade="has_issues", reasons=REASONS)
    assert (given.json()["stage"], given.json()["grade"], given.json()["late"]) == (
        "handed_in",
        "has_issues",
        False,
    )
    kept = [verb for verb in acts(site, text) if verb.startswith("review_")]
    assert kept == ["review_asked", "review_accepted", "review_handed_in"]
    assert breaks(site) == []


def test_the_same_asked_twice_is_one_review(site: Site, text: str) -> None:
    assert ask(site, text).json()["code"] == ask(site, text).json()["code"] == "REV-1"
    again = ask(site, text, due=day(6))
    assert again.status_code == 422
    assert "has a review of this version" in again.json()["errors"][0]["message"]


@pytest.mark.parametrize("who", ["member", "rapporteur", "state", "observer", "secretariat"])
def test_only_who_moderates_asks(site: Site, text: str, who: str) -> None:
    refused = ask(site, text, by=who, who="ngo" if who != "ngo" else "state")
    assert refused.status_code == 403
    assert "asks for reviews" in refused.json()["detail"]


def test_nobody_reviews_what_they_alone_wrote(site: Site, text: str) -> None:
    refused = ask(site, text, who="member")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "reviewer"
    assert "alone wrote every version" in refused.json()["errors"][0]["message"]
    refused = offer(site, text, "member")
    assert refused.status_code == 403
    assert refused.json()["detail"] == f"You alone wrote every version of {text}. Somebody else reviews it."


def test_who_offers_has_accepted(site: Site, text: str) -> None:
    offered = offer(site, text)
    assert offered.status_code == 201, offered.text
    assert (offered.json()["stage"], offered.json()["offered"]) == ("accepted", True)
    assert offer(site, text).json()["code"] == offered.json()["code"]
    assert offer(site, text, due=day(9)).status_code == 403
    assert breaks(site) == []


def test_a_deadline_lies_ahead(site: Site, text: str) -> None:
    for refused in (
        ask(site, text, due=day(-2)),
        offer(site, text, due=day(-2)),
        offer(site, text, due="soon"),
    ):
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "due"


@pytest.mark.parametrize(
    ("grade", "taken"), [("ready", True), ("ready_with_nits", False), ("not_ready", False)]
)
def test_reasons_are_due_for_all_but_ready(site: Site, text: str, grade: str, taken: bool) -> None:
    offer(site, text)
    answer = act(site, "observer", "REV-1", "result", grade=grade, reasons=" ")
    if taken:
        assert answer.json()["grade"] == grade
    else:
        assert answer.status_code == 422
        assert answer.json()["errors"][0] == {
            "field": "reasons", "message": "Say why: only “ready” stands without reasons.",
        }  # fmt: skip


def test_a_result_stands_as_it_was_given(site: Site, text: str) -> None:
    offer(site, text)
    act(site, "observer", "REV-1", "result", grade="not_ready", reasons=REASONS)
    assert act(site, "observer", "REV-1", "result", grade="not_ready", reasons=REASONS).status_code == 200
    other = act(site, "observer", "REV-1", "result", grade="ready")
    assert other.status_code == 403
    assert "result stands" in other.json()["detail"]
    assert act(site, "moderator", "REV-1", "withdrawal").status_code == 403


def test_a_result_belongs_to_its_version(site: Site, text: str) -> None:
    offer(site, text)
    act(site, "observer", "REV-1", "result", grade="has_issues", reasons=REASONS)
    page = site.client("member").get(f"/{SLUG}/{text}").text
    assert "what 1 review found" in page
    changed = site.api("member").patch(
        f"{AT}/proposals/{text}", json={"summary": "Another summary."}, headers={"If-Match": '"1"'}
    )
    assert changed.status_code == 200, changed.text
    shown = site.client("member").get(f"/{SLUG}/reviews/REV-1").text
    assert "Reviewed version 1; version 2 stands now." in shown
    assert f"/{SLUG}/{text}/changes?from=1&amp;to=2" in shown
    assert ask(site, text, who="observer").json()["code"] == "REV-2"


def test_declined_with_a_word_another_can_be_asked(site: Site, text: str) -> None:
    ask(site, text)
    silent = act(site, "ngo", "REV-1", "refusal")
    assert (silent.status_code, silent.json()["errors"][0]["field"]) == (422, "word")
    assert act(site, "ngo", "REV-1", "refusal", word="I am away until May.").json()["stage"] == "declined"
    assert act(site, "ngo", "REV-1", "result", grade="ready").status_code == 403
    assert ask(site, text, who="state").status_code == 201
    assert breaks(site) == []


def test_who_asked_withdraws(site: Site, text: str) -> None:
    ask(site, text)
    assert act(site, "ngo", "REV-1", "withdrawal").status_code == 403
    assert (
        act(site, "moderator", "REV-1", "withdrawal", word="Settled otherwise.").json()["stage"]
        == "withdrawn"
    )
    assert act(site, "moderator", "REV-1", "withdrawal").status_code == 200
    assert breaks(site) == []


def test_only_the_reviewer_answers(site: Site, text: str) -> None:
    ask(site, text)
    for what, body in (("acceptance", {}), ("refusal", {"word": "No."}), ("result", {"grade": "ready"})):
        refused = act(site, "state", "REV-1", what, **body)
        assert refused.status_code == 403
        assert "that is not you" in refused.json()["detail"]


def test_late_is_said_by_the_clock_and_taken_all_the_same(site: Site, text: str) -> None:
    ask(site, text)
    site.now = at(7)
    assert site.api("ngo").get(f"{AT}/reviews/REV-1").json()["late"] is True
    assert "Late since" in site.client("ngo").get(f"/{SLUG}/reviews/REV-1").text
    given = act(site, "ngo", "REV-1", "result", grade="ready").json()
    assert (given["stage"], given["late"]) == ("handed_in", True)


def test_who_asks_sees_how_many_reviews_each_has(site: Site, text: str) -> None:
    other = begin(site, "A second register")
    ask(site, text)
    ask(site, other)
    page = site.client("moderator").get(f"/{SLUG}/{begin(site, 'A third register')}/reviews").text
    assert "2 open reviews" in page
    listed = site.api("moderator").get(f"{AT}/proposals/{text}/reviewers").json()["items"]
    loads = {one["id"]: (one["open_reviews"], one["why_not"]) for one in listed}
    assert loads[person(site, "ngo")][0] == 2
    assert "alone wrote" in loads[person(site, "member")][1]
    assert site.api("state").get(f"{AT}/proposals/{text}/reviewers").status_code == 403


def test_a_negative_result_is_a_line_of_what_the_text_still_needs(site: Site, text: str) -> None:
    ask(site, text)
    assert f"/{SLUG}/{text}/reviews" in site.client("state").get(f"/{SLUG}/{text}").text
    act(site, "ngo", "REV-1", "result", grade="not_ready", reasons=REASONS)
    page = site.client("state").get(f"/{SLUG}/{text}").text
    assert f'href="/{SLUG}/reviews/REV-1"' in page.partition('id="needs"')[2].partition("</p>")[0]


def test_forms_keep_what_was_typed(site: Site, text: str) -> None:
    ask(site, text)
    browser = site.client("ngo")
    form = Form(browser.get(f"/{SLUG}/reviews/REV-1"), "/result")
    back = form.submit(browser, reasons=REASONS)
    assert back.status_code == 422
    assert REASONS in back.text
    assert "Choose a result" in back.text
    stranger = site.client("state")
    page = stranger.get(f"/{SLUG}/{text}/reviews")
    refused = stranger.post(
        f"/{SLUG}/reviews/REV-1/acceptance", data={"csrf_token": Form(page, "/offer").values["csrf_token"]}
    )
    assert refused.status_code == 403
    assert "that is not you" in refused.text


def test_a_browser_asks_and_hands_in(site: Site, text: str) -> None:
    moderator, ngo = site.client("moderator"), site.client("ngo")
    page = moderator.get(f"/{SLUG}/{text}/reviews")
    unchosen = Form(page, f"/{text}/reviews").submit(moderator, due=day(5))
    assert unchosen.status_code == 422
    assert "Choose who is asked." in unchosen.text
    assert f'value="{day(5)}"' in unchosen.text
    asked = Form(page, f"/{text}/reviews").submit(moderator, reviewer=person(site, "ngo"), due=day(5))
    assert asked.status_code == 200
    assert "REV-1" in asked.text
    Form(ngo.get(f"/{SLUG}/reviews/REV-1"), "/acceptance").submit(ngo)
    given = Form(ngo.get(f"/{SLUG}/reviews/REV-1"), "/result").submit(ngo, grade="not_ready", reasons=REASONS)
    assert "Not ready" in given.text
    assert REASONS in given.text


def test_reviews_of_a_closed_group_are_for_its_people(site: Site) -> None:
    make(site)
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        group = db.exec(
            select(WorkingGroup).where(WorkingGroup.consultation_id == here.id, WorkingGroup.code == "WG-2")
        ).one()
        for who in ("member", "moderator", "rapporteur"):
            person_ = person_by_email(db, f"{who}@demo.example")
            give_seat(db, SYSTEM, person_, role=who, title=who, consultation=here, group=group)
    code = begin(site, "Written behind a door", roundtable="RT2", group="WG-2")
    asked = ask(site, code, who="rapporteur")
    assert asked.json()["code"] == "WG-2-REV-1"
    assert ask(site, code, who="ngo").status_code == 422
    assert site.api("ngo").get(f"{AT}/reviews/WG-2-REV-1").status_code == 404
    assert site.api("ngo").get(f"{AT}/reviews").json()["items"] == []
    assert "WG-2-REV-1" in site.client("rapporteur").get(f"/{SLUG}/reviews").text
    assert breaks(site) == []


def test_nobody_is_shown_to_review_where_the_round_is_not_for_attribution(site: Site, text: str) -> None:
    api = site.api("moderator")
    code = plan(api, attribution="none").json()["code"]
    do(api, code, "opening")
    site.now = at(2)
    offered = offer(site, text, "ngo", due=day(9)).json()
    assert (offered["reviewer"], offered["delegation"]) == ("", None)
    page = site.client("state").get(f"/{SLUG}/reviews/{offered['code']}").text
    assert "Not for attribution" in page
    assert "PICUM" not in page.partition("<main")[2]
