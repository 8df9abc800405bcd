"""What goes out as a table comes in as the same comments: by itself, and opened and saved by LibreOffice in between."""

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.discussion.table.files import Paper, write_lines
from app.discussion.table.lines import Line
from app.discussion.table.reading import read_table
from app.discussion.table.words import FIELDS, OBSERVATIONS
from app.documents.safe import plain
from app.kernel.i18n import in_locale
from app.kernel.text.clean import clean, clean_line
from tests.discussion.table.tables import confirm, opened, send, words_of
from tests.review.making import AT, SLUG, at, breaks, do, plan
from tests.support import Form, Site

PAPER = Paper("SMALL-2027 R1", (("Date", "today"),), date(2026, 11, 22))
# Without the apostrophe: in CSV one before a sign of a formula is taken off, as it was put there against computing.
SIGNS = 'ab1 =+-@;,\t\n"“”<>&|/#_x0041_é中文عربيру😀'
WORDS = st.text(SIGNS, max_size=60).map(lambda text: plain(clean(text, limit=None)).strip())
SHORT = st.text(SIGNS, max_size=20).map(lambda text: plain(clean_line(text, limit=None)).strip())
LINES = st.lists(
    st.builds(
        Line, body=SHORT, line=SHORT, clause=SHORT, paragraph=SHORT, type=SHORT, comment=WORDS.filter(bool), change=WORDS,
        language=st.sampled_from(["", "en", "ar", "zh"]),
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("format_", ["csv", "xlsx", "docx"])
@settings(max_examples=15)
@given(lines=LINES)
def test_a_table_that_is_written_and_read_holds_the_same(
    format_: str, language: str, lines: list[Line]
) -> None:
    with in_locale(language):
        read = read_table(f"a.{format_}", write_lines(lines, format_, PAPER))
    found = [{name: row.get(name) for name in FIELDS} for row in read.rows]
    said = [dict(zip(FIELDS, line.cells, strict=True)) for line in lines]
    assert [one for one in found if not one.pop(OBSERVATIONS)] == [
        one for one in said if not one.pop(OBSERVATIONS)
    ]


SAID: tuple[tuple[str, dict[str, Any]], ...] = (
    ("ngo", {"text": "The fees are missing.\n\nSecond paragraph; with, commas and “quotes”."}),
    ("ngo", {"type": "editorial", "field": "problem", "text": "=1+1", "proposed_text": "@all know <b>them</b>."}),
    ("state", {"field": "summary", "quote": {"exact": "stands in it"}, "text": "الرسوم غير مذكورة في النص."}),
    ("alternate", {"type": "general", "field": "how_it_works", "quote": {"exact": "They"}, "text": "缺少费用 😀"}),
    ("observer", {"text": "- A list\n- of two\ttabbed", "proposed_text": "One\nTwo"}),
)  # fmt: skip


def held(site: Site, round_: str) -> list[tuple[Any, ...]]:
    """What the table holds of each comment of a round."""
    found = site.rows(
        "SELECT d.code AS body, p.code AS text, c.field, c.paragraph, c.quote, c.type, c.text, c.proposed_text, c.author_title"
        " FROM comment c JOIN proposal p ON p.id = c.proposal_id LEFT JOIN delegation d ON d.id = c.delegation_id"
        " JOIN round r ON r.id = c.round_id JOIN consultation n ON n.id = c.consultation_id"
        " WHERE n.slug = :slug AND r.code = :round ORDER BY c.id",
        slug=SLUG,
        round=round_,
    )
    lines = []
    for body, text, field, paragraph, quote, kind, words, change, title in found:
        exact = (json.loads(quote) if isinstance(quote, str) else quote or {}) or {}
        who = body or title
        lines.append((who, text, field, paragraph, exact.get("exact"), kind, words, change))
    return lines


def two_rounds(site: Site) -> list[tuple[Any, ...]]:
    """Comments of all sorts in a first round, and a second one open on the same texts."""
    opened(site)
    for who, more in SAID:
        body = {"type": "technical", "stance": "concern", **more}
        made = site.api(who).post(f"{AT}/proposals/RT1-M1/comments", json=body)
        assert made.status_code == 201, made.text
    site.database.clock = lambda: at(10.9)
    api = site.api("moderator")
    assert plan(api, first=11, last=20).status_code == 201
    assert do(api, "R2", "opening", reason="All is ready.").status_code == 200
    site.database.clock = lambda: at(12)
    said = held(site, "R1")
    assert len(said) == len(SAID)
    return said


def brought_again(site: Site, content: bytes, name: str) -> list[tuple[Any, ...]]:
    """The same file brought to the second round; the one who speaks for nobody is a body without a delegation."""
    client, here = site.client("moderator"), f"/{SLUG}/rounds/R2/table"
    page = send(client, content, name, here)
    assert "Which body is “observer”?" in words_of(page)
    page = Form(page, "/answers").submit(client, **{"answer-0": "*"})
    assert f"{len(SAID)} rows become comments" in words_of(page)
    confirm(site, client, page)
    assert breaks(site) == []
    return held(site, "R2")


@pytest.mark.parametrize("format_", ["csv", "xlsx", "docx"])
def test_a_round_s_table_brought_to_the_next_round_gives_the_same_comments(site: Site, format_: str) -> None:
    said = two_rounds(site)
    file = site.client("moderator").get(f"/{SLUG}/rounds/R1/comments.{format_}")
    assert brought_again(site, file.content, f"r1.{format_}") == said


@pytest.mark.slow
@pytest.mark.parametrize(("format_", "language"), [("xlsx", "en"), ("docx", "ar")])
def test_libreoffice_opens_and_saves_it_and_the_comments_are_the_same(
    site: Site, tmp_path: Path, format_: str, language: str
) -> None:
    said = two_rounds(site)
    given_ = site.client("moderator").get(f"/{SLUG}/rounds/R1/comments.{format_}", headers={"Accept-Language": language})  # fmt: skip
    (tmp_path / f"table.{format_}").write_bytes(given_.content)
    saved = tmp_path / "saved"
    command = ["libreoffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", format_, "--outdir", str(saved), str(tmp_path / f"table.{format_}")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    content = (saved / f"table.{format_}").read_bytes()
    assert content != given_.content
    assert brought_again(site, content, f"table.{format_}") == said
