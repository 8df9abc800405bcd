"""How many queries one's own data, tokens and leaving may ask, the same with many more rows."""

from app.people.queries import person_by_email
from app.people.security import note_security
from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, POST
from tests.people.leaving import erase
from tests.support import Form, Site

# The file asks once for each table that knows persons and once for the codes that its rows name; nobody waits for it often.
FILE = 70
# Leaving ends every seat in its own chain and deletes every way in; it is done once in a life.
LEAVING = 90
PAGES = ("/account/data", "/account/data?part=security_log", "/account/tokens", "/account/erasure")


def asked(site: Site) -> list[int]:
    browser, found = site.client("observer"), []
    for address in PAGES:
        with counted(site.database) as statements:
            assert browser.get(address).status_code == 200
        assert len(statements) <= LIST, f"{address}:\n" + "\n".join(statements)
        found.append(len(statements))
    with counted(site.database) as statements:
        assert browser.get("/account/data.json").status_code == 200
    assert len(statements) <= FILE
    return [*found, len(statements)]


def test_what_is_kept_of_a_person_is_read_the_same_with_much_more_of_it(site: Site) -> None:
    few = asked(site)
    with site.database.unit_of_work() as db:
        person = person_by_email(db, "observer@demo.example")
        for _n in range(200):
            note_security(db, "signed_in", person_id=person.id)
    assert asked(site) == few


def test_making_and_ending_a_token_asks_no_more_than_its_ceiling(site: Site) -> None:
    browser = site.client("member")
    for end, values in (("/account/tokens", {"label": "One"}), ("/revocation", {})):
        form = Form(browser.get("/account/tokens"), end)
        with counted(site.database) as statements:
            assert form.submit(browser, follow=False, **values).status_code in (200, 303)
        assert len(statements) <= POST, "\n".join(statements)


def test_leaving_asks_no_more_than_its_ceiling_however_much_is_kept(site: Site) -> None:
    with site.database.unit_of_work() as db:
        person = person_by_email(db, "observer@demo.example")
        for _n in range(200):
            note_security(db, "signed_in", person_id=person.id)
    browser = site.client("observer")
    with counted(site.database) as statements:
        assert erase(browser, confirmation="observer@demo.example").status_code == 200
    assert len(statements) <= LEAVING, "\n".join(statements)
