"""The tables of the outcome: every row that should be there, as data and as a spreadsheet, and none that may not."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import col, select

from app.consultations.models import Consultation
from app.documents.sheets import Workbook, from_json, to_json
from app.outcome.sheets import TABLES, outcome_sheets, write_table, write_workbook
from tests.outcome.recount import outcomes, package, reasons, recommended
from tests.support import Site, commonspace

PAGE = "/hld-2013/outcome"
API = "/consultations/hld-2013/outcome"
NAMES = {"proposals", "framework", "votes", "counts", "comments", "participants"}

Rows = list[dict[str, str]]


def workbook_of(site: Site, slug: str = "hld-2013", language: str | None = None) -> Workbook:
    with site.database.reading() as db:
        found = db.exec(select(Consultation).where(col(Consultation.slug) == slug)).one()
        return outcome_sheets(db, found, language)


def table_of(site: Site, name: str, slug: str = "hld-2013") -> Rows:
    answer = site.client().get(f"/{slug}/outcome/tables/{name}.csv")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_every_proposal_has_a_row_with_what_was_decided(reading_site: Site) -> None:
    rows = {row["code"]: row for row in table_of(reading_site, "proposals")}
    data = package()
    assert set(rows) == {each["code"] for each in data["mechanisms"] + data["benchmarks"]}
    assert {code: row["outcome"] for code, row in rows.items() if row["outcome"]} == outcomes()
    assert {code for code, row in rows.items() if row["in_document"] == "yes"} == set(recommended())
    given = Counter(row["proposal"] for row in data["ballots"][0]["positions"])
    for code in outcomes():
        figures = [
            int(rows[code][name]) for name in ("support", "support_with_reservation", "abstain", "object")
        ]
        assert sum(figures) == given[code]
        assert sum(figures) + int(rows[code]["not_voted"]) == len(data["ballots"][0]["eligible"])


def test_the_framework_holds_every_benchmark_of_the_document_with_baseline_and_target(
    reading_site: Site,
) -> None:
    rows = {row["code"]: row for row in table_of(reading_site, "framework")}
    benchmarks = {each["code"]: each for each in package()["benchmarks"]}
    assert set(rows) == {code for code in recommended() if code in benchmarks}
    for code, row in rows.items():
        said = benchmarks[code]
        assert row["unit"] == said["unit"]
        assert row["frequency"] == said["frequency"]
        target = said["target"]["value"]
        assert float(row["target_value"]) == float(target)
        assert row["target_year"] == str(said["target"]["year"])
        assert all(text in row["verification"] for text in said["means_of_verification"])


def test_the_voting_record_has_a_row_for_each_proposal_and_delegation(reading_site: Site) -> None:
    rows = table_of(reading_site, "votes")
    ballot = package()["ballots"][0]
    assert len(rows) == len(ballot["proposals"]) * len(ballot["eligible"])
    given = Counter((row["proposal"], row["position"]) for row in ballot["positions"])
    found = Counter((row["proposal"], row["position"]) for row in rows if row["position"] != "not_voted")
    assert found == given
    said = {(row["proposal"], row["reason"]) for row in rows if row["reason"]}
    assert {(code, text) for code, _name, text in reasons("support_with_reservation", "object")} <= said


def test_the_counts_of_constituencies_add_up_to_those_of_all(reading_site: Site) -> None:
    rows = table_of(reading_site, "counts")
    names = ("electorate", "support", "support_with_reservation", "abstain", "object", "not_voted")
    for code in outcomes():
        some = [row for row in rows if row["proposal"] == code]
        whole = [row for row in some if row["constituency"] == "all"]
        parts = [row for row in some if row["constituency"] != "all"]
        assert (len(whole), bool(parts)) == (1, True)
        assert {name: sum(int(row[name]) for row in parts) for name in names} == {
            name: int(whole[0][name]) for name in names
        }


def test_the_comment_matrix_has_every_comment_with_its_disposition(reading_site: Site) -> None:
    rows = {row["id"]: row for row in table_of(reading_site, "comments")}
    said = {each["id"]: each for each in package()["comments"]}
    assert set(rows) == set(said)
    for code, row in rows.items():
        assert row["text"].lstrip("'") == said[code]["text"].lstrip("'")
        assert row["proposal"] == said[code]["target"]["code"]
        assert row["stance"] in ("support", "concern", "proposed_change")
    answered = [row for row in rows.values() if row["disposition"]]
    assert answered
    assert all(row["decided_on"] and row["decided_by"] for row in answered)


def test_participants_are_the_delegations_by_constituency(reading_site: Site) -> None:
    rows = table_of(reading_site, "participants")
    named = {each["id"]: each for each in package()["organisations"]}
    assert Counter(row["constituency"] for row in rows) == Counter(o["constituency"] for o in named.values())
    assert {row["takes_part_with"] for row in rows} <= {"one_position", "observer"}


def test_the_spreadsheet_says_what_the_tables_say(reading_site: Site) -> None:
    workbook = workbook_of(reading_site)
    content = reading_site.client().get(f"{PAGE}.xlsx").content
    assert content == write_workbook(workbook)
    book = openpyxl.load_workbook(BytesIO(content))
    assert book.sheetnames == ["Proposals", "Framework", "Votes", "Counts", "Comments", "Participants"]
    for sheet, page in zip(workbook.sheets, book.worksheets, strict=True):
        assert page.max_row == len(sheet.rows) + 1
        assert [cell.value for cell in page[1]] == [column.title for column in sheet.columns]
        assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    targets = [cell.value for cell in book["Framework"]["I"][1:]]
    assert targets
    assert all(isinstance(value, int | float) for value in targets)


@pytest.mark.parametrize("name", ["xlsx", "csv"])
def test_page_api_and_command_give_the_same_tables(reading_site: Site, tmp_path: Path, name: str) -> None:
    page = reading_site.client().get(f"/hld-2013-decision/outcome.{name}")
    assert page.status_code == 200
    saved = page.headers["content-disposition"]
    assert saved.startswith("attachment; filename=")
    assert saved.endswith(f'-OUT-draft.{name}"')
    api = reading_site.api("secretariat").get(f"/consultations/hld-2013-decision/outcome/draft.{name}")
    assert api.content == page.content
    path = tmp_path / "out"
    words = ("export", "hld-2013-decision", "--format", name, "--output", str(path))
    done = commonspace(reading_site.url, *words)
    assert (done.returncode, done.stdout) == (0, "")
    assert path.read_bytes() == page.content


@pytest.mark.parametrize("table", TABLES)
def test_each_table_is_to_be_had_by_its_name(reading_site: Site, tmp_path: Path, table: str) -> None:
    answer = reading_site.api().get(f"{API}/tables/{table}.csv")
    assert answer.headers["content-disposition"] == f'attachment; filename="HLD-2013-OUT-draft.{table}.csv"'
    assert answer.content == write_table(workbook_of(reading_site), table)
    assert reading_site.api().get(f"{API}/draft.csv", params={"table": table}).content == answer.content
    path = tmp_path / "out.csv"
    words = ("export", "hld-2013", "--format", "csv", "--table", table, "--output", str(path))
    assert commonspace(reading_site.url, *words).returncode == 0
    issued = reading_site.api().get(f"{API}/editions/1.csv", params={"table": table})
    assert path.read_bytes() == issued.content


def test_a_table_that_is_not_there_is_not_found_and_those_there_are_are_named(
    reading_site: Site, tmp_path: Path
) -> None:
    for answer in (
        reading_site.api().get(f"{API}/tables/secrets.csv"),
        reading_site.api().get(f"{API}/draft.csv", params={"table": "secrets"}),
    ):
        assert answer.status_code == 404
        assert "secrets" in answer.json()["detail"]
        assert "framework" in answer.json()["detail"]
    path = tmp_path / "out.csv"
    words = ("export", "hld-2013", "--format", "csv", "--table", "secrets", "--output", str(path))
    done = commonspace(reading_site.url, *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "secrets" in done.stderr
    assert not path.exists()


def test_the_tables_of_a_language_have_its_words_and_its_direction(reading_site: Site) -> None:
    english, arabic = workbook_of(reading_site), workbook_of(reading_site, language="ar")
    assert (english.direction, arabic.direction) == ("ltr", "rtl")
    assert [sheet.name for sheet in english.sheets] == [sheet.name for sheet in arabic.sheets]
    assert [len(sheet.rows) for sheet in english.sheets] == [len(sheet.rows) for sheet in arabic.sheets]
    assert arabic.sheets[0].columns[0].name == "code"
    book = openpyxl.load_workbook(BytesIO(reading_site.client().get(f"{PAGE}.xlsx?lang=ar").content))
    assert all(page.sheet_view.rightToLeft for page in book)


def test_tables_are_frozen_as_text_and_give_the_same_files(reading_site: Site) -> None:
    workbook = workbook_of(reading_site)
    frozen = to_json(workbook)
    assert from_json(frozen) == workbook
    assert write_workbook(from_json(frozen)) == write_workbook(workbook)


def test_no_position_of_an_open_ballot_is_in_the_tables(reading_site: Site) -> None:
    workbook = workbook_of(reading_site, "hld-2013-decision")
    by_name = {sheet.name: sheet for sheet in workbook.sheets}
    assert by_name["votes"].rows == by_name["counts"].rows == ()
    outcome = [column.name for column in by_name["proposals"].columns].index("outcome")
    assert {cell for row in by_name["proposals"].rows for cell in row[outcome:]} == {None}
    assert "Not issued." in workbook.status
    assert isinstance(workbook.date, date)


def test_a_closed_group_does_not_occur_in_any_table(site: Site) -> None:
    site.tamper("UPDATE working_group SET closed = :yes WHERE public_id = 'wg-1a'", yes=True)
    texts = package()["mechanisms"] + package()["benchmarks"]
    own = {each["code"] for each in texts if each["working_group"] == "wg-1a"}
    assert own
    with site.database.reading() as db:
        consultation = db.exec(select(Consultation).where(col(Consultation.slug) == "hld-2013")).one()
        text = to_json(outcome_sheets(db, consultation))
    rows = {name: table_of(site, name) for name in ("proposals", "framework", "votes", "counts", "comments")}
    assert not own & {row["code"] for name in ("proposals", "framework") for row in rows[name]}
    assert not own & {row["proposal"] for name in ("votes", "counts", "comments") for row in rows[name]}
    assert rows["votes"]
    assert not own & set(re.findall(r"RT\d-[MB]\d+", text))
    assert all(each["title"] not in text for each in texts if each["code"] in own)


def test_what_was_typed_as_a_formula_comes_out_as_text(site: Site) -> None:
    formula = '=HYPERLINK("http://evil.example","x")'
    comment = package()["comments"][0]["id"]
    site.tamper("UPDATE comment SET text = :text WHERE code = :code", text=formula, code=comment)
    site.tamper("UPDATE proposal SET title_i18n = '{\"en\": \"=1+1\"}' WHERE code = 'RT1-M1'")
    site.tamper("UPDATE position SET reason = '@SUM(A1)' WHERE reason IS NOT NULL")
    comments = {row["id"]: row["text"] for row in table_of(site, "comments")}
    assert comments[comment] == "'" + formula
    assert {row["title"] for row in table_of(site, "votes") if row["proposal"] == "RT1-M1"} == {"'=1+1"}
    assert {row["reason"] for row in table_of(site, "votes")} == {"", "'@SUM(A1)"}
    book = openpyxl.load_workbook(BytesIO(site.client().get(f"{PAGE}.xlsx").content))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {formula, "=1+1", "@SUM(A1)"} <= {cell.value for cell in cells}
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
