"""Rating, sense check, silence and selection: what their opening asks and does, how they close, what completes them."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.consultations.models import RoundKind
from app.review.rules import why_extension_too_short, why_too_short
from tests.review.making import (
    AT,
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
from tests.review.test_kinds import opened
from tests.support import NOON, Form, Site


def items(api: Any, code: str, mark: str) -> list[str]:
    """The sentences of the checklist with this mark."""
    found = api.get(f"{AT}/rounds/{code}/opening").json()["items"]
    return [item["sentence"] for item in found if item["mark"] == mark]


def ready(site: Site) -> str:
    """A text that is ready for decision, with its round of comments completed, on the fourth day."""
    api = make(site)
    text = begin(site)
    plan(api, first=1, last=2)
    do(api, "R1", "opening")
    site.now = at(3.5)
    assert api.post(f"{AT}/proposals/{text}/readiness").status_code == 200
    assert do(api, "R1", "completion").status_code == 200
    return text


def test_a_silence_waits_for_ready_texts_completed_rounds_and_delegations_that_could_break_it(
    site: Site,
) -> None:
    api = make(site)
    begin(site)
    plan(api, first=1, last=2)
    do(api, "R1", "opening")
    site.now = at(3)
    plan(api, "silence", first=5, last=9)
    refused = do(api, "R2", "opening")
    assert refused.status_code == 403
    said = " ".join(error["message"] for error in refused.json()["errors"])
    assert "No text in its scope is declared ready" in said
    assert "1 round of comments before it is not completed yet" in said
    site.tamper("UPDATE membership SET person_id = NULL WHERE role IN ('head', 'alternate')")
    assert "No voting delegation has a head or an alternate" in " ".join(items(api, "R2", "missing"))


def test_a_silence_opened_too_late_for_72_hours_is_refused_until_it_has_a_later_deadline(site: Site) -> None:
    text = ready(site)
    api = site.api("moderator")
    plan(api, "silence", opens="2026-11-26T12:00", closes="2026-11-29T12:00")
    site.now = at(5) + timedelta(minutes=1)
    refused = do(api, "R2", "opening")
    assert refused.status_code == 403
    assert "takes at least 72 hours, and this one would take 71 hours" in refused.json()["detail"]
    page = site.client("moderator").get(f"/{SLUG}/rounds/R2/opening").text
    assert "would take 71 hours" in page
    assert state_of(site, text) == "ready"
    moved = api.patch(f"{AT}/rounds/R2", json={"closes": "2026-11-29T12:01"})
    assert moved.status_code == 200, moved.text
    assert do(api, "R2", "opening").status_code == 200
    assert state_of(site, text) == "under_decision"
    assert breaks(site) == []


def test_a_silence_of_one_hour_is_refused_at_its_deadline_and_what_was_typed_stays(site: Site) -> None:
    api = make(site)
    browser, before = site.client("moderator"), entries(site)
    form = Form(browser.get(f"/{SLUG}/rounds"), "/rounds")
    refused = form.submit(
        browser, kind="silence", title="Quick silence", opens=day(5), opens_time="12:00", closes=day(5), closes_time="13:00",
        promise="inform",
    )  # fmt: skip
    assert refused.status_code == 422
    assert 'href="#plan-closes"' in refused.text
    assert "takes at least 72 hours, and this one would take 1 hour." in refused.text
    again = Form(refused, "/rounds")
    assert (again.values["title"], again.values["closes_time"]) == (["Quick silence"], ["13:00"])
    assert (again.values["kind"], again.values["promise"]) == (["silence"], ["inform"])
    assert entries(site) == before
    assert again.submit(browser, closes=day(8), closes_time="12:00").status_code == 200
    assert api.get(f"{AT}/rounds/R1").json()["kind"] == "silence"


def test_a_plan_becomes_a_silence_only_with_72_hours(site: Site) -> None:
    api = make(site)
    plan(api, "drafting", first=5, last=6)
    refused = api.patch(f"{AT}/rounds/R1", json={"kind": "silence"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "closes"
    assert api.patch(f"{AT}/rounds/R1", json={"kind": "silence", "closes": day(7)}).status_code == 200
    short = api.patch(f"{AT}/rounds/R1", json={"opens": day(6)})
    assert "would take 48 hours" in short.json()["errors"][0]["message"]
    assert api.patch(f"{AT}/rounds/R1", json={"title": "Silence"}).status_code == 200


def test_an_extension_of_a_silence_gives_everybody_72_hours_again_and_nobody_shortens_it(site: Site) -> None:
    text, _other, _said = opened(site, "silence")
    api = site.api("moderator")
    refused = do(api, "R2", "closure", reason="Nobody will object.")
    assert refused.status_code == 403
    assert "Silence still runs on 1 text, and a silence is never shortened" in refused.json()["detail"]
    site.now = at(9)
    short = do(api, "R2", "extension", closes=day(10))
    assert short.status_code == 422
    assert "begins again for all" in short.json()["errors"][0]["message"]
    browser = site.client("moderator")
    page = Form(browser.get(f"/{SLUG}/rounds/R2"), "/extension")
    again = page.submit(browser, closes=day(10), reason="One more day.")
    assert "its new deadline is at least 72 hours from now" in again.text
    assert do(api, "R2", "extension", closes=day(12)).json()["closes"] == "2026-12-04T00:00:00Z"
    assert do(api, "R2", "extension", closes=day(11)).status_code == 422
    site.now = at(14)
    waits = do(api, "R2", "completion")
    assert waits.status_code == 403
    assert f"is not confirmed yet: {text}" in waits.json()["detail"]
    assert waits.json()["errors"] == [{"field": text, "message": f"/{SLUG}/rounds/R2#silence-{text}"}]
    assert breaks(site) == []


def test_a_silence_that_is_cancelled_leaves_its_texts_ready(site: Site) -> None:
    text, _other, _said = opened(site, "silence")
    assert do(site.api("moderator"), "R2", "cancellation", reason="The text changes.").status_code == 200
    assert state_of(site, text) == "ready"
    assert breaks(site) == []


def test_the_same_text_goes_under_silence_again_only_with_a_word_why(site: Site) -> None:
    text, _other, _said = opened(site, "silence")
    api, browser = site.api("moderator"), site.client("moderator")
    do(api, "R2", "cancellation", reason="The wrong week.")
    plan(api, "silence", first=20, last=24)
    refused = do(api, "R3", "opening")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == f"notes.{text}"
    form = Form(browser.get(f"/{SLUG}/rounds/R3/opening"), "/opening")
    missing = form.submit(browser, reason="As agreed.")
    assert missing.status_code == 422
    assert "Say why the same text is put under silence again" in missing.text
    again = Form(missing, "/opening")
    assert again.values["reason"] == ["As agreed."]
    done = again.submit(browser, **{f"notes.{text}": "Capitals asked for another week."})
    assert done.status_code == 200, done.text
    assert api.get(f"{AT}/rounds/R3").json()["opening_given"] is not None
    assert breaks(site) == []


def test_the_criterion_of_a_rating_is_fixed_with_its_opening(site: Site) -> None:
    api = make(site)
    text = begin(site)
    plan(api, "rating", first=1, last=4)
    for terms, field in (
        ({"agree_percent": 20}, "agree_percent"),
        ({"colour": "blue"}, "colour"),
        ({"least": "x"}, "least"),
    ):
        refused = do(api, "R1", "opening", terms=terms)
        assert refused.status_code == 422, terms
        assert refused.json()["errors"][0]["field"] == field
    assert acts(site, "R1") == ["round_planned"]
    browser = site.client("moderator")
    form = Form(browser.get(f"/{SLUG}/rounds/R1/opening"), "/opening")
    assert form.values["terms.agree_percent"] == ["70"]
    wrong = form.submit(browser, **{"terms.agree_percent": "7", "terms.least": "4"})
    assert wrong.status_code == 422
    assert "from 51 to 100" in wrong.text
    assert Form(wrong, "/opening").values["terms.least"] == ["4"]
    done = Form(wrong, "/opening").submit(browser, **{"terms.agree_percent": "75"})
    assert done.status_code == 200, done.text
    terms = api.get(f"{AT}/rounds/R1").json()["terms"]
    assert (terms["agree_percent"], terms["least"]) == (75, 4)
    assert do(api, "R1", "opening", terms={"agree_percent": 90}).status_code == 200, "given already"
    assert api.get(f"{AT}/rounds/R1").json()["terms"] == terms
    assert state_of(site, text) == "submitted", "a rating changes no state (invariant 18)"
    assert breaks(site) == []


def test_a_sense_check_needs_its_question_and_changes_no_state(site: Site) -> None:
    api = make(site)
    text = begin(site)
    plan(api, "sense_check", first=1, last=4)
    browser = site.client("moderator")
    form = Form(browser.get(f"/{SLUG}/rounds/R1/opening"), "/opening")
    wrong = form.submit(browser)
    assert wrong.status_code == 422
    assert "Write the question" in wrong.text
    done = Form(wrong, "/opening").submit(
        browser, **{"terms.question": "Could you live with it?", "terms.scale": "consent"}
    )
    assert done.status_code == 200, done.text
    terms = api.get(f"{AT}/rounds/R1").json()["terms"]
    assert terms == {"question": "Could you live with it?", "scale": "consent"}
    site.now = at(5)
    assert do(api, "R1", "completion").json()["stage"] == "completed"
    assert state_of(site, text) == "submitted"
    assert breaks(site) == []


@pytest.mark.parametrize("kind", ["rating", "sense_check"])
def test_what_is_said_in_an_indicative_round_is_answered_before_it_is_completed(
    site: Site, kind: str
) -> None:
    text, _other, _said = opened(site, kind)
    api = site.api("moderator")
    said = comment(site, text, text="Seven of nine, with a doubt.").json()["id"]
    site.now = at(10.5)
    refused = do(api, "R2", "completion")
    assert refused.status_code == 403
    assert said in refused.json()["detail"]
    assert answer(site, said).status_code == 200
    assert do(api, "R2", "completion").status_code == 200


def test_a_rating_waits_for_a_text_that_is_submitted(site: Site) -> None:
    api = make(site)
    begin(site, submit=False)
    plan(api, "rating")
    assert "nothing to rate" in do(api, "R1", "opening").json()["detail"]


def test_a_selection_opens_on_what_was_adopted_and_is_completed_with_what_the_group_decided(
    site: Site,
) -> None:
    text, other, _said = opened(site, "selection")
    api, browser = site.api("moderator"), site.client("moderator")
    page = site.client().get(f"/{SLUG}/rounds/R2").text
    assert "It comes before the representative group." in page
    said = comment(site, text, "member", "It belongs in the outcome.")
    assert said.status_code == 201, said.text
    assert comment(site, other).status_code == 403
    site.now = at(10.5)
    assert answer(site, said.json()["id"]).status_code == 200
    silent = do(api, "R2", "completion")
    assert silent.status_code == 422
    assert silent.json()["errors"][0]["field"] == "declaration"
    form = Form(browser.get(f"/{SLUG}/rounds/R2"), "/completion")
    missing = form.submit(browser)
    assert missing.status_code == 422
    assert "Say what the representative group decided" in missing.text
    done = Form(missing, "/completion").submit(browser, declaration="RT1-M1 is in; nothing else was adopted.")
    assert done.status_code == 200
    assert api.get(f"{AT}/rounds/R2").json()["stage"] == "completed"
    assert "RT1-M1 is in; nothing else was adopted." in site.client().get(f"/{SLUG}/rounds/R2").text


def test_a_selection_waits_for_an_adopted_text(site: Site) -> None:
    ready(site)
    api = site.api("moderator")
    plan(api, "selection", first=5, last=9)
    assert "No text in its scope is adopted" in do(api, "R2", "opening").json()["detail"]


@pytest.mark.parametrize("promise", ["inform", "consult", "engage"])
def test_the_promise_stands_on_the_round_and_in_the_calendar(site: Site, promise: str) -> None:
    sentence = {
        "inform": "You are told in good time",
        "consult": "You are heard, and told how",
        "engage": "You write the text together",
    }[promise]
    api = make(site)
    assert plan(api).json()["promise"] is None
    assert [s for s in items(api, "R1", "hint") if "what participants are promised" in s]
    assert api.patch(f"{AT}/rounds/R1", json={"promise": promise}).json()["promise"] == promise
    for page in ("rounds", "rounds/R1"):
        assert sentence in site.client().get(f"/{SLUG}/{page}").text
    assert not [s for s in items(api, "R1", "hint") if "what participants are promised" in s]
    assert api.patch(f"{AT}/rounds/R1", json={"title": "Another"}).json()["promise"] == promise
    assert api.patch(f"{AT}/rounds/R1", json={"promise": ""}).json()["promise"] is None
    before = entries(site)
    assert api.patch(f"{AT}/rounds/R1", json={"promise": "everything"}).status_code == 422
    assert entries(site) == before
    assert breaks(site) == []


@settings(max_examples=40)
@given(kind=st.sampled_from(list(RoundKind)), minutes=st.integers(-10_000, 10_000))
def test_a_silence_takes_72_hours_and_nothing_else_does(kind: RoundKind, minutes: int) -> None:
    ends = NOON + timedelta(minutes=minutes)
    short = kind is RoundKind.SILENCE and minutes < 72 * 60
    assert (why_too_short(kind, NOON, ends) is not None) is short
    assert (why_extension_too_short(kind, NOON, ends) is not None) is short
