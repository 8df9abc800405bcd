"""Who gave what is shown to nobody else: two sites that differ only by who gave which score look alike to everybody but
those two (docs/decisions/0026)."""

import re
from collections.abc import Iterator

import pytest

from tests.journeys.closed import PARTS, addresses, shown
from tests.review.making import AT, SLUG, acts, at
from tests.review.rating import open_round, program, rate, rating
from tests.support import Site, address

GAVE = (
    ("state", 9, "It serves ports of every size."), ("ngo", 2, "Domestic workers are left out."),
    ("observer", 7, ""), ("alternate", 8, "Fees are capped."), ("member", 5, ""),
)  # fmt: skip
PEERS: tuple[str | None, ...] = (None, "member", "moderator")


class Parts(dict[str, list[str]]):
    """What stands in addresses; for a part that has no name here something stands that was never there."""

    def __contains__(self, _name: object) -> bool:
        return True

    def __missing__(self, _name: str) -> list[str]:
        return ["1"]


@pytest.fixture
def rated(site: Site) -> tuple[Site, str]:
    """Two rounds on two texts: the first closed, the second open. `state` rates both texts, all others one."""
    first, second = rating(site, texts=2)
    for code in ("R1", "R2"):
        for minute, (who, score, word) in enumerate(GAVE):
            assert rate(site, who, first, score, code, word=word).status_code == 200, minute
        assert rate(site, "state", second, 4, code).status_code == 200
        if code == "R1":
            open_round(site, "R2", first=20, last=30)
    return site, first


def swap(site: Site) -> None:
    """Make it that `ngo` gave what `state` gave, and the other way round, each at the moment at which they gave theirs."""
    rows = site.rows(
        "SELECT r.id, r.round_id, r.proposal_id, r.score, r.word FROM rating r JOIN person p ON p.id = r.person_id"
        " WHERE p.email IN (:state, :ngo)", state=address("state"), ngo=address("ngo"),
    )  # fmt: skip
    for row in rows:
        for other in rows:
            if (row.round_id, row.proposal_id) == (other.round_id, other.proposal_id) and row.id != other.id:
                site.tamper(
                    "UPDATE rating SET score = :score, word = :word WHERE id = :id",
                    score=other.score, word=other.word, id=row.id,
                )  # fmt: skip


def told(site: Site, paths: list[str]) -> Iterator[tuple[str, str]]:
    for who in PEERS:
        doors = site.client(who), program(site, who)
        for path in paths:
            api = path.startswith("/api/v1/")
            answer = doors[api].get(path.removeprefix("/api/v1") if api else path)
            text = re.sub(r'(nonce|id)="[0-9a-f]{16,}"', "", shown(answer))
            yield f"{who} {path}", text


def test_nobody_else_can_tell_who_gave_which_score(rated: tuple[Site, str]) -> None:
    site, first = rated
    kinds = ["json", "csv", "html"]
    parts = Parts(
        {**PARTS, "slug": [SLUG], "place": [first], "code": [first], "name": kinds, "format": kinds}
    )
    found = addresses(
        site.app, parts, {"/rounds/": ["R1", "R2"]}, [f"/{SLUG}/register", f"{AT}/ledger?limit=500"]
    )
    about = ("/rounds/", "/convergence", "/register", "/ledger", f"/{first}")
    paths = sorted({path for path in found if SLUG in path and any(part in path for part in about)})
    assert {f"/{SLUG}/rounds/R2/sheet", f"/api/v1{AT}/rounds/R1/ratings", f"/{SLUG}/convergence"} <= {*paths}
    before = dict(told(site, paths))
    swap(site)
    after = dict(told(site, paths))
    wrong = [path for path, text in before.items() if after[path] != text]
    assert not wrong, wrong
    assert sum(text.startswith("200") for text in before.values()) > 40
    closed = [text for path, text in before.items() if path.endswith("/rounds/R1/ratings")]
    assert all("Domestic workers are left out." in text for text in closed), (
        "what was said is there, without a name"
    )
    mine = {who: program(site, who).get(f"{AT}/rounds/R1/ratings").json()["mine"] for who in ("state", "ngo")}
    assert {who: some[0]["score"] for who, some in mine.items()} == {"state": 2, "ngo": 9}


def test_the_ledger_says_that_somebody_rated_and_neither_who_nor_what(rated: tuple[Site, str]) -> None:
    site, first = rated
    assert acts(site, first).count("rating_given") == 10
    for who in (None, "state", "moderator", "administrator"):
        rows = program(site, who).get(f"{AT}/ledger?limit=500").json()["items"]
        given = [row for row in rows if row["verb"] == "rating_given"]
        assert len(given) == 12
        assert {(row["person"], row["capacity"], row["delegation"], row["reason"]) for row in given} == {
            (None,) * 4
        }
        assert {frozenset(row["facts"]) for row in given} == {frozenset({"proposal", "round", "attribution"})}
        register = site.client(who).get(f"/{SLUG}/register?verb=rating_given").text
        assert not any(name in register for name in ("state@", "Head", "Belgium"))
    kept = site.rows("SELECT facts FROM ledger WHERE verb = 'rating_given'")
    assert len({str(row[0]) for row in kept}) == 12, (
        "each has a veil of its own, so that no hash can be guessed"
    )


def test_ones_own_data_hold_ones_own_scores_and_nobody_elses(rated: tuple[Site, str]) -> None:
    site, _first = rated
    own = {who: program(site, who).get("/account/data").json() for who in ("state", "ngo", "secretariat")}
    assert [row["score"] for row in own["state"]["rating"]] == [9, 4, 9, 4]
    assert [row["score"] for row in own["ngo"]["rating"]] == [2, 2]
    assert own["secretariat"]["rating"] == []
    assert "It serves ports" not in str(own["ngo"])


def test_words_come_in_the_order_of_the_alphabet(rated: tuple[Site, str]) -> None:
    site, _first = rated
    site.now = at(31)
    [first, second] = program(site, None).get(f"{AT}/rounds/R2/ratings").json()["results"]
    assert first["words"] == sorted(word for _who, _score, word in GAVE if word)
    assert (second["people"], second["figures"], second["words"]) == (1, None, [])


def test_words_and_scores_are_not_found_by_the_search(rated: tuple[Site, str]) -> None:
    site, _first = rated
    for who in ("ngo", "moderator", "administrator"):
        found = site.client(who).get(f"/{SLUG}/search?q=domestic+workers").text
        assert "left out" not in found
