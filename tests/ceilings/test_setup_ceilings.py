"""Ceilings of creating and setting up: the same with ten times the delegations, texts and seats."""

from collections.abc import Iterator

import pytest

from app.dossier.loading import import_package
from app.dossier.synth import Size, synthetic_package
from app.kernel.actor import SYSTEM
from tests.ceilings.counting import counted
from tests.consultations.founding import LEAST, founder, founder_api
from tests.support import NOON, Site

LIST, POST, CLONE = 9, 10, 25

PAGES = {
    "/consultations/new": LIST,
    "/consultations/new?clone_of={slug}": LIST + 1,
    "/{slug}/setup": LIST,
    "/{slug}/setup/settings": LIST,
}


@pytest.fixture(scope="module")
def sizes(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        for slug, size in (("small", Size(20, 40, 10, 100)), ("large", Size(200, 400, 100, 1000))):
            with site.database.unit_of_work() as db:
                package = synthetic_package(slug, size, seed=1, today=NOON.date())
                import_package(db, SYSTEM, package, slug=slug)
        yield site


@pytest.mark.parametrize("address", PAGES)
def test_page_of_the_set_up_asks_no_more_than_its_ceiling(sizes: Site, address: str) -> None:
    client = founder(sizes)
    asked = {}
    for slug in ("small", "large"):
        with counted(sizes.database) as statements:
            answer = client.get(address.format(slug=slug))
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        asked[slug] = statements
    assert len(asked["large"]) <= PAGES[address], "\n".join(asked["large"])
    assert len(asked["small"]) == len(asked["large"]), "\n".join(asked["large"])


def test_verbs_of_the_set_up_ask_no_more_than_their_ceilings(sizes: Site) -> None:
    api = founder_api(sizes)
    acts = (
        ("POST", "/consultations/", {**LEAST, "slug": "empty"}, POST),
        ("PATCH", "/consultations/empty", {"venue": "Geneva", "timezone": "UTC"}, POST),
        ("POST", "/consultations/hld-2013-review/stage", {"state": "open", "reason": "Too early."}, POST + 1),
    )
    for method, address, body, ceiling in acts:
        with counted(sizes.database) as statements:
            answer = api.request(method, address, json=body)
        assert answer.status_code in (200, 201), answer.text
        assert len(statements) <= ceiling, f"{address}\n" + "\n".join(statements)


def test_clone_of_ten_times_as_much_asks_no_more(sizes: Site) -> None:
    api = founder_api(sizes)
    asked = {}
    for slug in ("small", "large"):
        body = {
            **LEAST,
            "slug": f"after-{slug}",
            "clone_of": slug,
            "delegations": True,
            "end_date": "2040-12-31",
        }
        with counted(sizes.database) as statements:
            answer = api.post("/consultations/", json=body)
        assert answer.status_code == 201, answer.text
        asked[slug] = statements
    assert len(asked["large"]) <= CLONE, "\n".join(asked["large"])
    assert len(asked["small"]) == len(asked["large"]), "\n".join(asked["large"])
