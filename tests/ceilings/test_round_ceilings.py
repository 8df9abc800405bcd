"""How many queries the moderators' room may ask, page and act, the same with ten times the texts."""

from collections.abc import Iterator

import pytest

from app.consultations.actions.seats import seat_person
from app.consultations.queries import delegations_of, visible_consultation
from app.dossier.loading import import_package
from app.dossier.synth import Size, synthetic_package
from app.kernel.actor import SYSTEM
from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, POST, WHOLE
from tests.support import NOON, Site

SIZES = (("few", Size(20, 40, 10, 100)), ("many", Size(200, 400, 100, 1000)))
# An opening moves every text of its round in one act: it may ask what a whole page asks, and no more with ten times
# the texts. A ballot writes its texts and its electorate besides.
OPENING, BALLOT = WHOLE, 25


@pytest.fixture(scope="module")
def sizes(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        for slug, size in SIZES:
            with site.database.unit_of_work() as db:
                package = synthetic_package(slug, size, seed=1, today=NOON.date())
                import_package(db, SYSTEM, package, slug=slug)
                here = visible_consultation(db, SYSTEM, slug)
                seat_person(db, SYSTEM, here, email="moderator@demo.example", role="moderator", title="Chair")
                first = delegations_of(db, here)[0].code
                seat_person(
                    db,
                    SYSTEM,
                    here,
                    email="state@demo.example",
                    role="head",
                    title="Head",
                    delegation=first,
                )
        site.tamper(
            "UPDATE round SET cancelled_at = opens_at WHERE consultation_id IN"
            " (SELECT id FROM consultation WHERE slug IN ('few', 'many'))"
        )
        yield site


def asked(site: Site, method: str, address: str, body: object = None) -> list[int]:
    """How many statements it takes with few texts and with many."""
    api, browser = site.api("moderator"), site.client("moderator")
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


def test_the_room_asks_the_same_of_few_texts_and_of_many(sizes: Site) -> None:
    acts = "/consultations/{slug}/rounds"
    day = "2027-01-%02d"

    def planned(code: str, kind: str, first: int) -> dict[str, object]:
        return {"code": code, "kind": kind, "title": kind, "opens": day % first, "closes": day % (first + 1)}

    def states(state: str) -> None:
        sizes.tamper(
            "UPDATE proposal SET state = :state WHERE consultation_id IN"
            " (SELECT id FROM consultation WHERE slug IN ('few', 'many'))", state=state,
        )  # fmt: skip

    ceilings = []
    ceilings.append((asked(sizes, "POST", acts, planned("C", "comment", 1)), POST))
    ceilings.append((asked(sizes, "POST", acts, planned("B", "ballot", 5)), POST))
    ceilings.append((asked(sizes, "PATCH", f"{acts}/C", {"title": "Comments"}), POST))
    states("submitted")
    ceilings.append((asked(sizes, "POST", f"{acts}/C/opening"), OPENING))
    ceilings.append((asked(sizes, "POST", f"{acts}/C/extension", {"closes": day % 3}), POST))
    ceilings.append((asked(sizes, "GET", "/{slug}/rounds"), LIST))
    ceilings.append((asked(sizes, "GET", "/{slug}/rounds/C"), WHOLE))
    ceilings.append((asked(sizes, "GET", "/{slug}/rounds/C/opening"), WHOLE))
    ceilings.append((asked(sizes, "POST", f"{acts}/C/cancellation", {"reason": "Enough."}), POST))
    states("ready")
    ceilings.append((asked(sizes, "POST", f"{acts}/B/opening"), BALLOT))
    assert all(few == many <= ceiling for (few, many), ceiling in ceilings), ceilings
