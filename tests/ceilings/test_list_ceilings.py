"""Ceilings of the workbench: the same with ten times the proposals, decisions and positions."""

from collections.abc import Callable, Iterator

import lxml.html
import pytest
from fastapi.testclient import TestClient

from app.consultations.actions.seats import give_seat
from app.dossier.loading import import_package
from app.dossier.synth import Size, synthetic_package
from app.kernel.actor import SYSTEM
from app.people.queries import person_by_email
from tests.ceilings.counting import counted
from tests.support import NOON, Form, Site

LIST, WHOLE, POST = 9, 15, 10
AT = "/{slug}/outcome/workbench"
PAGES = {
    f"{AT}?roundtable=RT1": WHOLE,
    f"{AT}?show=undecided": WHOLE,
    f"{AT}/front": LIST,
    f"{AT}/length": WHOLE,
    "/api/v1/consultations/{slug}/outcome/list": WHOLE,
    "/api/v1/consultations/{slug}/outcome/front/foreword": LIST,
}


@pytest.fixture(scope="module")
def sizes(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        for slug, size in (("small", Size(20, 40, 10, 100)), ("large", Size(200, 400, 100, 1000))):
            with site.database.unit_of_work() as db:
                package = synthetic_package(slug, size, seed=1, today=NOON.date())
                import_package(db, SYSTEM, package, slug=slug)
            here = "(SELECT id FROM consultation WHERE slug = :slug)"
            site.tamper(f"UPDATE proposal SET state = 'adopted' WHERE consultation_id = {here}", slug=slug)
            site.tamper("UPDATE consultation SET state = 'consolidation' WHERE slug = :slug", slug=slug)
        with site.database.unit_of_work() as db:
            person = person_by_email(db, "secretariat@demo.example")
            give_seat(db, SYSTEM, person, role="secretariat", title="Secretariat")
        yield site


@pytest.mark.parametrize("address", PAGES)
def test_page_of_the_workbench_asks_no_more_than_its_ceiling(sizes: Site, address: str) -> None:
    client = sizes.api("secretariat") if address.startswith("/api") else sizes.client("secretariat")
    asked = {}
    for slug in ("small", "large"):
        with counted(sizes.database) as statements:
            answer = client.get(address.removeprefix("/api/v1").format(slug=slug))
        assert answer.status_code == 200, answer.text
        asked[slug] = statements
    assert len(asked["large"]) <= PAGES[address], "\n".join(asked["large"])
    assert len(asked["small"]) == len(asked["large"]), "\n".join(asked["large"])


def post(name: str, **values: object) -> Callable[[TestClient, str], tuple[Form, dict[str, object]]]:
    def prepared(client: TestClient, slug: str) -> tuple[Form, dict[str, object]]:
        page = client.get(
            f"{AT.format(slug=slug)}{'/front' if name.startswith('/front') else '?roundtable=RT1'}"
        )
        return Form(page, name), values

    return prepared


def union(client: TestClient, slug: str) -> tuple[Form, dict[str, object]]:
    page = client.get(f"{AT.format(slug=slug)}?roundtable=RT1")
    codes = lxml.html.fromstring(page.text).xpath("//datalist[@id='heads-mechanism']/option/@value")
    return Form(page, f"/{codes[0]}/union"), {"into": codes[1], "reason": "They say the same."}


POSTS = {
    "one decision": post("/RT1-M1/selection", choice="include", decided_on="2026-11-20"),
    "all decisions": post("/inclusion", scope="all", decided_on="2026-11-20"),
    "an order": post("/order/RT1", move="down RT1-M1"),
    "another order": post("/order/RT1", move="up RT1-M1"),
    "a union": union,
    "front matter": post("/front/foreword", text="Words before all others."),
}


def test_posts_of_the_workbench_ask_no_more_than_their_ceiling(sizes: Site) -> None:
    client = sizes.client("secretariat")
    for name, prepared in POSTS.items():
        asked = {}
        for slug in ("small", "large"):
            form, values = prepared(client, slug)
            with counted(sizes.database) as statements:
                answer = form.submit(client, follow=False, **values)
            assert answer.status_code == 303, answer.text
            asked[slug] = statements
        assert len(asked["large"]) <= POST, "\n".join([name, *asked["large"]])
        assert len(asked["small"]) == len(asked["large"]), "\n".join([name, *asked["large"]])
