"""Ceilings of the table of comments, out and in: the same with ten times the texts, the comments and the rows."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.consultations.actions.seats import seat_person
from app.consultations.queries import visible_consultation
from app.discussion.table.actions import BRINGING_COMMENTS
from app.discussion.table.bringing import bring_comments
from app.dossier.loading import import_package
from app.dossier.synth import Size, synthetic_package
from app.kernel.actor import SYSTEM
from app.kernel.works import do_work
from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, POST, WHOLE
from tests.support import NOON, Form, Site

SIZES = (("few", Size(20, 40, 10, 100)), ("many", Size(200, 400, 100, 1000)))
PAGES = {
    "/{slug}/rounds/R1/table": LIST,
    "/{slug}/rounds/R1/comments.csv": LIST,
    "/{slug}/rounds/R1/comments.docx?roundtable=RT1": LIST,
    "/{slug}/rounds/R1/table/template.xlsx": LIST,
}
# One stretch of the work looks at everything anew, adds its comments, their entries and their words, and says how far it
# is.
STRETCH = 40


@pytest.fixture(scope="module")
def sizes(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        for slug, size in SIZES:
            with site.database.unit_of_work() as db:
                package = synthetic_package(slug, size, seed=1, today=NOON.date())
                import_package(db, SYSTEM, package, slug=slug)
                here = visible_consultation(db, SYSTEM, slug)
                seat_person(db, SYSTEM, here, email="moderator@demo.example", role="moderator", title="Chair")
        mine = "consultation_id IN (SELECT id FROM consultation WHERE slug IN ('few', 'many'))"
        site.tamper(f"UPDATE round SET cancelled_at = opens_at WHERE {mine} AND code <> 'R1'")
        site.tamper(
            f"UPDATE round SET kind = 'comment', closes_at = :later, completed_at = NULL, closed_early_at = NULL,"
            f" opening_given_at = opens_at WHERE {mine} AND code = 'R1'", later=NOON.replace(year=2027),
        )  # fmt: skip
        site.tamper(f"UPDATE proposal SET state = 'under_review' WHERE {mine}")
        yield site


@pytest.mark.parametrize("address", PAGES)
def test_a_file_or_a_page_asks_no_more_than_its_ceiling(sizes: Site, address: str) -> None:
    client = sizes.client("moderator")
    asked = []
    for slug, _size in SIZES:
        with counted(sizes.database) as statements:
            answer = client.get(address.format(slug=slug))
        assert answer.status_code == 200, answer.text
        asked.append(statements)
    assert len(asked[1]) <= PAGES[address], "\n".join(asked[1])
    assert len(asked[0]) == len(asked[1]), "\n".join(asked[1])


def table(slug: str, rows: int) -> bytes:
    """New comments on so many texts, each with the number of a paragraph."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(("MB/NC", "Clause", "Paragraph", "Type", "Comments"))
    for n in range(rows):
        lines.writerow(("*", f"RT1-M{1 + n % 3}", "1", "te", f"Number {n} of {slug}."))
    return out.getvalue().encode()


def steps(site: Site, slug: str, rows: int) -> dict[str, int]:
    """How many statements each step takes on the way of a table with so many rows."""
    client, home = site.client("moderator"), f"/{slug}/rounds/R1/table"
    counts: dict[str, int] = {}

    def count(name: str, act: Callable[[], Any]) -> Any:
        with counted(site.database) as statements:
            answer = act()
        counts[name] = len(statements)
        return answer

    token = {"csrf_token": Form(client.get(home), id="bring").values["csrf_token"]}
    files = {"sheet": ("a.csv", table(slug, rows), "text/csv")}
    sent = count("sent", lambda: client.post(home, data=token, files=files, follow_redirects=False))
    assert sent.status_code == 303, sent.text
    there = sent.headers["Location"]
    page = count("shown", lambda: client.get(there))
    answers = Form(page, "/answers")
    count("answered", lambda: answers.submit(client, follow=False, **{"answer-0": "*"}))
    form = Form(client.get(there), "/confirmation")
    asked = count("confirmed", lambda: form.submit(client, follow=False))
    assert asked.status_code == 303, asked.text
    work = asked.headers["Location"].rpartition("/")[2]
    count("written", lambda: do_work(site.database, {BRINGING_COMMENTS: bring_comments}, work))
    said = f"Number % of {slug}."
    assert site.rows("SELECT count(*) FROM comment WHERE text LIKE :said", said=said)[0][0] == rows
    return counts


def test_a_table_asks_no_more_with_ten_times_its_rows(sizes: Site) -> None:
    few, many = steps(sizes, "few", 20), steps(sizes, "many", 200)
    assert few == many
    ceilings = {"sent": POST, "shown": WHOLE, "answered": WHOLE, "confirmed": WHOLE, "written": STRETCH}
    assert all(many[name] <= ceiling for name, ceiling in ceilings.items()), many
