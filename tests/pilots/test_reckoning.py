"""What is reckoned of a pilot: periods without a gap, the path to a target, the light and its published criteria."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pilots.models import Light, PilotProposal
from app.pilots.reckoning import (
    Goal,
    Planned,
    Reading,
    computed_light,
    goal_light,
    goal_of,
    light_criteria,
    missing_of,
    path_at,
    periods_of,
)
from app.pilots.rules import report_stage

BEGAN = date(2014, 1, 1)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
FALLING = Goal(
    "RT2-B5", lower_is_better=True, baseline=Decimal(20), baseline_on=BEGAN, target=Decimal(10),
    target_on=BEGAN + timedelta(1000),
)  # fmt: skip


def at(day: int, value: str, scope: str = "pilot") -> Reading:
    return Reading(BEGAN + timedelta(day), Decimal(value), scope)


@given(starts=DAYS, days=st.integers(1, 4000), every=st.sampled_from([3, 6, 12]), grace=st.integers(0, 180))
def test_the_periods_cover_the_pilot_once_and_without_a_gap(
    starts: date, days: int, every: int, grace: int
) -> None:
    ends = starts + timedelta(days)
    found = periods_of(starts, ends, every=every, due_after=grace)
    assert (found[0][0], found[-1][1]) == (starts, ends)
    for (_first, last, due), following in zip(found, [*found[1:], None], strict=True):
        assert due == last + timedelta(grace)
        assert following is None or following[0] == last + timedelta(1)


def test_a_period_of_the_last_day_of_a_month_ends_with_a_shorter_month() -> None:
    found = periods_of(date(2014, 8, 31), date(2015, 8, 30), every=6, due_after=0)
    assert [(first.isoformat(), last.isoformat()) for first, last, _due in found] == [
        ("2014-08-31", "2015-02-27"), ("2015-02-28", "2015-08-30"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("readings", "light"),
    [
        ([], Light.GREY),
        ([at(500, "15")], Light.GREEN),  # exactly on the path
        ([at(500, "15.5")], Light.GREEN),  # nine tenths of the way
        ([at(500, "15.6")], Light.AMBER),
        ([at(500, "17.5")], Light.AMBER),  # half of the way
        ([at(500, "17.6")], Light.RED),
        ([at(500, "21")], Light.RED),  # away from the target
        ([at(100, "25"), at(500, "10")], Light.BLUE),  # the latest counts
        ([at(-5, "10")], Light.GREY),  # from before the pilot
        ([at(600, "30", "global"), at(500, "15")], Light.GREEN),  # what was measured in the pilot counts
    ],
)
def test_the_light_of_a_benchmark_follows_the_published_criteria(
    readings: list[Reading], light: Light
) -> None:
    assert goal_light(FALLING, readings, BEGAN) is light


def test_without_a_baseline_the_first_value_sets_it() -> None:
    goal = Goal("RT2-B4", target=Decimal(10), target_on=BEGAN + timedelta(1000))
    assert goal_light(goal, [at(0, "0")], BEGAN) is Light.GREEN
    assert goal_light(goal, [at(0, "0"), at(500, "1")], BEGAN) is Light.RED
    assert goal_light(goal, [at(0, "0"), at(500, "5")], BEGAN) is Light.GREEN


@pytest.mark.parametrize(
    ("late", "due", "reports", "light"),
    [
        ([], 0, 0, Light.GREY),
        ([], 1, 0, Light.GREEN),
        ([1], 1, 0, Light.AMBER),
        ([90], 1, 0, Light.AMBER),
        ([91], 1, 0, Light.RED),
        ([], 0, 1, Light.AMBER),
    ],
)
def test_the_light_of_a_pilot_without_values_is_that_of_the_clock(
    late: list[int], due: int, reports: int, light: Light
) -> None:
    found = computed_light(
        {"RT2-B5": FALLING}, {}, since=BEGAN, milestones_late=late, milestones_due=due, reports_late=reports
    )
    assert found is light


def test_a_pilot_is_blue_only_when_every_target_is_reached() -> None:
    other = Goal("RT2-B4", target=Decimal(3))
    clock = {"since": BEGAN, "milestones_late": [], "milestones_due": 0, "reports_late": 0}
    half = {"RT2-B5": [at(500, "10")]}
    goals = {"RT2-B5": FALLING, "RT2-B4": other}
    assert computed_light(goals, half, **clock) is Light.GREEN  # type: ignore[arg-type]
    both = {**half, "RT2-B4": [at(1, "3")]}
    assert computed_light(goals, both, **clock) is Light.BLUE  # type: ignore[arg-type]


def test_every_light_has_its_published_criterion() -> None:
    assert {light for light, sentence in light_criteria() if sentence} == set(Light)


@given(value=st.decimals(-1000, 1000, places=3), day=DAYS)
def test_the_path_leads_from_the_baseline_to_the_target_and_never_beyond(value: Decimal, day: date) -> None:
    goal = Goal("B", baseline=value, baseline_on=BEGAN, target=Decimal(50), target_on=BEGAN + timedelta(900))
    assert path_at(goal, BEGAN) == value
    assert path_at(goal, BEGAN + timedelta(900)) == 50
    on_it = path_at(goal, day)
    assert on_it is not None
    assert min(value, Decimal(50)) <= on_it <= max(value, Decimal(50))


def test_what_a_pilot_leaves_empty_is_as_the_benchmark_has_it() -> None:
    content = {
        "unit": "families", "direction": "lower", "decimals": 1, "baseline": {"value": 22.1, "year": 2011},
        "target": {"value": 15, "year": 2017},
    }  # fmt: skip
    plain = goal_of("RT2-B5", content, PilotProposal(pilot_id=1, proposal_id=1))
    assert (plain.baseline, plain.baseline_on) == (Decimal("22.1"), date(2011, 7, 1))
    assert (plain.target, plain.target_on) == (Decimal(15), date(2017, 12, 31))
    own = PilotProposal(pilot_id=1, proposal_id=1, target_value=Decimal("12.50"), target_on=date(2016, 1, 1))
    assert (goal_of("RT2-B5", content, own).target, goal_of("RT2-B5", content, own).target_on) == (
        Decimal("12.50"), date(2016, 1, 1),
    )  # fmt: skip


@given(
    recommended=st.integers(0, 2),
    milestones=st.integers(0, 2),
    days=st.none() | st.integers(-2, 2),
    goals=st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=3),
)
def test_nothing_is_missing_exactly_when_invariant_12_holds(
    recommended: int, milestones: int, days: int | None, goals: list[tuple[bool, bool, bool]]
) -> None:
    plan = Planned(
        starts=BEGAN,
        ends=None if days is None else BEGAN + timedelta(days),
        recommended=recommended,
        goals=[
            Goal(
                "B",
                baseline=Decimal(1) if based else None,
                baseline_due=BEGAN if due else None,
                target=Decimal(2) if aimed else None,
            )
            for based, due, aimed in goals
        ],
        milestones=milestones,
    )
    sound = (
        recommended >= 1
        and milestones >= 1
        and days is not None
        and days > 0
        and any((based or due) and aimed for based, due, aimed in goals)
    )
    assert (missing_of(plan) == ()) is sound


@pytest.mark.parametrize(
    ("submitted", "today", "stage"),
    [
        (None, date(2014, 6, 29), "planned"),
        (None, date(2014, 6, 30), "due"),
        (None, date(2014, 7, 30), "due"),
        (None, date(2014, 7, 31), "late"),
        (date(2014, 8, 5), date(2014, 9, 1), "submitted"),
    ],
)
def test_a_report_is_late_the_day_after_it_was_due(submitted: date | None, today: date, stage: str) -> None:
    assert report_stage(submitted, date(2014, 6, 30), date(2014, 7, 30), today) == stage
