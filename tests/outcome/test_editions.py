"""Editions: issued once, under a symbol of their own, frozen in every language; what follows shows every change."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import lxml.html
import pytest
import sqlalchemy as sa

from app.dossier.verification import verify
from app.kernel.actor import SYSTEM
from app.kernel.db import PackedText
from app.kernel.works import do_work, waiting_work
from app.outcome.actions.filing import keep_files
from app.outcome.actions.selecting import include_undecided, select_proposal
from app.outcome.editions import NAMES, Written, digest_over, edition_file, text_hash, the_edition
from app.outcome.missing import missing_before_issue
from app.wiring import WORKS
from tests.outcome.bench import API, DAY, SLUG, WHY, here, in_consolidation
from tests.support import Form, Site

EDITIONS = f"{API}/editions"
PAGE = f"/{SLUG}/outcome/editions"


def ready(site: Site, languages: Sequence[str] = ("en", "ar")) -> Site:
    """Everything adopted is decided: what no benchmark in the list measures is excluded, the rest included."""
    in_consolidation(site)
    site.tamper(
        "UPDATE consultation SET languages = :languages WHERE slug = :slug",
        languages=json.dumps(list(languages)),
        slug=SLUG,
    )
    with site.database.unit_of_work() as db:
        include_undecided(db, SYSTEM, here(db), decided_on=DAY)
        for one in missing_before_issue(db, here(db)):
            if one.blocks:
                code = one.sentence.split()[0]
                select_proposal(
                    db, SYSTEM, here(db), code, choice="exclude", reason=WHY, decided_on=DAY, turn=1
                )
    return site


def issued(site: Site, **body: Any) -> Any:
    answer = site.api("secretariat").post(EDITIONS, json={"kind": "edition", **body})
    assert answer.status_code == 201, answer.text
    return answer.json()


def unbroken(site: Site) -> None:
    with site.database.reading() as db:
        assert verify(db, SLUG).breaks == []


def texts(site: Site) -> list[Any]:
    table = sa.table(
        "edition_text",
        sa.column("id"),
        sa.column("language"),
        sa.column("tree", PackedText()),
        sa.column("hash"),
    )
    with site.database.engine.connect() as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.id)))


def said(page: Any) -> str:
    return " ".join(lxml.html.fromstring(page.text).text_content().split())


def test_an_edition_is_issued_with_symbol_day_and_digest_in_every_language(site: Site) -> None:
    made = issued(ready(site, ["en", "fr", "es", "ar", "zh", "ru"]), note="As the group decided.")
    assert (made["n"], made["symbol"], made["kind"]) == (1, "HLD-2013/OUT/1", "edition")
    assert made["issued_on"] == site.now.date().isoformat()
    assert made["languages"] == ["en", "fr", "es", "ar", "zh", "ru"]
    rows = texts(site)
    assert [row.hash for row in rows] == [text_hash(row.tree) for row in rows]
    assert made["digest"] == digest_over({row.language: row.hash for row in rows})
    cover = json.loads(rows[0].tree)["cover"]
    assert cover["symbol"] == "HLD-2013/OUT/1"
    assert cover["status"].startswith("Issued on")
    assert "draft" not in cover["symbol"] + cover["status"]
    unbroken(site)


def test_what_it_holds_is_consolidated_and_what_it_leaves_out_is_not(site: Site) -> None:
    ready(site)
    listed = {c["code"]: c["choice"] for c in site.api("secretariat").get(f"{API}/list").json()["items"]}
    issued(site)
    states = {
        row[0]: row[1]
        for row in site.rows(
            "SELECT p.code, p.state FROM proposal p JOIN consultation c ON c.id = p.consultation_id WHERE c.slug = :slug",
            slug=SLUG,
        )
    }
    for code, choice in listed.items():
        assert states[code] == ("consolidated" if choice == "include" else "adopted"), code


def test_nothing_is_issued_before_every_adopted_proposal_is_decided_on(site: Site) -> None:
    in_consolidation(site)
    answer = site.api("secretariat").post(EDITIONS, json={"kind": "edition"})
    assert answer.status_code == 403
    assert "no decision of the representative group" in answer.json()["detail"]
    page = site.client("secretariat").get(PAGE)
    assert "no decision of the representative group" in page.text
    assert 'action="/hld-2013-decision/outcome/editions"' not in page.text


def test_it_is_issued_once_and_what_changes_follows_it(site: Site) -> None:
    issued(ready(site))
    again = site.api("secretariat").post(EDITIONS, json={"kind": "edition"})
    assert again.status_code == 403
    assert "HLD-2013/OUT/1" in again.json()["detail"]
    for kind in ("corrigendum", "revision"):
        same = site.api("secretariat").post(EDITIONS, json={"kind": kind, "note": WHY})
        assert (same.status_code, "Nothing has changed" in same.json()["detail"]) == (403, True)


def test_a_corrigendum_shows_every_change_and_leaves_the_edition_as_it_was(site: Site) -> None:
    issued(ready(site))
    before = texts(site)
    front(site, "The method was this.")
    made = issued(site, kind="corrigendum", of=1, note="The method was missing.")
    assert (made["n"], made["symbol"], made["of"]) == (2, "HLD-2013/OUT/1/Corr.1", 1)
    after = texts(site)
    assert after[: len(before)] == before
    first = json.loads(after[len(before)].tree)["body"][0]
    assert first["id"] == "changes"
    words = json.dumps(first)
    assert "The method was missing." in words
    added = [r["text"] for r in runs(first) if r.get("change") == "added"]
    assert "The method was this." in added
    assert not [r for r in runs(first) if r.get("change") == "removed"]
    html = site.client().get(f"/{SLUG}/outcome/editions/2.html").text
    assert "<ins" in html
    front(site, "The method was that.", base=1)
    assert issued(site, kind="corrigendum", note=WHY)["symbol"] == "HLD-2013/OUT/1/Corr.2"
    table = json.loads(texts(site)[-2].tree)["body"][0]
    changes = {(r["change"], r["text"].strip()) for r in runs(table) if "change" in r}
    assert changes == {("removed", "this"), ("added", "that")}
    unbroken(site)


def test_a_revision_is_numbered_on_its_own_and_corrected_on_its_own(site: Site) -> None:
    issued(ready(site))
    symbols = []
    for n, kind in enumerate(("revision", "corrigendum", "corrigendum", "revision", "corrigendum")):
        front(site, f"The method, told for the {n}th time.", base=n)
        symbols.append(issued(site, kind=kind, note=WHY)["symbol"].removeprefix("HLD-2013/OUT/1/"))
    assert symbols == ["Rev.1", "Rev.1/Corr.1", "Rev.1/Corr.2", "Rev.2", "Rev.2/Corr.1"]
    numbers = [each["n"] for each in site.api().get(API).json()["editions"]]
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_a_change_is_said_against_the_newest_edition_only_and_with_a_reason(site: Site) -> None:
    issued(ready(site))
    front(site, "The method was this.")
    program = site.api("secretariat")
    without = program.post(EDITIONS, json={"kind": "revision"})
    assert (without.status_code, without.json()["errors"][0]["field"]) == (422, "reason")
    issued(site, kind="revision", note=WHY)
    front(site, "The method was that.", base=1)
    older = program.post(EDITIONS, json={"kind": "corrigendum", "of": 1, "note": WHY})
    assert older.status_code == 403
    assert "HLD-2013/OUT/1/Rev.1" in older.json()["detail"]


def test_the_secretariat_issues_by_form_and_a_second_click_does_no_harm(site: Site) -> None:
    ready(site)
    client = site.client("secretariat")
    form = Form(client.get(PAGE), "/outcome/editions")
    assert form.submit(client, follow=False).status_code == 303
    assert form.submit(client, follow=False).status_code == 403
    assert len(site.api().get(API).json()["editions"]) == 1
    front(site, "The method was this.")
    form = Form(client.get(PAGE), "/outcome/editions")
    empty = form.submit(client, kind="revision", note="  ")
    assert empty.status_code == 422
    assert "Say why it is issued." in empty.text
    assert form.submit(client, kind="revision", note=WHY).status_code == 200
    assert "HLD-2013/OUT/1/Rev.1" in said(client.get(f"/{SLUG}/outcome"))


@pytest.mark.parametrize("who", [None, "observer", "state", "moderator"])
def test_nobody_else_issues_and_everybody_reads(site: Site, who: str | None) -> None:
    ready(site)
    refused = site.api(who).post(EDITIONS, json={"kind": "edition"})
    assert refused.status_code in (401, 403)
    issued(site)
    page = site.client(who).get(PAGE)
    assert page.status_code == 200
    assert "HLD-2013/OUT/1" in page.text
    assert '<form action="/hld-2013-decision/outcome/editions"' not in page.text


def test_a_negotiated_outcome_is_not_issued_here(site: Site) -> None:
    ready(site)
    site.tamper(
        "UPDATE consultation SET outcome_kinds = '[\"negotiated_outcome\"]' WHERE slug = :slug", slug=SLUG
    )
    refused = site.api("secretariat").post(EDITIONS, json={"kind": "edition"})
    assert (refused.status_code, "negotiated" in refused.json()["detail"]) == (403, True)


def test_the_files_made_by_the_job_are_those_given_before_it_ran(site: Site) -> None:
    issued(ready(site))
    client = site.client()
    at = f"/{SLUG}/outcome/editions/1"
    before = {name: client.get(f"{at}.{name}").content for name in ("docx", "html", "md", "json", "xlsx")}
    votes = client.get(f"{at}.csv?table=votes&lang=ar").content
    with site.database.reading() as db:
        (work,) = [each for each in waiting_work(db) if SLUG in place(site, each)]
    assert "are being made: 0 of" in said(client.get(PAGE))
    assert do_work(site.database, WORKS, work)
    files = site.api().get(API).json()["editions"][0]["files"]
    assert len(files) == 2 * len(NAMES)
    for name, content in before.items():
        assert client.get(f"{at}.{name}").content == content
        (kept,) = [f for f in files if (f["language"], f["name"]) == ("en", name)]
        assert (kept["size"], kept["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert client.get(f"{at}.csv?table=votes&lang=ar").content == votes
    page = client.get(PAGE)
    assert "are being made" not in said(page)
    links = lxml.html.fromstring(page.text).xpath("//a[@download]/@href")
    assert len(links) == len(files)
    assert client.get(links[-1]).status_code == 200
    unbroken(site)


def place(site: Site, public_id: str) -> str:
    return str(site.rows("SELECT place FROM work WHERE public_id = :id", id=public_id)[0][0])


@pytest.mark.parametrize(
    ("tamper", "said_of"),
    [
        (
            "UPDATE edition SET digest = 'x' WHERE consultation_id = :here",
            "its digest is not that of its texts",
        ),
        (
            "UPDATE edition_text SET hash = 'x' WHERE consultation_id = :here",
            "is not the one that was issued",
        ),
        (
            "UPDATE edition_file SET content = :bytes WHERE consultation_id = :here",
            "its file docx in en is not the one",
        ),
        (
            "DELETE FROM edition_file WHERE consultation_id = :here",
            "the ledger has this row, the table has not",
        ),
        ("UPDATE edition SET n = 7 WHERE consultation_id = :here", "edition 1: it is missing"),
    ],
)
def test_verify_names_what_is_not_as_it_was_issued(site: Site, tamper: str, said_of: str) -> None:
    with site.database.unit_of_work() as db:
        consultation = site.consultation("hld-2013")
        edition = the_edition(db, consultation, 1)
        keep_files(db, consultation, edition, "en", {"docx": edition_file(db, edition, "docx")})
    with site.database.reading() as db:
        report = verify(db, "hld-2013")
        assert report.breaks == []
        assert "issued editions: 6 texts and 1 files with the hashes they had" in report.lines
    values = {"here": consultation.id, "bytes": b"x"} if ":bytes" in tamper else {"here": consultation.id}
    site.tamper(tamper, **values)
    with site.database.reading() as db:
        assert any(said_of in one for one in verify(db, "hld-2013").breaks)


def test_a_file_is_kept_once(site: Site) -> None:
    for content in (b"as issued", b"another"):
        with site.database.unit_of_work() as db:
            consultation = site.consultation("hld-2013")
            edition = the_edition(db, consultation, 1)
            keep_files(db, consultation, edition, "en", {"md": Written(content, "")})
    assert site.client().get("/hld-2013/outcome/editions/1.md").content == b"as issued"


def front(site: Site, text: str, base: int = 0) -> None:
    answer = site.api("secretariat").put(
        f"{API}/front/method", json={"language": "en", "text": text}, headers={"If-Match": f'"{base}"'}
    )
    assert answer.status_code == 200, answer.text


def runs(node: Any) -> list[dict[str, Any]]:
    """Every run of words below a node of the tree."""
    if isinstance(node, list):
        return [run for each in node for run in runs(each)]
    if isinstance(node, dict):
        return (
            [node]
            if "text" in node and isinstance(node["text"], str)
            else [r for v in node.values() for r in runs(v)]
        )
    return []
