"""How many queries it takes to make a passkey, to sign in with it and to remove it, the same with many more of them."""

from fastapi.testclient import TestClient

from app.people.models import Passkey
from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import POST
from tests.people.authenticator import Device
from tests.people.test_passkeys import PAGE, add, ask, challenge
from tests.support import NOON, Site


def more_passkeys(site: Site, many: int) -> None:
    person = site.actor("ngo").person_id or 0
    with site.database.unit_of_work() as db:
        for n in range(many):
            db.add(
                Passkey(
                    public_id=f"k-{n}", person_id=person, credential_id=f"id{n}",
                    public_key=b"key", label="Of somebody else", created_at=NOON,
                )
            )  # fmt: skip


def queries(site: Site, client: TestClient, address: str, **values: str) -> int:
    token = client.get("/sign-in").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    with counted(site.database) as statements:
        answer = client.post(address, data={**values, "csrf_token": token}, follow_redirects=False)
    assert answer.status_code in (200, 303), f"{address}: {answer.text}"
    assert len(statements) <= POST, f"{address}:\n" + "\n".join(statements)
    return len(statements)


def all_of_it(site: Site) -> list[int]:
    """A member with one passkey adds another, signs in with it, and removes the first."""
    member, first, second = site.client("member"), Device(), Device()
    add(member, first)
    asked = [queries(site, member, f"{PAGE}/begin", name="Phone")]
    asked.append(queries(site, member, PAGE, credential=second.create(ask(member))))
    browser = site.client()
    asked.append(queries(site, browser, "/sign-in/passkey/begin"))
    asked.append(queries(site, browser, "/sign-in/passkey/finish", credential=second.get(challenge(browser))))
    own = site.rows("SELECT public_id FROM passkey WHERE removed_at IS NULL AND label <> 'Of somebody else'")
    asked.extend(queries(site, member, f"{PAGE}/{key[0]}/removal") for key in own)
    return asked


def test_each_act_asks_no_more_than_its_ceiling_however_many_passkeys_there_are(site: Site) -> None:
    few = all_of_it(site)
    more_passkeys(site, 200)
    assert all_of_it(site) == few
