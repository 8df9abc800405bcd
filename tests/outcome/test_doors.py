"""The outcome by page, by API and by command: the same document, for everybody, byte for byte."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import docx
import lxml.html
import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.documents.formats import FORMATS, NOT_YET, TABLE_FORMATS, Format
from app.documents.tree import Document, Section, walk
from app.kernel.actor import ANONYMOUS
from app.kernel.works import ask_work, do_work
from app.outcome import files
from app.outcome.actions.filing import DRAFTING
from app.wiring import WORKS
from tests.outcome.recount import outcomes, recommended
from tests.support import NOON, Form, Site, command_environment, commonspace

PAGE = "/hld-2013/outcome"
API = "/consultations/hld-2013/outcome"


def test_anybody_reads_the_outcome_and_finds_every_recommended_text(reading_site):
    answer = reading_site.client().get(PAGE)
    page = lxml.html.fromstring(answer.text)
    assert answer.status_code == 200
    ids = page.xpath("//article//h3/@id")
    assert [code for code in ids if "-M" in code] == sorted(c for c in recommended() if "-M" in c)
    left = page.xpath("//section[@aria-labelledby='left-out']//tbody//th//text()")
    assert set(left) - {"\n"} == set(outcomes()) - set(recommended())
    numbers = [int(n) for n in page.xpath("//div[@class='para']/a[@class='num']/text()")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_link_of_the_page_leads_somewhere(reading_site):
    client = reading_site.client()
    page = lxml.html.fromstring(client.get(PAGE).text)
    ids = set(page.xpath("//@id"))
    inside = {href[1:] for href in page.xpath("//main//a/@href") if href.startswith("#")}
    assert inside
    assert inside <= ids
    outside = sorted({href for href in page.xpath("//main//a/@href") if href.startswith("/")})
    some = [href for href in outside if "RT1-M1" in href or "outcome." in href or href.count("/") == 2]
    assert len(some) >= 5
    for href in some:
        assert client.get(href).status_code == 200, href


@pytest.mark.parametrize("slug", ["hld-2013", "hld-2013-decision", "hld-2013-review"])
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_the_page_stands_in_every_stage_and_direction(reading_site, slug, language):
    answer = reading_site.client().get(f"/{slug}/outcome", params={"lang": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("slug", "page", "api", "called"),
    [
        ("hld-2013-decision", "outcome", "outcome/draft", "HLD-2013-OUT-draft"),
        ("hld-2013", "outcome/editions/1", "outcome/editions/1", "HLD-2013-OUT-1"),
    ],
)
def test_page_api_and_command_give_the_same_file(
    reading_site: Site, tmp_path: Path, slug, page, api, called, name
):
    site = reading_site
    found = site.client().get(f"/{slug}/{page}.{name}")
    assert found.status_code == 200
    assert found.headers["content-type"] == FORMATS[name].media_type
    assert found.headers["content-disposition"] == f'attachment; filename="{called}.{name}"'
    assert site.api("secretariat").get(f"/consultations/{slug}/{api}.{name}").content == found.content
    path = tmp_path / f"out.{name}"
    done = commonspace(site.url, "export", slug, "--format", name, "--output", str(path))
    assert (done.returncode, done.stdout) == (0, "")
    assert path.read_bytes() == found.content


def test_a_later_export_from_the_other_database_is_the_same_bytes(sites):
    """Invariant 20, of the draft and of the edition that the demonstration was issued as, its text files and others."""
    files, editions = [], []
    for backend, later in (("sqlite", 0), ("postgresql", 400)):
        url = sites.new(backend, demo=True)
        with Site(url) as running:
            running.now = NOON + timedelta(days=later)
            client = running.client()
            draft = {name: client.get(f"{PAGE}.{name}").content for name in FORMATS}
            issued = {
                name: client.get(f"{PAGE}/editions/1.{name}").content for name in (*FORMATS, *TABLE_FORMATS)
            }
            files.append(draft | {f"edition {name}": content for name, content in issued.items()})
            (edition,) = running.api().get(API).json()["editions"]
            editions.append((edition["symbol"], edition["digest"], edition["issued_on"]))
        sites.drop(url)
    assert editions[0] == editions[1]
    assert editions[0][::2] == ("HLD-2013/OUT/1", "2013-10-04")
    for name, content in files[0].items():
        assert content == files[1][name], name


def test_the_docx_has_the_same_paragraph_numbers_as_the_data(reading_site):
    client = reading_site.client()
    data = client.get(f"{PAGE}.json").json()
    document = docx.Document(BytesIO(client.get(f"{PAGE}.docx").content))
    numbered = [p.text.split("\t", 1) for p in document.paragraphs if p.style.name == "Numbered Paragraph"]
    found = []

    def visit(blocks):
        for block in blocks:
            if block["type"] == "section":
                visit(block["blocks"])
            elif "number" in block:
                found.append([f"{block['number']}.", "".join(run["text"] for run in block["text"])])

    visit(data["body"])
    assert numbered == found
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert [text.split("\u2002")[0] for text in headings if re.match(r"RT\d-M", text)] == [
        code for code in recommended() if "-M" in code
    ]


@pytest.mark.parametrize("name", sorted(NOT_YET | {"exe"}))
def test_a_format_that_is_not_there_is_named_and_not_found(reading_site, name):
    answer = reading_site.api().get(f"{API}/draft.{name}")
    assert answer.status_code == 404
    assert ("not yet" in answer.json()["detail"]) is (name in NOT_YET)
    assert reading_site.client().get(f"{PAGE}.{name}").status_code == 404


def test_an_edition_that_was_not_issued_is_not_found(reading_site):
    answer = reading_site.api().get(f"{API}/editions/2.docx")
    assert answer.status_code == 404
    assert "Edition 2 of the outcome of HLD-2013 has not been issued" in answer.json()["detail"]
    assert reading_site.client().get(f"{PAGE}/editions/2.docx").status_code == 404
    assert reading_site.client().get(f"{PAGE}/editions/1.docx?lang=de").status_code == 404
    assert reading_site.client().get(f"{PAGE}/editions/1.csv?table=none").status_code == 404
    assert reading_site.api().get("/consultations/hld-2013-review/outcome").json()["editions"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere", "--format", "docx"], "nowhere"),
        (["hld-2013", "--format", "odt"], "not yet"),
        (["hld-2013", "--format", "csv", "--table", "secrets"], "secrets"),
        (["hld-2013", "--format", "docx", "--table", "votes"], "--table"),
        (["hld-2013", "--format", "exe"], "exe"),
        (["hld-2013", "--format", "docx", "--edition", "3"], "Edition 3"),
        (["hld-2013", "--format", "docx", "--lang", "de"], "de"),
    ],
)
def test_a_wrong_export_is_one_line_and_exit_two(reading_site, tmp_path: Path, monkeypatch, words, said):
    for name, value in command_environment(reading_site.url).items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(cli, ["export", *words, "--output", str(tmp_path / "file")])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert not (tmp_path / "file").exists()


def test_a_file_that_cannot_be_written_is_one_line_and_exit_two(reading_site, tmp_path: Path):
    done = commonspace(
        reading_site.url, "export", "hld-2013", "--format", "json", "--output", str(tmp_path / "no" / "file")
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "cannot be written" in done.stderr


def test_a_language_is_exported_where_the_consultation_has_it(reading_site: Site, tmp_path: Path):
    site = reading_site
    path = tmp_path / "ar.html"
    done = commonspace(
        site.url, "export", "hld-2013", "--format", "html", "--output", str(path), "--lang", "ar"
    )
    assert done.returncode == 0
    assert '<html lang="ar" dir="rtl">' in path.read_text("utf-8")
    assert site.client().get(f"{PAGE}/editions/1.html", params={"lang": "ar"}).content == path.read_bytes()


def test_a_file_of_a_long_draft_is_made_as_work_that_can_be_left(site: Site, monkeypatch):
    monkeypatch.setattr(files, "LONG", 60)
    client, at = site.client(), "/hld-2013-decision/outcome"
    there = client.get(f"{at}.html?lang=ar")
    assert there.headers["content-type"].startswith("text/html")
    form = Form(there, "outcome.html")
    made = [
        form.submit(client, follow=False, table=table).headers["location"] for table in (None, None, "votes")
    ]
    assert len(set(made)) == 1, "a double click asks once, and so does a table where there is none"
    assert "It waits for its turn" in client.get(made[0]).text
    assert do_work(site.database, WORKS, made[0].rpartition("/")[2])
    done = client.get(made[0])
    file = client.get(lxml.html.fromstring(done.text).xpath("//a[@download]/@href")[0])
    assert file.headers["content-disposition"] == 'attachment; filename="HLD-2013-OUT-draft.ar.html"'
    monkeypatch.undo()
    assert file.content == client.get(f"{at}.html?lang=ar").content


def test_a_draft_that_cannot_be_written_names_the_text_it_is_about(site: Site, monkeypatch):
    asked = {"format": "broken", "language": "en"}
    monkeypatch.setitem(FORMATS, "broken", Format("broken", refuses_one, "text/plain", "txt"))
    with site.database.unit_of_work() as db:
        work = ask_work(db, ANONYMOUS, place="hld-2013-decision", kind=DRAFTING, arguments=asked)
    do_work(site.database, WORKS, work.public_id)
    page = site.client().get(f"/hld-2013-decision/jobs/{work.public_id}").text
    assert "RT2-M1 cannot be written as BROKEN" in page


def refuses_one(document: Document) -> bytes:
    """A writer that cannot write one text."""
    if any(isinstance(block, Section) and block.id == "RT2-M1" for _, block in walk(document.body)):
        raise ValueError("not this one")
    return b"written"
