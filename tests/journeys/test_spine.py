"""The thinnest whole way through: read, be someone, draft, comment, vote, export, prove; over the wire, on both databases."""

import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from urllib.parse import urljoin

import docx
import httpx
import lxml.html
import pytest

from tests.serving import Server, serving
from tests.support import Form, commonspace

PACKAGE = json.loads((Path(__file__).parents[2] / "data" / "hld-2013.json").read_text())
REVIEW, DECISION, PAST = "/hld-2013-review", "/hld-2013-decision", "/hld-2013"


@pytest.fixture(scope="module")
def server(sites, backend: str):  # type: ignore[no-untyped-def]
    url = sites.new(backend, demo=True, served=True)
    with serving(url) as running:
        yield running


def browser(server: Server, who: str | None = None) -> httpx.Client:
    """A browser without JavaScript; signed in by the link on the sign-in page."""
    client = httpx.Client(base_url=server.address, follow_redirects=True, timeout=60)
    if who is not None:
        page = client.get("/sign-in")
        row = next(
            row
            for row in lxml.html.fromstring(page.text).cssselect("li.row")
            if row.cssselect(".code")[0].text_content().strip() == who
        )
        confirm = client.get(row.cssselect("a")[0].get("href"))
        signed_in = Form(confirm, "/sign-in/").submit(client)
        assert signed_in.status_code == 200
        assert "Sign out" in signed_in.text
    return client


def program(server: Server, who: str) -> httpx.Client:
    """A program with the token that the command made."""
    made = commonspace(server.database_url, "token", "add", f"{who}@demo.example", "--label", "journey")
    assert made.returncode == 0, made.stderr
    token = made.stdout.splitlines()[-1]
    return httpx.Client(
        base_url=server.address + "/api/v1/consultations",
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
    )


def links(page: httpx.Response) -> set[str]:
    """Where a page leads to."""
    found = lxml.html.fromstring(page.text).cssselect("a[href]")
    return {urljoin(str(page.url), a.get("href")) for a in found}


def words(page: httpx.Response) -> str:
    """The text of a page."""
    return " ".join(lxml.html.fromstring(page.text).text_content().split())


def test_a_stranger_reads_from_the_front_page_to_a_measured_value(server: Server) -> None:
    stranger = browser(server)
    front = stranger.get("/")
    assert {"hld-2013", "hld-2013-review", "hld-2013-decision"} <= {
        url.rpartition("/")[2] for url in links(front)
    }
    for address in (
        PAST,
        f"{PAST}/RT1",
        f"{PAST}/RT1-M2",
        f"{PAST}/RT1-M1/changes?from=1&to=2",
        f"{PAST}/pilots/PIL-1",
    ):
        assert stranger.get(address).status_code == 200, address
    proposal = words(stranger.get(f"{PAST}/RT1-M2"))
    for step in next(m for m in PACKAGE["mechanisms"] if m["code"] == "RT1-M2")["how_it_works"]:
        assert step in proposal
    assert "8.72" in words(stranger.get(f"{PAST}/pilots/PIL-1"))
    for query, code in (("remittances", "RT1-M2"), ("الهجرة", "RT1"), ("移民", "RT1")):
        found = stranger.get(f"{PAST}/search", params={"q": query})
        assert code in found.text, query


def test_a_member_drafts_and_a_conflict_loses_nothing(server: Server) -> None:
    member, rapporteur = browser(server, "member"), browser(server, "rapporteur")
    form = Form(
        member.get(f"{REVIEW}/proposals/new", params={"kind": "mechanism", "group": "WG-1A"}), "/proposals"
    )
    wrong = form.submit(member, title="")
    assert wrong.status_code == 422
    made = form.submit(
        member, title="Registers of recruiters", problem="Nobody knows who recruits.\n\nWorkers pay twice."
    )
    assert made.status_code == 200, words(made)
    code = made.url.path.rpartition("/")[2]
    assert re.fullmatch(r"RT1-M\d+", code)

    mine = Form(member.get(f"{REVIEW}/{code}/edit"), f"/{code}/versions")
    theirs = Form(rapporteur.get(f"{REVIEW}/{code}/edit"), f"/{code}/versions")
    preview = member.post(f"{REVIEW}/{code}/preview", data=mine.values, headers={"HX-Request": "true"})
    assert "Workers pay twice." in preview.text
    saved = mine.submit(
        member, problem="Nobody knows who recruits.\n\nWorkers pay twice and thrice.", note="Sharper"
    )
    assert saved.status_code == 200
    clash = theirs.submit(rapporteur, summary="Every recruiter stands in a public register.")
    assert clash.status_code == 409
    assert "Workers pay twice and thrice." in words(clash)
    assert "Every recruiter stands in a public register." in words(clash)
    merged = Form(clash, f"/{code}/versions").submit(rapporteur)
    assert merged.status_code == 200, words(merged)
    whole = words(rapporteur.get(f"{REVIEW}/{code}"))
    assert "Workers pay twice and thrice." in whole
    assert "Every recruiter stands in a public register." in whole
    redline = rapporteur.get(f"{REVIEW}/{code}/changes", params={"from": 1, "to": 3})
    assert "thrice" in redline.text
    assert "<ins" in redline.text

    api = program(server, "rapporteur")
    now = api.get(f"{REVIEW}/proposals/{code}")
    changed = api.patch(
        f"{REVIEW}/proposals/{code}",
        headers={"If-Match": now.headers["ETag"]},
        json={"tags": ["recruitment"]},
    )
    assert changed.status_code == 200
    assert changed.json()["version"] == 4
    stale = api.patch(
        f"{REVIEW}/proposals/{code}",
        headers={"If-Match": now.headers["ETag"]},
        json={"problem": "Other words."},
    )
    assert stale.status_code == 412


def test_people_comment_in_threads_by_page_and_by_program(server: Server) -> None:
    ngo = browser(server, "ngo")
    page = ngo.get(f"{REVIEW}/RT1-M1")
    made = Form(page, "/RT1-M1/comments").submit(
        ngo, text="The ceiling must bind every channel.", type="technical", stance="concern", field="problem"
    )
    assert made.status_code == 200
    assert "The ceiling must bind every channel." in words(made)
    missing = Form(page, "/RT1-M1/comments").submit(
        ngo, text="", type="technical", stance="concern", proposed_text="Kept words."
    )
    assert missing.status_code == 422
    assert "Kept words." in missing.text

    api = program(server, "state")
    first = next(
        c
        for c in api.get(f"{REVIEW}/proposals/RT1-M1/comments").json()["items"]
        if "ceiling must bind" in c["text"]
    )
    reply = {
        "type": "general",
        "stance": "support",
        "text": "Agreed.",
        "parent": first["id"],
        "field": "problem",
    }
    answer = api.post(f"{REVIEW}/proposals/RT1-M1/comments", json=reply)
    assert answer.status_code == 201, answer.text
    assert answer.json()["parent"] == first["id"]


def test_delegations_vote_and_hold_a_receipt(server: Server) -> None:
    member = browser(server, "member")
    shown = Form(member.get(f"{REVIEW}/RT1-M1"), "/RT1-M1/support").submit(
        member, choice="for", word="Long wanted"
    )
    assert shown.status_code == 200

    state, alternate = browser(server, "state"), browser(server, "alternate")
    sheet = Form(state.get(f"{DECISION}/ballots/BAL-1/sheet"), "/sheet")
    unreasoned = sheet.submit(state, **{"RT1-M2": "object"})
    assert unreasoned.status_code == 422
    given = sheet.submit(
        state, **{"RT1-M2": "support", "RT1-M5": "object", "RT1-M5-reason": "No means to check it."}
    )
    assert given.status_code == 200
    again = Form(alternate.get(f"{DECISION}/ballots/BAL-1/sheet"), "/sheet")
    assert again.values["RT1-M2"] == ["support"]
    changed = again.submit(alternate, **{"RT1-M2": "abstain"})
    assert changed.status_code == 200

    api = program(server, "state")
    ballot = api.get(f"{DECISION}/ballots/BAL-1").json()
    assert ballot["mine"]["RT1-M2"]["position"] == "abstain"
    receipt = api.put(f"{DECISION}/ballots/BAL-1/positions/RT1-M2", json={"position": "support"})
    assert receipt.status_code == 200
    assert set(receipt.json()) >= {"receipt", "nonce", "position"}
    for hidden in ("tally", "register"):
        assert api.get(f"{DECISION}/ballots/BAL-1/{hidden}").status_code == 403
    assert commonspace(server.database_url, "tally", "hld-2013-decision", "BAL-1", "--json").returncode == 3


def test_tally_equals_a_recount_from_the_package(server: Server) -> None:
    ran = commonspace(server.database_url, "tally", "hld-2013", "BAL-1", "--json")
    assert ran.returncode == 0, ran.stderr
    tally = json.loads(ran.stdout)
    ballot = PACKAGE["ballots"][0]
    seat = {o["id"]: o["constituency"] for o in PACKAGE["organisations"]}
    given = {(p["proposal"], p["organisation"]): p["position"] for p in ballot["positions"]}
    assert [r["proposal"] for r in tally["results"]] == ballot["proposals"]
    for result in tally["results"]:
        mine = {o: given.get((result["proposal"], o), "not_voted") for o in ballot["eligible"]}
        count = Counter(mine.values())
        assert result["overall"] == {name: count[name] for name in result["overall"]}
        cast, decided = 50 - count["not_voted"], 50 - count["not_voted"] - count["abstain"]
        blocked = any(
            2 * sum(mine[o] == "object" for o in mine if seat[o] == c)
            > sum(mine[o] not in ("not_voted", "abstain") for o in mine if seat[o] == c)
            for c in set(seat.values())
        )
        if 2 * cast < 50:
            expected = "no_quorum"
        elif not count["object"]:
            expected = "consensus"
        else:
            expected = (
                "adopted" if 3 * (decided - count["object"]) >= 2 * decided and not blocked else "not_adopted"
            )
        assert result["outcome"] == expected, result["proposal"]
        assert result["why"]


def unlike(one: bytes, other: bytes) -> str:
    """The parts of two packed files that are not the same, each with where it begins to differ."""
    packed, again = (zipfile.ZipFile(io.BytesIO(content)) for content in (one, other))
    pairs = ((name, packed.read(name), again.read(name)) for name in packed.namelist())
    return "\n".join(
        f"{name}: {a[max(0, at - 100) : at + 100]!r} {b[max(0, at - 100) : at + 100]!r}"
        for name, a, b in pairs
        if a != b
        for at in [next((n for n, pair in enumerate(zip(a, b, strict=False)) if pair[0] != pair[1]), 0)]
    )


def test_the_secretariat_exports_the_same_document_by_every_door(server: Server, tmp_path: Path) -> None:
    secretariat = browser(server, "secretariat")
    page = secretariat.get(f"{PAST}/outcome")
    assert page.status_code == 200
    for name in ("docx", "html", "json"):
        address = next(url for url in links(page) if url.endswith(f"editions/1.{name}"))
        by_page = secretariat.get(address).content
        by_program = secretariat.get(f"/api/v1/consultations{PAST}/outcome/editions/1.{name}").content
        file = tmp_path / f"outcome.{name}"
        ran = commonspace(server.database_url, "export", "hld-2013", "--format", name, "--output", str(file))
        assert ran.returncode == 0, ran.stderr
        by_command = file.read_bytes()
        assert by_page == by_program, unlike(by_page, by_program)
        assert by_page == by_command, unlike(by_page, by_command)
    text = "\n".join(
        p.text for p in docx.Document(io.BytesIO((tmp_path / "outcome.docx").read_bytes())).paragraphs
    )
    assert "Compact to lower the cost of sending remittances" in text
    assert "binds no State" in text


def test_verify_holds_after_all_of_it_and_catches_what_is_changed(server: Server) -> None:
    ran = commonspace(server.database_url, "verify")
    assert ran.returncode == 0, ran.stdout + ran.stderr
