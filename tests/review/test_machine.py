"""The round machine by chance: whatever is tried in whatever order, the rules of invariants 6, 15 and 17 hold."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.review.making import AT, answer, at, begin, breaks, comment, day, do, entries, make, plan
from tests.support import Site

TRIED = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["open", "close", "cancel", "complete", "comment", "answer"]), st.just(0)),
        st.tuples(st.sampled_from(["extend", "wait"]), st.integers(1, 6)),
    ),
    min_size=1,
    max_size=14,
)


class Model:
    """What a round should do, in a few lines: from the first day to the fourth of its window."""

    def __init__(self, first: datetime) -> None:
        self.opens, self.closes = first, first + timedelta(days=4)
        self.given = self.ended = False
        self.cancelled = self.completed = False
        self.comments = self.open_comments = 0

    def stage(self, now: datetime) -> str:
        if self.cancelled or self.completed:
            return "cancelled" if self.cancelled else "completed"
        if now < self.opens:
            return "planned"
        if not self.given:
            return "overdue"
        return "open" if now < self.closes and not self.ended else "closed"

    def may(self, verb: str, now: datetime, days: int, asked: datetime) -> bool:
        """Whether the verb is accepted and changes something now."""
        stage = self.stage(now)
        return {
            "open": stage in ("planned", "overdue") and not self.given and now < self.closes,
            "extend": self.given and stage in ("planned", "open") and asked > self.closes,
            "close": stage == "open",
            "cancel": stage in ("planned", "overdue", "open"),
            "complete": stage == "closed" and not self.open_comments,
            "comment": stage == "open",
            "answer": stage not in ("completed",) and self.open_comments > 0,
        }[verb]

    def do(self, verb: str, now: datetime, asked: datetime) -> None:
        if verb == "open":
            self.given, self.opens = True, max(self.opens, now)
        elif verb == "extend":
            self.closes = asked
        elif verb == "close":
            self.ended = True
        elif verb == "cancel":
            self.cancelled = True
        elif verb == "complete":
            self.completed = True
        elif verb == "comment":
            self.comments, self.open_comments = self.comments + 1, self.open_comments + 1
        else:
            self.open_comments -= 1


@pytest.fixture(scope="module")
def running(sites, backend: str) -> Iterator[tuple[Site, TestClient]]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        api = make(site)
        begin(site)
        yield site, api


@settings(max_examples=15)
@given(tried=TRIED)
def test_the_machine_goes_only_where_it_may_and_every_step_leaves_one_entry(
    running: tuple[Site, TestClient], tried: list[tuple[str, int]]
) -> None:
    site, api = running
    start = 3 + 100 * len(api.get(f"{AT}/rounds").json()["items"])
    site.now = at(start - 2)
    code = plan(api, first=start, last=start + 3).json()["code"]
    model = Model(at(start) - timedelta(hours=12))
    waiting: list[str] = []
    for verb, days in tried:
        if verb == "wait":
            site.now += timedelta(days=days)
            continue
        asked = at(start + days + 1) - timedelta(hours=12)
        may = model.may(verb, site.now, days, asked)
        before, closes = entries(site), round_of(api, code)["closes"]
        status = attempt(site, api, code, verb, days, start, waiting, model)
        stage = model.stage(site.now)
        if may:
            assert status in (200, 201), (verb, stage)
            model.do(verb, site.now, asked)
            steps = 1 if verb == "open" and entries(site) - before == 2 else 0
            assert entries(site) - before == 1 + steps, (
                f"{verb} leaves one entry, and one for each text that moves"
            )
        else:
            assert entries(site) == before, f"{verb} changed nothing and was recorded"
        round_ = round_of(api, code)
        assert round_["stage"] == model.stage(site.now), verb
        if verb != "close":
            assert round_["closes"] >= closes, "no deadline is ever shortened in silence"
    assert breaks(site) == []
    if round_of(api, code)["stage"] in ("planned", "overdue", "open"):
        do(api, code, "cancellation", reason="The example is over.")


def attempt(
    site: Site, api: TestClient, code: str, verb: str, days: int, start: int, waiting: list[str], model: Model
) -> int:
    """Try it and say what came of it."""
    if verb == "comment":
        said = comment(site, "RT1-M1", text=f"{code}: point {model.comments}.")
        if said.status_code == 201:
            waiting.append(said.json()["id"])
        return int(said.status_code)
    if verb == "answer":
        if not waiting:
            return 404
        done = answer(site, waiting[-1])
        if done.status_code == 200:
            waiting.pop()
        return int(done.status_code)
    bodies: dict[str, tuple[str, dict[str, Any]]] = {
        "open": ("opening", {}),
        "extend": ("extension", {"closes": day(start + days)}),
        "close": ("closure", {"reason": "Enough was said."}),
        "cancel": ("cancellation", {"reason": "It is not needed."}),
        "complete": ("completion", {}),
    }
    what, body = bodies[verb]
    return int(do(api, code, what, **body).status_code)


def round_of(api: TestClient, code: str) -> dict[str, Any]:
    return dict(api.get(f"{AT}/rounds/{code}").json())
