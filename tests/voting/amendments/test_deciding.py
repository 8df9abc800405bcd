"""Amendments are decided before their text, furthest first; what carries enters it when the result is certified."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import lxml.html
import openpyxl

from app.consultations.actions.groups import add_group
from app.consultations.actions.seats import seat_person
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from tests.review.making import AT, SLUG, at, begin, breaks, certify, do, plan
from tests.support import Form, Site, commonspace
from tests.voting.amendments.deciding import (
    PROBLEM_1,
    PROBLEM_2,
    all_support,
    amended,
    ballot_opened,
    give,
    more_heads,
    outcomes,
    published,
    states,
)
from tests.voting.amendments.moving import move, moved, paragraphs, ready, text_ready
from tests.voting.test_verifier import VERIFIER, verify


def version(site: Site, code: str, n: int) -> dict[str, Any]:
    return dict(site.api().get(f"{AT}/proposals/{code}/versions/{n}").json())


def edited(site: Site, code: str, base: int) -> Any:
    """The answer to the member who edits a text."""
    return site.api("member").patch(
        f"{AT}/proposals/{code}", json={"title": "Another title"}, headers={"If-Match": f'"{base}"'}
    )


def test_a_journey_from_three_amendments_to_a_paragraph_to_the_adopted_text(
    site: Site, tmp_path: Path
) -> None:
    code, (near, far, middle, other) = amended(site)
    before = list(paragraphs(site, code))
    lines = ballot_opened(site)
    assert lines == [far, middle, near, other], (
        "furthest from the text first, then the next paragraph; not the text"
    )
    assert states(site, [code, far]) == ["ready", "under_decision"]
    all_support(site, lines)
    site.now = at(9)
    published(site)
    assert outcomes(site) == {
        far: "consensus", middle: "not_adopted", near: "not_adopted", other: "consensus"
    }  # fmt: skip
    assert states(site, lines) == ["adopted", "not_adopted", "not_adopted", "adopted"]
    tally = site.api().get(f"{AT}/ballots/BAL-1/tally").json()
    fell = next(each for each in tally["results"] if each["proposal"] == near)
    assert fell["fell_to"] == far
    assert fell["why"] == [
        f"Not put: {far} comes before it, was adopted, and excludes this one (GA rule 130)."
    ]
    assert fell["amends"] == {"text": code, "field": "problem", "paragraph": before[0]}
    register = site.api().get(f"{AT}/ballots/BAL-1/register.json")
    path = tmp_path / "register.json"
    path.write_bytes(register.content)
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, f"{SLUG} BAL-1: 8 receipts and 4 results agree.\n")
    certify(site)
    assert states(site, [code, *lines]) == ["ready", "merged", "not_adopted", "not_adopted", "merged"]
    assert list(paragraphs(site, code)) == before, "the ids of paragraphs are permanent"
    assert list(paragraphs(site, code).values())[:2] == [PROBLEM_1, PROBLEM_2]
    first, second = version(site, code, 2), version(site, code, 3)
    assert (first["author"], first["note"]) == ("head", f"Amended by {far} (BAL-1)")
    assert (second["author"], second["note"]) == ("head", f"Amended by {other} (BAL-1)")
    entries = site.rows("SELECT count(*) FROM ledger WHERE track = :s", s=SLUG)
    again = site.api("secretariat").post(f"{AT}/ballots/BAL-1/certification")
    assert again.status_code == 201
    assert site.rows("SELECT count(*) FROM ledger WHERE track = :s", s=SLUG) == entries
    assert breaks(site) == []
    site.now = at(10)
    assert ballot_opened(site, first=11, ballot="BAL-2") == [code]
    all_support(site, [code], ballot="BAL-2")
    sheet = site.client("state").get(f"/{SLUG}/ballots/BAL-2/sheet").text
    assert "given on version" not in sheet.casefold()
    site.now = at(20)
    published(site)
    certify(site, "BAL-2")
    assert states(site, [code]) == ["adopted"]
    assert breaks(site) == []


def test_a_text_stands_still_while_its_amendments_are_decided_on_and_each_verb_says_why(site: Site) -> None:
    code, _codes = amended(site)
    lines = ballot_opened(site)
    why = f"{', '.join(lines)} to {code} are decided on in BAL-1, so that the text stands still until that result is certified."
    member, moderator = site.api("member"), site.api("moderator")
    edit = edited(site, code, 1)
    withdraw = member.post(
        f"{AT}/proposals/{code}/steps", json={"step": "withdrawn", "reason": "Not needed now."}
    )
    back = moderator.post(
        f"{AT}/proposals/{code}/steps", json={"step": "referred_back", "reason": "Work on it more."}
    )
    for refused in (edit, withdraw, back):
        assert refused.status_code == 403, refused.text
    assert why in withdraw.json()["detail"]
    assert move(site, "state", code, next(iter(paragraphs(site, code))), "Other words.").status_code == 403
    assert "BAL-1" in site.client("member").get(f"/{SLUG}/{code}").text
    all_support(site, lines)
    site.now = at(9)
    published(site)
    held = moderator.post(
        f"{AT}/proposals/{code}/steps", json={"step": "referred_back", "reason": "Work on it more."}
    )
    assert f"{lines[0]}, {lines[3]} to {code} are decided on in BAL-1" in held.json()["detail"], (
        "adopted, not entered"
    )
    plan(moderator, "silence", first=10, last=20)
    asked = site.client("moderator").get(f"/{SLUG}/rounds/R2/opening").text
    assert "are decided on in BAL-1" in asked
    assert do(moderator, "R2", "opening").status_code == 403
    certify(site)
    freed = moderator.post(
        f"{AT}/proposals/{code}/steps", json={"step": "referred_back", "reason": "Work on it more."}
    )
    assert freed.status_code == 201, freed.text
    assert breaks(site) == []


def test_the_checklist_says_what_is_decided_before_the_text_and_what_is_left_out(site: Site) -> None:
    code, (near, far, middle, other) = amended(site)
    begin(site, "Another text")
    ready(site, "RT1-M2")
    stale = moved(site, "ngo", "RT1-M2", next(iter(paragraphs(site, "RT1-M2"))), "They do not know them.")[
        "code"
    ]
    api = site.api("moderator")
    plan(api, "silence", first=1, last=10)
    silence = site.client("moderator").get(f"/{SLUG}/rounds/R1/opening").text
    assert (
        f"{code} waits for 4 amendments, which a ballot decides on before it, and will not be under silence."
        in silence
    )
    plan(api, "ballot", first=11, last=20)
    page = site.client("moderator").get(f"/{SLUG}/rounds/R2/opening").text
    assert f"4 amendments to {code} are decided before it, which waits for the next ballot." in page
    links = [page.index(f'href="/{SLUG}/{each}"') for each in (far, middle, near, other)]
    assert links == sorted(links), "in the order in which they are decided"
    assert "1 amendment to RT1-M2 is decided before it" in page
    # The text moves on: what was written on its older version is left out and named, and the text itself is put.
    saved = edited(site, "RT1-M2", 1)
    assert saved.status_code == 200, saved.text
    ready(site, "RT1-M2")
    page = site.client("moderator").get(f"/{SLUG}/rounds/R2/opening").text
    assert "1 amendment was written on an older version of RT1-M2 and is left out." in page
    assert "1 text is ready for decision and will be on the ballot." in page
    opened = do(api, "R2", "opening")
    assert opened.status_code == 200, opened.text
    lines = [line["code"] for line in site.api().get(f"{AT}/ballots/BAL-1").json()["proposals"]]
    assert lines == [far, middle, near, other, "RT1-M2"]
    assert states(site, [stale]) == ["ready"]


def test_without_a_quorum_amendments_wait_again_and_the_next_ballot_takes_them_up(site: Site) -> None:
    code, _codes = amended(site)
    lines = ballot_opened(site)
    site.now = at(9)
    published(site)
    assert set(outcomes(site).values()) == {"no_quorum"}
    assert set(states(site, [code, *lines])) == {"ready"}
    certify(site)
    assert ballot_opened(site, first=10, ballot="BAL-2") == lines
    assert breaks(site) == []


def test_a_void_ballot_gives_back_the_words_it_took_and_leaves_what_the_group_wrote_since(site: Site) -> None:
    code, _codes = amended(site)
    lines = ballot_opened(site)
    all_support(site, lines)
    site.now = at(9)
    published(site)
    before = paragraphs(site, code)
    certify(site)
    assert paragraphs(site, code) != before
    voided = site.api("secretariat").post(
        f"{AT}/ballots/BAL-1/voiding", json={"reason": "Two papers were lost."}
    )
    assert voided.status_code == 201, voided.text
    assert paragraphs(site, code) == before
    assert version(site, code, 4)["note"] == "As version 1: BAL-1, which amended it, is void"
    assert set(states(site, [code, *lines])) == {"ready"}
    wait = site.api().get(f"{AT}/proposals/{code}/amendments").json()["items"]
    assert {(each["stale"], each["newest_version"], each["entered_version"]) for each in wait} == {
        (False, 4, None)
    }
    assert breaks(site) == []
    again = site.api("secretariat").post(
        f"{AT}/ballots/BAL-1/voiding", json={"reason": "Two papers were lost."}
    )
    assert again.status_code == 201
    assert version(site, code, 4)["version"] == site.api().get(f"{AT}/proposals/{code}").json()["version"]
    assert ballot_opened(site, first=10, ballot="BAL-2") == lines


def test_a_void_ballot_that_is_not_certified_leaves_the_text_as_it_is(site: Site) -> None:
    code, _codes = amended(site)
    lines = ballot_opened(site)
    all_support(site, lines)
    site.now = at(9)
    published(site)
    voided = site.api("secretariat").post(
        f"{AT}/ballots/BAL-1/voiding", json={"reason": "Two papers were lost."}
    )
    assert voided.status_code == 201, voided.text
    assert set(states(site, [code, *lines])) == {"ready"}
    assert site.api().get(f"{AT}/proposals/{code}").json()["version"] == 1
    assert ballot_opened(site, first=10, ballot="BAL-2") == lines
    assert breaks(site) == []


def test_a_text_that_its_group_edited_since_stays_and_one_under_a_later_decision_refuses_the_void(
    site: Site,
) -> None:
    code, _codes = amended(site)
    lines = ballot_opened(site)
    all_support(site, lines)
    site.now = at(9)
    published(site)
    certify(site)
    assert ballot_opened(site, first=10, ballot="BAL-2") == [code]
    void = {"reason": "Two papers were lost."}
    refused = site.api("secretariat").post(f"{AT}/ballots/BAL-1/voiding", json=void)
    assert refused.status_code == 403
    assert (
        f"{code} is under a later decision in the words that amendments of this ballot gave it"
        in refused.json()["detail"]
    )
    site.now = at(20)
    published(site)
    saved = edited(site, code, 3)
    assert saved.status_code == 200, saved.text
    voided = site.api("secretariat").post(f"{AT}/ballots/BAL-1/voiding", json=void)
    assert voided.status_code == 201, voided.text
    assert voided.json()["left_as_they_stand"] == [code]
    assert site.api().get(f"{AT}/proposals/{code}").json()["version"] == 4
    assert f"{code} was edited since" in site.client("secretariat").get(f"/{SLUG}/ballots/BAL-1").text
    assert breaks(site) == []


def test_a_secret_ballot_adopts_no_amendment_and_says_what_carried(site: Site) -> None:
    code, _codes = amended(site)
    heads = more_heads(site, 3)
    lines = ballot_opened(site, disclosure="secret", smallest=3)
    sheet = site.client("state").get(f"/{SLUG}/ballots/BAL-1/sheet").text
    assert f"Amendment to {code}: The problem, paragraph 1" in sheet
    for who in ("state", "ngo", *heads):
        for line in lines:
            give(site, who, line, "support")
    site.now = at(9)
    published(site)
    assert list(outcomes(site).values()) == ["consensus", "not_adopted", "not_adopted", "consensus"]
    assert set(states(site, [code, *lines])) == {"ready"}
    certify(site)
    assert site.api().get(f"{AT}/proposals/{code}").json()["version"] == 1
    page = site.client().get(f"/{SLUG}/ballots/BAL-1").text
    assert f"{lines[0]} comes before it, carried, and excludes this one" in page
    file = site.api().get(f"{AT}/ballots/BAL-1/register.json").json()
    assert list(verify.breaks(file)) == []
    assert breaks(site) == []


def test_where_only_totals_are_published_amendments_are_decided_and_enter_all_the_same(site: Site) -> None:
    code, _codes = amended(site)
    heads = more_heads(site, 3)
    lines = ballot_opened(site, disclosure="totals", smallest=3)
    for who in ("state", "ngo", *heads):
        for line in lines:
            give(site, who, line, "support")
    site.now = at(9)
    published(site)
    certify(site)
    assert list(paragraphs(site, code).values())[:2] == [PROBLEM_1, PROBLEM_2]
    result = site.client().get(f"/{SLUG}/ballots/BAL-1/{lines[1]}").text
    assert f"Not put: {lines[0]} comes before it" in result
    file = site.api().get(f"{AT}/ballots/BAL-1/register.json").json()
    assert list(verify.breaks(file)) == []
    assert breaks(site) == []


def test_overruling_an_objection_computes_the_whole_paragraph_anew(site: Site) -> None:
    code, _codes = amended(site)
    lines = ballot_opened(site, preset="rough_consensus")
    far, middle, near, other = lines
    for line in lines:
        give(site, "state", line, "agree")
    give(site, "ngo", far, "objection", reason="It says too little.")
    for line in (middle, near, other):
        give(site, "ngo", line, "agree")
    site.now = at(9)
    published(site)
    assert outcomes(site) == {far: "not_adopted", middle: "adopted", near: "not_adopted", other: "adopted"}
    sent = {"proposal": far, "delegation": "picum", "reason": "It was answered in the debate."}
    overruled = site.api("moderator").post(f"{AT}/ballots/BAL-1/overrulings", json=sent)
    assert overruled.status_code == 201, overruled.text
    assert outcomes(site) == {far: "adopted", middle: "not_adopted", near: "not_adopted", other: "adopted"}
    assert states(site, lines) == ["adopted", "not_adopted", "not_adopted", "adopted"]
    tally = site.api().get(f"{AT}/ballots/BAL-1/tally").json()["results"]
    assert [each.get("fell_to") for each in tally] == [None, far, far, None]
    file = site.api().get(f"{AT}/ballots/BAL-1/register.json").json()
    assert list(verify.breaks(file)) == []
    certify(site)
    assert list(paragraphs(site, code).values())[:2] == [PROBLEM_1, PROBLEM_2]
    assert breaks(site) == []


def test_an_objection_is_not_overruled_once_the_text_has_gone_on(site: Site) -> None:
    code = text_ready(site)
    first = next(iter(paragraphs(site, code)))
    only = moved(site, "state", code, first, PROBLEM_1)["code"]
    assert ballot_opened(site, preset="rough_consensus") == [only]
    give(site, "state", only, "agree")
    give(site, "ngo", only, "objection", reason="It says too little.")
    site.now = at(9)
    published(site)
    assert edited(site, code, 1).status_code == 200, "nothing was adopted, and the group goes on"
    sent = {"proposal": only, "delegation": "picum", "reason": "It was answered in the debate."}
    refused = site.api("moderator").post(f"{AT}/ballots/BAL-1/overrulings", json=sent)
    assert refused.status_code == 403
    assert f"{code} has gone on since" in refused.json()["detail"]
    assert breaks(site) == []


def test_the_sheet_and_the_files_say_what_an_amendment_changes(site: Site) -> None:
    code, _codes = amended(site)
    lines = ballot_opened(site)
    far = lines[0]
    head = site.client("state")
    for page in (head.get(f"/{SLUG}/ballots/BAL-1/sheet").text, head.get(f"/{SLUG}/ballots/BAL-1").text):
        words = " ".join(lxml.html.fromstring(page).text_content().split())
        assert f"Amendment to {code}: The problem, paragraph 1" in words
        assert f"Amendment to {code}: The problem, paragraph 2" in words
        assert "Number 1 of 3 to this paragraph in the order in which they are decided" in words
        assert "inserted: public end of insertion" in words
        assert "deleted:" in words
    back = Form(head.get(f"/{SLUG}/ballots/BAL-1/sheet"), id="sheet").submit(head, **{far: "support"})
    assert "1 position stands as it is on this sheet." in back.text
    file = head.get(f"/{SLUG}/ballots/BAL-1/sheet.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert f"Amendment to {code}: The problem, paragraph 1. It would say: {PROBLEM_1}" in cells
    all_support(site, lines)
    site.now = at(9)
    published(site)
    for name in ("xlsx", "docx", "pdf", "json"):
        assert site.client().get(f"/{SLUG}/ballots/BAL-1/results.{name}").status_code == 200
    table = site.client().get(f"/{SLUG}/ballots/BAL-1/results.csv?table=results").text
    assert f"Not put: {far} comes before it" in table
    assert "fell_to" in table.splitlines()[0] or "Fell to" in table.splitlines()[0]
    for path in ("", "?order=apart", "/willing", "/trial?preset=simple_majority", f"/{far}", f"/{lines[1]}"):
        assert site.client().get(f"/{SLUG}/ballots/BAL-1{path}").status_code == 200, path
    told = commonspace(site.url, "tally", SLUG, "BAL-1", "--provisional")
    assert f"fell to {far}" in told.stdout
    assert f"{code} is" not in site.client().get(f"/{SLUG}/ballots/BAL-1/shortlist").text


def test_the_order_of_the_chair_and_what_is_decided_are_told_as_they_are(site: Site) -> None:
    code, (near, far, middle, _other) = amended(site)
    body = {"field": "problem", "paragraph": next(iter(paragraphs(site, code))), "order": [near, far, middle]}
    assert site.api("moderator").put(f"{AT}/proposals/{code}/amendments/order", json=body).status_code == 200
    lines = ballot_opened(site)
    assert lines[:3] == [near, far, middle]
    page = site.client("state").get(f"/{SLUG}/ballots/BAL-1").text
    assert "Number 2 of 3 to this paragraph in the order in which they are decided" in page
    assert "furthest from the text" not in page
    all_support(site, lines)
    site.now = at(9)
    published(site)
    results = " ".join(site.client().get(f"/{SLUG}/ballots/BAL-1").text.split())
    assert f"Not put: {near} comes before it, was adopted, and excludes this one (GA rule 130)." in results
    told = (
        "2 delegations were asked for their positions on 4 texts and amendments.",
        "What was adopted of amendments enters its text, which is decided on afterwards; nothing binds a State.",
    )
    assert " ".join(told) in results
    paper = site.client().get(f"/{SLUG}/ballots/BAL-1/results.html").text
    for page in (results, paper):
        assert "proposals. What was adopted is a recommendation" not in page
        assert all(sentence in page for sentence in told)
    assert "What was adopted is a recommendation to pilot" not in paper


def test_an_amendment_to_a_title_goes_by_the_title_of_its_text_until_it_is_in_it(site: Site) -> None:
    code = text_ready(site)
    old, new = "A register of recruiters", "A public register of recruiters"
    moved(site, "state", code, "", new, field="title")
    state = site.client("state")
    assert version(site, f"{code}-A1", 1)["fields"]["title"] == new
    page = state.get(f"/{SLUG}/{code}-A1").text
    assert f">{old}</a>" in page
    assert "inserted:" in page
    assert new in state.get(f"/{SLUG}/{code}-A1/versions/1").text
    assert breaks(site) == []
    assert ballot_opened(site) == [f"{code}-A1"]
    line = site.api().get(f"{AT}/ballots/BAL-1").json()["proposals"][0]
    assert line["title"] == old
    for path in ("", "/sheet"):
        words = " ".join(
            lxml.html.fromstring(state.get(f"/{SLUG}/ballots/BAL-1{path}").text).text_content().split()
        )
        assert old in words, path
    all_support(site, [f"{code}-A1"])
    site.now = at(9)
    published(site)
    certify(site)
    assert site.api().get(f"{AT}/proposals/{code}").json()["title"] == new
    assert breaks(site) == []
    site.tamper("UPDATE proposal SET title = 'Another' WHERE code = :c", c=f"{code}-A1")
    assert any("its title is not that of the text it amends" in sentence for sentence in breaks(site))


def test_amendments_of_a_closed_group_are_hidden_with_their_text(site: Site) -> None:
    code, _codes = amended(site)
    lines = ballot_opened(site)
    all_support(site, lines)
    site.now = at(9)
    published(site)
    site.tamper("UPDATE working_group SET closed = true WHERE code = 'WG-1' AND consultation_id = (SELECT id FROM consultation WHERE slug = :s)", s=SLUG)  # fmt: skip
    assert site.api().get(f"{AT}/ballots/BAL-1/tally").json()["results"] == []
    assert code not in site.client().get(f"/{SLUG}/ballots/BAL-1").text
    assert site.client().get(f"/{SLUG}/ballots/BAL-1/{lines[0]}").status_code == 404
    file = site.api().get(f"{AT}/ballots/BAL-1/register.json").json()
    assert (file["proposals"], list(verify.breaks(file))) == ([], [])


def test_what_was_adopted_as_an_amendment_is_no_adopted_text_anywhere(site: Site) -> None:
    code, _codes = amended(site)
    begin(site, "Another text")
    ready(site, "RT1-M2")
    lines = ballot_opened(site)
    all_support(site, lines)
    site.now = at(9)
    published(site)
    far = lines[0]
    secretariat = site.client("secretariat")
    for path in (
        "outcome",
        "outcome/list",
        "proposals",
        "rounds",
        "convergence",
        "ballots/BAL-1/shortlist",
        "response",
        "",
    ):
        page = secretariat.get(f"/{SLUG}/{path}")
        assert page.status_code in (200, 404), path
        assert path.startswith("ballots") or far not in page.text, path
    assert site.client().get(f"/{SLUG}/ballots/BAL-1/shortlist").text.count(f"{code}-A") == 0
    plan(site.api("moderator"), "selection", first=10, last=12)
    asked = site.client("moderator").get(f"/{SLUG}/rounds/R2/opening").text
    assert "No text in its scope is adopted." not in asked, "RT1-M2 was adopted"
    assert "1 text is adopted and comes before the representative group." in asked
    document = site.api().get(f"{AT}/outcome").text
    assert '"outcome": "consensus"' not in document or far in document, "only the annex of votes names it"
    for name in ("docx", "pdf", "json", "html", "md", "xlsx"):
        assert secretariat.get(f"/{SLUG}/outcome.{name}").status_code in (200, 404), name
    certify(site)
    assert breaks(site) == []
    assert site.client("secretariat").get(f"/{SLUG}/outcome/trace/{code}/problem/p1").status_code == 200
    trace = (
        site.client("secretariat")
        .get(f"/{SLUG}/outcome/trace/{code}/problem/{next(iter(paragraphs(site, code)))}")
        .text
    )
    assert f"Amended by {far} (BAL-1)" in trace


def test_of_a_closed_group_the_checklist_says_that_there_is_something_and_not_what(site: Site) -> None:
    code, _codes = amended(site)
    site.tamper("UPDATE working_group SET closed = true WHERE code = 'WG-1' AND consultation_id = (SELECT id FROM consultation WHERE slug = :s)", s=SLUG)  # fmt: skip
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        add_group(db, SYSTEM, here, code="WG-3", title="Group 3", roundtable="RT2")
        seat_person(
            db, SYSTEM, here, email="observer@demo.example", role="moderator", title="chair", group="WG-3"
        )
    plan(site.api("moderator"), "ballot", first=1, last=7)
    page = site.client("observer").get(f"/{SLUG}/rounds/R1/opening").text
    assert code not in page
    assert "Texts of a working group that is closed to you are in it." in page
    assert do(site.api("observer"), "R1", "opening").status_code == 200
    found = site.api("member").get(f"{AT}/proposals/{code}-A1").json()
    assert found["state"] == "under_decision"
