"""The small charts of benchmarks: baseline, straight path, values; filled where another confirmed them."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

from app.web.charts import Series, Value, drawing, series

BASE = Value(date(2014, 1, 1), Decimal(20), "20")
GOAL = Value(date(2018, 1, 1), Decimal(10), "10")


def chart(values: list[Value], title: str = "t") -> Series:
    made = series(title, "w", [("in the pilot", values)] if values else [], baseline=BASE, target=GOAL)
    assert made is not None
    return made


def test_the_path_is_straight_from_the_baseline_to_the_target() -> None:
    half = Value(date(2016, 1, 1), Decimal(15), "15")
    made = chart([half])
    assert made.way is not None
    point = made.lines[0].points[0]
    assert abs(point.x - (made.way.x1 + made.way.x2) / 2) < 0.3
    assert abs(point.y - (made.way.y1 + made.way.y2) / 2) < 0.3


def test_before_anything_is_measured_the_path_is_drawn() -> None:
    made = chart([])
    assert (made.lines, made.start and made.start.label, made.goal and made.goal.label) == ((), "20", "10")


def test_a_value_nobody_confirmed_is_drawn_hollow_in_page_and_document_alike() -> None:
    sure, unsure = (
        Value(date(2015, 1, 1), Decimal(18), "18"),
        Value(date(2016, 1, 1), Decimal(16), "16", filled=False),
    )
    root = ElementTree.fromstring(drawing(chart([sure, unsure])))
    fills = [circle.get("fill") for circle in root.iterfind(".//{*}circle")]
    assert len(fills) == 2
    assert fills[0] != fills[1]
    assert fills[1] == "#ffffff"


def test_a_title_of_markup_stays_a_title() -> None:
    hostile = '"/><script>alert(1)</script>&'
    root = ElementTree.fromstring(drawing(chart([], hostile)))
    assert root.findtext("{*}title") == hostile
    assert root.get("aria-label") == hostile
    assert not list(root.iterfind(".//{*}script"))


def test_large_figures_keep_their_digits_and_their_room() -> None:
    million = Value(date(2015, 1, 1), Decimal(2_500_000), "2500000")
    made = chart([million])
    assert "2,000,000" in [tick.label for tick in made.ticks]
    assert made.left > 70
