"""How many queries a ballot by members asks, the same with ten times the members."""

import pytest

from app.voting.actions.results import publish_due_results
from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, POST, WHOLE
from tests.review.making import at
from tests.support import Site
from tests.voting.membership import BALLOT, HERE, give, members


@pytest.mark.parametrize("many", [2, 12])
def test_members_ask_no_more_than_their_ceilings(site: Site, many: int) -> None:
    seated, (first, second) = members(site, {"org-bel": many, "picum": 2}, texts=2, preset="simple_majority")
    for who in seated["org-bel"]:
        give(site, who, first, "yes")
    program, browser = site.api("m-0"), site.client("m-0")
    pages = {
        "ballot": (lambda: browser.get(HERE), LIST),
        "sheet": (lambda: browser.get(f"{HERE}/sheet"), LIST),
        "read": (lambda: program.get(BALLOT), LIST),
        "cast": (lambda: program.put(f"{BALLOT}/positions/{second}", json={"position": "no"}), POST),
        "desk": (lambda: browser.get("/desk"), WHOLE),
    }
    found = {}
    for what, (ask, ceiling) in pages.items():
        with counted(site.database) as statements:
            assert ask().status_code == 200
        found[what] = len(statements)
        assert found[what] <= ceiling, f"{what}\n" + "\n".join(statements)
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    for what, address in (("results", HERE), ("result", f"{HERE}/{first}")):
        with counted(site.database) as statements:
            assert browser.get(address).status_code == 200
        found[what] = len(statements)
        assert found[what] <= WHOLE, f"{what}\n" + "\n".join(statements)
    assert found == FOUND


FOUND = {"ballot": 6, "sheet": 6, "read": 6, "cast": 7, "desk": 8, "results": 15, "result": 10}
"""The same with few and with many."""
