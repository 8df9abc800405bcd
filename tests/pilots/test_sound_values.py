"""A reported value makes sense or is refused in one sentence at its field; nobody is judge of the own figure."""

from decimal import Decimal
from typing import Any

import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pilots.acting import AT, VALUE, WHY, act, done, program, read, refused, sealed_as_left, wrong
from tests.pilots.test_parties import seat
from tests.site.reading import page, words
from tests.support import Form, Site

PAGE = "/hld-2013-pilots/pilots/PIL-4"
YES = {"finding": "confirmed"}


def reported(site: Site, who: str = "reporter", **changes: Any) -> str:
    """The address of a value that somebody has reported."""
    return f"/PIL-4/measurements/{done(site, who, '/PIL-4/measurements', {**VALUE, **changes})['id']}"


def corrected(site: Site, who: str, path: str, value: str) -> str:
    made = done(site, who, f"{path}/corrections", {"value": value, "reason": WHY})
    return f"/PIL-4/measurements/{made['id']}"


def value_of(site: Site, path: str) -> dict[str, Any]:
    number = int(path.rsplit("/", 1)[1])
    return next(v for v in read(site, "PIL-4")["values"] if v["id"] == number)


def test_who_reported_the_first_figure_verifies_no_correction_of_it_from_another_seat(site: Site) -> None:
    first = reported(site)
    seat(site, "picum", "reporter")  # the reporter of Belgium, head of a partner as well
    second = corrected(site, "state", first, "20.5")
    third = corrected(site, "alternate", second, "20.6")
    for who in ("reporter", "state", "alternate"):
        assert "yourself" in refused(site, who, f"{third}/verifications", YES)
    form = words(page(site, f"{PAGE}/values/{third.rsplit('/', 1)[1]}", "reporter"))
    assert "You reported this value yourself." in form
    assert done(site, "ngo", f"{third}/verifications", YES)["n"] == 1


PEOPLE = ("reporter", "state", "alternate", "ngo", "secretariat")
CHEAP = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@CHEAP
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(PEOPLE), st.sampled_from(("correct", "correct", "verify")), st.integers(0, 99)),
        min_size=3, max_size=8,
    )
)  # fmt: skip
def test_nobody_ever_verifies_a_line_of_values_that_has_one_of_the_own(
    site: Site, acts: list[tuple[str, str, int]]
) -> None:
    if not site.rows("SELECT 1 FROM membership WHERE title = 'Head of delegation' AND role = 'head'"):
        seat(site, "picum", "reporter")
    path = reported(site, note=str(len(site.rows("SELECT 1 FROM measurement"))))
    for who, what, number in acts:
        if what == "verify":
            assert act(site, who, f"{path}/verifications", YES).status_code in (201, 403)
            continue
        answer = act(site, who, f"{path}/corrections", {"value": str(number), "reason": WHY})
        assert answer.status_code in (201, 403, 422)
        if answer.status_code == 201:
            path = f"/PIL-4/measurements/{answer.json()['id']}"
    own = (
        "WITH RECURSIVE line(id, older) AS (SELECT id, id FROM measurement UNION "
        "SELECT line.id, m.corrects_id FROM line JOIN measurement m ON m.id = line.older WHERE m.corrects_id IS NOT NULL) "
        "SELECT 1 FROM verification v JOIN line ON line.id = v.measurement_id JOIN measurement m ON m.id = line.older "
        "WHERE m.person_id = v.person_id"
    )
    assert site.rows(own) == []
    sealed_as_left(site)


def test_a_correction_that_changes_nothing_is_none(site: Site) -> None:
    path = reported(site)
    for same in ("20.40", "20.4", "+20.400"):
        said = wrong(site, "reporter", f"{path}/corrections", {"value": same, "reason": WHY})
        assert said == {"value": "This is the value as it stands. Write what is right in its place."}
    assert len(site.rows("SELECT 1 FROM measurement WHERE corrects_id IS NOT NULL")) == 0
    # The same figure from another source is a correction; sent twice it is one.
    body = {"value": "20.40", "reason": WHY, "source": "Census of the family units"}
    made = [done(site, "reporter", f"{path}/corrections", body)["id"] for _twice in range(2)]
    assert made[0] == made[1]


def test_a_question_stays_open_until_somebody_has_looked_at_the_corrected_value(site: Site) -> None:
    first = reported(site)
    done(site, "ngo", f"{first}/verifications", {"finding": "questioned", "note": "Which register?"})
    assert value_of(site, first)["questioned"]
    second = corrected(site, "reporter", first, "20.5")
    third = corrected(site, "reporter", second, "20.6")
    assert [value_of(site, path)["questioned"] for path in (first, second, third)] == [False, False, True]
    row = words(page(site, PAGE).get_element_by_id(f"value-{third.rsplit('/', 1)[1]}"))
    assert page(site, PAGE).get_element_by_id(f"value-{third.rsplit('/', 1)[1]}").find_class("is-late")
    for sentence in ("Questioned", "nobody has verified the corrected one yet", "Which register?"):
        assert sentence in row
    answer = site.client().get(f"{PAGE}.json").json()["values"]
    assert [v["verified"] for v in answer if v["id"] == int(third.rsplit("/", 1)[1])] == ["questioned"]
    done(site, "ngo", f"{third}/verifications", YES)
    found = value_of(site, third)
    assert (found["questioned"], found["finding"]) == (False, "confirmed")
    assert not page(site, PAGE).get_element_by_id(f"value-{third.rsplit('/', 1)[1]}").find_class("is-late")


ABSURD: tuple[tuple[Any, str], ...] = (
    ("NaN", "Write a number"), ("Infinity", "Write a number"), ("1e400", "Write a number"), (1e300, "Write a number"),
    ("0." + "1" * 20, "at most 15 digits before it and 10 after it"), ("9" * 16, "at most 15 digits"),
    ("٢٠", "Write a number"), ("-0.1", "not below 0"), ("100.1", "not above 100"), ("=1+1", "Write a number"),
)  # fmt: skip


def test_absurd_numbers_are_refused_at_the_value(site: Site) -> None:
    for value, sentence in ABSURD:
        found = wrong(site, "reporter", "/PIL-4/measurements", {**VALUE, "value": value})
        assert set(found) == {"value"}, value
        assert sentence in found["value"], value
    raw = program(site, "reporter").post(
        f"{AT}/PIL-4/measurements",
        content=b'{"benchmark":"RT2-B5","value":1e400,"unit":"per cent of families","period":"2026",'
        b'"date":"2026-01-01","source":"s"}',
        headers={"Content-Type": "application/json"},
    )
    assert raw.status_code == 422
    assert site.rows("SELECT 1 FROM measurement WHERE reported_at IS NOT NULL") == []


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.decimals(0, 100, places=10, allow_nan=False))
def test_a_share_is_kept_digit_by_digit(site: Site, value: Decimal) -> None:
    text = f"{value:f}"
    made = done(site, "reporter", "/PIL-4/measurements", {**VALUE, "value": text, "note": text})
    assert made["value"] == text


PERIODS = (
    ("2026-Q3", "2026-06-30", False), ("2026-Q3", "2026-10-01", False), ("2026-Q3", "2026-07-01", True),
    ("2026-H1", "2026-06-30", True), ("2026-H1", "2026-07-01", False), ("2025", "2025-12-31", True),
    ("2025", "2026-01-01", False), ("2026-02", "2026-02-28", True), ("2026-02", "2026-03-01", False),
    ("first weeks", "2026-03-01", True), ("2026-13", "2026-03-01", True), ("2008-10/2011-08", "2011-08-31", True),
)  # fmt: skip


def test_the_last_day_of_a_period_lies_in_it(site: Site) -> None:
    for period, day, fits in PERIODS:
        answer = act(site, "reporter", "/PIL-4/measurements", {**VALUE, "period": period, "date": day})
        assert answer.status_code == (201 if fits else 422), (period, day)
        if not fits:
            (error,) = answer.json()["errors"]
            assert error["field"] == "date"
            assert error["message"].startswith(f"{period} runs from ")
    ahead = wrong(site, "reporter", "/PIL-4/measurements", {**VALUE, "period": "2027", "date": "2027-01-01"})
    assert set(ahead) == {"date"}


@pytest.mark.parametrize(("day", "sentence"), [("2013-06-30", "before the pilot began"), ("2026-09-30", "")])
def test_a_value_from_before_the_pilot_is_taken_as_where_it_starts_and_said_to_be_so(
    site: Site, day: str, sentence: str
) -> None:
    number = reported(site, period="some weeks", date=day).rsplit("/", 1)[1]
    row = words(page(site, PAGE).get_element_by_id(f"value-{number}"))
    assert ("Measured before the pilot began" in row) is bool(sentence)


def test_a_value_after_the_last_day_of_the_pilot_is_said_to_be_so(site: Site) -> None:
    site.now = site.now.replace(year=2031)
    number = reported(site, period="some weeks", date="2030-06-30").rsplit("/", 1)[1]
    assert "Measured after the last day of the pilot." in words(
        page(site, PAGE).get_element_by_id(f"value-{number}")
    )


def test_a_source_with_a_formula_or_marks_of_direction_stays_itself_and_does_nothing(site: Site) -> None:
    for source in ('=HYPERLINK("http://x.example")', "سجل \u202bالوحدات\u202c", "<b>Register</b>"):
        path = reported(site, source=source, note=source)
        kept = value_of(site, path)["source"]
        assert [c for c in kept if c.isalnum()] == [c for c in source if c.isalnum()]
        row = page(site, PAGE).get_element_by_id(f"value-{path.rsplit('/', 1)[1]}")
        assert kept in row.text_content()
    table = site.client().get(f"{PAGE}.csv").content.decode("utf-8-sig")
    assert ",=HYPERLINK" not in table
    assert ',"=HYPERLINK' not in table
    assert "HYPERLINK" in table


def test_a_wrong_value_comes_back_with_everything_typed(site: Site) -> None:
    client = site.client("reporter")
    form = Form(client.get(f"{PAGE}/values/new?benchmark=RT2-B5"), "/values")
    typed = {
        "value": "-20.4", "period": "2026-Q3", "date": "2026-10-02", "source": "=Register", "note": "قليل", "unit": "families",
    }  # fmt: skip
    answer = form.submit(client, **typed)
    assert answer.status_code == 422
    html = lxml.html.fromstring(answer.text)
    for name in ("value", "period", "date", "source"):
        assert html.get_element_by_id(name).get("value") == typed[name]
    assert html.get_element_by_id("note").text.strip() == typed["note"]
    for name in ("value", "date", "unit"):
        assert html.get_element_by_id(f"error-{name}").text_content()


@pytest.mark.parametrize(
    "reason", ["Two families were counted twice.", "=1+1 \u202e“quote”,\r\n x \u200b", "e\u0301 "]
)
def test_a_correction_sent_twice_is_the_one_that_stands(site: Site, reason: str) -> None:
    made = done(
        site,
        "reporter",
        "/PIL-4/measurements",
        {**VALUE, "source": "Re\u0301gister \u202e x", "note": " - x"},
    )
    browser = site.client("reporter")
    page = browser.get(f"{PAGE}/values/{made['id']}")
    form = Form(page, "/correction")
    for _click in range(2):
        sent = form.submit(browser, value="19.80", reason=reason)
        assert (sent.status_code, sent.history[0].status_code) == (200, 303), sent.text
    path = f"/PIL-4/measurements/{made['id']}/corrections"
    again = [
        done(site, "reporter", path, {"value": value, "reason": reason})["id"] for value in ("19.8", "19.800")
    ]
    rows = site.rows("SELECT id FROM measurement WHERE corrects_id = :id", id=made["id"])
    assert [row[0] for row in rows] == [again[0]] == [again[1]]
    assert "Correct the newer one" in refused(site, "reporter", path, {"value": "19.9", "reason": reason})
