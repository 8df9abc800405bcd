"""Answering asks no more of the database than any other act, and its pages no more than any other list."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.ceilings.counting import counted
from tests.support import Site

LIST, POST = 9, 10
SLUG = "hld-2013-review"
SAID = {"type": "general", "stance": "concern", "text": "The figures are old."}


@pytest.fixture(scope="module")
def answered(sites: Any, backend: str) -> Iterator[tuple[Site, list[str]]]:
    """Comments that wait on the moderator's texts."""
    with Site(sites.new(backend, demo=True)) as site:
        codes = []
        for n in range(12):
            made = site.api("state").post(
                f"/consultations/{SLUG}/proposals/RT1-M1/comments", json={**SAID, "text": f"Number {n}"}
            )
            codes.append(made.json()["id"])
        yield site, codes


def test_pages_of_answers_stay_below_the_ceiling_of_a_list(answered: tuple[Site, list[str]]) -> None:
    site, codes = answered
    client = site.client("moderator")
    for address in (
        "/answers",
        "/answers?round=R2&drafted=no",
        f"/comments/{codes[0]}",
        f"/answers?cursor={codes[0]}",
    ):
        with counted(site.database) as statements:
            assert client.get(f"/{SLUG}{address}").status_code == 200
        assert len(statements) <= LIST, (address, "\n".join(statements))


def test_verbs_on_comments_stay_below_the_ceiling_of_an_act(answered: tuple[Site, list[str]]) -> None:
    site, codes = answered
    one, two, three = codes[:3]
    noted = {"code": "noted", "reason": "The group knows."}
    acts: list[tuple[str, str, str, dict[str, Any]]] = [
        ("rapporteur", "PUT", f"{one}/disposition", {**noted, "state": "draft"}),
        ("moderator", "PUT", f"{one}/disposition", {**noted, "state": "issued"}),
        ("moderator", "PUT", f"{one}/disposition", {"code": "accepted", "state": "issued"}),
        ("state", "POST", f"{one}/acknowledgement", {"satisfied": True}),
        ("rapporteur", "PUT", f"{three}/group", {"lead": two}),
        ("rapporteur", "PUT", f"{three}/group", {"lead": None}),
        ("state", "PUT", f"{two}/disposition", {"code": "withdrawn", "state": "issued"}),
    ]
    for who, method, address, body in acts:
        client = site.api(who)
        with counted(site.database) as statements:
            done = client.request(method, f"/consultations/{SLUG}/comments/{address}", json=body)
        assert done.status_code == 200, done.text
        assert len(statements) <= POST, (address, "\n".join(statements))
