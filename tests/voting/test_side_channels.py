"""What nobody may learn of a ballot that does not name delegations, at every door, before the close and after it.

Two sites differ only in that two delegations of one constituency gave each other's positions in one of them: the totals
are the same, and so must everything be that anybody else can see.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import lxml.html
import pytest

from app.people.queries import person_by_email
from app.people.ways.links import add_demo_link
from app.voting.actions.results import publish_due_results
from tests.journeys.closed import PARTS, addresses, shown
from tests.notices.mailing import letters as letters_of
from tests.notices.mailing import tick
from tests.review.making import AT, SLUG, at
from tests.support import KEY, Site, address
from tests.voting.assembly import BALLOT, assembly, give

WORD = "wintergreen"
REASON = f"Not without {WORD}."
NAMES = ("Belgium", "org-bel", "Head 0")
# Who is neither of the two delegations.
OTHERS: tuple[str | None, ...] = (None, "head-1", "moderator", "secretariat", "observer", "administrator")
PLACES: dict[str, Sequence[str]] = {
    "/rounds/": ["R1"], "/groups/": ["WG-1"], "/roundtables/": ["RT1"], "/constituencies/": ["STATE"],
    "/delegations/": ["org-bel"], "/pilots/": ["PIL-1"], "/contributions/": ["C-01"],
}  # fmt: skip
RANDOM = re.compile(r"\bp-[a-z0-9]{10}\b|\b[0-9a-f]{8}\b|[0-9a-f]{16,}|[\w-]{22,}={0,2}")


class Parts(dict[str, Sequence[str]]):
    """What stands in the addresses; for a part that came later something that is not there."""

    def __contains__(self, _part: object) -> bool:
        return True

    def __missing__(self, _part: str) -> Sequence[str]:
        return ["1"]


@contextmanager
def twins(sites: Any, backend: str, **rule: Any) -> Iterator[tuple[tuple[Site, Site], list[str]]]:
    """Two sites with the same ballot, in which two delegations gave positions the other way round; gives the texts."""
    urls = [sites.new(backend, demo=True) for _site in range(2)]
    with Site(urls[0]) as one, Site(urls[1]) as other:
        for site, (first, second) in ((one, ("state", "head-0")), (other, ("head-0", "state"))):
            heads, codes = assembly(site, {"STATE": 6, "CS": 5, "BIZ": 2}, texts=2, **rule)
            with site.database.unit_of_work() as db:
                add_demo_link(db, person_by_email(db, address("head-1")), key=KEY)
            said = {} if rule["disclosure"] == "secret" else {"reason": REASON}
            gave = {first: ("object", said), second: ("support", {})}
            # In the same order at the same moments: only what stands on the papers differs.
            for who in ("state", "head-0", *heads["STATE"][1:], *heads["CS"], *heads["BIZ"], "ngo"):
                position, more = gave.get(who, ("support", {}))
                for code in codes:
                    answer = give(site, who, code, position, **more)
                    assert answer.status_code == 200, answer.text
        yield (one, other), codes
    for url in urls:
        sites.drop(url)


def close(site: Site) -> None:
    """The ballot closes, its result is declared and certified, and everybody is told by mail."""
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    for who, what in (("moderator", "declaration"), ("secretariat", "certification")):
        done = site.api(who).post(f"{BALLOT}/{what}")
        assert done.status_code == 201, done.text


def paths(site: Site, codes: Sequence[str]) -> list[str]:
    """Every address that can be read, filled with the consultation of the ballot."""
    parts = Parts(
        {
            **PARTS,
            "slug": [SLUG],
            "ballot": ["BAL-1"],
            "code": codes[:1],
            "place": codes[:1],
            "roundtable": ["RT1"],
        }
    )
    more = [
        f"/{SLUG}/register?verb=vote_cast",
        f"/api/v1{AT}/ledger?limit=500",
        f"/{SLUG}/search?q={WORD}",
        f"/search?q={WORD}",
    ]
    found = [
        path
        for path in addresses(site.app, parts, PLACES, more)
        if SLUG in path or "/account" in path or path.count("/") == 1
    ]
    return [path for path in dict.fromkeys(found) if path != "/metrics" and not path.endswith(".pdf")]


def look(client: Any, api: Any, path: str) -> Any:
    """What somebody is answered, as a browser or as a program."""
    is_api = path.startswith("/api/v1/")
    return (api if is_api else client).get(path.removeprefix("/api/v1") if is_api else path)


def told(answer: Any) -> str:
    """An answer without what is drawn at random; of a file of tables or of words what stands in it."""
    if answer.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            inside = {
                name: packed.read(name).decode("utf-8", "replace") for name in sorted(packed.namelist())
            }
        return RANDOM.sub("#", "\n".join(f"{name} {text}" for name, text in inside.items()))
    return RANDOM.sub("#", shown(answer))


def pieces(text: str) -> list[str]:
    """The same where it lists papers by their keys, which are drawn at random: what there is, in no order."""
    return sorted(re.split(r"[\s,{}\[\]<>]+", text))


def beside(answer: Any, word: str) -> Iterator[str]:
    """What stands nearest to a word: its row, its item, its note; in JSON the object or the list that holds it."""
    if answer.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            for name in packed.namelist():
                text = packed.read(name).decode("utf-8", "replace")
                yield from (row for row in re.split(r"</row>|</w:tr>|</w:p>", text) if word in row)
    elif "json" in answer.headers.get("content-type", ""):
        yield from _around(answer.json(), word)
    elif "html" in answer.headers.get("content-type", "") and answer.text.strip():
        for found in lxml.html.fromstring(answer.text).iter():
            if word in (found.text or "") or any(word in (child.tail or "") for child in found):
                near = next(
                    (
                        a
                        for a in found.iterancestors("tr", "li", "article", "dd")
                        if a.tag != "article" or a.get("class") == "note"
                    ),
                    found,
                )
                yield str(near.text_content())
    else:
        yield from (line for line in answer.text.splitlines() if word in line)


def _around(value: Any, word: str) -> Iterator[str]:
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if any(isinstance(each, str) and word in each for each in held):
        yield json.dumps([each for each in held if not isinstance(each, dict | list)])
    for each in held:
        yield from _around(each, word)


def crawl(pair: tuple[Site, Site], who: str | None, asked: Sequence[str], *, closed: bool) -> list[str]:
    """What is wrong at these addresses for somebody, each in a line."""
    doors = [(site.client(who), site.api(who)) for site in pair]
    wrong = []
    for path in asked:
        one, other = (look(*door, path) for door in doors)
        if one.status_code >= 500:
            wrong.append(f"{path} answers {one.status_code}")
            continue
        if WORD not in path:
            near = list(beside(one, WORD)) if WORD in told(one) else []
            wrong += [f"{path} tells a reason before the close" for _one in near if not closed]
            wrong += [
                f"{path} names {name} beside it: {text[:200]}"
                for text in near
                for name in NAMES
                if name in text
            ]
        texts = told(one), told(other)
        if texts[0] != texts[1] and not (closed and pieces(texts[0]) == pieces(texts[1])):
            wrong.append(f"{path} differs: {difference(*texts)}")
    return wrong


def difference(one: str, other: str) -> str:
    """Where two texts part."""
    n = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f"{one[max(0, n - 80) : n + 120]!r} / {other[max(0, n - 80) : n + 120]!r}"


def posted(site: Site) -> list[str]:
    """Every letter that was put out, also to the two delegations themselves."""
    tick(site)
    return sorted(RANDOM.sub("#", f"{row.to} {row.subject}\n{row.text}") for row in letters_of(site))


def sealed(site: Site) -> list[Any]:
    """What the register sealed with each vote: of a secret ballot the same whatever was voted."""
    rows = site.rows("SELECT facts, digests FROM ledger WHERE verb = 'vote_cast' ORDER BY track, seq")
    assert rows
    return [str(row) for row in rows]


def asked_by(n: int, path: str, turn: int) -> Iterator[str | None]:
    """Who asks for an address: of what is about the ballot several, of all others one, in turns."""
    yield OTHERS[(n + turn) % len(OTHERS)]
    if "/ballots/" in path or "register" in path or "ledger" in path:
        yield None if (n + turn) % len(OTHERS) else "head-1"
        yield OTHERS[(n + turn + 2) % len(OTHERS)]


@pytest.mark.slow
@pytest.mark.parametrize("disclosure", ["secret", "totals"])
def test_nobody_can_tell_who_gave_what(sites: Any, backend: str, disclosure: str) -> None:
    with twins(sites, backend, disclosure=disclosure) as (pair, codes):
        asked, wrong = paths(pair[0], codes), []
        if backend == "postgresql":
            # What somebody may see is decided the same way on both databases: here some of the addresses are tried.
            asked = asked[::4]
        for turn, closed in enumerate((False, True)):
            for site in pair:
                if closed:
                    close(site)
            letters = [posted(site) for site in pair]
            assert letters[0]
            assert letters[0] == letters[1]
            assert not any(WORD in letter for letter in letters[0])
            assert sealed(pair[0]) == sealed(pair[1]) or disclosure == "totals"
            crowd: dict[str | None, list[str]] = {who: [] for who in OTHERS}
            for n, path in enumerate(asked):
                for who in dict.fromkeys(asked_by(n, path, turn)):
                    crowd[who].append(path)
            for who, mine in crowd.items():
                when = "closed" if closed else "open"
                wrong += [f"{who}, {when}: {line}" for line in crawl(pair, who, mine, closed=closed)]
        assert not wrong, "\n".join(wrong[:20])
        if disclosure == "totals":
            assert WORD in pair[0].client().get(f"/{SLUG}/{codes[0]}").text, "reasons are published"
