"""How many queries it takes to issue the document and to look at what was issued, the same with ten times the texts."""

from collections.abc import Iterator

import pytest

from app.consultations.actions.seats import seat_person
from app.dossier.loading import import_package
from app.dossier.synth import Size, synthetic_package
from app.kernel.actor import SYSTEM
from app.outcome.actions.filing import keep_files
from app.outcome.actions.selecting import include_undecided
from app.outcome.editions import edition_file, the_edition
from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import DOCUMENT, LIST, POST
from tests.support import NOON, Site

SIZES = (("few", Size(20, 40, 10, 100)), ("many", Size(200, 400, 100, 1000)))
# The whole document with all its tables, read once for each language, and what is missing looked at before.
ISSUE, EACH_LANGUAGE = 30, 55


@pytest.fixture(scope="module")
def sizes(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        for slug, size in SIZES:
            with site.database.unit_of_work() as db:
                package = synthetic_package(slug, size, seed=1, today=NOON.date())
                import_package(db, SYSTEM, package, slug=slug)
        mine = "(SELECT id FROM consultation WHERE slug IN ('few', 'many'))"
        site.tamper(f"UPDATE round SET cancelled_at = opens_at WHERE consultation_id IN {mine}")
        site.tamper(
            f"UPDATE proposal SET state = 'adopted' WHERE kind = 'benchmark' AND consultation_id IN {mine}"
        )
        site.tamper(
            f"UPDATE proposal SET state = 'not_adopted' WHERE kind = 'mechanism' AND consultation_id IN {mine}"
        )
        site.tamper(
            "UPDATE consultation SET state = 'consolidation', languages = '[\"en\", \"ar\"]' WHERE slug IN ('few', 'many')"
        )
        for slug, _size in SIZES:
            with site.database.unit_of_work() as db:
                here = site.consultation(slug)
                include_undecided(db, SYSTEM, here, decided_on="2026-11-20")
                seat_person(
                    db,
                    SYSTEM,
                    here,
                    email="secretariat@demo.example",
                    role="secretariat",
                    title="Secretariat",
                )
        yield site


def filed(site: Site) -> None:
    """One file of each edition is made: of a long document none is written in a request."""
    for slug, _size in SIZES:
        with site.database.unit_of_work() as db:
            here = site.consultation(slug)
            edition = the_edition(db, here, 1)
            keep_files(db, here, edition, "ar", {"md": edition_file(db, edition, "md", "ar")})


def asked(site: Site, method: str, address: str, **body: object) -> list[int]:
    """How many statements it takes with few texts and with many."""
    api, browser = site.api("secretariat"), site.client("secretariat")
    found = []
    for slug, _size in SIZES:
        with counted(site.database) as statements:
            if method == "GET":
                answer = browser.get(address.format(slug=slug))
            else:
                answer = api.request(method, address.format(slug=slug), json=body)
        assert answer.status_code in (200, 201), answer.text
        found.append(len(statements))
    return found


def test_the_same_is_asked_of_few_texts_and_of_many(sizes: Site) -> None:
    within(
        asked(sizes, "POST", "/consultations/{slug}/outcome/editions", kind="edition"),
        ISSUE + 2 * EACH_LANGUAGE,
    )
    filed(sizes)
    within(asked(sizes, "GET", "/{slug}/outcome"), DOCUMENT + 4)
    within(asked(sizes, "GET", "/{slug}/outcome/editions"), LIST + POST)
    within(asked(sizes, "GET", "/{slug}/outcome/editions/1.md?lang=ar"), LIST)


def within(counts: list[int], ceiling: int) -> None:
    """As many for few texts as for many, and no more than the ceiling."""
    assert counts[0] == counts[1], counts
    assert counts[1] <= ceiling, counts
