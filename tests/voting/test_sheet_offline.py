"""A delegation fills its sheet in off line: a file out, a preview of what it would give, and one confirmation."""

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.support import Form, Site
from tests.voting.test_giving_positions import API, BALLOT, SHEET, ballot_of, mine, missing

FILE = f"{SHEET}/file"
COLUMNS = {
    "Code": 1,
    "Title": 2,
    "Version": 3,
    "Position": 4,
    "Reason": 5,
    "In a pilot": 6,
    "Ballot": 7,
    "Delegation": 8,
    "Turn": 9,
}


def taken(client: Any) -> tuple[Any, Any, dict[str, int]]:
    """The file as it is taken: the workbook, its sheet, and the row of each code."""
    answer = client.get(f"{SHEET}.xlsx")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    page: Any = book.active
    rows: dict[Any, Any] = {row[0].value: row[0].row for row in page.iter_rows() if row[0].value}
    return book, page, rows


def fill(page: Any, row: int, **values: Any) -> None:
    for name, value in values.items():
        page.cell(row, COLUMNS[name.replace("_", " ")], value)


def brought(client: Any, book: Any, name: str = "sheet.xlsx") -> Any:
    out = io.BytesIO()
    book.save(out)
    form = Form(client.get(SHEET), FILE)
    values = {name: value for name, value in form.values.items() if name != "file"}
    return client.post(FILE, data=values, files={"file": (name, out.getvalue(), "application/octet-stream")})


def test_a_sheet_goes_out_and_comes_back_and_is_recorded_only_when_it_is_confirmed(site: Site) -> None:
    state, program = site.client("state"), site.api("state")
    first, second, third = missing(program)[:3]
    book, page, rows = taken(state)
    assert {cell.value: cell.column for cell in page[rows["Code"]]} == COLUMNS
    lists = {str(each.sqref)[0]: each.formula1 for each in page.data_validations.dataValidation}
    assert lists["D"] == '"Support,With reservation,Abstain,Object"'
    fill(page, rows[first], Position="Support", In_a_pilot="We would lead it")
    fill(page, rows[second], Position="object", Reason="Not without funds.")
    fill(page, rows[third], Position="ABSTAIN")
    before = len(site.rows("SELECT id FROM position"))
    preview = brought(state, book)
    assert preview.status_code == 200
    assert "Nothing of it is recorded yet." in preview.text
    assert "3 rows say something new." in preview.text
    # What is only looked at is not saved as one goes.
    assert "js/sheet.js" not in preview.text
    assert len(site.rows("SELECT id FROM position")) == before
    confirmed = Form(preview, SHEET).submit(state)
    assert confirmed.status_code == 200
    found = mine(program)
    assert (found[first]["position"], found[first]["willing"]) == ("support", "lead")
    assert (found[second]["position"], found[second]["reason"]) == ("object", "Not without funds.")
    assert found[third]["position"] == "abstain"
    assert len(site.rows("SELECT id FROM position")) == before + 3
    again = brought(state, book)
    assert "0 rows say something new." in again.text


def test_what_is_unclear_in_a_file_is_asked_at_its_row_and_nothing_is_recorded(site: Site) -> None:
    state, program = site.client("state"), site.api("state")
    word, reason, old, formula, nothing = missing(program)[:5]
    before = len(site.rows("SELECT id FROM position"))
    book, page, rows = taken(state)
    fill(page, rows[word], Position="perhaps")
    fill(page, rows[reason], Position="Object")
    fill(page, rows[old], Position="Support", Version=99)
    fill(page, rows[formula], Position='=HYPERLINK("http://x")')
    fill(page, rows[nothing], In_a_pilot="We would lead it")
    last = page.max_row
    fill(page, last + 1, Code="RT9-M9", Version=1, Position="Support", Ballot="BAL-1", Delegation="org-bel")
    fill(page, last + 2, Code=word, Version=1, Position="Support", Ballot="BAL-1", Delegation="org-mus")
    fill(page, last + 3, Code=word, Version=1, Position="Support", Ballot="BAL-7", Delegation="org-bel")
    preview = brought(state, book)
    assert preview.status_code == 422
    for sentence in (
        "“perhaps” is no position of this ballot. Choose one.",
        "An objection needs its reason",
        "The file has version 99 of this text",
        "A cell of this row holds a formula",
        "and no position. Choose one.",
        "There is no proposal “RT9-M9” on this ballot.",
        "“org-mus” is another delegation.",
        "“BAL-7” is another ballot.",
    ):
        assert sentence in preview.text, sentence
    values = Form(preview, SHEET).values
    assert old not in values
    assert values[reason] == ["object"]
    assert len(site.rows("SELECT id FROM position")) == before


def test_a_file_takes_back_nothing_that_the_delegation_changed_since_it_was_taken(site: Site) -> None:
    state, program = site.client("state"), site.api("state")
    kept, unclear, quiet = missing(program)[:3]

    def give(who: str, code: str, **said: Any) -> None:
        answer = site.api(who).put(f"{API}/positions/{code}", json={"delegation": "org-bel", **said})
        assert answer.status_code == 200, answer.text

    give("state", kept, position="support")
    give("state", unclear, position="support_with_reservation", reason="R1")
    give("state", quiet, position="support", willing="lead")
    book, page, rows = taken(state)
    fill(page, rows[unclear], Position="perhaps", Reason="The words of another position.")
    fill(page, rows[quiet], In_a_pilot="")
    page.cell(rows[quiet], COLUMNS["In a pilot"]).value = None
    give("alternate", kept, position="object", reason="Not without funds.")
    preview = brought(state, book)
    assert preview.status_code == 422
    assert "Your delegation has changed this one since the file was taken." in preview.text
    assert "The words of another position." not in preview.text
    assert Form(preview, SHEET).submit(state).status_code == 200
    found = mine(program)
    assert (found[kept]["position"], found[kept]["turn"]) == ("object", 2)
    assert (found[unclear]["reason"], found[unclear]["turn"]) == ("R1", 1)
    assert (found[quiet]["willing"], found[quiet]["turn"]) == (None, 2)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("sheet.xlsx", b"", "Choose a file"),
        ("sheet.pdf", b"%PDF-1.7", "This is no table that can be read here."),
        ("sheet.xlsx", b"PK\x03\x04 nothing", "This file is damaged"),
        ("sheet.csv", b"A,B\n1,2\n", "This file has no columns headed"),
        ("sheet.csv", b"x" * (1024 * 1024 + 1), "more than one megabyte"),
    ],
)
def test_what_is_no_sheet_is_said_in_a_sentence(
    reading_site: Site, name: str, content: bytes, sentence: str
) -> None:
    state = reading_site.client("state")
    form = Form(state.get(SHEET), FILE)
    values = {field: value for field, value in form.values.items() if field != "file"}
    answer = state.post(FILE, data=values, files={"file": (name, content, "application/octet-stream")})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_after_the_close_a_file_gives_nothing(site: Site) -> None:
    state = site.client("state")
    book, page, rows = taken(state)
    fill(page, rows[missing(site.api("state"))[0]], Position="Support")
    form = Form(state.get(SHEET), FILE)
    site.now = ballot_of(site).closes_at
    out = io.BytesIO()
    book.save(out)
    values = {field: value for field, value in form.values.items() if field != "file"}
    late = state.post(
        FILE, data=values, files={"file": ("sheet.xlsx", out.getvalue(), "application/octet-stream")}
    )
    assert late.status_code == 403
    assert "This ballot is closed." in late.text


def test_nobody_else_takes_the_sheet_of_a_delegation(reading_site: Site) -> None:
    assert reading_site.client("observer").get(f"{SHEET}.xlsx").status_code == 403
    assert reading_site.client("ngo").get(f"{SHEET}.xlsx?delegation=org-bel").status_code == 200
    page = load_workbook(
        io.BytesIO(reading_site.client("ngo").get(f"{SHEET}.xlsx?delegation=org-bel").content)
    ).active
    assert page is not None
    assert "org-bel" not in {cell.value for row in page.iter_rows() for cell in row}
    assert reading_site.client("ngo").get(f"{BALLOT}/sheet").status_code == 200


def test_a_workbook_that_is_not_ours_is_read_by_its_headings(site: Site) -> None:
    state, code = site.client("state"), missing(site.api("state"))[0]
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["delegation", "ballot", "position", "code", "version"])
    version = next(
        line["version"]
        for line in site.api("state").get(f"/consultations{BALLOT}").json()["proposals"]
        if line["code"] == code
    )
    page.append(["org-bel", "BAL-1", "support", code, version])
    preview = brought(state, book)
    assert preview.status_code == 200
    assert Form(preview, SHEET).values[code] == ["support"]
