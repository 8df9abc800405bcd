"""How many queries mail may ask: its pages and acts, and what goes out by itself, the same with ten times the people."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.consultations.models import Constituency, Delegation, Membership
from app.notices.delivering import deliver
from app.people.models import Organisation, Person
from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, WHOLE
from tests.notices.mailing import HOME, opened, quiet
from tests.review.making import AT, SLUG, at, begin, comment, make
from tests.support import NOON, Site

# Reminding looks at all that a round knows of each delegation and writes to many, in as many statements as to one.
REMINDING = 18


@pytest.fixture(scope="module")
def sizes(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        make(site)
        quiet(site)
        begin(site)
        opened(site)
        site.now = at(0.8)
        yield site


def seat(db: Session, site: Site, first: int, many: int) -> None:
    """So many delegations more, each with a head."""
    here = site.consultation(SLUG).id or 0
    constituency = (
        db.exec(select(Constituency.id).where(col(Constituency.consultation_id) == here)).first() or 0
    )
    for n in range(first, first + many):
        body = Organisation(public_id=f"o-many{n}", name=f"Body {n}", short_name=f"B{n}")
        person = Person(public_id=f"p-many{n}", email=f"p{n}@people.example", name=f"P {n}", created_at=NOON)
        db.add_all([body, person])
        db.flush()
        delegation = Delegation(
            consultation_id=here, organisation_id=body.id or 0, constituency_id=constituency, code=f"o-many{n}",
            name=f"Body {n}", short_name=f"B{n}",
        )  # fmt: skip
        db.add(delegation)
        db.flush()
        db.add(
            Membership(
                consultation_id=here,
                delegation_id=delegation.id,
                person_id=person.id,
                role="head",
                title=f"Head {n}",
            )
        )


def test_mail_asks_the_same_of_few_people_and_of_many(sizes: Site) -> None:
    site = sizes
    reading = (f"/{SLUG}/mail", f"/{SLUG}/rounds/R1/reminders", "/account/mail")
    ceilings = dict(zip(reading, (WHOLE, WHOLE, LIST), strict=True))
    found: list[dict[str, int]] = []
    by_itself: list[float] = []
    for first, many in ((0, 1), (1, 4), (5, 40)):
        with site.database.unit_of_work() as db:
            seat(db, site, first, many)
        site.now += timedelta(days=1)
        comment(site, "RT1-M1", "observer")
        browser, api, asked = site.client("moderator"), site.api("moderator"), {}
        for path in reading:
            with counted(site.database) as statements:
                assert browser.get(path).status_code == 200
            asked[path] = len(statements)
        with counted(site.database) as statements:
            sent = api.post(f"{AT}/rounds/R1/reminders", json={"word": "Please."})
        assert sent.json()["messages"] >= many
        asked["remind"] = len(statements)
        found.append(asked)
        with counted(site.database) as statements:
            letters = deliver(site.database, HOME)
        assert letters >= many
        by_itself.append(len(statements) / letters)
    # The first time there is nothing before it.
    _first, few, many_asked = found
    assert few == many_asked
    assert few["remind"] <= REMINDING
    for path, ceiling in ceilings.items():
        assert few[path] <= ceiling, f"{path}: {few[path]}"
    assert by_itself[2] <= by_itself[1] <= 12, "for each letter what needs_of asks, and no more with many"
