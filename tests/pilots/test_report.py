"""The progress report of a pilot: a document in every format, with its drawings and what is late by the clock."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlmodel import select

from app.consultations.models import Consultation
from app.documents.formats import FORMATS
from app.documents.tree import Document, Figure, Paragraph, Run, Section, Table, Text, walk
from app.pilots.report import progress_document
from tests.support import Site

PACKAGE = json.loads((Path(__file__).parents[2] / "data" / "hld-2013.json").read_text())
PILOTS = {p["code"]: p for p in PACKAGE["pilots"]}


def said(text: Text) -> str:
    return "".join(run.text for run in text)


def report(site: Site, code: str, language: str | None = None) -> Document:
    with site.database.reading() as db:
        consultation = db.exec(select(Consultation).where(Consultation.slug == "hld-2013")).one()
        return progress_document(db, consultation, code, language, base_url="https://example.org")


def table(document: Document, name: str) -> Table:
    return next(b for _, b in walk(document.body) if isinstance(b, Table) and b.id == name)


@pytest.mark.parametrize("code", list(PILOTS))
def test_the_report_holds_every_milestone_and_every_value(reading_site: Site, code: str) -> None:
    document, wanted = report(reading_site, code), PILOTS[code]
    titles = [said(row[0]) for row in table(document, "milestone-table").rows]
    assert sorted(titles) == sorted(m["title"] for m in wanted["milestones"])
    for benchmark in wanted["benchmarks"]:
        values = [m for m in wanted["measurements"] if m["benchmark"] == benchmark]
        if values:
            periods = [said(row[0]) for row in table(document, f"values-{benchmark}").rows]
            assert {m["period"] for m in values} <= set(periods)


def test_the_cover_says_that_a_pilot_is_voluntary(reading_site: Site) -> None:
    cover = report(reading_site, "PIL-1").cover
    assert any("voluntary and binds no State" in said(notice) for notice in cover.notices)
    assert any("Composed for this demonstration" in said(notice) for notice in cover.notices)


def test_each_drawing_is_whole_in_itself_and_says_the_same_in_words(reading_site: Site) -> None:
    figures = [b for _, b in walk(report(reading_site, "PIL-1").body) if isinstance(b, Figure)]
    assert [f.id for f in figures] == ["chart-RT1-B2", "chart-RT1-B3"]
    for figure in figures:
        root = ElementTree.fromstring(figure.svg)
        assert root.find("{*}title") is not None
        assert (root.findtext("{*}desc") or "") in figure.alt
        assert not [e for e in root.iter() if "class" in e.attrib or "style" in e.attrib]
        assert "From 9" in figure.alt or "to " in figure.alt


def test_mechanisms_lead_to_their_pages(reading_site: Site) -> None:
    links = {
        run.href: run.text
        for _, block in walk(report(reading_site, "PIL-1").body)
        for text in getattr(block, "items", ())
        if isinstance(text, tuple)
        for run in text
        if isinstance(run, Run) and run.href
    }
    assert links["https://example.org/hld-2013/RT1-M2"] == "RT1-M2"


def test_what_is_late_by_the_clock_is_late_in_the_report(site: Site) -> None:
    code, due = next(
        (code, date.fromisoformat(m["due"]))
        for code, pilot in PILOTS.items()
        for m in pilot["milestones"]
        if m["status"] == "late"
    )

    def late() -> list[str]:
        return [said(row[2]) for row in table(report(site, code), "milestone-table").rows]

    site.now = datetime(due.year, due.month, due.day, 12, tzinfo=UTC)
    assert "Late" not in late()
    site.now += timedelta(days=2)
    assert late().count("Late") == 1
    assert "1 milestone is late." in "".join(
        said(b.text) for b in report(site, code).summary if isinstance(b, Paragraph)
    )


def test_the_same_day_gives_the_same_bytes(reading_site: Site) -> None:
    client = reading_site.client()
    first, second = (client.get("/hld-2013/pilots/PIL-1/report.html").content for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", ["html", "json", "docx"])
def test_the_report_is_to_be_had_as_a_file_by_page_and_by_program(reading_site: Site, name: str) -> None:
    page = reading_site.client().get(f"/hld-2013/pilots/PIL-2/report.{name}")
    assert page.status_code == 200
    assert page.headers["Content-Type"] == FORMATS[name].media_type
    assert "PIL-2-progress" in page.headers["Content-Disposition"]
    again = reading_site.api().get(f"/consultations/hld-2013/pilots/PIL-2/report.{name}")
    assert again.content == page.content


def test_the_report_speaks_each_language_of_the_consultation(reading_site: Site) -> None:
    document = report(reading_site, "PIL-1", "ar")
    assert document.direction == "rtl"
    sections = [b.id for _, b in walk(document.body) if isinstance(b, Section)]
    assert sections == [b.id for _, b in walk(report(reading_site, "PIL-1").body) if isinstance(b, Section)]
    assert reading_site.client().get("/hld-2013/pilots/PIL-1/report.html?lang=xx").status_code == 404


def test_a_report_that_is_not_there_is_404(reading_site: Site) -> None:
    client = reading_site.client()
    assert client.get("/hld-2013/pilots/PIL-99/report.html").status_code == 404
    assert client.get("/hld-2013/pilots/PIL-1/report.xyz").status_code == 404
