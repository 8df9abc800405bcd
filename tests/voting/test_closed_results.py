"""What is published of a ballot that names no delegation: on no page, in no file and to nobody a position beside its delegation."""

import csv
import io
import json
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html
import openpyxl
import pytest

from app.kernel.ledger import digest
from app.voting.actions.results import publish_due_results
from tests.ceilings.counting import counted
from tests.review.making import SLUG, at, breaks, certify, state_of
from tests.support import Form, Site
from tests.voting.assembly import BALLOT, HERE, assembly, give
from tests.voting.test_verifier import verify

SIZES = {"STATE": 4, "CS": 3, "BIZ": 1}
READERS = (None, "moderator", "secretariat", "administrator", "state")
REASONS = {"ngo": "The fees are missing.", "head-7": "Small firms cannot pay this."}


@dataclass
class Closed:
    """A ballot that has closed: `answers` is what its people were told, by person and proposal."""

    site: Site
    codes: list[str]
    answers: dict[tuple[str, str], Any]

    @property
    def delegations(self) -> list[dict[str, Any]]:
        """The electorate as everybody reads it."""
        found: list[dict[str, Any]] = self.site.api().get(BALLOT).json()["electorate"]
        return found


def closed(site: Site, disclosure: str) -> Closed:
    """Two texts; everybody votes on the first, all but one on the second, two object, one changed its mind before."""
    heads, codes = assembly(site, SIZES, texts=2, disclosure=disclosure, smallest=3)
    answers: dict[tuple[str, str], Any] = {}
    for who in ("state", "ngo", *(head for some in heads.values() for head in some)):
        api = site.api(who)

        def said(name: str, code: str, api: Any = api, **body: Any) -> None:
            done = api.put(f"{BALLOT}/positions/{code}", json=body)
            assert done.status_code == 200, done.text
            answers[name, code] = done.json()

        if (disclosure, who) == ("totals", "state"):
            said("early", codes[0], position="object", reason="Not this.")
        more = {"reason": REASONS[who]} if who in REASONS else {"willing": "lead"} if who == "state" else {}
        if disclosure == "secret":
            more = {}
        said(who, codes[0], position="object" if who in REASONS else "support", **more)
        if who != "head-1":
            said(who, codes[1], position="support")
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    return Closed(site, codes, answers)


@pytest.fixture(params=["totals", "secret"])
def ballot(request: pytest.FixtureRequest, site: Site) -> Closed:
    return closed(site, request.param)


def names_in(text: str, delegations: list[dict[str, Any]]) -> list[str]:
    """The names and codes of delegations that stand in a text."""
    plain = re.sub("[\u2060\u00ad]", "", text).replace("\u2011", "-")
    words = [each[key] for each in delegations for key in ("name", "delegation")]
    return [word for word in words if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", plain)]


def without_electorate(page: str) -> str:
    """The main part of a page without who gives positions."""
    html = lxml.html.fromstring(page)
    [main] = html.cssselect("main")
    for section in main.cssselect("section[aria-labelledby=rule]"):
        section.getparent().remove(section)
    return lxml.html.tostring(main, encoding="unicode")


def find(client: Any, key: str) -> Any:
    """What answers when a receipt or a key is looked for from the page of the results; it comes into no address."""
    answer = Form(client.get(HERE), "/receipts").submit(client, receipt=key)
    assert str(answer.url).endswith(f"{HERE}/receipts")
    assert answer.headers["cache-control"] == "no-store"
    return answer


def files(ballot: Closed, who: str | None, tmp: Path) -> Iterator[tuple[str, str]]:
    """Every file of results as text without the electorate, by its name."""
    client = ballot.site.client(who)

    def read(name: str) -> Any:
        answer = client.get(f"{HERE}/results.{name}")
        assert answer.status_code == 200, answer.text
        return answer

    def cut(text: str) -> str:
        return re.sub(r"(?s)The electorate(?!.*The electorate).*?(?=(Where constituencies differ|What the constituencies agree))", "", text)  # fmt: skip

    yield "md", cut(read("md").text)
    yield "html", cut(lxml.html.fromstring(read("html").text).text_content())
    with zipfile.ZipFile(io.BytesIO(read("docx").content)) as packed:
        parts = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist() if name.endswith(".xml")]  # fmt: skip
    yield "docx", cut(re.sub(r"<[^>]+>", " ", " ".join(sorted(parts, key=len))))
    (tmp / "results.pdf").write_bytes(read("pdf").content)
    command = ["pdftotext", "-layout", str(tmp / "results.pdf"), "-"]
    yield "pdf", cut(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode())
    document = read("json").json()
    whole = [each for each in document["body"] if each["id"] != "electorate"]
    yield "json", json.dumps({**document, "body": whole}, ensure_ascii=False)
    book = openpyxl.load_workbook(io.BytesIO(read("xlsx").content))
    for sheet in book:
        said = " | ".join(
            str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None
        )
        if not names_in(sheet.title, [{"name": "Electorate", "delegation": "Electorate"}]):
            yield f"xlsx {sheet.title}", said
    for table in ("results", "constituencies", "reasons", "willingness", "explanations", "rule"):
        yield f"csv {table}", read(f"csv?table={table}").text


def test_no_page_and_no_answer_names_a_delegation_beside_a_position_to_anybody(ballot: Closed) -> None:
    everybody = ballot.delegations
    for who in READERS:
        client, api = ballot.site.client(who), ballot.site.api(who)
        for path in ("", "?order=apart", "?outcome=adopted", *(f"/{code}" for code in ballot.codes), "/willing", "/explanations"):  # fmt: skip
            answer = client.get(f"{HERE}{path}")
            assert answer.status_code == 200, path
            assert names_in(without_electorate(answer.text), everybody) == [], (who, path)
        for path in ("tally", "register", "declaration", "explanations"):
            answer = api.get(f"{BALLOT}/{path}")
            assert (answer.status_code, names_in(answer.text, everybody)) == (200, []), (who, path)
        file = api.get(f"{BALLOT}/register.json").json()
        assert file == client.get(f"{HERE}/register.json").json()
        rest = {name: value for name, value in file.items() if name not in ("electorate", "voted")}
        assert names_in(json.dumps(rest, ensure_ascii=False), everybody) == []
        assert "nonce" not in rest
        assert {tuple(paper) for paper in file["papers"]} == {("bloc", "key", "position", "proposal")}


def test_no_file_names_a_delegation_beside_a_position(ballot: Closed, tmp_path: Path) -> None:
    everybody = ballot.delegations
    seen = dict(files(ballot, "moderator", tmp_path))
    for name, text in seen.items():
        assert names_in(text, everybody) == [], name
        if "csv" not in name and "xlsx" not in name:
            assert "counted together: " in re.sub(r"\s+", " ", text), name
    assert "counted together: " in seen["csv rule"]
    for reason in REASONS.values():
        kept = [
            name for name, text in seen.items() if reason in re.sub(r"\s+", " ", text.replace("\u2060", ""))
        ]
        if ballot.site.api().get(BALLOT).json()["rule"]["disclosure"] == "totals":
            assert {"md", "html", "json", "csv reasons"} <= set(kept)
        else:
            assert kept == []


def test_what_is_by_delegation_is_refused_with_why(ballot: Closed) -> None:
    client, api = ballot.site.client("moderator"), ballot.site.api("moderator")
    for answer in (
        client.get(f"{HERE}/shortlist"), client.get(f"{HERE}/shortlist.csv"), client.get(f"{HERE}/trial"),
        api.get(f"{BALLOT}/shortlist"), api.get(f"{BALLOT}/shortlist.xlsx"),
    ):  # fmt: skip
        assert (answer.status_code, "nothing here is by delegation" in answer.text) == (403, True)
    answer = client.get(f"{HERE}/overrulings?proposal={ballot.codes[0]}&delegation=picum")
    assert (answer.status_code, "lets nobody overrule" in answer.text) == (403, True)
    sent = {"proposal": ballot.codes[0], "delegation": "picum", "reason": "Answered."}
    assert api.post(f"{BALLOT}/overrulings", json=sent).status_code == 403
    page = client.get(HERE).text
    for path in ("trial", "shortlist", "overrulings"):
        assert f"{HERE}/{path}" not in page


def test_register_of_a_ballot_that_names_nobody_is_verified_and_sealed_at_the_close(
    ballot: Closed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = ballot.site
    answer = site.api().get(f"{BALLOT}/register.json")
    file = answer.json()
    assert list(verify.breaks(file)) == []
    assert {each["constituency"] for each in file["electorate"]} == {"STATE", "BIZ+CS"}
    assert Counter(each["within"] for each in file["electorate"]) == {"STATE": 5, "CS": 4, "BIZ": 1}
    assert [p["key"] for p in file["papers"]] == [
        key for code in ballot.codes for key in sorted(p["key"] for p in file["papers"] if p["proposal"] == code)
    ]  # fmt: skip
    assert len(file["papers"]) == len(file["voted"]) == 19
    [entry] = [row for row in site.api().get(f"/consultations/{SLUG}/ledger?limit=200").json()["items"] if row["verb"] == "result_published"]  # fmt: skip
    assert entry["facts"]["register"] == digest(file)
    assert "It is the same as at the close" in site.client().get(HERE).text
    path = tmp_path / "register.json"
    path.write_bytes(answer.content)
    mine = ballot.answers["ngo", ballot.codes[0]]["receipt"]
    assert verify.main(str(path), "--receipt", mine) == 0
    assert (
        f"yours is object by one of BIZ+CS on {ballot.codes[0]}; SHA-256 at the close {digest(file)}."
        in capsys.readouterr().out
    )
    certify(site)
    assert breaks(site) == []
    void = site.api("secretariat").post(f"{BALLOT}/voiding", json={"reason": "The wrong annex was sent out."})
    assert void.status_code == 201, void.text
    after = site.api().get(f"{BALLOT}/register.json").json()
    assert after == {**file, "void": True}
    assert "It is the same as at the close" not in site.client().get(HERE).text
    assert entry["facts"]["register"] in site.client().get(HERE).text


def test_between_the_close_and_the_tick_the_register_is_the_one_that_is_sealed_then(site: Site) -> None:
    heads, codes = assembly(site, {"STATE": 4, "CS": 4}, disclosure="secret")
    for who in ("state", "ngo", *heads["STATE"]):
        assert give(site, who, codes[0], "support").status_code == 200
    site.now = at(9)
    early = site.api().get(f"{BALLOT}/register.json").json()
    assert list(verify.breaks(early)) == []
    assert site.client().get(HERE).status_code == 200
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    assert site.api().get(f"{BALLOT}/register.json").json() == early


def test_pages_of_the_register_by_program_are_the_file_in_stretches(ballot: Closed) -> None:
    api = ballot.site.api()
    rows, cursor = [], ""
    while True:
        answer = api.get(f"{BALLOT}/register?limit=10&cursor={cursor}").json()
        rows += answer["items"]
        cursor = answer["next"]
        if cursor is None:
            break
    assert rows == api.get(f"{BALLOT}/register.json").json()["papers"]


def test_own_paper_is_found_by_its_key_and_never_whose_it_is(ballot: Closed) -> None:
    client = ballot.site.client("moderator")
    key = ballot.answers["ngo", ballot.codes[0]]["receipt"]
    page = without_electorate(find(client, key).text)
    assert "It is in the register, and counts" in page
    assert "objects" in page
    assert names_in(page, ballot.delegations) == []
    assert REASONS["ngo"] not in page
    wrong = find(client, "short")
    assert wrong.status_code == 422
    nobodys = find(client, ("0" if len(key) == 64 else "A") * len(key))
    assert "There is no such" in nobodys.text
    # Nor does the form on that page send it in an address, nor is one that has it answered.
    assert Form(wrong, "/receipts").submit(client, receipt=key).headers["cache-control"] == "no-store"
    address = client.get(f"{HERE}/receipts", params={"receipt": key})
    assert (address.status_code, Form(address, "/receipts").values["receipt"]) == (200, [""])
    assert "It is in the register" not in address.text
    assert client.post(f"{HERE}/receipts", data={"receipt": key}).status_code == 403


def test_receipt_of_an_earlier_turn_says_only_that_it_does_not_count(site: Site) -> None:
    ballot = closed(site, "totals")
    page = find(site.client(), ballot.answers["early", ballot.codes[0]]["receipt"])
    text = without_electorate(page.text)
    assert "It does not count any more" in text
    assert names_in(text, ballot.delegations) == []
    assert not any(code in text for code in ballot.codes)
    assert ballot.answers["state", ballot.codes[0]]["receipt"] not in page.text


def test_paper_that_is_changed_after_the_close_is_found_and_nobody_declares_it(ballot: Closed) -> None:
    site = ballot.site
    secret = site.api().get(BALLOT).json()["rule"]["disclosure"] == "secret"
    table, key = ("paper", "key") if secret else ("position", "receipt")
    old = site.api().get(f"{BALLOT}/register.json").json()["papers"][3]["key"]
    site.tamper(f"UPDATE {table} SET {key} = :new WHERE {key} = :old", new="0" * len(old), old=old)
    assert any("sealed at the close" in each for each in breaks(site)), breaks(site)
    refused = site.api("moderator").post(f"{BALLOT}/declaration")
    assert (refused.status_code, "do not give the result that was kept" in refused.text) == (403, True)
    assert any("published is" in each for each in verify.breaks(site.api().get(f"{BALLOT}/register.json").json()))  # fmt: skip


def test_secret_ballot_says_that_it_adopts_no_text_and_takes_no_explanation(site: Site) -> None:
    heads, codes = assembly(site, {"STATE": 4, "CS": 4}, disclosure="secret")
    sent = {"text": "We voted for it.", "proposal": codes[0]}
    before = site.api("state").post(f"{BALLOT}/explanations", json=sent)
    assert (before.status_code, "neither before the close nor after it" in before.text) == (403, True)
    assert "explanations" not in site.client("state").get(HERE).text
    for who in ("state", *heads["STATE"], *heads["CS"]):
        assert give(site, who, codes[0], "support").status_code == 200
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    after = site.api("state").post(f"{BALLOT}/explanations", json=sent)
    assert (after.status_code, "neither before the close nor after it" in after.text) == (403, True)
    client = site.client("state")
    for path in (HERE, f"{HERE}/{codes[0]}"):
        page = client.get(path).text
        assert "adopts no text" in page
        assert "Carried by consensus" in page
        assert "Adopted" not in page
        assert f"{HERE}/explanations" not in page
    form = client.get(f"{HERE}/explanations").text
    assert "neither before the close nor after it" in form
    assert "<textarea" not in form
    assert "A secret ballot adopts no text." in client.get(f"{HERE}/results.md").text
    assert state_of(site, codes[0]) == "ready"


def test_totals_say_how_many_would_act_and_explanations_are_a_delegations_own(site: Site) -> None:
    ballot = closed(site, "totals")
    code = ballot.codes[0]
    page = lxml.html.fromstring(site.client().get(f"{HERE}/{code}").text)
    [acting] = page.cssselect("section[aria-labelledby=acting]")
    assert [cell.text_content() for cell in acting.cssselect("th, td")] == ["Would lead", "1"]
    notes = [note.text_content() for note in page.cssselect("section[aria-labelledby=result] .note")]
    assert len(notes) == 2
    assert all("One delegation" in note for note in notes)
    rows = list(csv.DictReader(io.StringIO(site.client().get(f"{HERE}/results.csv?table=reasons").content.decode("utf-8-sig"))))  # fmt: skip
    assert [list(row) for row in rows] == [["proposal", "position", "reason"]] * 2
    said = site.api("ngo").post(f"{BALLOT}/explanations", json={"text": "We look forward.", "proposal": code})
    assert said.status_code == 201, said.text
    [own] = lxml.html.fromstring(site.client().get(f"{HERE}/{code}").text).cssselect("section[aria-labelledby=explained] .note")  # fmt: skip
    assert "We look forward." in own.text_content()
    assert not {"Object", "objects", "Support"} & set(re.findall(r"\w+", own.text_content()))


def test_pages_of_a_ballot_that_names_nobody_ask_a_fixed_number_of_queries(ballot: Closed) -> None:
    client = ballot.site.client("state")
    key = ballot.answers["ngo", ballot.codes[0]]["receipt"]
    for path, most in (
        ("", 20),
        ("/willing", 9),
        (f"/{ballot.codes[0]}", 11),
        ("/register.json", 12),
        ("/receipts", 8),
    ):
        with counted(ballot.site.database) as statements:
            assert client.get(f"{HERE}{path}").status_code == 200
        assert len(statements) <= most, (path, "\n".join(statements))
    form = Form(client.get(f"{HERE}/receipts"), "/receipts")
    with counted(ballot.site.database) as statements:
        assert "It is in the register" in form.submit(client, receipt=key).text
    assert len(statements) <= 8, "\n".join(statements)


def test_what_a_closed_group_wrote_is_left_out_and_the_blocs_are_explained_all_the_same(site: Site) -> None:
    heads, codes = assembly(site, {"STATE": 3, "CS": 3}, texts=2, disclosure="totals", smallest=3)
    site.tamper("UPDATE proposal SET group_id = (SELECT id FROM working_group WHERE code = 'WG-2' AND consultation_id = proposal.consultation_id) WHERE id = (SELECT max(id) FROM proposal)")  # fmt: skip
    for who in ("state", *heads["STATE"], "ngo", *heads["CS"]):
        assert give(site, who, codes[0], "support").status_code == 200
    for who in ("state", *heads["STATE"], "ngo"):
        assert give(site, who, codes[1], "support").status_code == 200
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    file = site.api().get(f"{BALLOT}/register.json").json()
    assert [each["proposal"] for each in file["proposals"]] == [codes[0]]
    assert {paper["bloc"] for paper in file["papers"]} == {"CS+STATE"}
    assert file["together"] == ["CS", "STATE"]
    assert list(verify.breaks(file)) == []
    assert list(verify.breaks({**file, "together": []})) != []
    whole = site.api("state").get(f"{BALLOT}/register.json").json()
    assert (len(whole["papers"]), whole["together"]) == (13, [])
    assert list(verify.breaks(whole)) == []
    assert site.api().get(f"{BALLOT}/register?limit=100").json()["items"] == file["papers"]
    hidden = next(paper["key"] for paper in whole["papers"] if paper["proposal"] == codes[1])
    assert "There is no such" in find(site.client(), hidden).text
    assert "SHA-256 of the register as everybody got it" in site.client("state").get(HERE).text
    assert breaks(site) == []
