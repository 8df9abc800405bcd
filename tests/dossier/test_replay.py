"""A consultation as it stood on a day, moved so that the day is today."""

import dataclasses
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dossier.checks import check_beyond_schema
from app.dossier.findings import Findings
from app.dossier.package import Package, check_package
from app.dossier.replay import Replay, replayed
from app.dossier.schema import instant
from app.dossier.states import consultation_state
from app.kernel.errors import Invalid
from tests.dossier.packages import content, real, small

TODAY = date(2026, 11, 21)


def stood(day: str, today: date = TODAY, package: Package | None = None) -> dict:  # type: ignore[type-arg]
    return replayed(package or real(), Replay.on(day), today).content


def test_on_10_june_2013_the_second_round_of_comments_is_open() -> None:
    found = stood("2013-06-10")
    rounds = {r["id"]: (r["opens"], r["closes"]) for r in found["review_rounds"]}
    assert rounds["R1"][1] < TODAY.isoformat()
    assert rounds["R2"][0] <= TODAY.isoformat() <= rounds["R2"][1]
    assert rounds["R3"][0] > TODAY.isoformat()
    assert {p["status"] for p in (*found["mechanisms"], *found["benchmarks"])} == {"open_for_comment"}
    assert found["ballots"][0]["positions"] == []
    assert found["pilots"] == []


def test_on_5_september_2013_the_ballot_is_open_with_about_half_of_the_positions() -> None:
    found = stood("2013-09-05")
    ballot = found["ballots"][0]
    assert ballot["opens"] <= TODAY.isoformat() <= ballot["closes"]
    assert len(ballot["positions"]) == 1647
    assert {p["status"] for p in found["mechanisms"]} == {"in_decision"}


def test_records_of_the_day_itself_are_left_out() -> None:
    comments = sorted(c["created"] for c in real().content["comments"])
    day = comments[20]
    kept = stood(day, date.fromisoformat(day))["comments"]
    assert len(kept) == sum(created < day for created in comments)
    assert all(c["created"] < day for c in kept)


def test_between_two_rounds_texts_are_in_revision_and_before_the_first_they_are_drafts() -> None:
    assert {m["status"] for m in stood("2013-05-15")["mechanisms"]} == {"in_revision"}
    assert {m["status"] for m in stood("2013-02-03")["mechanisms"]} == {"draft"}


def test_a_version_of_later_is_put_back_to_what_it_replaced() -> None:
    given = next(m for m in real().content["mechanisms"] if m["version"] == 3)
    found = next(m for m in stood("2013-06-10")["mechanisms"] if m["code"] == given["code"])
    assert found["version"] == 2
    assert found["how_it_works"] == given["history"][2]["replaced"]["how_it_works"]
    assert found["summary"] == given["summary"]
    first = next(m for m in stood("2013-05-10")["mechanisms"] if m["code"] == given["code"])
    assert (first["version"], first["summary"]) == (1, given["history"][1]["replaced"]["summary"])


def test_before_anything_was_drafted_no_proposal_and_no_reference_to_one_is_left() -> None:
    found = stood("2013-01-20")
    assert found["mechanisms"] == found["benchmarks"] == found["comments"] == []
    assert found["ballots"][0]["proposals"] == found["ballots"][0]["positions"] == []
    assert all(c["derived_mechanisms"] == [] for c in found["contributions"])
    assert [r["id"] for r in found["questionnaire"]["responses"]] == ["Q-R1"]


def test_contributions_of_later_are_left_out_with_the_references_to_them() -> None:
    found = stood("2013-06-10")
    known = {c["id"] for c in found["contributions"]}
    assert 0 < len(known) < len(real().content["contributions"])
    assert all(set(m["contributions"]) <= known for m in found["mechanisms"])


def test_a_disposition_of_later_leaves_its_comment_open() -> None:
    found = stood("2013-06-10")["comments"]
    assert {bool(c["disposition"]) for c in found if c["round"] == "R2"} == {False}
    assert all(c["disposition"] for c in found if c["round"] == "R1")


def test_a_pilot_goes_on_and_steps_that_were_done_later_are_planned() -> None:
    found = {p["code"]: p for p in stood("2015-06-10")["pilots"]}
    assert {p["status"] for p in found.values()} == {"running"}
    first = found["PIL-1"]["milestones"]
    assert [m["status"] for m in first] == ["done", "done", "planned", "planned"]
    assert [m["completed"] is None for m in first] == [False, False, True, True]
    measured = [m["date"] for m in found["PIL-2"]["measurements"]]
    assert max(measured) < TODAY.isoformat()
    ended = {p["code"]: p["status"] for p in stood("2017-06-10")["pilots"]}
    assert ended["PIL-1"] == "completed"


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2012-05-01", "draft"),
        ("2013-06-10", "deliberation"),
        ("2013-09-05", "deliberation"),
        ("2013-10-15", "open"),  # decided, and no pilot has begun
        ("2013-11-02", "piloting"),
        ("2014-06-01", "piloting"),
        ("2019-01-01", "closed"),
    ],
)
def test_a_consultation_is_piloting_from_its_first_pilot_on_until_it_ends(day: str, state: str) -> None:
    assert consultation_state(stood(day), TODAY.isoformat()) == state


def test_days_move_and_years_in_texts_stay() -> None:
    days = (TODAY - date(2013, 9, 5)).days
    was, found = real().content, stood("2013-09-05")
    assert [e["date"] for e in found["consultation"]["events"]] == [
        (date.fromisoformat(e["date"]) + timedelta(days)).isoformat() for e in was["consultation"]["events"]
    ]
    assert [m["timeframe"] for m in found["mechanisms"]] == [m["timeframe"] for m in was["mechanisms"]]
    assert [b["baseline"] for b in found["benchmarks"]] == [b["baseline"] for b in was["benchmarks"]]
    moved = found["ballots"][0]["positions"][0]
    before = next(
        p for p in was["ballots"][0]["positions"]
        if (p["proposal"], p["organisation"]) == (moved["proposal"], moved["organisation"])
    )  # fmt: skip
    assert instant(moved["cast_at"]) - instant(before["cast_at"]) == timedelta(days)


def test_nine_in_the_morning_stays_nine_in_the_morning_when_the_clocks_have_changed() -> None:
    given = content()
    given["consultation"]["timezone"] = "Europe/Brussels"
    given["ballots"][0]["positions"] = [
        {**given["ballots"][0]["positions"][0], "cast_at": "2013-08-27T07:00:00Z"}  # nine, summer time
    ]
    package = check_package(json.dumps(given).encode())
    found = stood("2013-09-05", TODAY, package)["ballots"][0]["positions"][0]["cast_at"]
    assert found == "2026-11-12T09:00:00+01:00"


def test_what_was_replayed_is_a_package_like_any_other() -> None:
    for day in ("2013-01-20", "2013-06-10", "2013-09-05", "2016-01-01"):
        found = stood(day)
        text = json.dumps(found, default=float).encode()
        if found["mechanisms"]:
            assert check_package(text).content["consultation"]["id"] == "hld-2013"


@given(days=st.integers(0, 2600), later=st.integers(-3000, 6000))
def test_on_whatever_day_nothing_refers_to_what_was_left_out(days: int, later: int) -> None:
    day = date(2012, 5, 1) + timedelta(days)
    found = replayed(small(), Replay(day), day + timedelta(later)).content
    findings = Findings()
    check_beyond_schema(found, found, findings)
    assert [finding.line for finding in findings.found] == []


@pytest.mark.parametrize("text", ["", "yesterday", "2013-6-1", "20130610", "2013-02-30"])
def test_a_replay_needs_a_day_that_exists(text: str) -> None:
    with pytest.raises(Invalid, match="not a date, written YYYY-MM-DD"):
        Replay.on(text)


def test_a_replay_so_far_away_that_there_are_no_days_is_refused() -> None:
    with pytest.raises(Invalid, match="the calendar has no days for it"):
        replayed(dataclasses.replace(real()), Replay(date(1, 1, 1)), date(9000, 1, 1))
