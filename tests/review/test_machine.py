"""The round machine by chance: whatever is tried in whatever order, the rules of invariants 6, 7, 15, 16 and 17 hold."""

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
        st.tuples(
            st.sampled_from(["open", "close", "cancel", "complete", "comment", "answer", "answer oneself"]),
            st.just(0),
        ),
        st.tuples(st.sampled_from(["extend", "wait"]), st.integers(1, 6)),
    ),
    min_size=1,
    max_size=14,
)


KINDS = st.sampled_from(["comment", "comment, late", "rating", "sense_check"])
OPENING: dict[str, dict[str, Any]] = {"sense_check": {"terms": {"question": "Could you live with it?"}}}


class Model:
    """What a round should do, in a few lines: from the first day to the fourth of its window."""

    def __init__(self, first: datetime, kind: str) -> None:
        self.opens, self.closes = first, first + timedelta(days=4)
        self.late, self.indicative = kind.endswith("late"), kind in ("rating", "sense_check")
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
            "comment": stage == "open" or (self.late and stage == "closed"),
            "answer": stage != "completed"
            and self.open_comments > 0
            and not (self.indicative and stage == "open"),
            "answer oneself": False,
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
@given(kind=KINDS, tried=TRIED)
def test_the_machine_goes_only_where_it_may_and_every_step_leaves_one_entry(
    running: tuple[Site, TestClient], kind: str, tried: list[tuple[str, int]]
) -> None:
    site, api = running
    start = 3 + 100 * len(api.get(f"{AT}/rounds").json()["items"])
    site.now = at(start - 2)
    named, late = kind.partition(",")[0], kind.endswith("late")
    code = plan(api, named, first=start, last=start + 3, late=late).json()["code"]
    model = Model(at(start) - timedelta(hours=12), kind)
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
    stage = round_of(api, code)["stage"]
    if stage in ("planned", "overdue", "open"):
        do(api, code, "cancellation", reason="The example is over.")
    elif stage == "closed":
        for said in waiting:
            answer(site, said)
        assert do(api, code, "completion").status_code == 200, "answered in full, it is completed"


def attempt(
    site: Site, api: TestClient, code: str, verb: str, days: int, start: int, waiting: list[str], model: Model
) -> int:
    """Try it and say what came of it."""
    if verb == "comment":
        said = comment(site, "RT1-M1", text=f"{code}: point {model.comments}.")
        if said.status_code == 201:
            waiting.append(said.json()["id"])
        return int(said.status_code)
    if verb == "answer oneself":
        if not waiting:
            return 404
        body = {"code": "accepted", "reason": "I was right.", "state": "issued"}
        return int(site.api("ngo").put(f"{AT}/comments/{waiting[-1]}/disposition", json=body).status_code)
    if verb == "answer":
        if not waiting:
            return 404
        done = answer(site, waiting[-1])
        if done.status_code == 200:
            waiting.pop()
        return int(done.status_code)
    bodies: dict[str, tuple[str, dict[str, Any]]] = {
        "open": ("opening", OPENING.get(round_of(api, code)["kind"], {})),
        "extend": ("extension", {"closes": day(start + days)}),
        "close": ("closure", {"reason": "Enough was said."}),
        "cancel": ("cancellation", {"reason": "It is not needed."}),
        "complete": ("completion", {}),
    }
    what, body = bodies[verb]
    return int(do(api, code, what, **body).status_code)


def round_of(api: TestClient, code: str) -> dict[str, Any]:
    return dict(api.get(f"{AT}/rounds/{code}").json())


SILENCES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["open", "close"]), st.just(0)),
        st.tuples(st.just("extend"), st.integers(1, 20)),
        st.tuples(st.just("wait"), st.integers(6, 120)),
    ),
    min_size=2,
    max_size=10,
)
LEAST = timedelta(hours=72)


@pytest.fixture(scope="module")
def silent(sites, backend: str) -> Iterator[tuple[Site, TestClient, str]]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        api = make(site)
        text = begin(site)
        plan(api, first=1, last=2)
        do(api, "R1", "opening")
        site.now = at(3)
        assert api.post(f"{AT}/proposals/{text}/readiness").status_code == 200
        assert do(api, "R1", "completion").status_code == 200
        yield site, api, text


@settings(max_examples=10)
@given(days=st.integers(3, 6), tried=SILENCES)
def test_a_silence_runs_for_72_hours_from_its_opening_and_from_each_extension_and_is_never_shortened(
    silent: tuple[Site, TestClient, str], days: int, tried: list[tuple[str, int]]
) -> None:
    site, api, text = silent
    start = 10 + 100 * len(api.get(f"{AT}/rounds").json()["items"])
    site.now = at(start) - timedelta(hours=36)
    code = plan(api, "silence", first=start, last=start + days - 1).json()["code"]
    given_, since = False, site.now
    for verb, number in tried:
        before = round_of(api, code)
        closes = datetime.fromisoformat(before["closes"])
        if verb == "wait":
            site.now += timedelta(hours=number)
        elif verb == "open":
            status = do(api, code, "opening", notes={text: "As the capitals asked."}).status_code
            starts = max(site.now, datetime.fromisoformat(before["opens"]))
            may = site.now < closes if given_ else closes - starts >= LEAST
            assert (status == 200) is may, (before, site.now)
            given_, since = given_ or status == 200, since if given_ else starts
        elif verb == "extend":
            asked = closes + timedelta(hours=12 * (number - 4))
            status = do(api, code, "extension", closes=asked.isoformat()).status_code
            starts = max(site.now, datetime.fromisoformat(before["opens"]))
            may = given_ and site.now < closes and closes < asked and asked - starts >= LEAST
            assert (status == 200) is may, (before, site.now, asked)
            since = starts if status == 200 else since
        else:
            assert do(api, code, "closure", reason="Nobody will object.").status_code == 403
        after = datetime.fromisoformat(round_of(api, code)["closes"])
        assert after >= closes
        assert not given_ or after - since >= LEAST
    assert breaks(site) == []
    if do(api, code, "cancellation", reason="The example is over.").status_code != 200:
        confirmed = do(api, code, "silences/confirmation")
        assert confirmed.status_code in (200, 201), confirmed.text
        assert do(api, code, "completion").status_code == 200
        site.tamper("UPDATE proposal SET state = 'ready' WHERE code = :code AND state = 'adopted'", code=text)
