"""Two people at the same moment: nothing is lost, nothing is doubled, nobody gets an error that is not theirs."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.serving import Server, serving
from tests.support import commonspace


@pytest.fixture(scope="module")
def server(sites, backend: str):  # type: ignore[no-untyped-def]
    with serving(sites.new(backend, demo=True, served=True)) as running:
        yield running


def program(server: Server, who: str) -> httpx.Client:
    made = commonspace(server.database_url, "token", "add", f"{who}@demo.example", "--label", "at once")
    token = made.stdout.splitlines()[-1]
    return httpx.Client(
        base_url=f"{server.address}/api/v1/consultations",
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
    )


def at_once(act: Callable[[int], httpx.Response], n: int) -> list[httpx.Response]:
    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(act, range(n)))


def test_of_many_saves_from_one_version_one_wins_and_the_others_get_both_texts(server: Server) -> None:
    clients = [program(server, who) for who in ("member", "rapporteur") * 4]
    at = "hld-2013-review/proposals/RT1-M1"
    for turn in range(3):
        tag = clients[0].get(at).headers["ETag"]

        def save(i: int, tag: str = tag, turn: int = turn) -> httpx.Response:
            return clients[i].patch(
                at, headers={"If-Match": tag}, json={"problem": f"Problem {turn}.{i} as seen."}
            )

        answers = at_once(save, len(clients))
        assert Counter(a.status_code for a in answers) == {200: 1, 412: len(clients) - 1}, [
            a.text for a in answers
        ]
        assert clients[0].get(at).json()["version"] == 3 + turn


def test_many_comments_at_once_get_codes_of_their_own(server: Server) -> None:
    clients = [program(server, who) for who in ("member", "ngo", "state", "observer") * 2]
    at = "hld-2013-review/proposals/RT1-M2/comments"
    before = len(clients[0].get(at, params={"limit": 200}).json()["items"])
    answers = at_once(
        lambda i: clients[i].post(
            at, json={"type": "general", "stance": "concern", "text": f"Remark number {i}."}
        ),
        8,
    )
    assert [a.status_code for a in answers] == [201] * 8, [a.text for a in answers]
    assert len({a.json()["id"] for a in answers}) == 8
    assert len(clients[0].get(at, params={"limit": 200}).json()["items"]) == before + 8


def test_the_same_comment_sent_twice_at_once_counts_once(server: Server) -> None:
    clients = [program(server, "ngo") for _ in range(4)]
    at = "hld-2013-review/proposals/RT1-M3/comments"
    answers = at_once(
        lambda i: clients[i].post(
            at, json={"type": "editorial", "stance": "support", "text": "Said by a double click."}
        ),
        4,
    )
    assert len({a.json()["id"] for a in answers}) == 1


def test_new_proposals_at_once_get_codes_without_gaps(server: Server) -> None:
    clients = [program(server, who) for who in ("member", "rapporteur", "moderator") * 2]
    body = {"kind": "mechanism", "roundtable": "RT1", "group": "WG-1A"}
    answers = at_once(
        lambda i: clients[i].post("hld-2013-review/proposals", json={**body, "title": f"Proposal {i}"}), 6
    )
    assert [a.status_code for a in answers] == [201] * 6, [a.text for a in answers]
    assert sorted(int(a.json()["code"].rpartition("M")[2]) for a in answers) == list(range(8, 14))


def test_the_ledger_holds_after_all_of_it(server: Server) -> None:
    ran = commonspace(server.database_url, "verify")
    assert ran.returncode == 0, ran.stdout + ran.stderr
