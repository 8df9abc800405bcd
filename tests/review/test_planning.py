"""Rounds are planned in the calendar: who plans, what a plan must be, and what a change of it leaves behind."""

from datetime import timedelta
from typing import Any

import pytest

from tests.review.making import AT, SLUG, acts, breaks, day, do, entries, make, plan
from tests.support import NOON, Form, Site


def test_a_planned_round_stands_in_the_calendar_with_its_days_whole(site: Site) -> None:
    api = make(site)
    made = plan(api, scope=["RT2", "RT1"], purpose="Say what is missing.")
    assert made.status_code == 201, made.text
    round_ = made.json()
    assert round_ == api.get(f"{AT}/rounds/R1").json() == api.get(f"{AT}/rounds").json()["items"][0]
    assert (round_["code"], round_["stage"], round_["scope"]) == ("R1", "planned", ["RT1", "RT2"])
    assert (round_["opens"], round_["closes"]) == ("2026-11-22T00:00:00Z", "2026-12-02T00:00:00Z")
    assert round_["purpose"] == "Say what is missing."
    assert acts(site, "R1") == ["round_planned"]
    assert breaks(site) == []


def test_an_instant_is_taken_as_it_is_and_without_a_zone_in_that_of_the_consultation(site: Site) -> None:
    api = make(site)
    site.tamper("UPDATE consultation SET timezone = 'America/New_York' WHERE slug = :slug", slug=SLUG)
    made = plan(api, opens="2026-12-01T09:30", closes="2026-12-05T18:00:00+01:00").json()
    assert (made["opens"], made["closes"]) == ("2026-12-01T14:30:00Z", "2026-12-05T17:00:00Z")
    whole = plan(api, "drafting", first=30, last=31).json()
    assert (whole["opens"], whole["closes"]) == ("2026-12-21T05:00:00Z", "2026-12-23T05:00:00Z")


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"closes": day(0), "opens": day(1)}, "closes", "end before it begins"),
    ({"opens": "2026-11-30T12:00", "closes": "2026-11-30T12:00"}, "closes", "end before it begins"),
    ({"opens": day(-1)}, "opens", "lies in the past"),
    ({"opens": "2026-11-21T11:59"}, "opens", "lies in the past"),
    ({"opens": day(-9), "closes": day(-2)}, "closes", "lies in the past"),
    ({"opens": "soon"}, "opens", "is not a day"),
    ({"opens": "2026-02-30"}, "opens", "is not a day"),
    ({"closes": ""}, "closes", "on which day"),
    ({"closes": "9999-12-31"}, "closes", "too far away"),
    ({"closes": "9999-12-31T23:59:59-23:59"}, "closes", "too far away"),
    ({"kind": "call_for_input"}, "kind", "not yet offered"),
    ({"kind": "silence", "opens": "2026-11-30T12:00", "closes": "2026-11-30T13:00"}, "closes", "would take 1 hour."),
    ({"kind": "silence", "opens": day(5), "closes": "2026-11-28T23:59"}, "closes", "at least 72 hours"),
    ({"kind": "ballot", "late": True}, "late", "rounds of comments and last calls alone"),
    ({"kind": "party"}, "kind", "Choose a kind"),
    ({"title": " \u200b "}, "title", "title"),
    ({"title": "x" * 201}, "title", "200"),
    ({"scope": ["RT9"]}, "scope", "no roundtable “RT9”"),
    ({"code": "R 1"}, "code", "A code is"),
    ({"code": "ж1"}, "code", "A code is"),
    ({"code": "Course"}, "code", "is taken"),
    ({"purpose": "x" * 1001}, "purpose", "1000"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "field", "sentence"), WRONG, ids=lambda value: str(value)[:40])
def test_a_plan_that_cannot_be_is_named_at_its_field_and_writes_nothing(
    site: Site, wrong: dict[str, Any], field: str, sentence: str
) -> None:
    api = make(site)
    before = entries(site)
    refused = plan(api, **wrong)
    assert refused.status_code == 422, refused.text
    assert [
        e["message"] for e in refused.json()["errors"] if e["field"] == field and sentence in e["message"]
    ]
    assert entries(site) == before


def test_a_day_without_an_hour_may_be_today_and_waits_to_be_opened(site: Site) -> None:
    assert plan(make(site), first=0, last=3).json()["stage"] == "overdue"


def test_rounds_on_the_same_roundtables_never_overlap_and_the_other_is_named(site: Site) -> None:
    api = make(site)
    plan(api, first=1, last=10, scope=["RT1"])
    for first, last, scope in (
        (5, 15, ["RT1"]),
        (5, 15, []),
        (10, 12, ["RT1", "RT2"]),
        (0, 1, []),
        (3, 4, ["RT1"]),
    ):
        refused = plan(api, first=first, last=last, scope=scope)
        assert refused.status_code == 422, (first, last, scope)
        assert "overlap with R1" in refused.json()["errors"][0]["message"]
    assert plan(api, first=5, last=15, scope=["RT2"]).status_code == 201
    assert plan(api, first=11, last=12, scope=["RT1"]).status_code == 201


def test_a_cancelled_round_leaves_its_days_and_keeps_its_code(site: Site) -> None:
    api = make(site)
    plan(api)
    assert do(api, "R1", "cancellation", reason="The venue fell through.").status_code == 200
    assert plan(api).json()["code"] == "R2"
    assert plan(api, code="r1", first=20, last=21).json()["errors"][0]["field"] == "code"
    assert plan(api, code="R7", first=20, last=21).json()["code"] == "R7"
    assert plan(api, first=30, last=31).json()["code"] == "R8"


def test_a_double_click_plans_one_round(site: Site) -> None:
    api = make(site)
    assert plan(api).json() == plan(api).json()
    assert len(api.get(f"{AT}/rounds").json()["items"]) == 1


def test_the_secretariat_plans_while_it_sets_up_and_the_moderators_afterwards(site: Site) -> None:
    moderator = make(site, opened=False)
    secretariat = site.api("secretariat")
    refused = plan(moderator)
    assert refused.status_code == 403
    assert "its secretariat plans the calendar" in refused.json()["detail"]
    assert plan(secretariat).status_code == 201
    assert do(secretariat, "R1", "opening").status_code == 403
    site.tamper("UPDATE consultation SET state = 'open' WHERE slug = :slug", slug=SLUG)
    refused = plan(secretariat, first=20, last=21)
    assert refused.status_code == 403
    assert "only where there is no moderator" in refused.json()["detail"]
    assert plan(moderator, first=20, last=21).status_code == 201


def test_where_there_is_no_moderator_the_secretariat_runs_the_rounds(site: Site) -> None:
    make(site, moderated=False)
    assert plan(site.api("secretariat")).status_code == 201
    for who in ("member", "rapporteur", "observer", "state", "administrator"):
        assert plan(site.api(who), first=20, last=21).status_code == 403, who
    assert plan(site.api(), first=20, last=21).status_code == 401


def test_a_plan_is_changed_until_its_opening_is_given(site: Site) -> None:
    api = make(site)
    plan(api, "drafting")
    changed = api.patch(f"{AT}/rounds/R1", json={"closes": day(12), "title": "Drafting", "scope": ["RT1"]})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["title"], changed.json()["scope"]) == ("Drafting", ["RT1"])
    assert changed.json()["opens"] == "2026-11-22T00:00:00Z"
    assert api.patch(f"{AT}/rounds/R1", json={"title": "Drafting"}).status_code == 200
    assert acts(site, "R1") == ["round_planned", "round_replanned"]
    assert api.patch(f"{AT}/rounds/R1", json={"closes": day(0)}).status_code == 422
    assert do(api, "R1", "opening").status_code == 200
    refused = api.patch(f"{AT}/rounds/R1", json={"title": "Too late"})
    assert refused.status_code == 403
    assert "its plan stands" in refused.json()["detail"]
    assert breaks(site) == []


def test_what_was_never_opened_can_be_planned_anew_after_its_days(site: Site) -> None:
    api = make(site)
    plan(api, "drafting", first=1, last=2)
    site.now = NOON + timedelta(days=5)
    assert api.get(f"{AT}/rounds/R1").json()["stage"] == "overdue"
    refused = do(api, "R1", "opening")
    assert refused.status_code == 403
    assert "new days" in refused.json()["detail"]
    moved = api.patch(f"{AT}/rounds/R1", json={"opens": day(6), "closes": day(8)})
    assert moved.json()["stage"] == "planned"


def test_there_is_no_round_of_another_code(site: Site) -> None:
    api = make(site)
    assert api.get(f"{AT}/rounds/R9").status_code == 404
    assert do(api, "R9", "opening").status_code == 404
    assert site.client().get(f"/{SLUG}/rounds/R9").status_code == 404


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(site: Site) -> None:
    make(site)
    browser = site.client("moderator")
    form = Form(browser.get(f"/{SLUG}/rounds"), "/rounds")
    wrong = form.submit(
        browser, title="Second reading", opens=day(5), closes=day(4), purpose="Read it again.", scope=["RT2"]
    )
    assert wrong.status_code == 422
    assert "end before it begins" in wrong.text
    again = Form(wrong, "/rounds")
    assert again.values["title"] == ["Second reading"]
    assert again.values["purpose"] == ["Read it again."]
    assert again.values["scope"] == ["RT2"]
    done = again.submit(browser, closes=day(9), closes_time="17:30")
    assert done.status_code == 200
    assert done.url.path == f"/{SLUG}/rounds/R1"
    assert "17:30" in done.text


def test_who_may_not_plan_reads_why_beside_the_control(site: Site) -> None:
    make(site)
    assert "Sign in as a moderator" in site.client().get(f"/{SLUG}/rounds").text
    page = site.client("secretariat").get(f"/{SLUG}/rounds").text
    assert "only where there is no moderator" in page


def test_a_form_drawn_from_an_older_plan_overwrites_nothing(site: Site) -> None:
    api = make(site)
    plan(api, "drafting")
    browser = site.client("moderator")
    old = Form(browser.get(f"/{SLUG}/rounds/R1"), "/plan")
    api.patch(f"{AT}/rounds/R1", json={"title": "Renamed meanwhile"})
    clash = old.submit(browser, title="Mine")
    assert clash.status_code == 409
    assert "Somebody else has changed this plan" in clash.text
    assert api.get(f"{AT}/rounds/R1").json()["title"] == "Renamed meanwhile"


def test_changing_the_title_in_the_form_leaves_the_instants_as_they_are(site: Site) -> None:
    api = make(site)
    plan(api, "drafting", opens="2026-12-01T09:30:15", closes="2026-12-05T18:00:59")
    browser = site.client("moderator")
    done = Form(browser.get(f"/{SLUG}/rounds/R1"), "/plan").submit(browser, title="Another title")
    assert done.status_code == 200, done.text
    round_ = api.get(f"{AT}/rounds/R1").json()
    assert (round_["title"], round_["opens"]) == ("Another title", "2026-12-01T09:30:15Z")
    assert round_["closes"] == "2026-12-05T18:00:59Z"
