"""What a result says beside its outcome, on pages and in files: the same in each, after the close only, escaped."""

import csv
import io
import json
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import lxml.html
import openpyxl
import pytest
import sqlalchemy as sa

from tests.ceilings.counting import counted
from tests.support import Site

OPEN, DONE = "hld-2013-decision", "hld-2013"
FORMATS = ("pdf", "docx", "html", "md", "json", "xlsx", "csv")
HOSTILE = '=HYPERLINK("http://x.example","x") <b>bold</b> & | # *stars*'


def page(slug: str) -> str:
    return f"/{slug}/ballots/BAL-1"


def table(site: Site, name: str, slug: str = DONE, who: str | None = None) -> list[dict[str, str]]:
    answer = site.client(who).get(f"{page(slug)}/results.csv?table={name}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def close(site: Site) -> None:
    site.now += timedelta(days=60)


def close_group(site: Site, code: str) -> None:
    with site.database.unit_of_work() as db:
        db.execute(
            sa.text(
                "UPDATE working_group SET closed = :yes WHERE id IN (SELECT group_id FROM proposal p JOIN consultation c"
                " ON c.id = p.consultation_id WHERE c.slug = :slug AND p.code = :code)"
            ),
            {"yes": True, "slug": OPEN, "code": code},
        )


@pytest.mark.parametrize("name", FORMATS)
def test_no_file_of_results_is_given_before_the_close(reading_site: Site, name: str) -> None:
    for who in (None, "state", "secretariat"):
        answer = reading_site.api(who).get(f"/consultations/{OPEN}/ballots/BAL-1/results.{name}")
        assert (answer.status_code, answer.json()["detail"][:26]) == (403, "This ballot is still open.")
    assert reading_site.client().get(f"{page(OPEN)}/willing").status_code == 403
    assert reading_site.client().get(f"{page(OPEN)}/results.{name}").status_code == 403


def test_tables_agree_with_the_tally(reading_site: Site) -> None:
    told = reading_site.api().get(f"/consultations/{DONE}/ballots/BAL-1/tally").json()["results"]
    rows = table(reading_site, "results")
    assert [row["proposal"] for row in rows] == [each["proposal"] for each in told]
    for row, each in zip(rows, told, strict=True):
        assert row["outcome"] == each["outcome"]
        assert row["why"].lstrip("'") == " ".join(each["why"])
        assert {name: int(row[name]) for name in each["overall"]} == each["overall"]
    parts = table(reading_site, "constituencies")
    assert len(parts) == sum(len(each["by_constituency"]) for each in told)
    counts = {(row["proposal"], row["constituency"]): row for row in parts}
    for each in told:
        for code, found in each["by_constituency"].items():
            assert {name: int(counts[each["proposal"], code][name]) for name in found} == found
    assert len(table(reading_site, "electorate")) == 50
    assert table(reading_site, "rule")


def test_every_format_has_each_outcome_and_each_reason_word_for_word(reading_site: Site) -> None:
    reasons = [row["reason"] for row in table(reading_site, "reasons")]
    codes = [row["proposal"] for row in table(reading_site, "results")]
    assert len(reasons) > 100
    client = reading_site.client()
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{page(DONE)}/results.xlsx").content))
    cells = {str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value}
    html = lxml.html.fromstring(client.get(f"{page(DONE)}/results.html").text).text_content()
    whole = json.dumps(client.get(f"{page(DONE)}/results.json").json(), ensure_ascii=False)
    for reason in reasons:
        assert reason in cells
        assert reason in html
        assert json.dumps(reason, ensure_ascii=False)[1:-1] in whole
    for code in codes:
        assert code in cells
        assert code in html.replace("\u2011", "-")


def test_program_gets_the_same_files_and_learns_which_there_are(reading_site: Site) -> None:
    api = reading_site.api()
    at = f"/consultations/{DONE}/ballots/BAL-1/results"
    for name in ("json", "md", "csv"):
        assert (
            api.get(f"{at}.{name}").content
            == reading_site.client().get(f"{page(DONE)}/results.{name}").content
        )
    missing = api.get(f"{at}.odt")
    assert (missing.status_code, "docx, pdf" in missing.json()["detail"]) == (404, True)
    wrong = api.get(f"{at}.csv?table=register")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "table")
    french = api.get(f"{at}.md?lang=fr")
    assert french.status_code == 200
    assert french.headers["content-disposition"].endswith('.fr.md"')


def test_what_delegations_wrote_does_nothing_in_any_file(site: Site) -> None:
    state = site.api("state")
    at = f"/consultations/{OPEN}/ballots/BAL-1"
    body = {"position": "object", "reason": HOSTILE, "willing": "lead"}
    assert state.put(f"{at}/positions/RT1-M1", json=body).status_code == 200
    assert state.post(f"{at}/explanations", json={"text": HOSTILE, "proposal": "RT1-M1"}).status_code == 201
    close(site)
    client = site.client()
    for name in ("reasons", "explanations"):
        raw = client.get(f"{page(OPEN)}/results.csv?table={name}").content.decode("utf-8-sig")
        assert "\"'=HYPERLINK" in raw
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{page(OPEN)}/results.xlsx").content))
    for name in ("reasons", "explanations"):
        sheet = book[
            book.sheetnames[
                ("results", "constituencies", "reasons", "willingness", "explanations").index(name)
            ]
        ]
        [cell] = [c for row in sheet.iter_rows() for c in row if c.value == HOSTILE]
        assert cell.data_type == "s"
    for text in (client.get(f"{page(OPEN)}/results.html").text, client.get(f"{page(OPEN)}/RT1-M1").text):
        assert "<b>bold</b>" not in text
        assert "&lt;b&gt;bold&lt;/b&gt;" in text
    assert table(site, "willingness", OPEN)[0]["willing"] == "lead"


def test_what_a_closed_group_wrote_is_in_the_file_of_who_may_see_it_only(site: Site) -> None:
    close_group(site, "RT1-M1")
    close(site)
    outside = {row["proposal"] for row in table(site, "results", OPEN)}
    inside = {row["proposal"] for row in table(site, "results", OPEN, "state")}
    assert "RT1-M1" in inside - outside
    again = {row["proposal"] for row in table(site, "results", OPEN)}
    assert again == outside
    for name in ("constituencies", "reasons", "willingness"):
        assert {row["proposal"] for row in table(site, name, OPEN)} <= outside
    for path in ("", "?order=apart", "/willing"):
        assert "RT1-M1" not in site.client().get(f"{page(OPEN)}{path}").text


def test_page_of_results_begins_with_where_constituencies_differ_most(reading_site: Site) -> None:
    client = reading_site.client()
    html = lxml.html.fromstring(client.get(page(DONE)).text)
    first = [row.text_content() for row in html.cssselect("section[aria-labelledby=apart] li.row")]
    assert len(first) == 5
    rows = table(reading_site, "results")
    gaps = sorted((float(row["difference_percent"] or 0) for row in rows), reverse=True)
    shown = {row["proposal"]: row for row in rows}
    codes = [re.search(r"RT\d-[MB]\d+", text).group() for text in first]  # type: ignore[union-attr]
    assert [float(shown[code]["difference_percent"]) for code in codes] == gaps[:5]
    for code, text in zip(codes, first, strict=True):
        assert shown[code]["most_in_favour"] in text
        assert shown[code]["least_in_favour"] in text
    ordered = lxml.html.fromstring(client.get(f"{page(DONE)}?order=apart").text)
    listed = [row.get("id") for row in ordered.cssselect("#results li.row")]
    assert listed[:5] == codes
    assert sorted(listed) == sorted(shown)
    kept = [row.get("id") for row in html.cssselect("#results li.row")]
    assert kept == sorted(shown, key=lambda code: code[:3])


def test_each_proposal_stands_in_one_group_of_agreement(reading_site: Site) -> None:
    html = lxml.html.fromstring(reading_site.client().get(page(DONE)).text)
    links = [a.text_content() for a in html.cssselect("section[aria-labelledby=agreed] a")]
    assert sorted(links) == sorted(row["proposal"] for row in table(reading_site, "results"))


def test_who_would_act_is_shown_after_the_close_and_what_nobody_would_lead_is_named(site: Site) -> None:
    at = f"/consultations/{OPEN}/ballots/BAL-1/positions"
    state, ngo = site.api("state"), site.api("ngo")
    for api, code, willing in (
        (state, "RT1-M1", "lead"),
        (ngo, "RT1-M1", "fund"),
        (ngo, "RT1-M2", "partner"),
    ):
        assert api.put(f"{at}/{code}", json={"position": "support", "willing": willing}).status_code == 200
    close(site)
    client = site.client()
    one = lxml.html.fromstring(client.get(f"{page(OPEN)}/RT1-M1").text)
    acting = [row.text_content() for row in one.cssselect("section[aria-labelledby=acting] tr")]
    assert [row.startswith(head) for row, head in zip(acting, ("Would lead1", "Would fund1"), strict=True)] == [
        True, True,
    ]  # fmt: skip
    html = lxml.html.fromstring(client.get(f"{page(OPEN)}/willing").text)
    row = next(r for r in html.cssselect("tbody tr") if r.cssselect("th")[0].text_content() == "RT1-M1")
    assert [int(cell.text_content()) for cell in row.cssselect("td")[1:]] == [1, 0, 1, 0]
    named = [row.text_content() for row in html.cssselect("section[aria-labelledby=acting] .code")]
    adopted = [
        r["proposal"] for r in table(site, "results", OPEN) if r["outcome"] in ("consensus", "adopted")
    ]
    assert named == [code for code in adopted if code != "RT1-M1"]
    [chart] = html.cssselect("svg[role=img]")
    assert chart.cssselect("desc")[0].text_content()


def test_where_nobody_was_asked_nothing_is_said_of_acting(reading_site: Site) -> None:
    assert "no lead" not in reading_site.client().get(page(DONE)).text
    assert "No delegation said what it would do" in reading_site.client().get(f"{page(DONE)}/willing").text


def test_pages_of_results_ask_a_fixed_number_of_queries(reading_site: Site) -> None:
    client = reading_site.client("state")
    for path, most in (("", 15), ("?order=apart", 15), ("/willing", 12), ("/RT1-M1", 15)):
        with counted(reading_site.database) as statements:
            assert client.get(f"{page(DONE)}{path}").status_code == 200
        assert len(statements) <= most, "\n".join(statements)


@pytest.mark.slow
def test_libreoffice_opens_the_document_and_the_tables(reading_site: Site, tmp_path: Path) -> None:
    client = reading_site.client()
    for name in ("docx", "xlsx"):
        (tmp_path / f"results.{name}").write_bytes(client.get(f"{page(DONE)}/results.{name}").content)
        command = [
            "libreoffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        command += ["--outdir", str(tmp_path), str(tmp_path / f"results.{name}")]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        read = ["pdftotext", "-layout", str(tmp_path / "results.pdf"), "-"]
        text = subprocess.run(read, check=True, capture_output=True, timeout=60).stdout.decode()
        plain = "".join(text.split()).replace("\u2060", "").replace("\u2011", "-")
        for row in table(reading_site, "results"):
            assert row["proposal"] in plain


def test_annex_of_votes_holds_explanations_word_for_word(site: Site) -> None:
    at = f"/consultations/{OPEN}/ballots/BAL-1/explanations"
    kept = site.api("state").post(at, json={"text": "We read it *as* a wish.", "proposal": "RT1-M1"})
    gone = site.api("ngo").post(at, json={"text": "Said and taken back.", "language": "fr"})
    assert (kept.status_code, gone.status_code) == (201, 201)
    document: dict[str, Any] = site.api().get(f"/consultations/{OPEN}/outcome").json()
    assert "as a wish" not in json.dumps(document)
    assert "*as* a wish" not in json.dumps(document)
    close(site)
    site.api("ngo").post(f"{at}/{gone.json()['id']}/withdrawal")
    whole = site.client().get(f"/{OPEN}/outcome.md").text
    html = lxml.html.fromstring(site.client().get(f"/{OPEN}/outcome.html").text).text_content()
    assert "We read it *as* a wish." in html
    assert "Said and taken back." in html
    assert "taken back on" in whole
