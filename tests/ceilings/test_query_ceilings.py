"""One table of ceilings: how many queries each page may ask, the same with ten times the data."""

from collections.abc import Iterator

import pytest
from app.dossier.synth import load_synthetic
from sqlmodel import select

from app.consultations.models import Consultation
from tests.ceilings.counting import counted
from tests.support import Site

LIST, WHOLE, POST = 9, 15, 10

# Address -> ceiling. `{slug}` is a synthetic consultation, once small and once ten times as large.
CEILINGS = {
    "/": LIST,
    "/{slug}": WHOLE,
    "/{slug}/RT1": LIST,
    "/{slug}/proposals": LIST,
    "/{slug}/proposals?q=migration": LIST,
    "/{slug}/RT1-M1": WHOLE,
    "/{slug}/RT1-B1": WHOLE,
    "/{slug}/comments": LIST,
    "/{slug}/search?q=migration": LIST,
    "/{slug}/rounds": LIST,
    "/{slug}/register": LIST,
    "/{slug}/pilots": LIST,
    "/{slug}/contributions": LIST,
    "/{slug}/outcome": WHOLE,
    "/{slug}/ballots/BAL-1": WHOLE,
    "/api/v1/consultations/{slug}/proposals": LIST,
    "/api/v1/consultations/{slug}/proposals/RT1-M1": LIST,
    "/api/v1/consultations/{slug}/proposals/RT1-M1/comments": LIST,
    "/api/v1/consultations/{slug}/ballots/BAL-1": LIST,
    "/api/v1/consultations/{slug}/outcome": WHOLE,
    "/api/v1/consultations/{slug}/ledger": LIST,
}


@pytest.fixture(scope="module")
def sizes(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        with site.database.unit_of_work() as db:
            load_synthetic(db, "small", proposals=20, comments=40, delegations=10, positions=100, seed=1)
        with site.database.unit_of_work() as db:
            load_synthetic(db, "large", proposals=200, comments=400, delegations=100, positions=1000, seed=1)
        yield site


@pytest.mark.parametrize("address", CEILINGS)
def test_page_asks_no_more_than_its_ceiling_whatever_the_size(sizes: Site, address: str) -> None:
    client = sizes.client(None if address.startswith("/api") else "member")
    asked = {}
    for slug in ("small", "large"):
        with counted(sizes.database) as statements:
            answer = client.get(address.format(slug=slug))
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        asked[slug] = statements
    assert len(asked["large"]) <= CEILINGS[address], "\n".join(asked["large"])
    assert len(asked["small"]) == len(asked["large"]), "\n".join(asked["large"])


def test_synthetic_consultations_are_really_of_different_size(sizes: Site) -> None:
    with sizes.database.reading() as db:
        ids = {c.slug: c.id for c in db.exec(select(Consultation))}
    counts = dict(sizes.rows("SELECT consultation_id, count(*) FROM proposal GROUP BY 1"))
    assert counts[ids["large"]] == 10 * counts[ids["small"]]
