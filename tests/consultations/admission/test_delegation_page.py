"""A delegation's own page: its head names alternates and ends seats; and who sat where on any day."""

from datetime import timedelta

from tests.consultations.admission.post import end_head
from tests.consultations.parts import API, SLUG, refusal, seat, verified, wrong
from tests.support import Form, Site

BELGIUM = f"/{SLUG}/delegations/org-bel"


def adviser(site: Site, delegation: str = "org-bel", **values: object) -> int:
    made = seat(site, "eva@example.org", name="Eva Maes", role="member", delegation=delegation, **values)
    return int(made["id"])


def roles(site: Site) -> list[str]:
    found = site.rows(
        "SELECT m.role FROM membership m JOIN person p ON p.id = m.person_id"
        " WHERE p.email = 'eva@example.org' AND m.ended_at IS NULL ORDER BY m.id"
    )
    return [str(row[0]) for row in found]


def test_the_head_names_a_member_of_the_delegation_alternate(site: Site) -> None:
    adviser(site)
    client = site.client("state")
    form = Form(client.get(BELGIUM), "/alternates")
    assert form.submit(client, follow=False).status_code == 303
    assert form.submit(client, follow=False).status_code == 303
    assert roles(site) == ["member", "alternate"]
    assert "Name as alternate" not in client.get(BELGIUM).text
    assert verified(site)


def test_an_alternate_is_named_by_the_head_alone_and_from_the_own_delegation(site: Site) -> None:
    mine, other = adviser(site), adviser(site, "org-swe")
    for who in (None, "alternate", "ngo", "member", "administrator"):
        answer = site.api(who).post(f"{API}/delegations/org-bel/alternates", json={"seat": mine})
        assert answer.status_code == 403, who
    api = site.api("state")
    assert api.post(f"{API}/delegations/org-bel/alternates", json={"seat": other}).status_code == 404
    assert "Sweden" in refusal(api.post(f"{API}/delegations/org-swe/alternates", json={"seat": other}))
    assert api.post(f"{API}/delegations/org-bel/alternates", json={"seat": mine}).status_code == 201


def test_an_alternate_lasts_no_longer_than_the_seat_it_comes_from(site: Site) -> None:
    number = adviser(site, until="2027-01-31")
    named = site.api("state").post(f"{API}/delegations/org-bel/alternates", json={"seat": number})
    assert named.json()["until"] == "2027-01-31"


def test_the_head_ends_seats_of_the_own_delegation_with_a_reason(site: Site) -> None:
    number = adviser(site)
    client = site.client("state")
    answer = Form(client.get(BELGIUM), f"/members/{number}/end").submit(client, reason=" ")
    assert answer.status_code == 422
    done = Form(client.get(BELGIUM), f"/members/{number}/end").submit(client, reason="Recalled.")
    assert done.status_code == 200
    assert roles(site) == []
    api = site.api("state")
    mine = site.rows("SELECT id FROM membership WHERE role = 'head' AND title LIKE '%Belgium' ORDER BY id")
    own = api.post(f"{API}/delegations/org-bel/members/{mine[0][0]}/end", json={"reason": "I go."})
    assert own.status_code in (403, 404)
    assert "reason" in wrong(
        site.api("secretariat").post(f"{API}/delegations/org-bel/members/{number}/end", json={})
    )
    assert verified(site)


def test_a_seat_in_a_working_group_is_not_the_heads_to_end(site: Site) -> None:
    number = adviser(site, group="WG-1A")
    answer = site.api("state").post(f"{API}/delegations/org-bel/members/{number}/end", json={"reason": "No."})
    assert "in a working group" in refusal(answer)


def test_readers_see_capacities_and_those_with_a_seat_see_names(site: Site) -> None:
    adviser(site, title="Adviser on remittances")
    public, own = site.client().get(BELGIUM).text, site.client("alternate").get(BELGIUM).text
    assert "Adviser on remittances" in public
    assert "Eva Maes" not in public
    assert "Eva Maes" in own
    assert "eva@example.org" not in own
    assert "The head of the delegation of Belgium and the secretariat say who sits in it" in own
    seats = site.api().get(f"{API}/seats").json()["items"]
    assert {line["name"] for line in seats} == {None}


def test_who_sits_for_another_body_than_the_employer_is_shown_with_both_wherever_a_capacity_is(
    site: Site,
) -> None:
    """Somebody of civil society in the delegation of a State (domain A22)."""
    member = "member@demo.example"
    made = seat(site, member, role="alternate", title="Adviser", delegation="org-swe")
    both = "Adviser (delegation of Sweden; Migration Policy Institute)"
    assert made["title"] == both
    for page in (f"/{SLUG}/delegations/org-swe", f"/{SLUG}/members"):
        text = site.client().get(page).text
        assert both in text
        assert "belongs to Migration Policy Institute" not in text.partition(both)[2][:200]
    mine = seat(
        site, member, role="member", title="Analyst, Migration Policy Institute", delegation="org-bel"
    )
    assert mine["title"] == "Analyst, Migration Policy Institute (delegation of Belgium)"
    own = seat(site, member, role="reporter", title="Reporter", delegation="mpi")
    assert own["title"] == "Reporter"
    assert verified(site)


def test_memberships_are_asked_for_on_any_day(site: Site) -> None:
    before = adviser(site, title="Adviser on remittances")
    site.now += timedelta(days=3)
    end_head(site, "org-bel")
    site.now += timedelta(days=2)
    later = seat(site, "new@example.org", name="New", role="member", delegation="org-bel", since="2027-02-01")
    api = site.api("secretariat")

    def held(day: str) -> set[int]:
        lines = api.get(f"{API}/seats?on={day}").json()["items"]
        return {line["id"] for line in lines if line["delegation"] == "org-bel"}

    def heads(day: str) -> int:
        lines = api.get(f"{API}/seats?on={day}").json()["items"]
        return sum(line["delegation"] == "org-bel" and line["role"] == "head" for line in lines)

    assert before not in held("2026-11-20")
    assert before in held("2026-11-21")
    assert (heads("2026-11-23"), heads("2026-11-24")) == (1, 0)
    assert later["id"] not in held("2027-01-31")
    assert later["id"] in held("2027-02-01")
    page = site.client().get(f"/{SLUG}/members?on=2026-11-20")
    assert "20 November 2026" in page.text
    assert "Adviser on remittances" not in page.text
    assert "Adviser on remittances" in site.client().get(f"/{SLUG}/members?on=2026-11-21").text
    wrong_day = site.client().get(f"/{SLUG}/members?on=yesterday")
    assert wrong_day.status_code == 422
    assert "Write the day as year-month-day" in wrong_day.text


def test_seats_in_a_closed_group_are_seen_on_no_day_by_others(site: Site) -> None:
    api = site.api("secretariat")
    body = {"code": "WG-X", "title": "Quiet", "closed": True}
    assert api.post(f"{API}/groups", json=body).status_code == 201
    seat(site, "quiet@example.org", name="Quiet", role="moderator", group="WG-X")
    for who in (None, "member"):
        assert "WG-X" not in site.api(who).get(f"{API}/seats").text
    assert "WG-X" in site.api("quiet@example.org").get(f"{API}/seats").text
