"""How many queries the pages and acts around identity providers may ask, the same with ten times as much."""

from app.people.models import Identity, Organisation, Provider, ProviderRule
from app.people.queries import person_by_email
from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, POST
from tests.support import NOON, Form, Site


def more_providers(site: Site, first: int, many: int) -> None:
    with site.database.unit_of_work() as db:
        body = db.get_one(Organisation, 1)
        state = person_by_email(db, "state@demo.example")
        for n in range(first, first + many):
            issuer = f"https://login{n}.example"
            db.add(
                Provider(
                    public_id=f"p{n}",
                    name=f"Provider {n}",
                    issuer=issuer,
                    client_id="this site",
                    created_at=NOON,
                )
            )
            db.add(Identity(person_id=state.id or 0, issuer=issuer, subject="1", created_at=NOON))
        db.flush()
        for n in range(first, first + many):
            db.add(ProviderRule(provider_id=1, value=f"group {n}", organisation_id=body.id or 0))


def test_a_page_of_providers_asks_the_same_with_ten_times_as_many(site: Site) -> None:
    admin, state = site.client("administrator"), site.client("state")
    pages = (
        (admin, "/admin/providers"), (admin, "/admin/providers/new"), (admin, "/admin/providers/p0"),
        (site.client(), "/sign-in"), (site.client(), "/sign-in/password"), (state, "/account"),
    )  # fmt: skip
    asked: list[list[int]] = []
    for first, many in ((0, 6), (6, 54)):
        more_providers(site, first, many)
        asked.append([])
        for browser, address in pages:
            with counted(site.database) as statements:
                assert browser.get(address).status_code == 200
            assert len(statements) <= LIST, f"{address}:\n" + "\n".join(statements)
            asked[-1].append(len(statements))
    assert asked[0] == asked[1]


def test_an_act_around_providers_asks_no_more_than_its_ceiling(site: Site) -> None:
    more_providers(site, 0, 3)
    admin, state = site.client("administrator"), site.client("state")
    page = "/admin/providers/p0"
    acts = (
        (admin, page, f"{page}/rules", {"value": "new", "organisation": "org-swe"}),
        (admin, page, f"{page}/rules/1/end", {}),
        (admin, page, f"{page}/end", {"reason": "The contract ended."}),
        (state, "/account", "/account/identities/1/end", {}),
    )
    for browser, shown, act, values in acts:
        form = Form(browser.get(shown), act, id="new-rule" if act.endswith("/rules") else None)
        with counted(site.database) as statements:
            assert form.submit(browser, follow=False, **values).status_code == 303
        assert len(statements) <= POST, f"{act}:\n" + "\n".join(statements)
