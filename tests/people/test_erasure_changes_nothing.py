"""Whatever people did before, erasing one of them changes no text, no count and no hash of what was issued."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people.leaving import erase, sound
from tests.support import Site, address

REVIEW, DECISION = "/consultations/hld-2013-review", "/consultations/hld-2013-decision"
# Whoever can go without handing anything over first: nobody's head, and not the only one of the secretariat.
LEAVERS = ("observer", "member", "rapporteur", "moderator", "alternate", "reporter")
WORDS = st.sampled_from(["Say who pays.", "On the whole we agree.", "名前なし", "A <b>bold</b> wish"])
PROPOSAL = st.sampled_from(["RT1-M1", "RT1-M2", "RT1-B1"])
ACT = st.one_of(
    st.tuples(st.just("comment"), PROPOSAL, WORDS),
    st.tuples(st.just("support"), PROPOSAL, st.sampled_from(["for", "against", "neither"])),
    st.tuples(st.just("position"), PROPOSAL, st.sampled_from(["support", "abstain"])),
    st.tuples(st.just("version"), PROPOSAL, WORDS),
)
# What a pseudonym may take the place of: accounts, ways in, papers with addresses, the seats that end.
CHANGED = {
    "person", "membership", "invitation", "application", "ledger", "ledger_head", "api_token", "web_session",
    "sign_in_link", "security_event", "handshake", "personal_draft", "presence", "outgoing",
}  # fmt: skip


def do(api: TestClient, what: str, code: str, words: str) -> int:
    """One act by a program; most are refused to somebody, and that is as it should be."""
    if what == "comment":
        said = {"type": "general", "stance": "concern", "text": words}
        return api.post(f"{REVIEW}/proposals/{code}/comments", json=said).status_code
    if what == "support":
        return api.put(f"{REVIEW}/proposals/{code}/support", json={"choice": words}).status_code
    if what == "position":
        at = f"{DECISION}/ballots/BAL-1/positions/{code}"
        return api.put(at, json={"position": words}).status_code
    shown = api.get(f"{REVIEW}/proposals/{code}")
    changed = {"summary": words, "note": "Clearer."}
    return api.patch(
        f"{REVIEW}/proposals/{code}", json=changed, headers={"If-Match": shown.headers["ETag"]}
    ).status_code


def everything(site: Site) -> dict[str, str]:
    """All rows of all tables that an erasure leaves alone, texts and files of editions with them: a hash for each."""
    metadata = sa.MetaData()
    hashes = {}
    with site.database.engine.connect() as connection:
        metadata.reflect(connection)
        for name, table in metadata.tables.items():
            if name not in CHANGED and not name.startswith("search_"):
                found = hashlib.sha256()
                for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)):
                    found.update(repr(tuple(row)).encode())
                hashes[name] = found.hexdigest()
    return hashes


def chains(site: Site) -> list[Any]:
    return [tuple(row) for row in site.rows("SELECT track, seq, hash FROM ledger ORDER BY track, seq")]


def told(site: Site) -> list[Any]:
    """What everybody is told: tallies, the record of a vote, the files of an edition as they are served."""
    api = site.api()
    past = "/consultations/hld-2013"
    paths = (
        f"{past}/ballots/BAL-1/tally", f"{past}/ballots/BAL-1/register", f"{past}/outcome/editions/1.json",
        f"{past}/outcome/editions/1.docx", f"{past}/outcome/editions/1.pdf", f"{REVIEW}/proposals/RT1-M1/comments",
    )  # fmt: skip
    answers = [api.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * len(paths)
    return [answer.content for answer in answers]


@pytest.fixture
def fresh(sites, backend: str) -> Iterator[Callable[[], Site]]:  # type: ignore[no-untyped-def]
    """Makes sites of their own, one for each example."""
    made: list[str] = []

    def one() -> Site:
        made.append(sites.new(backend, demo=True))
        return Site(made[-1])

    yield one
    for url in made:
        sites.drop(url)


@settings(
    max_examples=settings.default.max_examples // 20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    who=st.sampled_from(LEAVERS),
    acts=st.lists(st.tuples(st.booleans(), ACT), min_size=2, max_size=6),
)
def test_whatever_was_done_before_texts_counts_and_hashes_stay(
    fresh: Callable[[], Site], who: str, acts: list[tuple[bool, Any]]
) -> None:
    with fresh() as site:
        own, other = site.api(who), site.api("ngo")
        for mine, act in acts:
            assert do(own if mine else other, *act) in (200, 201, 403, 404, 422)
        kept, said, chain = everything(site), told(site), chains(site)
        assert {"comment", "version", "position", "edition_file", "edition_text", "show_of_support"} <= set(
            kept
        )
        gone = erase(site.client(who), confirmation=address(who))
        assert str(gone.url).endswith("/account/erased"), gone.text
        after = everything(site)
        assert {name for name in kept if kept[name] != after[name]} == set()
        assert told(site) == said
        assert set(chain) < set(chains(site))
        assert sound(site)
