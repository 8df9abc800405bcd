"""The silence machine by chance: whatever is tried in whatever order, invariant 16 holds and the ledger agrees."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.review.making import AT, at, breaks, do, entries, make, plan, state_of
from tests.review.silences import confirm, object_to, ready, standing, step
from tests.support import Site

TRIED = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["object", "withdraw", "confirm", "again", "cancel"]), st.integers(0, 1)),
        st.tuples(st.just("wait"), st.integers(1, 4)),
    ),
    min_size=2,
    max_size=12,
)
DAYS = 5


class Model:
    """What the silence on two texts should do, in a few lines."""

    def __init__(self, codes: list[str]) -> None:
        self.codes = codes
        self.start = 0.0
        self.round = ""
        self.texts = dict.fromkeys(codes, "ready")
        self.tried: set[str] = set()

    def open(self, now: float) -> bool:
        return bool(self.round) and now < self.start + DAYS

    def standing(self, now: float) -> dict[str, str]:
        """How each text of the round stands by the clock."""
        words = {"silent": "running" if self.open(now) else "unbroken", "adopted": "confirmed"}
        return {code: words.get(state, state) for code, state in self.texts.items() if state != "ready"}


@pytest.fixture(scope="module")
def running(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        make(site)
        yield site


@settings(max_examples=12)
@given(tried=TRIED)
def test_only_an_unbroken_silence_is_confirmed_and_only_after_its_deadline(
    running: Site, tried: list[tuple[str, int]]
) -> None:
    site, api = running, running.api("moderator")
    now = 3.0 + 100 * len(api.get(f"{AT}/rounds").json()["items"])
    site.now = at(now)
    model = Model([ready(site, f"A text of day {now}"), ready(site, f"Another of day {now}")])
    begin(site, model, now)
    objections: dict[str, str] = {}
    for verb, which in tried:
        if verb == "wait":
            now += which
            site.now = at(now)
            assert standing(site, model.round) == model.standing(now)
            continue
        code = model.codes[which]
        before = entries(site)
        if verb == "object":
            made = object_to(site, code)
            may = model.open(now) and model.texts[code] in ("silent", "broken")
            assert (made.status_code == 201) is may, (verb, model.texts, made.text)
            if may:
                objections.setdefault(code, made.json()["id"])
                model.texts[code] = "broken"
                left = entries(site)
                assert object_to(site, code).json()["id"] == made.json()["id"]
                assert entries(site) == left, "a double click is one objection"
        elif verb == "withdraw" and code in objections:
            assert step(site, objections[code], "withdrawn", "state").status_code in (201, 403)
            assert model.texts[code] != "silent", "what was broken stays broken"
        elif verb == "confirm":
            done = confirm(site, model.round, proposal=code)
            may = not model.open(now) and model.texts[code] in ("silent", "adopted")
            assert (done.status_code == 200) is may, (verb, model.texts, done.text)
            if may and model.texts[code] == "silent":
                assert entries(site) == before + 2, "the confirmation, and the step of the text"
                model.texts[code] = "adopted"
            else:
                assert entries(site) == before
        elif verb == "again":
            again(site, model, now)
            objections = {code: o for code, o in objections.items() if model.texts[code] == "broken"}
        elif verb == "cancel":
            done = do(api, model.round, "cancellation", reason="The example ends here.")
            if model.open(now):
                assert done.status_code == 200, done.text
                model.texts = {
                    code: "released" if state == "silent" else state for code, state in model.texts.items()
                }
                break
        assert standing(site, model.round) == model.standing(now), verb
        for text, state in model.texts.items():
            expected = {"silent": "under_decision", "adopted": "adopted"}.get(state, "ready")
            assert state_of(site, text) == expected, (verb, state)
    assert standing(site, model.round) == model.standing(now)
    assert breaks(site) == []
    if model.open(now):
        do(api, model.round, "cancellation", reason="The example is over.")
    for text in model.texts:
        if state_of(site, text) == "ready":
            back = {"step": "referred_back", "reason": "The next example has texts of its own."}
            assert api.post(f"{AT}/proposals/{text}/steps", json=back).status_code == 201


def begin(site: Site, model: Model, now: float) -> None:
    """A round of silence on what is ready, from now on."""
    api = site.api("moderator")
    code = f"S{int(now * 10)}"
    window = {"opens": at(now).isoformat(), "closes": at(now + DAYS).isoformat()}
    planned = plan(api, "silence", code=code, **window)
    assert planned.status_code == 201, planned.text
    bare = do(api, code, "opening")
    waiting = [text for text in model.tried if model.texts[text] in ("ready", "broken", "released")]
    assert (bare.status_code == 422) is bool(waiting), bare.text
    if waiting:
        notes = dict.fromkeys(waiting, "Everybody was asked once more.")
        assert do(api, code, "opening", notes=notes).status_code == 200
    model.round, model.start = code, now
    for text, state in model.texts.items():
        model.texts[text] = "silent" if state in ("ready", "broken", "released") else "ready"
        model.tried.add(text)


def again(site: Site, model: Model, now: float) -> None:
    """Put what is ready under silence again, where the round is over and something is."""
    if model.open(now) or "silent" in model.texts.values() or "broken" not in model.texts.values():
        return
    adopted = {text for text, state in model.texts.items() if state == "adopted"}
    begin(site, model, now)
    assert all(model.texts[text] == "ready" for text in adopted)
    for text in adopted:
        del model.texts[text]
        model.codes = [code for code in model.codes if code != text] * 2
