"""Ceilings of admission: the same with ten times the delegations and seats."""

from collections.abc import Iterator

import pytest

from app.consultations.actions.seats import give_seat
from app.dossier.loading import import_package
from app.dossier.synth import Size, synthetic_package
from app.kernel.actor import SYSTEM
from app.people.queries import person_by_email
from tests.ceilings.counting import counted
from tests.consultations.admission.post import link
from tests.support import NOON, Form, Site

LIST, POST = 9, 10
PAGES = {
    "/{slug}/setup/invitations": LIST,
    "/{slug}/setup/applications": LIST,
    "/{slug}/accreditation": LIST,
    "/{slug}/members": LIST,
    "/{slug}/members?on=2026-11-01": LIST,
    "/{slug}/delegations/{delegation}": LIST,
    "/{slug}/participation.csv": LIST,
    "/organisations": LIST,
    "/organisations/{delegation}": LIST,
}


@pytest.fixture(scope="module")
def sizes(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        for slug, size in (("small", Size(20, 40, 10, 100)), ("large", Size(200, 400, 100, 1000))):
            with site.database.unit_of_work() as db:
                package = synthetic_package(slug, size, seed=1, today=NOON.date())
                import_package(db, SYSTEM, package, slug=slug)
        with site.database.unit_of_work() as db:
            person = person_by_email(db, "secretariat@demo.example")
            give_seat(db, SYSTEM, person, role="secretariat", title="Secretariat")
        site.tamper("UPDATE consultation SET admits = :yes, criteria = 'Any.'", yes=True)
        yield site


def delegation(site: Site, slug: str) -> str:
    found = site.rows(
        "SELECT d.code FROM delegation d JOIN consultation c ON c.id = d.consultation_id WHERE c.slug = :slug"
        " ORDER BY d.place",
        slug=slug,
    )
    return str(found[0][0])


@pytest.mark.parametrize("address", PAGES)
def test_page_of_admission_asks_no_more_than_its_ceiling(sizes: Site, address: str) -> None:
    client = sizes.client("secretariat")
    asked = {}
    for slug in ("small", "large"):
        there = address.format(slug=slug, delegation=delegation(sizes, slug))
        with counted(sizes.database) as statements:
            answer = client.get(there)
        assert answer.status_code == 200, f"{there}: {answer.status_code}"
        asked[slug] = statements
    assert len(asked["large"]) <= PAGES[address], "\n".join(asked["large"])
    assert len(asked["small"]) == len(asked["large"]), "\n".join(asked["large"])


def test_verbs_of_admission_ask_no_more_than_their_ceilings(sizes: Site) -> None:
    api = sizes.api("secretariat")
    at = "/consultations/hld-2013-review"
    body = {"name": "A body", "statement": "Why.", "contact_name": "Ana", "contact_email": "ana@example.org"}
    place = api.get(f"{at}/constituencies").json()["items"][0]["code"]
    # A decision accredits a body and invites its head: three acts in one.
    acts = (
        ("/invitations", {"email": "new@example.org", "role": "member", "group": "WG-1A"}, POST + 2),
        ("/invitations/1/again", None, POST),
        ("/invitations/1/withdrawal", None, POST),
        ("/applications", {**body, "constituency": place}, POST),
        ("/applications/AP-001/decision", {"decision": "accepted", "reason": "Yes."}, 3 * POST),
    )
    for address, values, ceiling in acts:
        if address.endswith("/decision"):
            guest = sizes.client()
            form = Form(guest.get(link(sizes, "ana@example.org", "confirmation")), "/confirmation/")
            form.submit(guest)
        with counted(sizes.database) as statements:
            answer = api.post(f"{at}{address}", json=values)
        assert answer.status_code in (200, 201), answer.text
        assert len(statements) <= ceiling, f"{address} {len(statements)}\n" + "\n".join(statements)


def test_accepting_an_invitation_asks_no_more_than_its_ceiling(sizes: Site) -> None:
    api = sizes.api("secretariat")
    sent = {"email": "guest@example.org", "role": "member", "group": "WG-2A"}
    assert api.post("/consultations/hld-2013-review/invitations", json=sent).status_code == 201
    guest = sizes.client()
    form = Form(guest.get(link(sizes, "guest@example.org")), "/invitations/")
    with counted(sizes.database) as statements:
        assert form.submit(guest, follow=False, name="Ana").status_code == 303
    # A new account, its seat and its session are three acts.
    assert len(statements) <= 3 * POST, "\n".join(statements)
