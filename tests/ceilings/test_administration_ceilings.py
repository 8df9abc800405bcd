"""How many queries the administrator's pages and acts may ask, the same with ten times the people."""

import pytest

from app.kernel.actor import SYSTEM
from app.kernel.db import insert_many
from app.people.actions import add_person
from app.people.models import Person
from app.people.queries import person_by_email
from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, POST
from tests.support import NOON, Form, Site

PAGES = (
    "/admin", "/admin/people", "/admin/people?q=person", "/admin/people/new", "/admin/people/{member}",
    "/admin/settings", "/admin/mail", "/admin/security", "/admin/backup",
)  # fmt: skip
ACTS = {
    "/admin/people": {"email": "one@example.org", "name": "One"},
    "/admin/people/{new}/role": {"role": "secretariat"},
    "/admin/people/{new}/role/end": {"role": "secretariat", "reason": "Enough."},
    "/admin/people/{member}/link": {},
    "/admin/people/{member}/sessions/end": {},
    "/admin/mail/test": {},
}


def more_people(site: Site, first: int, many: int) -> None:
    with site.database.unit_of_work() as db:
        rows = [
            {"public_id": f"p-x{n}", "email": f"x{n}@example.org", "name": f"Person {n}", "created_at": NOON}
            for n in range(first, first + many)
        ]
        insert_many(db, Person, rows)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_the_same_with_ten_times_the_people(site: Site, address: str) -> None:
    admin = site.client("administrator")
    with site.database.reading() as db:
        member = person_by_email(db, "member@demo.example").public_id
    asked = []
    for first, many in ((0, 60), (60, 540)):
        more_people(site, first, many)
        with counted(site.database) as statements:
            answer = admin.get(address.format(member=member))
        assert answer.status_code == 200
        asked.append(statements)
    assert len(asked[1]) <= LIST, "\n".join(asked[1])
    assert len(asked[0]) == len(asked[1]), "\n".join(asked[1])


def test_an_act_asks_no_more_than_its_ceiling(site: Site) -> None:
    admin = site.client("administrator")
    site.client("member")
    with site.database.unit_of_work() as db:
        new = add_person(db, SYSTEM, email="new@example.org", name="New").public_id
        member = person_by_email(db, "member@demo.example").public_id
    token = Form(admin.get("/admin/mail"), "/admin/mail/test").values["csrf_token"][0]
    for address, values in ACTS.items():
        where = address.format(new=new, member=member)
        with counted(site.database) as statements:
            answer = admin.post(where, data={**values, "csrf_token": token}, follow_redirects=False)
        assert answer.status_code in (200, 303), f"{where}: {answer.status_code}"
        assert len(statements) <= POST, f"{where}:\n" + "\n".join(statements)
