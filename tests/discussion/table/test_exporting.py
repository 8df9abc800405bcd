"""A round's comments go out as the table of ISO: its head, its eight columns, who spoke as the round says it."""

import csv
import io
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from app.discussion.table.words import FIELDS, field_word
from app.documents.docx_reading import of_writing
from tests.discussion.table.tables import HERE, opened
from tests.review.making import AT, SLUG, answer, comment
from tests.support import Site

FILE = f"/{SLUG}/rounds/R1/comments"


def lines(client: Any, path: str = f"{FILE}.csv") -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def say(site: Site, who: str, text: str = "RT1-M1", **more: Any) -> str:
    body = {"type": "technical", "stance": "concern", "text": "The fees are missing.", **more}
    made = site.api(who).post(f"{AT}/proposals/{text}/comments", json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def test_the_table_holds_each_comment_with_its_place_and_its_answer(site: Site) -> None:
    opened(site)
    code = say(site, "ngo", field="problem", quote={"exact": "Nobody knows"}, proposed_text="All know them.")
    answer(site, code)
    found = lines(site.client())
    assert found[0] == [field_word(name) for name in FIELDS]
    assert found[1] == [
        f"PICUM\n{code}", "", "RT1-M1 / The problem", "2 “Nobody knows”", "te", "The fees are missing.", "All know them.",
        "Accepted. It is right, and version 2 says so.",
    ]  # fmt: skip


def test_the_head_is_that_of_the_form(site: Site) -> None:
    opened(site)
    say(site, "ngo")
    sheet = load_workbook(io.BytesIO(site.client().get(f"{FILE}.xlsx").content)).worksheets[0]
    above = [sheet.cell(number, 1).value for number in range(1, 5)]
    assert above == [
        "Template for comments and secretariat observations", "Date: 24 November 2026",
        "Document: SMALL-2027, R1 A comment round", "Project: A small dialogue",
    ]  # fmt: skip
    assert [sheet.cell(6, place).value for place in range(1, 9)] == [field_word(name) for name in FIELDS]
    assert sheet.freeze_panes == "A7"
    written = Document(io.BytesIO(site.client().get(f"{FILE}.docx").content))
    words = [paragraph.text for paragraph in written.paragraphs]
    assert words[:4] == [
        "Template for comments and secretariat observations · SMALL-2027 R1", "Date: 24 November 2026",
        "Document: SMALL-2027, R1 A comment round", "Project: A small dialogue",
    ]  # fmt: skip
    assert written.sections[0].page_width > written.sections[0].page_height


def test_one_roundtable_or_one_text_alone(site: Site) -> None:
    opened(site, texts=2)
    say(site, "ngo")
    say(site, "ngo", "RT1-M2")
    client = site.client()
    assert [one[2] for one in lines(client)[1:]] == ["RT1-M1", "RT1-M2"]
    assert [one[2] for one in lines(client, f"{FILE}.csv?text=RT1-M2")[1:]] == ["RT1-M2"]
    assert len(lines(client, f"{FILE}.csv?roundtable=RT1")) == 3
    assert len(lines(client, f"{FILE}.csv?roundtable=RT2")) == 1
    assert client.get(f"{FILE}.csv?text=RT1-M9").status_code == 404
    assert client.get(f"{FILE}.csv?roundtable=RT9").status_code == 404
    assert client.get(f"{FILE}.odt").status_code == 404


def test_programs_get_the_same_file(site: Site) -> None:
    opened(site)
    say(site, "ngo")
    program = site.api().get(f"{AT}/rounds/R1/comments.csv?text=RT1-M1")
    assert program.status_code == 200
    assert program.content == site.client().get(f"{FILE}.csv?text=RT1-M1").content


@pytest.mark.parametrize(
    ("attribution", "shown"),
    [("personal", "PICUM"), ("delegation", "PICUM"), ("none", "Not for attribution")],
)
def test_who_spoke_is_said_as_the_round_says_it(site: Site, attribution: str, shown: str) -> None:
    opened(site, attribution=attribution)
    code = say(site, "ngo")
    for who in (None, "moderator", "secretariat", "ngo"):
        assert lines(site.client(who))[1][0] == f"{shown}\n{code}"


def test_formulas_are_neutralised_in_lines_and_texts_in_the_workbook(site: Site) -> None:
    opened(site)
    say(site, "ngo", proposed_text="=HYPERLINK(1)")
    assert lines(site.client())[1][6] == "'=HYPERLINK(1)"
    sheet = load_workbook(io.BytesIO(site.client().get(f"{FILE}.xlsx").content)).worksheets[0]
    assert sheet.cell(7, 7).value == "=HYPERLINK(1)"
    assert sheet.cell(7, 7).data_type == "s"


def test_a_closed_group_s_comments_are_left_out_for_outsiders(site: Site) -> None:
    opened(site)
    say(site, "ngo")
    site.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1' AND consultation_id = (SELECT id FROM consultation WHERE slug = :slug)", yes=True, slug=SLUG)  # fmt: skip
    assert len(lines(site.client("member"))) == 2
    assert len(lines(site.client())) == 1
    assert site.client().get(f"{FILE}.csv?text=RT1-M1").status_code == 404


def test_the_headings_are_in_the_reader_s_language(site: Site) -> None:
    opened(site)
    comment(site, "RT1-M1")
    answer = site.client().get(f"{FILE}.docx", headers={"Accept-Language": "ar"})
    rows = next(list(table) for table in of_writing(answer.content))
    assert rows[1][4][0] == "ge"
    assert b"bidiVisual" in _document(answer.content)


def _document(content: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read("word/document.xml")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "docx"])
def test_a_body_s_table_has_its_name_and_a_row_for_each_text_and_comes_back_empty(site: Site, kind: str) -> None:  # fmt: skip
    from app.discussion.table.reading import read_table
    from app.kernel.errors import Invalid

    opened(site, texts=2)
    given = site.client("state").get(f"{HERE}/template.{kind}?delegation=org-bel")
    assert given.status_code == 200
    assert f"template.{kind}" in given.headers["Content-Disposition"]
    with pytest.raises(Invalid, match="no comment below them"):
        read_table(f"a.{kind}", given.content)
    if kind == "csv":
        found = list(csv.reader(io.StringIO(given.content.decode("utf-8-sig"))))
        assert [one[:3] for one in found[1:]] == [
            ["Belgium", "", "RT1-M1 A register 1"], ["Belgium", "", "RT1-M2 A register 2"],
        ]  # fmt: skip
    assert site.client().get(f"{HERE}/template.{kind}?delegation=org-usa").status_code == 404


def test_the_page_offers_the_reader_s_own_delegation(site: Site) -> None:
    opened(site)
    page = site.client("state").get(HERE)
    assert '<option value="org-bel" selected>' in page.text
    assert page.status_code == 200
