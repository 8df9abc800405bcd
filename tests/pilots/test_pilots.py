"""Pilots: late by the clock alone, measured values as chart and as table, the same for programs."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.pilots.rules import milestone_stage
from app.web.charts import Value, aim, series
from tests.site.reading import codes, page, part, words
from tests.support import Site

PACKAGE = json.loads((Path(__file__).parents[2] / "data" / "hld-2013.json").read_text())
PILOTS = {p["code"]: p for p in PACKAGE["pilots"]}


@pytest.mark.parametrize(
    ("state", "completed", "today", "stage"),
    [
        ("planned", None, date(2014, 3, 31), "planned"),
        ("planned", None, date(2014, 4, 1), "late"),
        ("planned", date(2014, 5, 1), date(2014, 6, 1), "met"),
        ("met", None, date(2014, 6, 1), "met"),
        ("rescheduled", None, date(2014, 6, 1), "rescheduled"),
    ],
)
def test_a_milestone_is_late_by_the_clock_alone(
    state: str, completed: date | None, today: date, stage: str
) -> None:
    assert milestone_stage(state, date(2014, 3, 31), completed, today) == stage


def test_the_board_shows_every_pilot_and_says_late_plainly(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013/pilots")
    assert sorted(codes(html)) == sorted(PILOTS)
    text = words(html)
    late = [m for p in PILOTS.values() for m in p["milestones"] if m["status"] == "late"]
    assert late
    for milestone in late:
        assert f"Late {milestone['title']}" in text


def test_a_milestone_turns_late_with_the_day(site: Site) -> None:
    pilot = next(p for p in PILOTS.values() if any(m["status"] == "late" for m in p["milestones"]))
    due = date.fromisoformat(next(m for m in pilot["milestones"] if m["status"] == "late")["due"])

    def late() -> bool:
        return bool(page(site, f"/hld-2013/pilots/{pilot['code']}").find_class("is-late"))

    site.now = datetime(due.year, due.month, due.day, 12, tzinfo=UTC)
    assert not late()
    site.now = datetime(due.year + 1, due.month, due.day, 12, tzinfo=UTC)
    assert late()


@pytest.mark.parametrize("code", list(PILOTS))
def test_a_pilot_shows_milestones_and_every_measured_value_with_its_source(
    reading_site: Site, code: str
) -> None:
    html = page(reading_site, f"/hld-2013/pilots/{code}")
    wanted = PILOTS[code]
    titles = [words(h) for h in part(html, "milestones").iter("h3")]
    assert sorted(titles) == sorted(m["title"] for m in wanted["milestones"])
    for benchmark in wanted["benchmarks"]:
        section = html.get_element_by_id(benchmark)
        values = [m for m in wanted["measurements"] if m["benchmark"] == benchmark]
        decimals = next(b["decimals"] for b in PACKAGE["benchmarks"] if b["code"] == benchmark)
        shown = [(words(tr.find("th")), words(tr.find("td"))) for tr in section.xpath(".//tbody/tr")]
        for value in values:
            assert (value["period"], f"{Decimal(str(value['value'])):.{decimals}f}") in shown
        if values:
            (chart,) = section.xpath('.//svg[@role="img"]')
            assert chart.find("title").text
            assert len(chart.find_class("dot")) + len(chart.find_class("ring")) == len(shown)
    cited = {m["source"] for m in wanted["measurements"] if m["source"]}
    listed = html.xpath('//*[@aria-labelledby="sources"]')
    assert cited <= {code for section in listed for code in codes(section)}


def test_a_pilot_that_is_not_there_is_404(reading_site: Site) -> None:
    assert reading_site.client().get("/hld-2013/pilots/PIL-99").status_code == 404
    assert reading_site.client().get("/hld-2013-review/pilots/PIL-1").status_code == 404


def test_before_there_are_pilots_the_board_says_how_one_begins(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013-review/pilots")
    assert "a State can offer to lead one" in words(html.find_class("empty")[0])


def test_programs_read_the_same_pilots_page_by_page(reading_site: Site) -> None:
    api = reading_site.api()
    first = api.get("/consultations/hld-2013/pilots?limit=4").json()
    rest = api.get(f"/consultations/hld-2013/pilots?limit=4&cursor={first['next']}").json()
    items = first["items"] + rest["items"]
    assert rest["next"] is None
    assert [item["code"] for item in items] == sorted(PILOTS)
    for item in items:
        wanted = PILOTS[item["code"]]
        assert item["mechanisms"] == sorted(wanted["mechanisms"])
        assert sorted(item["lead_states"]) == sorted(wanted["lead_states"])
        assert item["measurements"] == len(wanted["measurements"])
    one = api.get("/consultations/hld-2013/pilots/PIL-1").json()
    assert {(v["period"], v["scope"], Decimal(v["value"])) for v in one["values"]} >= {
        (m["period"], m["scope"], Decimal(str(m["value"]))) for m in PILOTS["PIL-1"]["measurements"]
    }


def test_a_chart_keeps_every_point_inside_its_frame() -> None:
    values = [Value(date(2000 + n, 1, 1), Decimal(n * n), str(n * n)) for n in range(12)]
    drawn = series("t", "w", [("x", values)], target=Value(date(2030, 12, 31), Decimal(-40), "-40"))
    assert drawn is not None
    points = [p for line in drawn.lines for p in line.points] + [drawn.goal]
    assert all(p and drawn.left <= p.x <= drawn.right and 0 <= p.y <= drawn.bottom for p in points)
    assert series("t", "w", []) is None


def test_a_benchmark_that_is_to_fall_is_drawn_falling() -> None:
    falling = aim("w", baseline=Decimal(9), target=Decimal(5), shown=("9", "5"), years=(2013, 2018))
    rising = aim("w", baseline=Decimal(5), target=Decimal(9), shown=("5", "9"), years=(2013, 2018))
    assert falling.y1 < falling.y2
    assert rising.y1 > rising.y2
