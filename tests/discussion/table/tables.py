"""Tables of comments as bodies make them, and how they are brought."""

import csv
import io
from typing import Any

import docx
import lxml.html
from openpyxl import Workbook

from app.discussion.table.actions import BRINGING_COMMENTS
from app.discussion.table.bringing import bring_comments
from app.kernel.i18n import use_catalogues
from app.kernel.shipped import shipped
from app.kernel.works import do_work
from tests.review.making import SLUG, at, begin, do, make, plan
from tests.support import Form, Site

# The words of our own headings are looked up once, and by some tests before there is a site.
use_catalogues(shipped("locales"))

HEAD = (
    "MB/NC1", "Line number (e.g. 17)", "Clause/ Subclause (e.g. 3.1)", "Paragraph/ Figure/ Table/ (e.g. Table 1)",
    "Type of comment2", "Comments", "Proposed change", "Observations of the secretariat",
)  # fmt: skip
HERE = f"/{SLUG}/rounds/R1/table"
ROW = ("Belgium", "", "RT1-M1", "", "te", "The fees are missing.", "", "")


def opened(site: Site, kind: str = "comment", texts: int = 1, **more: Any) -> None:
    """A round that is open on so many submitted texts, whose clock stands on its third day."""
    api = make(site)
    for number in range(texts):
        begin(site, f"A register {number + 1}")
    assert plan(api, kind, **more).status_code == 201
    assert do(api, "R1", "opening", reason="All is ready.").status_code == 200
    site.database.clock = lambda: at(3)


def row(*, body: str = "Belgium", line: str = "", clause: str = "RT1-M1", paragraph: str = "", type: str = "te",
        comment: str = "The fees are missing.", change: str = "", observations: str = "") -> tuple[str, ...]:  # fmt: skip
    """A row of the table."""
    return (body, line, clause, paragraph, type, comment, change, observations)


def xlsx(*rows: tuple[Any, ...], head: tuple[str, ...] | None = HEAD, merge: str = "") -> bytes:
    book = Workbook()
    assert book.active is not None
    for line in (head, *rows) if head else rows:
        book.active.append(line)
    if merge:
        book.active.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def comma(*rows: tuple[Any, ...], between: str = ",", encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=between).writerows(rows)
    return out.getvalue().encode(encoding)


def word(*tables: tuple[tuple[Any, ...], ...]) -> bytes:
    """A DOCX with these tables, each under a paragraph."""
    written = docx.Document()
    for rows in tables:
        written.add_paragraph("A form.")
        table = written.add_table(len(rows), max(map(len, rows)))
        for at_, line in enumerate(rows):
            for place, text in enumerate(line):
                table.cell(at_, place).text = str(text)
    return saved(written)


def saved(written: Any) -> bytes:
    out = io.BytesIO()
    written.save(out)
    return out.getvalue()


def send(client: Any, content: bytes, name: str = "table.xlsx", here: str = HERE) -> Any:
    """Send a file by the form of the page."""
    form = Form(client.get(here), id="bring")
    token = form.values["csrf_token"]
    return client.post(
        here,
        data={"csrf_token": token[0] if isinstance(token, list) else token},
        files={"sheet": (name, content, "application/octet-stream")},
    )


def words_of(page: Any) -> str:
    return " ".join(lxml.html.fromstring(page.text).text_content().split())


def preview(site: Site, *rows: tuple[Any, ...], who: str = "moderator", head: tuple[str, ...] = HEAD) -> Any:
    """What is shown of these rows."""
    page = send(site.client(who), xlsx(*rows, head=head))
    assert page.status_code == 200, page.text
    return page


def said(site: Site, *rows: tuple[Any, ...], who: str = "moderator", head: tuple[str, ...] = HEAD) -> str:
    """The words of that page."""
    return words_of(preview(site, *rows, who=who, head=head))


def confirm(site: Site, client: Any, page: Any) -> Any:
    """Confirm what is shown and do the work; gives the page of the work."""
    asked = Form(page, "/confirmation").submit(client)
    assert asked.status_code == 200, asked.text
    work = str(asked.url).rpartition("/")[2]
    do_work(site.database, {BRINGING_COMMENTS: bring_comments}, work)
    return client.get(str(asked.url))


def bring(site: Site, content: bytes, name: str = "table.xlsx", who: str = "moderator") -> Any:
    """Send a file and confirm it."""
    client = site.client(who)
    page = send(client, content, name)
    assert page.status_code == 200, page.text
    return confirm(site, client, page)


def comments(site: Site) -> list[Any]:
    """Every comment, with what the table holds of it."""
    return [
        tuple(line)
        for line in site.rows(
            "SELECT d.code AS body, p.code AS text, c.field, c.paragraph, c.quote, c.type, c.text, c.proposed_text"
            " FROM comment c JOIN proposal p ON p.id = c.proposal_id LEFT JOIN delegation d ON d.id = c.delegation_id"
            " JOIN consultation n ON n.id = c.consultation_id WHERE n.slug = :slug ORDER BY c.id",
            slug=SLUG,
        )
    ]
