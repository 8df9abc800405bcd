"""The cockpit and the work list ask the same with 1,000 texts and 500 comments as with few, and stay light."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from app.consultations.actions.seats import seat_person
from app.consultations.queries import delegations_of, visible_consultation
from app.dossier.loading import import_package
from app.dossier.synth import Size, synthetic_package
from app.kernel.actor import SYSTEM
from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, POST, WHOLE
from tests.support import NOON, Form, Site

SIZES = (("few", Size(20, 50, 10, 0)), ("many", Size(1000, 500, 100, 0)))
COMPRESSED = 50_000
PAGES = {
    "/{slug}/rounds/R1/cockpit": WHOLE,
    "/{slug}/rounds/R1/cockpit?roundtable=RT2": WHOLE,
    "/{slug}/rounds/R2/cockpit": WHOLE,
    "/{slug}/rounds/R1/comments": WHOLE,
    "/{slug}/rounds/R1/comments?at={comment}&state=undrafted": WHOLE,
    "/{slug}/rounds/R1/comments?state=drafted&issued=3&left={comment}": WHOLE,
    "/{slug}/rounds/R1/decline": LIST,
}


@pytest.fixture(scope="module")
def sizes(sites: Any, backend: str) -> Iterator[Site]:
    """Two consultations whose round of comments is over, with nothing answered in it, and with a chair and a head."""
    with Site(sites.new(backend, demo=True)) as site:
        for slug, size in SIZES:
            with site.database.unit_of_work() as db:
                package = synthetic_package(slug, size, seed=1, today=NOON.date())
                import_package(db, SYSTEM, package, slug=slug)
                here = visible_consultation(db, SYSTEM, slug)
                first = delegations_of(db, here)[0].code
                for who, role, title, more in (
                    ("moderator", "moderator", "Chair", {}),
                    ("state", "head", "Head", {"delegation": first}),
                ):
                    seat_person(db, SYSTEM, here, email=f"{who}@demo.example", role=role, title=title, **more)
        ours = "(SELECT id FROM consultation WHERE slug IN ('few', 'many'))"
        for table in ("acknowledgement", "disposition"):
            site.tamper(f"DELETE FROM {table} WHERE consultation_id IN {ours}")
        # While a ballot is open nothing is answered.
        site.tamper(
            f"UPDATE round SET closed_early_at = opens_at WHERE code = 'R2' AND consultation_id IN {ours}"
        )
        yield site


def comments_of(site: Site, slug: str) -> list[str]:
    return [
        row[0]
        for row in site.rows(
            "SELECT k.code FROM comment k JOIN consultation c ON c.id = k.consultation_id"
            " JOIN round r ON r.id = k.round_id WHERE c.slug = :slug AND r.code = 'R1' ORDER BY k.proposal_id, k.id",
            slug=slug,
        )
    ]


@pytest.mark.parametrize(("address", "ceiling"), PAGES.items())
def test_a_page_asks_the_same_with_a_thousand_texts(sizes: Site, address: str, ceiling: int) -> None:
    browser, found = sizes.client("state" if "decline" in address else "moderator"), []
    for slug, _size in SIZES:
        every = comments_of(sizes, slug)
        with counted(sizes.database) as statements:
            page = browser.get(address.format(slug=slug, comment=every[len(every) // 2]))
        assert page.status_code == 200
        assert len(gzip.compress(page.content, 3)) < COMPRESSED
        found.append(statements)
    assert len(found[0]) == len(found[1]), "\n".join(found[1])
    assert len(found[1]) <= ceiling, "\n".join(found[1])


def test_the_last_of_five_hundred_is_reached_in_a_page_as_light_as_the_first(sizes: Site) -> None:
    browser = sizes.client("moderator")
    every = comments_of(sizes, "many")
    assert len(every) == 500
    for place in (0, 250, 499):
        page = browser.get(f"/many/rounds/R1/comments?at={every[place]}")
        assert f"{place + 1} of 500" in page.text
        assert page.text.count('name="comments"') == 20
        assert len(gzip.compress(page.content, 3)) < COMPRESSED // 2


def test_five_hundred_are_drafted_and_issued_in_as_many_statements_as_fifty(sizes: Site) -> None:
    browser, asked = sizes.client("moderator"), []
    for slug, size in SIZES:
        here = f"/{slug}/rounds/R1/comments"
        form = Form(browser.get(here), "/comments/drafts")
        with counted(sizes.database) as drafting:
            done = form.submit(browser, follow=False, all="1", code="noted", reason="The groups know.")
        assert done.headers["location"].endswith(f"drafted={size.comments}")
        form = Form(browser.get(here), "/comments/issue")
        with counted(sizes.database) as issuing:
            done = form.submit(browser, follow=False)
        assert done.headers["location"].endswith(f"issued={size.comments}")
        asked.append((len(drafting), len(issuing)))
    assert asked[0] == asked[1]
    assert max(asked[1]) <= POST, asked
