"""How many queries the response to a round, feeds and webhooks may ask, the same with ten times the comments."""

from collections.abc import Iterator

import pytest

from app.consultations.actions.seats import seat_person
from app.consultations.queries import visible_consultation
from app.dossier.loading import import_package
from app.dossier.synth import Size, synthetic_package
from app.kernel.actor import SYSTEM
from app.review.report.queries import spoken_in
from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, POST, WHOLE
from tests.support import NOON, Form, Site

SIZES = (("few", Size(20, 40, 10, 100)), ("many", Size(200, 400, 100, 1000)))
# A response is put together in each language of its consultation in one act; what it reads for one does not grow.
EACH_LANGUAGE, AROUND = 9, 16


@pytest.fixture(scope="module")
def sizes(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        for slug, size in SIZES:
            with site.database.unit_of_work() as db:
                package = synthetic_package(slug, size, seed=1, today=NOON.date())
                import_package(db, SYSTEM, package, slug=slug)
                here = visible_consultation(db, SYSTEM, slug)
                for who, role in (("moderator", "moderator"), ("secretariat", "secretariat")):
                    seat_person(db, SYSTEM, here, email=f"{who}@demo.example", role=role, title=who)
        site.tamper(
            "UPDATE round SET completed_at = :now, closes_at = :now, kind = 'comment' WHERE id IN"
            " (SELECT round_id FROM comment JOIN consultation ON consultation.id = comment.consultation_id"
            " WHERE consultation.slug IN ('few', 'many'))",
            now=NOON,
        )
        yield site


def asked(site: Site, who: str | None, path: str, form: str = "", **values: str) -> list[int]:
    """How many statements a page takes, or the form on it when it is sent, with few comments and with many."""
    browser, found = site.client(who), []
    for slug, _size in SIZES:
        there = path.format(slug=slug)
        shown = Form(browser.get(there), form) if form else None
        with counted(site.database) as statements:
            answer = shown.submit(browser, follow=False, **values) if shown else browser.get(there)
        assert answer.status_code in (200, 303), answer.text
        found.append(len(statements))
    return found


def test_the_response_and_the_feeds_ask_the_same_of_few_comments_and_of_many(sizes: Site) -> None:
    code = sizes.rows(
        "SELECT DISTINCT round.code FROM round JOIN comment ON comment.round_id = round.id"
        " JOIN consultation ON consultation.id = round.consultation_id WHERE consultation.slug = 'many'"
    )[0][0]
    languages = len(spoken_in(sizes.consultation("many")))
    there = f"/{{slug}}/rounds/{code}"
    ceilings = []
    ceilings.append((asked(sizes, "moderator", f"{there}/response"), WHOLE))
    ceilings.append(
        (asked(sizes, "moderator", f"{there}/response", "/response", foreword="So."), AROUND + EACH_LANGUAGE * languages)
    )  # fmt: skip
    ceilings.append((asked(sizes, None, f"{there}/response"), LIST))
    ceilings.append((asked(sizes, None, f"{there}/feed.atom"), LIST))
    ceilings.append((asked(sizes, None, "/{slug}/feed.atom"), LIST))
    ceilings.append((asked(sizes, None, "/{slug}/RT1/feed.atom"), LIST))
    hooks = "/{slug}/setup/webhooks"
    ceilings.append((asked(sizes, "secretariat", hooks), LIST))
    ceilings.append((asked(sizes, "secretariat", hooks, "/webhooks", url="https://example.org/told"), POST))
    assert all(few == many <= ceiling for (few, many), ceiling in ceilings), ceilings
