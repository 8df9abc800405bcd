"""Rounds are run: what an opening asks and does, how a deadline moves, what completes a round, what is ready."""

from typing import Any

import pytest
from sqlmodel import select

from app.consultations.actions.seats import give_seat
from app.consultations.models import WorkingGroup
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.people.queries import person_by_email
from tests.review.making import (
    AT,
    MECHANISM,
    SLUG,
    acts,
    answer,
    at,
    begin,
    breaks,
    comment,
    day,
    do,
    entries,
    make,
    plan,
    state_of,
)
from tests.support import Form, Site


def reviewed(site: Site, *, titles: tuple[str, ...] = ("A register of recruiters",)) -> list[str]:
    """Texts that a closed round of comments was about, on the fourth day; every comment is answered, R1 not completed."""
    api = make(site)
    codes = [begin(site, title) for title in titles]
    plan(api, first=1, last=2)
    assert do(api, "R1", "opening").status_code == 200
    site.now = at(1.5)
    said = comment(site, codes[0])
    assert said.status_code == 201, said.text
    site.now = at(3.5)
    assert answer(site, said.json()["id"]).status_code == 200
    return codes


def test_an_opening_given_before_takes_effect_on_the_first_day_and_takes_texts_under_review(
    site: Site,
) -> None:
    api = make(site)
    text, draft = begin(site), begin(site, "Not yet", submit=False)
    plan(api)
    opened = do(api, "R1", "opening")
    assert opened.status_code == 200, opened.text
    assert (opened.json()["stage"], opened.json()["opening_given"]) == ("planned", "2026-11-21T12:00:00Z")
    assert state_of(site, text) == "under_review"
    assert state_of(site, draft) == "draft"
    assert comment(site, text).status_code == 403
    site.now = at(1)
    assert api.get(f"{AT}/rounds/R1").json()["stage"] == "open"
    assert comment(site, text).status_code == 201
    refused = comment(site, draft)
    assert refused.status_code == 403
    assert "has not submitted it yet" in refused.json()["detail"]
    assert do(api, "R1", "opening").status_code == 200, "a double click does no harm"
    assert acts(site, "R1") == ["round_planned", "round_opened"]
    assert acts(site, text).count("step_taken") == 2
    assert breaks(site) == []


def test_an_opening_given_late_begins_the_round_at_that_moment_on_the_text_of_that_moment(site: Site) -> None:
    api = make(site)
    text = begin(site)
    plan(api, first=1, last=10)
    site.now = at(2)
    saved = site.api("member").patch(
        f"{AT}/proposals/{text}", json={"problem": "Written late."}, headers={"If-Match": '"1"'}
    )
    assert saved.status_code == 200
    site.now = at(3)
    late = do(api, "R1", "opening").json()
    assert (late["stage"], late["opens"]) == ("open", "2026-11-24T12:00:00Z")
    site.now = at(4)
    assert comment(site, text).json()["version"] == 2
    assert breaks(site) == []


def test_the_checklist_says_what_is_missing_and_the_opening_is_refused_with_all_of_it(site: Site) -> None:
    api = make(site)
    plan(api)
    items = api.get(f"{AT}/rounds/R1/opening").json()["items"]
    assert [item["sentence"] for item in items if item["mark"] == "missing"] == [
        "No text in its scope is submitted. A round of comments needs at least one."
    ]
    refused = do(api, "R1", "opening")
    assert refused.status_code == 403
    assert [error["field"] for error in refused.json()["errors"]] == ["checklist"]
    begin(site, submit=False)
    page = site.client("moderator").get(f"/{SLUG}/rounds/R1/opening").text
    assert "will not be in it until its group submits it" in page
    assert "No text in its scope is submitted." in page
    assert acts(site, "R1") == ["round_planned"]


def test_a_short_notice_needs_its_reason_and_the_reason_is_shown(site: Site) -> None:
    api = make(site, notice_days=5)
    begin(site)
    plan(api, first=2, last=10)
    short = do(api, "R1", "opening")
    assert short.status_code == 422
    assert short.json()["errors"][0]["field"] == "reason"
    browser = site.client("moderator")
    form = Form(browser.get(f"/{SLUG}/rounds/R1/opening"), "/opening")
    assert form.submit(browser, reason=" \u200b ").status_code == 422
    done = form.submit(browser, reason="The conference was moved forward.")
    assert done.status_code == 200
    assert "The conference was moved forward." in site.client().get(f"/{SLUG}/rounds/R1").text
    assert api.get(f"{AT}/rounds/R1").json()["notice_reason"] == "The conference was moved forward."
    assert breaks(site) == []


def test_a_notice_that_is_kept_needs_no_reason(site: Site) -> None:
    api = make(site, notice_days=5)
    begin(site)
    plan(api, first=6, last=10)
    assert do(api, "R1", "opening").json()["notice_reason"] is None


@pytest.mark.parametrize(
    "who", ["observer", "member", "rapporteur", "state", "ngo", "secretariat", "administrator"]
)
def test_nobody_but_a_moderator_runs_a_round(site: Site, who: str) -> None:
    api = make(site)
    begin(site)
    plan(api)
    before = entries(site)
    outsider = site.api(who)
    for what, body in (("opening", {}), ("extension", {"closes": day(20)}), ("closure", {"reason": "Enough."}),
                       ("cancellation", {"reason": "Enough."}), ("completion", {}), ("readiness", {})):  # fmt: skip
        refused = do(outsider, "R1", what, **body)
        assert refused.status_code == 403, what
        assert "moderator" in refused.json()["detail"]
    assert outsider.patch(f"{AT}/rounds/R1", json={"title": "Mine"}).status_code == 403
    assert entries(site) == before


def test_a_deadline_moves_only_later_and_only_before_it_has_passed(site: Site) -> None:
    api = make(site)
    plan(api, "drafting", first=1, last=10)
    plan(api, "drafting", first=15, last=20, scope=["RT2"])
    refused = do(api, "R1", "extension", closes=day(12))
    assert refused.status_code == 403
    assert "not opened yet" in refused.json()["detail"]
    do(api, "R1", "opening")
    site.now = at(9)
    for closes, sentence in ((day(10), "only moves later"), (day(9), "only moves later"), (day(5), "in the past"),
                             ("soon", "not a day"), (day(16), "overlap with R2")):  # fmt: skip
        wrong = do(api, "R1", "extension", closes=closes, reason="More time.")
        assert wrong.status_code == 422, closes
        assert sentence in wrong.json()["errors"][0]["message"]
    longer = do(api, "R1", "extension", closes=day(12), reason="Two delegations asked for it.")
    assert longer.json()["closes"] == "2026-12-04T00:00:00Z"
    assert do(api, "R1", "extension", closes=day(12)).status_code == 200, "a double click does no harm"
    assert acts(site, "R1") == ["round_planned", "round_opened", "round_extended"]
    assert "Two delegations asked for it." in site.client().get(f"/{SLUG}/rounds/R1").text
    site.now = at(13)
    late = do(api, "R1", "extension", closes=day(14))
    assert late.status_code == 403
    assert "deadline has passed" in late.json()["detail"]
    assert breaks(site) == []


def test_a_round_is_closed_early_with_a_reason_and_nothing_is_taken_after(site: Site) -> None:
    api = make(site)
    text = begin(site)
    plan(api)
    do(api, "R1", "opening")
    assert do(api, "R1", "closure", reason="Too soon.").status_code == 403
    site.now = at(2)
    assert comment(site, text).status_code == 201
    assert do(api, "R1", "closure").json()["errors"][0]["field"] == "reason"
    closed = do(api, "R1", "closure", reason="Everybody has spoken.")
    assert (closed.json()["stage"], closed.json()["closes"]) == ("closed", "2026-11-23T12:00:00Z")
    assert do(api, "R1", "closure", reason="Everybody has spoken.").status_code == 200
    assert comment(site, text, text="Too late.").status_code == 403
    assert acts(site, "R1")[-1] == "round_closed"
    assert plan(api, first=3, last=5).status_code == 201, "its days are free from then on"
    assert breaks(site) == []


def test_completion_waits_for_every_answer_and_lists_what_waits(site: Site) -> None:
    api = make(site)
    text = begin(site)
    plan(api)
    do(api, "R1", "opening")
    site.now = at(2)
    codes = [comment(site, text, text=f"Point {n}.").json()["id"] for n in (1, 2)]
    early = do(api, "R1", "completion")
    assert early.status_code == 403
    assert "not closed yet" in early.json()["detail"]
    site.now = at(11)
    refused = do(api, "R1", "completion")
    assert refused.status_code == 403
    assert refused.json()["errors"] == [
        {"field": code, "message": f"/{SLUG}/{text}#{code}"} for code in codes
    ]
    page = site.client("moderator").get(f"/{SLUG}/rounds/R1").text
    for code in codes:
        assert f'href="/{SLUG}/{text}#{code}"' in page
        assert answer(site, code).status_code == 200
    done = do(api, "R1", "completion")
    assert done.json()["stage"] == "completed"
    assert do(api, "R1", "completion").status_code == 200
    assert acts(site, "R1").count("round_completed") == 1
    refused = answer(site, codes[0])
    assert refused.status_code == 403
    assert "is completed" in refused.json()["detail"]
    assert breaks(site) == []


def test_what_is_said_in_a_closed_group_keeps_a_round_open_and_is_named_to_nobody_outside(site: Site) -> None:
    api = make(site)
    begin(site)
    secret = begin_in_closed_group(site)
    plan(api)
    do(api, "R1", "opening")
    site.now = at(2)
    body = {"type": "general", "stance": "concern", "text": "Only among us."}
    said = site.api("rapporteur").post(f"{AT}/proposals/{secret}/comments", json=body)
    assert said.status_code == 201, said.text
    site.now = at(11)
    refused = do(api, "R1", "completion")
    assert refused.status_code == 403
    assert "closed to you" in refused.json()["detail"]
    for text in (
        refused.text,
        *(site.client("moderator").get(f"/{SLUG}/rounds/R1{more}").text for more in ("", "/opening")),
    ):
        assert secret not in text
        assert said.json()["id"] not in text


def begin_in_closed_group(site: Site) -> str:
    """A submitted text of the closed group WG-2, in which the rapporteur of the other group is a member."""
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        group = db.exec(
            select(WorkingGroup).where(WorkingGroup.consultation_id == here.id, WorkingGroup.code == "WG-2")
        ).one()
        person = person_by_email(db, "rapporteur@demo.example")
        give_seat(db, SYSTEM, person, role="member", title="member", consultation=here, group=group)
    api = site.api("rapporteur")
    body: dict[str, Any] = {
        "kind": "mechanism",
        "roundtable": "RT2",
        "group": "WG-2",
        "title": "Unheard",
        **MECHANISM,
    }
    made = api.post(f"{AT}/proposals", json=body)
    assert made.status_code == 201, made.text
    code = str(made.json()["code"])
    assert api.post(f"{AT}/proposals/{code}/steps", json={"step": "submitted"}).status_code == 201
    return code


def test_a_round_is_cancelled_with_a_reason_and_stays_readable(site: Site) -> None:
    api = make(site)
    text = begin(site)
    plan(api)
    do(api, "R1", "opening")
    site.now = at(2)
    assert comment(site, text).status_code == 201
    assert do(api, "R1", "cancellation", reason=" ").status_code == 422
    done = do(api, "R1", "cancellation", reason="The mandate changed.")
    assert (done.json()["stage"], done.status_code) == ("cancelled", 200)
    assert do(api, "R1", "cancellation", reason="Again.").status_code == 200
    for what in ("opening", "completion"):
        assert "was cancelled" in do(api, "R1", what).json()["detail"]
    assert comment(site, text, text="Now?").status_code == 403
    for page in ("", "/rounds", "/rounds/R1", "/ballots", "/outcome", "/RT1", f"/{text}"):
        assert site.client().get(f"/{SLUG}{page}").status_code == 200, page
    assert "The mandate changed." in site.client().get(f"/{SLUG}/rounds/R1").text
    assert breaks(site) == []


def test_a_text_is_declared_ready_after_its_round_and_its_answers(site: Site) -> None:
    api = make(site)
    text = begin(site)
    address = f"{AT}/proposals/{text}/readiness"
    assert "has not been under review" in api.post(address).json()["detail"]
    plan(api)
    do(api, "R1", "opening")
    assert "No round of comments" in api.post(address).json()["detail"]
    site.now = at(2)
    said = comment(site, text).json()["id"]
    assert "is open" in api.post(address).json()["detail"]
    site.now = at(11)
    assert "no disposition yet" in api.post(address).json()["detail"]
    answer(site, said)
    for who in ("member", "rapporteur", "secretariat", "administrator", "observer", "state"):
        refused = site.api(who).post(address)
        assert refused.status_code == 403, who
        assert "convenor" in refused.json()["detail"]
    assert api.post(address).json() == {"code": text, "state": "ready"}
    assert api.post(address).status_code == 200
    steps = [item["step"] for item in api.get(f"{AT}/proposals/{text}/steps").json()["items"]]
    assert steps == ["submitted", "taken_under_review", "declared_ready"]
    assert breaks(site) == []


def test_all_texts_of_a_round_are_declared_ready_at_once_but_those_that_wait(site: Site) -> None:
    codes = reviewed(site, titles=("One", "Two", "Three"))
    site.tamper("DELETE FROM disposition")
    browser = site.client("moderator")
    page = browser.get(f"/{SLUG}/rounds/R1")
    done = Form(page, "/rounds/R1/readiness").submit(browser)
    assert done.status_code == 200
    assert [state_of(site, code) for code in codes] == ["under_review", "ready", "ready"]
    assert [item["step"] for item in browser_steps(site, codes[1])][-1] == "declared_ready"


def browser_steps(site: Site, code: str) -> list[dict[str, Any]]:
    return list(site.api().get(f"{AT}/proposals/{code}/steps").json()["items"])


def test_one_text_is_declared_ready_from_the_page_of_its_round(site: Site) -> None:
    code = reviewed(site)[0]
    browser = site.client("moderator")
    done = Form(browser.get(f"/{SLUG}/rounds/R1"), f"/{code}/readiness").submit(browser)
    assert done.url.path == f"/{SLUG}/rounds/R1"
    assert state_of(site, code) == "ready"


def test_a_revision_follows_a_round_of_comments_and_a_last_call_the_answers(site: Site) -> None:
    api = make(site)
    plan(api, "revision", first=20, last=25)
    refused = do(api, "R1", "opening")
    assert "a revision follows one" in refused.json()["detail"]
    text = begin(site)
    plan(api, first=1, last=2)
    do(api, "R2", "opening")
    site.now = at(1.5)
    said = comment(site, text).json()["id"]
    site.now = at(4)
    plan(api, "last_call", first=5, last=9)
    refused = do(api, "R3", "opening")
    assert "a last call comes after the answers" in refused.json()["detail"]
    answer(site, said)
    assert do(api, "R3", "opening").status_code == 200
    site.now = at(19)
    assert do(api, "R1", "opening").status_code == 200


def test_pages_of_rounds_are_there_before_anything_is_planned(site: Site) -> None:
    make(site)
    for page in ("", "/rounds", "/ballots", "/outcome"):
        assert site.client().get(f"/{SLUG}{page}").status_code == 200, page
    assert "No round is planned yet." in site.client().get(f"/{SLUG}/rounds").text


def test_a_refused_act_comes_back_with_its_sentence_and_what_was_typed(site: Site) -> None:
    api = make(site)
    plan(api, "drafting")
    do(api, "R1", "opening")
    site.now = at(2)
    browser = site.client("moderator")
    page = browser.get(f"/{SLUG}/rounds/R1")
    wrong = Form(page, "/extension").submit(browser, closes=day(1), reason="Because of rain.")
    assert wrong.status_code == 422
    assert Form(wrong, "/extension").values["reason"] == ["Because of rain."]
    closing = Form(page, "/closure")
    site.now = at(12)
    refused = closing.submit(browser, reason="Enough was said.")
    assert refused.status_code == 403
    assert "This round is closed." in refused.text
    assert "Enough was said." in refused.text
