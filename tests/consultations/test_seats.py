"""Seats: who may give which to whom, one head at a time, an end with a reason, a first way in."""

from datetime import timedelta

import pytest

from tests.consultations.parts import API, SETUP, SLUG, acts, refusal, seat, verified, wrong
from tests.support import Form, Site

NEW = {"email": "new@example.org", "name": "Ana Quispe"}


def give(site: Site, who: str | None = "secretariat", **values: object):  # type: ignore[no-untyped-def]
    return site.api(who).post(f"{API}/members", json={**NEW, "role": "member", "group": "WG-1A", **values})


def seats_of(site: Site, email: str = "new@example.org") -> int:
    sql = "SELECT count(*) FROM membership m JOIN person p ON p.id = m.person_id WHERE p.email = :email"
    count: int = site.rows(sql, email=email)[0][0]
    return count


def test_somebody_new_is_seated_and_signs_in_by_the_link_that_is_handed_over(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/members/new?group=WG-1A"), f"{SETUP}/members")
    done = form.submit(client, follow=False, title="Adviser, Peru", **NEW)
    assert done.status_code == 200
    assert done.headers["Cache-Control"] == "no-store"
    link = done.text.partition("<bdi>http://localhost:8000")[2].partition("</bdi>")[0]
    site.now += timedelta(days=3)
    guest = site.client()
    page = guest.get(link)
    assert "Ana Quispe" in page.text
    Form(page, "/sign-in/").submit(guest)
    assert "Adviser, Peru" in guest.get(f"/{SLUG}").text
    assert "Adviser, Peru" in site.client().get(f"/{SLUG}/groups/WG-1A").text
    assert acts(site, SLUG, "seat_given")[-1][0].startswith("p-")
    assert verified(site)


def test_a_link_is_made_for_nobody_who_has_signed_in_or_sits_elsewhere(site: Site) -> None:
    """Otherwise a secretariat could sign in as anybody whom it gives a seat."""
    api = site.api("secretariat")
    known = seat(site, "ngo@demo.example", role="observer")
    assert "elsewhere" in refusal(api.post(f"{API}/members/{known['id']}/link"))
    mine = seat(site, "new@example.org", name="Ana", role="observer")
    assert api.post(f"{API}/members/{mine['id']}/link").status_code == 201
    site.api("new@example.org")
    assert "has signed in before" in refusal(api.post(f"{API}/members/{mine['id']}/link"))


def test_an_administrator_gets_no_seat_and_no_link_through_a_consultation(site: Site) -> None:
    for role in ("member", "rapporteur", "moderator", "observer"):
        answer = give(site, email="administrator@demo.example", role=role)
        assert "administers this site" in wrong(answer)["role"]
    answer = give(site, email="administrator@demo.example", role="head", group=None, delegation="org-swe")
    assert "administers this site" in wrong(answer)["role"]
    assert verified(site)


def test_a_double_click_gives_one_seat(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/members/new?group=WG-1A"), f"{SETUP}/members")
    assert form.submit(client, follow=False, **NEW).status_code == 200
    assert form.submit(client, follow=False, **NEW).status_code == 303
    assert seats_of(site) == 1
    assert give(site).json()["new_person"] is False
    assert seats_of(site) == 1


def test_a_term_is_followed_by_another_and_none_goes_without_a_word(site: Site) -> None:
    assert give(site, until="2026-12-31").status_code == 201
    assert "for other days" in wrong(give(site, until="2027-06-30"))["until"]
    assert seats_of(site) == 1
    following = give(site, since="2027-01-01", until="2027-06-30")
    assert following.status_code == 201
    assert seats_of(site) == 2
    assert give(site, since="2027-01-01", until="2027-06-30").json()["id"] == following.json()["id"]
    assert seats_of(site) == 2
    assert verified(site)


def test_a_seat_that_cannot_be_given_leaves_no_account_behind(site: Site) -> None:
    assert "delegation" in wrong(give(site, role="head"))
    assert "until" in wrong(give(site, since="2026-12-01", until="2026-11-30"))
    assert "group" in wrong(give(site, group="WG-99"))
    assert "name" in wrong(give(site, name="\u200b"))
    assert "email" in wrong(give(site, email="nobody"))
    assert "email" in wrong(give(site, email="a\u200bb@example.org"))
    assert "since" in wrong(give(site, since="tomorrow"))
    assert site.rows("SELECT id FROM person WHERE name = 'Ana Quispe'") == []


def test_what_was_typed_stays_when_a_seat_cannot_be_given(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/members/new"), f"{SETUP}/members")
    answer = form.submit(client, title="Adviser, Peru", role="rapporteur", **NEW)
    assert answer.status_code == 422
    assert "Adviser, Peru" in answer.text
    assert "Ana Quispe" in answer.text
    assert "members and rapporteurs write in one" in answer.text


def test_a_delegation_has_one_head_at_a_time(site: Site) -> None:
    second = {"role": "head", "group": None, "delegation": "org-bel"}
    assert "The head of the delegation of Belgium is head" in wrong(give(site, **second))["role"]
    assert seats_of(site) == 0
    first = site.rows(
        "SELECT m.id FROM membership m JOIN consultation c ON c.id = m.consultation_id"
        " WHERE m.role = 'head' AND m.title LIKE '%Belgium' AND c.slug = :slug",
        slug=SLUG,
    )[0][0]
    api = site.api("secretariat")
    assert api.post(f"{API}/members/{first}/end", json={"reason": "Recalled."}).status_code == 200
    assert give(site, **second, until="2026-12-31").status_code == 201
    after = seat(site, "next@example.org", name="Next", role="head", delegation="org-bel", since="2027-01-01")
    assert after["since"] == "2027-01-01"
    assert verified(site)


def test_the_secretariat_never_gives_positions_and_who_does_is_not_of_it(site: Site) -> None:
    answer = give(site, email="secretariat@demo.example", role="head", group=None, delegation="org-swe")
    assert "never gives" in wrong(answer)["role"]
    answer = give(site, email="state@demo.example", role="secretariat", group=None)
    assert "cannot be of the secretariat" in wrong(answer)["role"]


def test_somebody_may_sit_for_another_body_than_the_employer(site: Site) -> None:
    """Domain A22: the capacity says for whom."""
    given = give(site, delegation="org-swe", title="Adviser from civil society, delegation of Sweden")
    assert given.json()["delegation"] == "org-swe"
    assert "Adviser from civil society" in site.client().get(f"/{SLUG}/groups/WG-1A").text


def test_a_seat_ends_with_a_reason_and_what_was_said_from_it_stays(site: Site) -> None:
    number = give(site).json()["id"]
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/members/{number}"), "/end")
    assert form.submit(client, reason="  ").status_code == 422
    assert form.submit(client, follow=False, reason="Moved to another post.").status_code == 303
    assert form.submit(client, follow=False, reason="Twice.").status_code == 303
    assert [row[1] for row in acts(site, SLUG, "seat_ended")] == ["Moved to another post."]
    assert "Ana Quispe" not in client.get(f"{SETUP}/members?q=quispe").text.partition("Seats")[2]
    assert "Ana Quispe" in client.get(f"{SETUP}/members?q=quispe&held=ended").text
    assert "Ana Quispe" not in site.client().get(f"/{SLUG}/groups/WG-1A").text
    begin = {"kind": "mechanism", "roundtable": "RT1", "group": "WG-1A", "title": "Too late"}
    assert site.api("new@example.org").post(f"{API}/proposals", json=begin).status_code == 403
    assert verified(site)


def test_ending_the_last_convenor_is_allowed_and_said(site: Site) -> None:
    site.api("secretariat").post(f"{API}/groups", json={"code": "WG-9", "title": "Nine", "roundtable": "RT1"})
    number = give(site, role="moderator", group="WG-9").json()["id"]
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/members/{number}"), "/end")
    assert "WG-9 has no convenor now" in form.submit(client, reason="Recalled.").text
    assert "no convenor yet" in client.get(f"{SETUP}/groups").text


def test_a_convenor_seats_members_and_observers_of_the_own_group(site: Site) -> None:
    client = site.client("moderator")
    form = Form(client.get(f"/{SLUG}/groups/WG-1A"), "/groups/WG-1A/members")
    assert "shown only now" in form.submit(client, **NEW).text
    assert seats_of(site) == 1
    listed = client.get(f"/{SLUG}/groups/WG-1A/members").text
    assert "Ana Quispe" in listed
    assert "new@example.org" not in listed
    number = site.rows("SELECT max(id) FROM membership")[0][0]
    end = Form(client.get(f"/{SLUG}/groups/WG-1A/members/{number}"), "/end")
    assert end.submit(client, follow=False, reason="At her own wish.").status_code == 303
    assert verified(site)


def test_a_convenor_gives_nothing_else_and_nothing_elsewhere(site: Site) -> None:
    assert "members and observers" in refusal(give(site, "moderator", role="rapporteur"))
    assert "secretariat" in refusal(give(site, "moderator", delegation="org-swe"))
    assert "convenor of WG-2A" in refusal(give(site, "moderator", group="WG-2A"))
    assert "secretariat" in refusal(give(site, "moderator", role="observer", group=None))
    rapporteur = site.rows(
        "SELECT m.id FROM membership m JOIN person p ON p.id = m.person_id JOIN consultation c"
        " ON c.id = m.consultation_id WHERE p.email = 'rapporteur@demo.example' AND c.slug = :slug",
        slug=SLUG,
    )[0][0]
    answer = site.api("moderator").post(f"{API}/members/{rapporteur}/end", json={"reason": "x"})
    assert "members and observers" in refusal(answer)
    assert site.rows("SELECT id FROM person WHERE name = 'Ana Quispe'") == []


@pytest.mark.parametrize("who", [None, "observer", "member", "rapporteur", "state", "administrator"])
def test_nobody_else_gives_a_seat(site: Site, who: str | None) -> None:
    assert give(site, who).status_code == 403
    assert site.client(who).get(f"{SETUP}/members").status_code == 403
    assert site.api(who).get(f"{API}/members").status_code == 403
    assert "/groups/WG-1A/members" not in site.client(who).get(f"/{SLUG}/groups/WG-1A").text
    assert seats_of(site) == 0


def test_everybody_with_a_seat_is_listed_by_name_page_by_page(site: Site) -> None:
    api = site.api("secretariat")
    seen, cursor = [], None
    for _page in range(20):
        query = {"limit": "50"} | ({"cursor": str(cursor)} if cursor else {})
        answer = api.get(f"{API}/members", params=query).json()
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    sql = (
        "SELECT count(*) FROM membership m JOIN consultation c ON c.id = m.consultation_id"
        " WHERE c.slug = :slug AND m.ended_at IS NULL"
    )
    assert len(seen) == len(set(seen)) == site.rows(sql, slug=SLUG)[0][0]
