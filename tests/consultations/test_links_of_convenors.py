"""A convenor's link opens no more than what a convenor gives: whoever has it acts from every seat of the account."""

from tests.consultations.parts import API, closed_group, refusal, seat
from tests.support import Site


def test_a_convenor_gets_no_way_into_the_account_of_a_head_of_delegation(site: Site) -> None:
    convenor = closed_group(site)
    seat(site, "new-head@example.org", name="New Head", role="alternate", delegation="org-bel")
    own = convenor.post(
        f"{API}/members", json={"email": "new-head@example.org", "role": "member", "group": "WG-X"}
    )
    assert own.status_code == 201, own.text
    door = f"{API}/members/{own.json()['id']}/link"
    assert "does not give" in refusal(convenor.post(door))
    assert site.api("secretariat").post(door).status_code == 201


def test_a_convenor_hands_a_link_to_who_sits_in_the_own_group_alone(site: Site) -> None:
    convenor = closed_group(site)
    body = {"email": "only-here@example.org", "name": "Only Here", "role": "member", "group": "WG-X"}
    own = convenor.post(f"{API}/members", json=body)
    assert own.status_code == 201, own.text
    assert convenor.post(f"{API}/members/{own.json()['id']}/link").status_code == 201


def test_a_link_from_before_opens_nothing_once_the_account_gives_positions(site: Site) -> None:
    new = {"email": "later-head@example.org", "name": "Later head"}
    seated = seat(site, new["email"], name=new["name"], role="member", group="WG-1A")
    made = site.api("secretariat").post(f"{API}/members/{seated['id']}/link").json()["link"]
    seat(site, new["email"], role="alternate", delegation="picum")
    opened = site.client().get(made.removeprefix("http://localhost:8000"))
    assert opened.status_code == 404
    assert "used" in opened.text
