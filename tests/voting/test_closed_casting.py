"""Papers and positions of ballots that name nobody: what comes too late, twice, for others or at the same moment."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import httpx
import pytest

from app.consultations.actions.delegations import end_delegation
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.kernel.errors import Conflict, DomainError, Refused
from app.voting.actions.casting import Wish, cast_positions
from app.voting.actions.results import publish_due_results
from tests.review.making import SLUG, at, breaks
from tests.serving import serving
from tests.support import Form, Site
from tests.voting.assembly import BALLOT, assembly, give

CLOSED = ("secret", "totals")


def held(site: Site) -> tuple[int, int, int]:
    """How many marks, papers and positions there are in this consultation."""
    here = "(SELECT id FROM consultation WHERE slug = :s)"
    return tuple(  # type: ignore[return-value]
        site.rows(f"SELECT count(*) FROM {table} WHERE consultation_id = {here}", s=SLUG)[0][0]
        for table in ("vote_mark", "paper", "position")
    )


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What comes of acts that all start at the same moment, each in a thread of its own."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        gate.wait(30)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def casting(site: Site, who: str, code: str, position: str, **more: Any) -> Callable[[], Any]:
    """Give a position in a transaction of one's own; gives what was recorded, or the error that says why not."""
    actor = site.actor(who)

    def cast() -> Any:
        try:
            with site.database.unit_of_work() as db:
                here = visible_consultation(db, actor, SLUG)
                wish = Wish(code, position, **more)
                return cast_positions(db, actor, here, "BAL-1", [wish]).rows[0].given
        except DomainError as error:
            return error

    return cast


def deadline(site: Site) -> datetime:
    """When the ballot closes, by the server."""
    return datetime.fromisoformat(site.api().get(BALLOT).json()["closes"])


@pytest.mark.parametrize("disclosure", CLOSED)
def test_what_is_refused_leaves_nothing_behind(site: Site, disclosure: str) -> None:
    heads, (code,) = assembly(site, {"STATE": 5, "CS": 4}, disclosure=disclosure)
    closes = deadline(site)
    for who, body, status, sentence in (
        ("ngo", {"delegation": "org-bel"}, 403, "you are neither"),
        ("state", {"delegation": "nobody-here"}, 422, "no delegation"),
        ("state", {"version": 7}, 422, "not the one that is decided on"),
        ("moderator", {}, 403, ""),
        (None, {}, 401, ""),
    ):
        answer = give(site, who, code, "support", **body)
        assert (answer.status_code, sentence in answer.text) == (status, True), answer.text
    with site.database.unit_of_work() as db:
        end_delegation(db, SYSTEM, visible_consultation(db, SYSTEM, SLUG), "picum", reason="It has left.")
    assert give(site, "ngo", code, "support").status_code == 403
    for late in (timedelta(0), timedelta(milliseconds=1)):
        site.now = closes + late
        answer = give(site, "state", code, "support")
        assert answer.status_code == 403
        assert "closed" in answer.text
    assert held(site) == (0, 0, 0)
    site.now = closes - timedelta(milliseconds=1)
    assert give(site, "state", code, "support").status_code == 200
    assert held(site) == ((1, 1, 0) if disclosure == "secret" else (0, 0, 1))
    assert give(site, heads["CS"][0], code, "support").status_code == 200
    assert breaks(site) == []


def test_head_and_alternate_at_once_hand_in_one_secret_paper(sites: Any, backend: str) -> None:
    url = sites.new(backend, demo=True, served=True)
    with Site(url) as site:
        _heads, codes = assembly(site, {"STATE": 5, "CS": 4}, texts=3, disclosure="secret")
        bearers = [site.api(who).headers["Authorization"] for who in ("state", "alternate")]
        with serving(url, clock=at(2)) as server:
            base = f"{server.address}/api/v1{BALLOT}/positions"

            def put(n: int, code: str) -> Callable[[], Any]:
                sent = {
                    "headers": {"Authorization": bearers[n]},
                    "json": {"position": ("support", "object")[n]},
                }
                return lambda: httpx.put(f"{base}/{code}", timeout=60, **sent)

            for code in codes:
                answers = at_once([put(0, code), put(1, code)])
                assert Counter(a.status_code for a in answers) == {200: 1, 403: 1}, [a.text for a in answers]
                lost = next(answer for answer in answers if answer.status_code == 403)
                assert "cast once" in lost.json()["detail"]
        assert held(site) == (3, 3, 0)
        assert breaks(site) == []
    sites.drop(url)


def test_many_of_one_delegation_at_once_hand_in_one_secret_paper(site: Site) -> None:
    _heads, (code,) = assembly(site, {"STATE": 5, "CS": 4}, disclosure="secret")
    answers = at_once([casting(site, who, code, "support") for who in ("state", "alternate") * 3])
    assert sum(isinstance(answer, Refused) for answer in answers) == 5
    assert held(site) == (1, 1, 0)
    assert breaks(site) == []


def test_a_form_that_is_sent_again_hands_in_no_second_paper(site: Site) -> None:
    _heads, codes = assembly(site, {"STATE": 5, "CS": 4}, texts=2, disclosure="secret")
    browser = site.client("state")
    form = Form(browser.get(f"/{SLUG}/ballots/BAL-1/sheet"), "/sheet")
    chosen = {codes[0]: "support", codes[1]: "object", "do": "hand_in"}
    assert form.submit(browser, **chosen).status_code == 200
    assert held(site) == (2, 2, 0)
    again = form.submit(browser, **chosen)
    assert again.status_code == 403
    assert "cast once" in again.text
    other = form.submit(site.client("alternate"), **chosen)
    assert other.status_code == 403, "the token of a form is that of its session"
    assert held(site) == (2, 2, 0)


@pytest.mark.parametrize(
    ("preset", "one", "two"),
    [
        ("consultation", "support", "abstain"),
        ("simple_majority", "yes", "no"),
        ("committee", "approve", "abstain"),
        ("evaluation", "yes", "abstain"),
        ("un_recorded_vote", "in_favour", "against"),
    ],
)
def test_head_and_alternate_at_once_are_two_turns_or_a_conflict_in_words(
    site: Site, preset: str, one: str, two: str
) -> None:
    _heads, (free, drawn) = assembly(site, {"STATE": 2, "CS": 2}, texts=2, preset=preset)
    both = at_once([casting(site, "state", free, one), casting(site, "alternate", free, two)])
    assert sorted(given.turn for given in both) == [1, 2]
    first = give(site, "state", drawn, one).json()
    seen = {"drawn": first["turn"]}
    clashing = at_once(
        [
            casting(site, who, drawn, two, willing=would, **seen)
            for who, would in (("state", "lead"), ("alternate", "partner"))
        ]
    )
    (lost,) = [answer for answer in clashing if isinstance(answer, Conflict)]
    assert "Somebody else of your delegation" in lost.message
    kept = "SELECT receipt, turn, current FROM position p JOIN proposal q ON q.id = p.proposal_id WHERE q.code = :c AND p.consultation_id = (SELECT id FROM consultation WHERE slug = :s)"
    rows = site.rows(kept, c=free, s=SLUG)
    assert sorted(row[0] for row in rows) == sorted(given.receipt for given in both)
    assert [row[1] for row in rows if row[2]] == [2]
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    result = next(r for r in site.api().get(f"{BALLOT}/tally").json()["results"] if r["proposal"] == free)
    last = max(both, key=lambda given: given.turn).position
    assert result["overall"][last] == 1
    assert sum(n for name, n in result["overall"].items() if name != "not_voted") == 1
    assert breaks(site) == []
