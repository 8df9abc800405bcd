"""A usual course is laid out on the calendar in one go: holidays, zones and the change of clocks, notice, overlaps."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.consultations.models import Consultation, RoundKind
from app.consultations.workdays import WorkDays
from app.review.course.laying import Course, Unit, lay_out
from app.review.course.steps import Step, unfolded, usual
from tests.review.making import AT, SLUG, acts, at, breaks, day, entries, make, plan
from tests.support import NOON, Form, Site

USUAL = ["drafting", "comment", "revision", "last_call", "silence", "ballot"]


def course(site: Site, who: str = "moderator", **body: Any) -> Any:
    return site.api(who).post(f"{AT}/rounds/course", json=body)


def set_to(site: Site, zone: str = "UTC", holidays: str = "", days_off: str = "[]", notice: int = 0) -> None:
    site.tamper(
        "UPDATE consultation SET timezone = :zone, holidays = :holidays, days_off = :off, notice_days = :notice"
        " WHERE slug = :slug",
        zone=zone, holidays=holidays, off=days_off, notice=notice, slug=SLUG,
    )  # fmt: skip


def last_day(round_: dict[str, Any], zone: str = "UTC") -> date:
    """The last day of a round on the wall."""
    closes = datetime.fromisoformat(round_["closes"]) - timedelta(microseconds=1)
    return closes.astimezone(ZoneInfo(zone)).date()


def first_day(round_: dict[str, Any], zone: str = "UTC") -> date:
    return datetime.fromisoformat(round_["opens"]).astimezone(ZoneInfo(zone)).date()


def test_the_usual_course_is_planned_in_one_go_and_nothing_opens_or_closes_on_a_day_off(site: Site) -> None:
    make(site)
    set_to(site, "Europe/Zurich", "CH-GE", '["2026-12-24"]')
    made = course(site, first="2026-11-28")
    assert made.status_code == 201, made.text
    rounds = made.json()["items"]
    assert [r["kind"] for r in rounds] == USUAL
    assert [r["code"] for r in rounds] == ["R1", "R2", "R3", "R4", "R5", "R6"]
    assert first_day(rounds[0], "Europe/Zurich") == date(2026, 11, 30), "the 28th is a Saturday"
    # Twenty working days from 30 November: 24, 25 and 31 December and 1 January are kept free in Geneva.
    assert last_day(rounds[0], "Europe/Zurich") == date(2026, 12, 29)
    assert first_day(rounds[1], "Europe/Zurich") == date(2026, 12, 30)
    assert last_day(rounds[1], "Europe/Zurich") == date(2027, 1, 28)
    workdays = WorkDays("CH-GE", frozenset({date(2026, 12, 24)}))
    for round_ in rounds:
        assert workdays.works(first_day(round_, "Europe/Zurich")), round_["code"]
        assert workdays.works(last_day(round_, "Europe/Zurich")), round_["code"]
    assert [r["promise"] for r in rounds] == ["engage", "consult", "consult", "consult", "inform", "inform"]
    assert [acts(site, r["code"]) for r in rounds] == [["round_planned"]] * 6
    assert breaks(site) == []
    page = site.client().get(f"/{SLUG}/rounds").text
    for round_ in rounds:
        assert f'id="{round_["code"]}"' in page
    assert "You are heard, and told how what you said has changed the text" in page


def test_a_course_over_the_change_of_clocks_keeps_days_whole_and_hours_on_the_wall(site: Site) -> None:
    make(site)
    set_to(site, "America/New_York", "US-NY")
    rounds = course(
        site, first="2027-03-08", hour="18:00", steps=[{"kind": "comment", "length": 10}, {"kind": "silence", "length": 4, "gap": 0}]
    ).json()["items"]  # fmt: skip
    assert (rounds[0]["opens"], rounds[0]["closes"]) == ("2027-03-08T05:00:00Z", "2027-03-19T22:00:00Z")
    assert rounds[1]["opens"] == "2027-03-22T04:00:00Z"
    site.tamper(
        "DELETE FROM round WHERE consultation_id IN (SELECT id FROM consultation WHERE slug = :s)", s=SLUG
    )
    whole = course(site, first="2027-10-25", steps=[{"kind": "comment", "length": 12}]).json()["items"][0]
    assert (whole["opens"], whole["closes"]) == ("2027-10-25T04:00:00Z", "2027-11-11T05:00:00Z"), (
        "Election Day is a holiday in New York, and the clocks go back on 7 November"
    )


def test_a_silence_is_given_the_days_it_needs_to_run_for_72_hours(site: Site) -> None:
    make(site)
    set_to(site, "Europe/Paris")
    silence = {"kind": "silence", "length": 3, "gap": 0}
    body = {"first": "2027-03-25", "hour": "18:00", "steps": [silence]}
    (round_,) = course(site, **body).json()["items"]
    assert (round_["opens"], round_["closes"]) == ("2027-03-24T23:00:00Z", "2027-03-29T16:00:00Z"), (
        "Thursday, Friday and Monday, over the change of clocks"
    )
    asked = {f"{kind}.times": "0" for kind in USUAL if kind != "silence"}
    page = site.client("moderator").get(
        f"/{SLUG}/rounds/course",
        params={**asked, "first": "2027-04-05", "hour": "18:00", "silence.length": "3", "silence.gap": "0"},
    )
    assert "so that the silence runs for 72 hours" in page.text
    assert "18:00 on Thursday 8 April 2027, Paris" in page.text
    refused = course(site, **{**body, "steps": [{**silence, "length": 2}]}).json()["errors"][0]
    assert refused == {
        "field": "steps.0.length",
        "message": "A silence takes at least 72 hours: give it three days or more.",
    }


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"first": "soon"}, "first"),
    ({"first": "2026-11-20"}, "first"),
    ({"first": "2099-01-01"}, "first"),
    ({"hour": "25:00"}, "hour"),
    ({"hour": "00:00"}, "hour"),
    ({"scope": ["RT9"]}, "scope"),
    ({"steps": []}, "steps"),
    ({"steps": [{"kind": "comment", "times": 0}]}, "steps"),
    ({"steps": [{"kind": "party"}]}, "steps.0.kind"),
    ({"steps": [{"kind": "comment"}, {"kind": "call_for_input", "length": 3}]}, "steps.1.kind"),
    ({"steps": [{"kind": "comment", "length": 0}]}, "steps.0.length"),
    ({"steps": [{"kind": "comment", "length": 366}]}, "steps.0.length"),
    ({"steps": [{"kind": "comment", "gap": -1}]}, "steps.0.gap"),
    ({"steps": [{"kind": "comment", "times": 4}]}, "steps.0.times"),
    ({"steps": [{"kind": "comment", "title": "x" * 201}]}, "steps.0.title"),
    ({"steps": [{"kind": "comment", "title": "\u200b"}]}, "steps.0.title"),
    ({"steps": [{"kind": "rating"}]}, "steps.0.title"),
]


@pytest.mark.parametrize(("wrong", "field"), WRONG, ids=lambda value: str(value)[:40])
def test_a_course_that_cannot_be_is_named_at_its_field_and_plans_nothing(
    site: Site, wrong: dict[str, Any], field: str
) -> None:
    make(site)
    before = entries(site)
    refused = course(site, **{"first": "2026-12-01", **wrong})
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["field"] == field
    assert entries(site) == before


def test_a_round_in_the_way_is_named_at_the_step_and_nothing_is_planned(site: Site) -> None:
    api = make(site)
    plan(api, "drafting", opens="2026-12-30", closes="2027-01-05", scope=["RT2"])
    refused = course(site, first="2026-12-01")
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["field"] == "steps.1.opens", "the comments would run into it"
    assert "overlap with R1" in error["message"]
    page = site.client("moderator").get(f"/{SLUG}/rounds/course?first=2026-12-01")
    assert "overlap with R1" in page.text
    assert "stands in the way" in page.text
    assert len(api.get(f"{AT}/rounds").json()["items"]) == 1
    assert course(site, first="2026-12-01", scope=["RT1"]).status_code == 201


def test_a_short_notice_needs_its_reason_and_only_the_rounds_it_concerns_keep_it(site: Site) -> None:
    api = make(site, notice_days=10)
    short = course(site, first=day(3))
    assert short.status_code == 422
    assert short.json()["errors"][0]["field"] == "reason"
    browser = site.client("moderator")
    preview = browser.get(f"/{SLUG}/rounds/course", params={"first": day(3)})
    assert "The notice is shorter than this consultation asks for." in preview.text
    form = [f for f in ("reason",) if f'name="{f}"' in preview.text]
    assert form == ["reason"]
    planning = Form(preview, "/rounds/course", id="plan-course")
    missing = planning.submit(browser)
    assert missing.status_code == 422
    assert "say why" in missing.text
    done = Form(missing, "/rounds/course", id="plan-course").submit(browser, reason="The session was moved.")
    assert done.status_code == 200
    assert done.url.path == f"/{SLUG}/rounds"
    rounds = api.get(f"{AT}/rounds").json()["items"]
    assert [r["notice_reason"] for r in rounds] == ["The session was moved.", *[None] * 5]
    items = api.get(f"{AT}/rounds/R1/opening").json()["items"]
    assert [i for i in items if "the plan says why: The session was moved." in i["sentence"]]
    assert "The session was moved." in site.client().get(f"/{SLUG}/rounds/R1").text
    assert breaks(site) == []


def test_a_course_with_its_notice_kept_needs_no_reason(site: Site) -> None:
    make(site, notice_days=10)
    assert course(site, first=day(11)).status_code == 201


def test_a_double_click_plans_the_course_once(site: Site) -> None:
    make(site)
    once, again = course(site, first="2026-12-01"), course(site, first="2026-12-01")
    assert again.status_code == 201, again.text
    assert once.json() == again.json()
    assert len(site.api().get(f"{AT}/rounds").json()["items"]) == 6


def test_the_preview_writes_nothing_and_what_was_typed_comes_back(site: Site) -> None:
    make(site)
    browser = site.client("moderator")
    before = entries(site)
    blank = browser.get(f"/{SLUG}/rounds/course")
    form = Form(blank, "/rounds/course")
    assert form.values["first"] == ["2026-11-23"], "the first working day to come"
    shown = browser.get(
        f"/{SLUG}/rounds/course",
        params={
            "first": "2026-12-01",
            "comment.times": "2",
            "revision.times": "2",
            "ballot.times": "0",
            "unit": "calendar",
        },
    )
    for title in ("Comments, turn 1", "Revision, turn 1", "Comments, turn 2", "Revision, turn 2"):
        assert title in shown.text
    assert "Plan 7 rounds" in shown.text
    assert Form(shown, "/rounds/course").values["comment.times"] == ["2"]
    wrong = browser.get(f"/{SLUG}/rounds/course", params={"first": "2026-12-01", "comment.length": "many"})
    assert wrong.status_code == 422
    assert "whole number of days, from 1 to 365" in wrong.text
    assert Form(wrong, "/rounds/course").values["comment.length"] == ["many"]
    assert entries(site) == before


@pytest.mark.parametrize("who", [None, "observer", "member", "rapporteur", "state", "secretariat"])
def test_nobody_but_a_moderator_lays_out_a_course(site: Site, who: str | None) -> None:
    make(site)
    before = entries(site)
    refused = site.api(who).post(f"{AT}/rounds/course", json={"first": "2026-12-01"})
    assert refused.status_code == (401 if who is None else 403)
    page = site.client(who).get(f"/{SLUG}/rounds/course?first=2026-12-01")
    assert page.status_code == 200
    assert "moderator" in page.text
    assert 'method="post" action="/small-2027/rounds/course"' not in page.text
    assert entries(site) == before


def test_the_secretariat_lays_out_the_course_while_it_sets_up(site: Site) -> None:
    make(site, opened=False)
    assert course(site, "secretariat", first="2026-12-01").status_code == 201
    assert course(site, first="2026-12-01").status_code == 403


def test_steps_that_come_twice_are_gone_through_together() -> None:
    def kinds(*times: int) -> list[str]:
        steps = [Step(k, k[0], 1, times=n) for k, n in zip("dcrls", times, strict=True)]
        return [turn.step.kind for turn in unfolded(steps)]

    assert "".join(kinds(1, 2, 2, 1, 0)) == "dcrcrl"
    assert "".join(kinds(2, 1, 3, 3, 1)) == "ddcrlrlrls"
    assert "".join(kinds(0, 2, 0, 2, 1)) == "ccll" + "s"
    assert [step.kind for step in usual()] == USUAL


ZONES = ["UTC", "America/New_York", "Europe/Zurich", "Asia/Tehran", "Pacific/Apia", "America/Sao_Paulo"]
STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from([RoundKind.COMMENT, RoundKind.REVISION, RoundKind.SILENCE, RoundKind.BALLOT]),
        st.just("A step"),
        st.integers(1, 30),
        gap=st.integers(0, 9),
        times=st.integers(0, 3),
    ),
    max_size=5,
)


@settings(max_examples=40)
@given(
    zone=st.sampled_from(ZONES),
    country=st.sampled_from(["", "CH-GE", "US-NY", "IR", "BR"]),
    first=st.dates(date(2026, 11, 22), date(2030, 1, 1)),
    unit=st.sampled_from(list(Unit)),
    hour=st.sampled_from([None, time(12), time(23, 30)]),
    steps=STEPS,
)
def test_whatever_is_asked_for_no_round_opens_or_closes_on_a_day_off_and_none_overlap(
    zone: str, country: str, first: date, unit: Unit, hour: time | None, steps: list[Step]
) -> None:
    here = Consultation(
        slug="x", code="X", title="X", start_date=first, end_date=first, timezone=zone, holidays=country,
        days_off=["2027-03-15"], created_at=NOON,
    )  # fmt: skip
    laid = lay_out(here, Course(first, steps, unit, hour), (), NOON)
    workdays = WorkDays.of(here)
    before = datetime.min.replace(tzinfo=UTC)
    for each in laid:
        assert before <= each.opens_at < each.closes_at
        before = each.closes_at
        assert workdays.works(each.first)
        assert workdays.works(each.last)
        assert each.opens_at.astimezone(ZoneInfo(zone)).date() == each.first
        ends = each.closes_at - timedelta(microseconds=1)
        assert ends.astimezone(ZoneInfo(zone)).date() == each.last
        if each.turn.step.kind == RoundKind.SILENCE:
            assert each.closes_at - each.opens_at >= timedelta(hours=72)
        elif unit is Unit.WORKING:
            assert each.working == each.turn.step.length
        else:
            assert each.days >= each.turn.step.length
    assert len(laid) == sum(step.times for step in steps)


def test_now_moves_nothing_that_is_laid_out(site: Site) -> None:
    make(site)
    rounds = course(site, first="2026-12-01").json()["items"]
    site.now = at(3)
    assert site.api().get(f"{AT}/rounds").json()["items"] == rounds
