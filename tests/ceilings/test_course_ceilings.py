"""How many queries a course of rounds and the calendar file may ask, the same with ten times the rounds."""

from collections.abc import Iterator

import pytest

from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, POST
from tests.review.making import AT, SLUG, make
from tests.support import Site


@pytest.fixture(scope="module")
def laid(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        make(site)
        yield site


def test_a_course_is_planned_and_read_in_as_many_queries_however_many_rounds_it_has(laid: Site) -> None:
    api, browser = laid.api("moderator"), laid.client("moderator")
    asked: dict[str, list[int]] = {"course": [], "rounds": [], "preview": [], "calendar": []}
    for year, times in ((2027, 1), (2029, 10)):
        steps = [{"kind": "comment", "length": 2}] * times + [{"kind": "revision", "length": 2}] * times
        with counted(laid.database) as statements:
            made = api.post(f"{AT}/rounds/course", json={"first": f"{year}-01-04", "steps": steps})
        assert made.status_code == 201, made.text
        asked["course"].append(len(statements))
        for name, address in (
            ("rounds", f"/{SLUG}/rounds"),
            ("preview", f"/{SLUG}/rounds/course?first={year}-09-01"),
            ("calendar", f"/{SLUG}/calendar.ics"),
        ):
            with counted(laid.database) as statements:
                assert browser.get(address).status_code == 200
            asked[name].append(len(statements))
    ceilings = {"course": POST, "rounds": LIST, "preview": LIST, "calendar": LIST}
    for name, (few, many) in asked.items():
        assert few == many <= ceilings[name], asked
