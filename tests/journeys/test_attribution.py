"""Who spoke in a round not for attribution, or by delegation, is shown to nobody but themselves, at no door.

Where nobody can tell who spoke, nothing may change for anybody when it was somebody else. So the site is read, the
authors of what was said are exchanged behind its back, and it is read again: by everybody, at every address.
"""

import json
import re
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app.consultations.actions.seats import seat_person
from app.consultations.live import UNTOLD, news_of
from app.dossier.verification import verify
from app.kernel.actor import SYSTEM
from app.kernel.ledger import LedgerEntry
from app.kernel.tail import Told
from app.people.models import Person
from app.people.privacy.own_data import own_data
from app.people.queries import person_by_email
from app.people.ways.links import add_sign_in_link, sign_in
from app.web.csrf import SESSION_COOKIE
from tests.journeys.closed import CODES, PARTS, addresses, shown
from tests.review.making import AT, SLUG, at, begin, do, make, plan
from tests.support import Site, commonspace, keep_awake

NAME, EMAIL, SEAT, DRAFTER = (
    "Wren Wintergreen",
    "wren@quill.example",
    "Counsellor of the hedge",
    "Drafter of the hedge",
)
GHOST, GHOST_EMAIL, GHOST_SEAT = "Kestrel Quillfeather", "kestrel@ghost.example", "Envoy of nowhere"
# Everybody is asked whether a word names the author; for two of them not a byte may change with who it was.
COMPARED: tuple[str | None, ...] = (None, "moderator")
EVERYBODY = (*COMPARED, "observer", "member", "secretariat", "administrator", "ngo", "alternate")
WORD = "hedgerow"
# Who sits where is known to all who look there; none of these is about what was said.
# Whoever looks for a reviewer chooses among those who sit here.
OF_REVIEWERS = ("/reviewers", "/reviews")
OF_SEATS = (
    "/members", "/groups", "/setup", "/seats", "/delegations", "/admin", "/register", "/ledger", *OF_REVIEWERS
)  # fmt: skip


class Spoken(NamedTuple):
    """The site, the text that was spoken on, and the codes of what was said: in R1 not for attribution, in R2 by
    delegation, in R3 by name."""

    site: Site
    text: str
    nobody: list[str]
    delegation: list[str]
    named: str


def say(api: TestClient, text: str, words: str, **more: Any) -> str:
    body = {"type": "general", "stance": "concern", "text": f"{words} {WORD}.", **more}
    made = api.post(f"{AT}/proposals/{text}/comments", json=body)
    assert made.status_code == 201, made.text
    assert made.json()["mine"] is True
    return str(made.json()["id"])


def answer(site: Site, code: str) -> None:
    body = {"code": "noted", "reason": "It is said.", "state": "issued"}
    done = site.api("moderator").put(f"{AT}/comments/{code}/disposition", json=body)
    assert done.status_code == 200, done.text


def wren(site: Site) -> TestClient:
    """The author's browser."""
    client = site.client()
    with site.database.unit_of_work() as db:
        cookie, _person = sign_in(db, link=add_sign_in_link(db, person_by_email(db, EMAIL)))
        keep_awake(db, cookie)
    client.cookies.set(SESSION_COOKIE, cookie, domain="localhost.local")
    return client


def take_part(site: Site, text: str) -> list[str]:
    """Everything that somebody can do in a round of comments: say, reply, show support, take back, be answered."""
    author, ngo = site.api(EMAIL), site.api("ngo")
    first = say(author, text, "Who keeps the")
    other = say(ngo, text, "We have no", delegation="picum")
    codes = [
        first,
        other,
        say(author, text, "You do have a", parent=other),
        say(author, text, "I regret the"),
    ]
    word = {"choice": "for", "word": f"For each {WORD}."}
    assert author.put(f"{AT}/proposals/{text}/support", json=word).status_code == 200
    answer(site, first)
    satisfied = {"satisfied": False, "word": f"Not for the {WORD}."}
    assert author.post(f"{AT}/comments/{first}/acknowledgement", json=satisfied).status_code == 200
    taken_back = {"code": "withdrawn", "reason": f"No {WORD} any more.", "state": "issued"}
    assert author.put(f"{AT}/comments/{codes[3]}/disposition", json=taken_back).status_code == 200
    codes.append(object_to_an_answer(site, text))
    alike = site.api("moderator").put(f"{AT}/comments/{codes[2]}/group", json={"lead": first})
    assert alike.status_code == 200, alike.text
    return codes


def object_to_an_answer(site: Site, text: str) -> str:
    """A technical comment whose answer does not satisfy becomes an objection, which is answered and stands; gives the
    comment."""
    author = site.api(EMAIL)
    comment = say(author, text, "Nobody prunes the", type="technical", field="problem")
    answer(site, comment)
    word = {"satisfied": False, "word": f"It prunes no {WORD}."}
    assert author.post(f"{AT}/comments/{comment}/acknowledgement", json=word).status_code == 200
    body = {"comment": comment, "reason": f"Nobody prunes the {WORD}.", "removal": f"A pruned {WORD}."}
    made = author.post(f"{AT}/proposals/{text}/objections", json=body)
    assert made.status_code == 201, made.text
    assert made.json()["mine"] is True
    at_it = f"{AT}/objections/{made.json()['id']}/steps"
    how = {"state": "addressed", "words": f"The group prunes the {WORD}."}
    assert site.api("moderator").post(at_it, json=how).status_code == 201
    stands = {"state": "sustained", "words": f"The {WORD} stands."}
    assert author.post(at_it, json=stands).status_code == 201
    return comment


def in_round(site: Site, code: str, attribution: str, first: int) -> None:
    api = site.api("moderator")
    planned = plan(api, first=first, last=first + 5, attribution=attribution, code=code)
    assert planned.status_code == 201, planned.text
    opened = do(api, code, "opening")
    assert opened.status_code == 200, opened.text
    late = api.patch(f"{AT}/rounds/{code}", json={"attribution": "personal"})
    assert late.status_code == 403, "under what name people speak is fixed with the opening"
    site.now = at(first + 1)


@pytest.fixture(scope="module")
def spoken(sites, backend: str) -> Iterator[Spoken]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        make(site)
        with site.database.unit_of_work() as db:
            here = site.consultation(SLUG)
            who: dict[str, Any] = {"email": EMAIL, "name": NAME}
            seat_person(db, SYSTEM, here, title=SEAT, role="alternate", delegation="org-bel", **who)
            seat_person(db, SYSTEM, here, title=DRAFTER, role="member", group="WG-1", **who)
            db.add(Person(public_id="p-ghost", name=GHOST, email=GHOST_EMAIL, created_at=site.now))
        text = begin(site)
        in_round(site, "R1", "none", 1)
        nobody = take_part(site, text)
        in_round(site, "R2", "delegation", 11)
        delegation = take_part(site, text)
        in_round(site, "R3", "personal", 21)
        named = say(site.api(EMAIL), text, "By name, for the")
        with site.database.reading() as db:
            assert verify(db).breaks == []
        yield Spoken(site, text, nobody, delegation, named)


def paths(spoken: Spoken) -> list[str]:
    """Every address of the site and of the API, with what is there."""
    said = [spoken.nobody[0], spoken.delegation[3], "OBJ-001", "OBJ-002"]
    parts = {
        **PARTS, "slug": [SLUG], "code": [spoken.text], "id": said, "place": [spoken.text], "roundtable": ["RT1"],
        "name": ["json", "html", "md"], "table": ["comments"],
    }  # fmt: skip
    codes = {
        **CODES, "/rounds/": ["R1", "R2"], "/groups/": ["WG-1"], "/constituencies/": ["STATE"], "/comments/": said,
    }  # fmt: skip
    asked = (
        "comments?round=R1", "comments?constituency=STATE", "comments?constituency=CS", "comments?answer=open",
        "comments?stance=concern&round=R2", "objections?round=R1", "objections?state=sustained", f"search?q={WORD}", "search?q=hedge", "search?q=Wintergreen", "RT1",
        f"register?subject={said[0]}", "register?verb=comment_made", "register?verb=support_shown",
        f"{spoken.text}/changes?from=1&to=1", "answers?round=R1", f"outcome/trace/{spoken.text}/summary",
    )  # fmt: skip
    api = (f"proposals/{spoken.text}/comments?limit=200", "ledger?limit=500", "rounds", f"proposals?q={WORD}")
    more = [f"/{SLUG}/{each}" for each in asked] + [f"/api/v1{AT}/{each}" for each in api]
    every = dict.fromkeys([*addresses(spoken.site.app, parts, codes, more), f"/search?q={WORD}"])
    # The own account is a matter of the tests of privacy.
    return [
        path for path in every if not re.match(r"/(api/v1/)?(account|sign-in|patterns)|/api/v1/openapi", path)
    ]


def read(doors: tuple[TestClient, TestClient], asked: Iterable[str]) -> dict[str, str]:
    """What somebody is shown at each of these addresses, where there is something for them."""
    page, api = doors
    found = {}
    for path in asked:
        program = path.startswith("/api/v1/")
        answer = (api if program else page).get(path.removeprefix("/api/v1") if program else path)
        if answer.status_code == 200:
            found[path] = shown(answer)
    return found


def exchange(site: Site, spoken: Spoken) -> None:
    """Have it been somebody else behind the site's back: a person without any seat, where nobody is shown also for
    another delegation."""
    (ghost,) = site.rows("SELECT id FROM person WHERE email = :email", email=GHOST_EMAIL)[0]
    (wren,) = site.rows("SELECT id FROM person WHERE email = :email", email=EMAIL)[0]
    (here,) = site.rows("SELECT id FROM consultation WHERE slug = :slug", slug=SLUG)[0]
    who = {"ghost": ghost, "wren": wren, "here": here, "seat": GHOST_SEAT}
    of_round = (
        "person_id = :wren AND round_id IN (SELECT id FROM round WHERE consultation_id = :here AND code"
    )
    site.tamper(
        "UPDATE comment SET delegation_id = (SELECT id FROM delegation WHERE code = 'picum' AND consultation_id = :here)"
        f" WHERE {of_round} = 'R1')",
        **who,
    )
    site.tamper(
        f"UPDATE comment SET person_id = :ghost, author_title = :seat WHERE {of_round} IN ('R1', 'R2'))",
        **who,
    )
    site.tamper(
        "UPDATE objection SET delegation_id = (SELECT id FROM delegation WHERE code = 'picum' AND consultation_id = :here)"
        f" WHERE {of_round} = 'R1')",
        **who,
    )
    site.tamper(
        f"UPDATE objection SET person_id = :ghost, author_title = :seat WHERE {of_round} IN ('R1', 'R2'))",
        **who,
    )
    site.tamper(
        "UPDATE objection_step SET person_id = :ghost, author_title = :seat WHERE person_id = :wren", **who
    )
    for table in ("acknowledgement", "show_of_support"):
        site.tamper(f"UPDATE {table} SET person_id = :ghost WHERE person_id = :wren", **who)
    site.tamper(
        "UPDATE disposition SET person_id = :ghost, decided_by = :seat WHERE person_id = :wren", **who
    )


def words_in(site: Site, name: str, folder: Path) -> str:
    """The words of the outcome as a file that no browser reads."""
    file = folder / f"outcome.{name}"
    made = commonspace(site.url, "export", SLUG, "--format", name, "--output", str(file), clock=site.now)
    assert made.returncode == 0, made.stderr
    if name == "pdf":
        read_it = ["pdftotext", "-enc", "UTF-8", str(file), "-"]
        return subprocess.run(read_it, capture_output=True, check=True).stdout.decode()
    with zipfile.ZipFile(file) as packed:
        return "\n".join(packed.read(part).decode("utf-8", "replace") for part in packed.namelist())


def difference(one: str, other: str) -> str:
    """Where two texts part, with a little around it."""
    pairs = enumerate(zip(one, other, strict=False))
    place = next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
    return f"{one[max(0, place - 60) : place + 60]!r} instead of {other[max(0, place - 60) : place + 60]!r}"


def ids_of(site: Site, *emails: str) -> list[str]:
    return [
        row[0]
        for email in emails
        for row in site.rows("SELECT public_id FROM person WHERE email = :e", e=email)
    ]


def test_the_author_is_told_what_is_theirs_and_may_take_it_back(spoken: Spoken) -> None:
    site, (first, other, *_more) = spoken.site, spoken.nobody
    own = "Nobody but you is shown that"
    assert own in wren(site).get(f"/{SLUG}/comments/{first}").text
    assert own in wren(site).get(f"/{SLUG}/{spoken.text}").text
    assert own not in wren(site).get(f"/{SLUG}/comments/{other}").text
    assert own not in site.client("alternate").get(f"/{SLUG}/{spoken.text}").text
    assert "Withdraw this comment" in wren(site).get(f"/{SLUG}/comments/{first}").text
    mine = {
        c["id"]
        for c in site.api(EMAIL).get(f"{AT}/proposals/{spoken.text}/comments").json()["items"]
        if c["mine"]
    }
    assert mine == {*spoken.nobody, *spoken.delegation, spoken.named} - {other, spoken.delegation[1]}
    assert SEAT in site.client().get(f"/{SLUG}/comments/{spoken.named}").text, (
        "what was said by name has its name"
    )


def test_a_show_of_support_and_its_word_are_shown_as_the_round_shows(spoken: Spoken) -> None:
    for who in (None, "member", "alternate"):
        page = spoken.site.client(who).get(f"/{SLUG}/{spoken.text}").text
        assert f"For each {WORD}." in page
        assert DRAFTER not in page


def test_the_ledger_says_what_was_done_and_not_by_whom(spoken: Spoken) -> None:
    verbs = {
        "comment_made",
        "comment_withdrawn",
        "disposition_acknowledged",
        "support_shown",
        "objection_raised",
    }
    codes = {*spoken.nobody, *spoken.delegation, spoken.text, "OBJ-001", "OBJ-002"} - {spoken.named}
    for who in (None, "secretariat", "administrator"):
        rows = spoken.site.api(who).get(f"{AT}/ledger?limit=500").json()["items"]
        said = [row for row in rows if row["verb"] in verbs and row["subject"] in codes]
        assert {row["verb"] for row in said} == verbs
        for row in said:
            assert (row["person"], row["capacity"]) == (None, None), row
            assert "veil" not in row["facts"]
        by_round = {row["subject"]: row["delegation"] for row in said if row["verb"] == "comment_made"}
        assert by_round[spoken.nobody[0]] is None
        assert by_round[spoken.delegation[0]] == "org-bel"
    with spoken.site.database.reading() as db:
        entries = db.exec(select(LedgerEntry).where(col(LedgerEntry.track) == SLUG)).all()
        here = spoken.site.consultation(SLUG)
        told = [Told(e.track, e.seq, e.verb, e.subject, e.facts) for e in entries if e.verb in verbs - UNTOLD]
        news = " ".join(str(news_of(here, one)) for one in told)
        for word in (NAME, SEAT, DRAFTER, *ids_of(spoken.site, EMAIL)):
            assert word not in news


def test_no_mail_and_nobody_elses_data_names_the_author(spoken: Spoken) -> None:
    site = spoken.site
    words = [NAME, EMAIL, SEAT, DRAFTER, *ids_of(site, EMAIL)]
    for to, subject, text in site.rows('SELECT "to", subject, text FROM outgoing'):
        assert to == EMAIL or not any(word in subject + text for word in words)
    with site.database.reading() as db:
        for person in db.exec(select(Person).where(Person.email != EMAIL)).all():
            data = json.dumps({k: v for k, v in own_data(db, person).items() if k != "ledger"})
            assert not any(word in data for word in words), person.email


def test_it_could_have_been_anybody(spoken: Spoken, tmp_path: Path) -> None:
    """Last in this file: it exchanges the authors."""
    site, asked = spoken.site, paths(spoken)
    doors = {who: (site.client(who), site.api(who)) for who in EVERYBODY}
    before = {who: read(doors[who], asked) for who in COMPARED}
    wrong = [
        f"{who} {path} tells {word}"
        for who, pages in before.items()
        for path, text in pages.items()
        if not any(part in path for part in OF_SEATS)
        for word in (NAME, EMAIL)
        if word in text.replace(path, "")
    ]
    assert SEAT in before[None][f"/{SLUG}/{spoken.text}"], "what is said by name has its name"
    # What those two read and is about nothing that was said, the others read alike.
    said = (WORD, *spoken.nobody, *spoken.delegation)
    known = {path: text for pages in before.values() for path, text in pages.items()}
    about = [path for path in asked if path not in known or any(word in known[path] for word in said)]
    assert 20 < len(about) < len(asked)
    exchange(site, spoken)
    ghost = [GHOST, GHOST_EMAIL, GHOST_SEAT, *ids_of(site, GHOST_EMAIL)]
    for who in EVERYBODY:
        earlier = before.get(who, {})
        for path, text in read(doors[who], earlier or about).items():
            if text != earlier.get(path, text):
                wrong.append(f"{who} {path} differs: {difference(text, earlier[path])}")
            if "/admin" not in path:
                wrong += [f"{who} {path} tells {word}" for word in ghost if word in text]
    for name in ("docx", "pdf", "xlsx"):
        text = words_in(site, name, tmp_path)
        assert WORD in text, f"the {name} has what was said"
        wrong += [f"{name} tells {word}" for word in ghost if word in text]
    assert not wrong, "\n".join(wrong)
