"""Proxies that are named at the same moment: as many stand as the rule allows, and each that is refused says why."""

from collections import Counter
from typing import Any

from tests.journeys.test_at_once import at_once, program
from tests.serving import serving
from tests.support import Site
from tests.voting.assembly import BALLOT, assembly

HERE = BALLOT.removeprefix("/consultations/")
PROXY = f"{HERE}/proxy"


def test_of_many_that_name_a_proxy_at_once_as_many_have_it_as_the_rule_allows(
    sites: Any, backend: str
) -> None:
    url = sites.new(backend, demo=True, served=True)
    with Site(url) as site:
        heads, _codes = assembly(site, {"CS": 3}, proxies=1)
    with serving(url) as server:
        clients = [program(server, who) for who in ("state", *heads["CS"])]
        answers = at_once(lambda i: clients[i].put(PROXY, json={"proxy": "picum"}), len(clients))
        assert Counter(a.status_code for a in answers) == {200: 1, 422: len(clients) - 1}
        for refused in (a for a in answers if a.status_code == 422):
            assert "speaks for 1 other delegation already" in refused.json()["errors"][0]["message"]
        won = next(i for i, answer in enumerate(answers) if answer.status_code == 200)
        assert clients[won].delete(PROXY).json()["items"] == []
        # Two of one delegation, neither of whom saw one standing: one of them names it, the other is told.
        both = [program(server, who) for who in ("state", "alternate")]
        electorate = [each["delegation"] for each in both[0].get(HERE).json()["electorate"]]
        others = [code for code in electorate if code != "org-bel"]
        answers = at_once(
            lambda i: both[i].put(PROXY, json={"proxy": others[i], "instead_of": ""}), len(both)
        )
        assert Counter(a.status_code for a in answers) == {200: 1, 409: 1}
        told = next(a for a in answers if a.status_code == 409)
        assert "Somebody else of your delegation has named" in told.json()["detail"]
        assert len(both[0].get(PROXY).json()["items"]) == 1
