"""Participation by constituency: counted anew from delegations and seats, on any day, the same for everybody."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from app.kernel.clock import local_day
from tests.consultations.parts import API, SLUG, closed_group, seat, verified, wrong
from tests.support import Site

NOBODY = {"delegations": 0, "voting": 0, "without_people": 0, "left": 0, "people": 0}
FIGURES = tuple(NOBODY)


def taking_part(site: Site, **asked: Any) -> dict[str, Any]:
    answer = site.api().get(f"{API}/participation", params=asked)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def line(site: Site, code: str, **asked: Any) -> dict[str, Any]:
    found = next(one for one in taking_part(site, **asked)["items"] if one["constituency"] == code)
    return {name: found[name] for name in FIGURES}


def accredit(site: Site, name: str, code: str = "STATES", **values: Any) -> str:
    body = {"organisation": {"name": name, **values}, "constituency": code}
    made = site.api("secretariat").post(f"{API}/delegations", json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["code"])


def test_the_figures_are_those_of_the_seats_and_of_the_annex(reading_site: Site) -> None:
    whole = taking_part(reading_site)
    listed = reading_site.client(None).get(f"/{SLUG}/outcome.csv?table=participants").text
    rows = list(csv.DictReader(StringIO(listed.removeprefix("\ufeff"))))
    for one in whole["items"]:
        in_annex = sum(row["constituency"] == one["constituency"] for row in rows)
        assert one["delegations"] + one["left"] == in_annex
    assert whole["whole"]["delegations"] + whole["whole"]["left"] == len(rows) > 0
    places = [part["code"] for part in reading_site.api().get(f"{API}/constituencies").json()["items"]]
    assert [one["constituency"] for one in whole["items"]] == places
    for name in ("delegations", "voting", "without_people", "left"):
        assert whole["whole"][name] == sum(one[name] for one in whole["items"])


def test_one_person_in_two_seats_is_one(site: Site) -> None:
    before = line(site, "STATES")["people"]
    seat(site, "two@example.org", name="Two", role="head", delegation=accredit(site, "Peru", iso3="PER"))
    seat(site, "two@example.org", role="member", group="WG-1A", delegation="org-per")
    assert line(site, "STATES")["people"] == before + 1
    all_before = taking_part(site)["whole"]["people"]
    seat(site, "two@example.org", role="member", group="WG-2A", delegation="picum")
    assert taking_part(site)["whole"]["people"] == all_before
    assert verified(site)


def test_who_sits_in_personal_capacity_sits_for_no_constituency(site: Site) -> None:
    before, apart = line(site, "STATES"), taking_part(site)["personal"]
    values = {"name": "Own", "role": "member", "group": "WG-1A", "personal": True}
    seat(site, "own@example.org", **values)
    assert line(site, "STATES") == before
    assert taking_part(site)["personal"] == apart + 1


def test_what_a_closed_group_holds_is_counted_for_nobody(site: Site) -> None:
    closed_group(site)
    before = taking_part(site)
    seat(site, "hidden@example.org", name="Hidden", role="member", group="WG-X", delegation="org-bel")
    assert taking_part(site) == before
    mine = site.api("hidden@example.org").get(f"{API}/participation").json()
    assert mine == before


def test_any_day_has_its_own_figures(site: Site) -> None:
    today = local_day(site.now, "UTC")
    code = accredit(site, "Peru", iso3="PER")
    term = {
        "since": (today + timedelta(days=3)).isoformat(),
        "until": (today + timedelta(days=5)).isoformat(),
    }
    seat(site, "later@example.org", name="Later", role="head", delegation=code, **term)
    now = line(site, "STATES")
    yesterday = line(site, "STATES", on=(today - timedelta(days=1)).isoformat())
    assert now["delegations"] == yesterday["delegations"] + 1
    assert now["without_people"] == yesterday["without_people"] + 1
    held = line(site, "STATES", on=(today + timedelta(days=3)).isoformat())
    assert (held["people"], held["without_people"]) == (now["people"] + 1, now["without_people"] - 1)
    assert line(site, "STATES", on=(today + timedelta(days=6)).isoformat()) == now


def test_a_delegation_that_has_left_is_counted_as_one_and_stays_in_the_annex(site: Site) -> None:
    today = local_day(site.now, "UTC")
    before = line(site, "STATES")
    end = {"reason": "It has withdrawn."}
    assert site.api("secretariat").post(f"{API}/delegations/org-bel/end", json=end).status_code == 200
    after = line(site, "STATES")
    assert (after["delegations"], after["left"]) == (before["delegations"] - 1, before["left"] + 1)
    assert line(site, "STATES", on=(today - timedelta(days=1)).isoformat())["left"] == before["left"]
    row = next(
        one
        for one in csv.DictReader(
            StringIO(site.client(None).get(f"/{SLUG}/outcome.csv?table=participants").text)
        )
        if one["delegation"] == "org-bel"
    )
    assert row["left_on"] == today.isoformat()
    again = {"organisation": "org-bel", "constituency": "STATES"}
    assert site.api("secretariat").post(f"{API}/delegations", json=again).status_code == 201
    assert line(site, "STATES")["left"] == before["left"]


def test_page_and_csv_show_the_same_to_everybody(reading_site: Site) -> None:
    page = reading_site.client(None).get(f"/{SLUG}/members?on=2030-01-01")
    assert page.status_code == 200
    assert f"/{SLUG}/participation.csv?on=2030-01-01" in page.text
    file = reading_site.client(None).get(f"/{SLUG}/participation.csv?on=2030-01-01")
    rows = list(csv.DictReader(StringIO(file.content.decode("utf-8-sig"))))
    items = taking_part(reading_site, on="2030-01-01")
    expected = [*items["items"], items["whole"]]
    assert [{name: int(row[name]) for name in FIGURES} for row in rows] == [
        {name: one[name] for name in FIGURES} for one in expected
    ]
    assert "2030-01-01" in file.headers["content-disposition"]


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "0000-00-00"])
def test_a_day_that_is_none_is_one_sentence(reading_site: Site, day: str) -> None:
    client = reading_site.client(None)
    assert "Write the day as" in client.get(f"/{SLUG}/members?on={day}").text
    assert client.get(f"/{SLUG}/participation.csv?on={day}").status_code == 422
    assert wrong(reading_site.api().get(f"{API}/participation", params={"on": day}))
