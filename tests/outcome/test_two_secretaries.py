"""Two of the secretariat at the workbench at once: one of two is told how it stands, and nothing is lost or done twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from app.dossier.verification import verify
from app.people.actions import add_api_token
from app.people.queries import person_by_email
from tests.outcome.bench import API, DAY, SLUG, WHY, listing, outline
from tests.outcome.test_editions import ready
from tests.serving import serving
from tests.support import Site, address


def at_once(*acts: Callable[[], httpx.Response]) -> list[int]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(answer.status_code for answer in pool.map(lambda act: act(), acts))


def test_of_two_at_once_one_is_told_and_a_double_click_issues_once(served_url: str) -> None:
    with Site(served_url) as site:
        ready(site)
        # The server has the clock of the machine, by which the rounds must be over, too.
        for table in ("round", "ballot"):
            site.tamper(
                f"UPDATE {table} SET opens_at = :opens, closes_at = :closes WHERE consultation_id = :here",
                opens="2013-01-01 00:00:00.000000", closes="2013-02-01 00:00:00.000000",
                here=site.consultation(SLUG).id,
            )  # fmt: skip
        with site.database.unit_of_work() as db:
            token = add_api_token(db, person_by_email(db, address("secretariat")), label="test")
        found = outline(site)
        table = found.included[0].roundtable
        order = [entry.code for entry in found.entries(table)]
        mark = found.mark(table)
        one, two, three = [each.code for each in found.included if each.is_mechanism][-3:]
        turn = listing(site).selections[one].turn
        moment = site.now
    with (
        serving(served_url) as server,
        httpx.Client(
            base_url=f"{server.address}/api/v1{API}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=60,
        ) as desk,
    ):

        def ordered(codes: list[str]) -> httpx.Response:
            return desk.put(f"/order/{table}", json={"codes": codes}, headers={"If-Match": f'"{mark}"'})

        def excluded(why: str) -> httpx.Response:
            body: dict[str, Any] = {
                "choice": "exclude",
                "reason": why,
                "decided_on": DAY[:4] + "-01-01",
                "turn": turn,
            }
            return desk.put(f"/list/{one}", json=body)

        def united(code: str, into: str) -> httpx.Response:
            return desk.put(f"/list/{code}/union", json={"into": into, "reason": WHY})

        assert at_once(lambda: ordered(order[::-1]), lambda: ordered([*order[1:], order[0]])) == [200, 412]
        assert at_once(lambda: excluded("One of us."), lambda: excluded("The other.")) == [200, 409]
        assert at_once(lambda: united(two, three), lambda: united(three, two)) == [200, 403]
        assert at_once(*[lambda: desk.post("/editions", json={"kind": "edition"})] * 2) == [201, 403]
    with Site(served_url) as site:
        site.now = moment
        assert listing(site).selections[one].turn == turn + 1
        assert len(listing(site).unions) == 1
        assert len(site.api().get(API).json()["editions"]) == 1
        with site.database.reading() as db:
            breaks = verify(db, SLUG).breaks
        # What was set back by hand above is found, and nothing else.
        assert {each.split()[0] for each in breaks} <= {"round", "ballot"}
