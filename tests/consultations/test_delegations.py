"""Delegations: accredited once, for an organisation that is one across consultations; what they gave stays theirs."""

import pytest

from tests.consultations.parts import API, SETUP, SLUG, acts, refusal, seat, verified, wrong
from tests.support import Form, Site

PERU = {"name": "Peru", "short_name": "Peru", "name_i18n": {"fr": "Pérou"}, "iso3": "PER"}


def accredit(site: Site, organisation: object = None, **values: object):  # type: ignore[no-untyped-def]
    body = {"organisation": organisation or PERU, "constituency": "STATES", **values}
    return site.api("secretariat").post(f"{API}/delegations", json=body)


def test_a_new_state_is_accredited_and_known_to_every_consultation(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/delegations"), f"{SETUP}/delegations")
    values = {"name": "Peru", "name.fr": "Pérou", "iso3": "per", "constituency": "STATES", "right": "voting"}
    assert form.submit(client, follow=False, **values).status_code == 303
    delegation = site.api().get(f"{API}/delegations/org-per").json()
    assert (delegation["iso3"], delegation["voting"]) == ("PER", True)
    assert "Peru (PER)" in client.get("/hld-2013-decision/setup/delegations").text
    other = site.api("secretariat").post(
        "/consultations/hld-2013-decision/delegations",
        json={"organisation": "org-per", "constituency": "STATES", "voting": False},
    )
    assert (other.status_code, other.json()["voting"]) == (201, False)
    assert verified(site)


@pytest.mark.parametrize("code", ["UTO", "PE", "ZZZ", "P\u200bR", "123"])
def test_a_country_code_is_one_that_there_is(site: Site, code: str) -> None:
    answer = accredit(site, {**PERU, "iso3": code})
    assert "ISO 3166" in wrong(answer)["iso3"]
    assert site.rows("SELECT id FROM organisation WHERE name = 'Peru'") == []


def test_a_state_that_is_known_is_chosen_and_not_made_again(site: Site) -> None:
    assert "known here already" in wrong(accredit(site, {"name": "Kingdom of Sweden", "iso3": "SWE"}))["iso3"]
    assert "known here already" in wrong(accredit(site, {"name": "sweden"}))["name"]


def test_what_was_typed_stays_when_something_is_wrong(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/delegations"), f"{SETUP}/delegations")
    answer = form.submit(client, name="Peru", iso3="XYZ", basis="Note verbale of 3 May", constituency="")
    assert answer.status_code == 422
    assert "Note verbale of 3 May" in answer.text
    assert "Choose the constituency" in answer.text


def test_accrediting_twice_makes_one_delegation(site: Site) -> None:
    assert accredit(site).status_code == 201
    assert accredit(site, "org-per").status_code == 201
    assert len(acts(site, SLUG, "delegation_accredited")) == 1
    assert "has a delegation here already" in wrong(accredit(site, "org-per", voting=False))["organisation"]


def test_a_changed_right_does_not_reach_a_ballot_that_is_open(site: Site) -> None:
    """Invariant 2: the electorate of an opened ballot stands still."""
    at = "/consultations/hld-2013-decision"
    before = site.api().get(f"{at}/ballots/BAL-1").json()["electorate"]
    done = site.api("secretariat").patch(
        f"{at}/delegations/org-bel", json={"voting": False, "constituency": "DIASPORA"}
    )
    assert done.json()["voting"] is False, done.text
    assert site.api().get(f"{at}/ballots/BAL-1").json()["electorate"] == before
    given = site.api("state").put(f"{at}/ballots/BAL-1/positions/RT1-M1", json={"position": "support"})
    assert given.status_code == 200
    assert verified(site)


def test_a_delegation_that_ends_keeps_what_it_gave_and_loses_its_seats(site: Site) -> None:
    at = "/consultations/hld-2013-decision"
    state = site.api("state")
    assert state.put(f"{at}/ballots/BAL-1/positions/RT1-M1", json={"position": "support"}).status_code == 200
    count = site.rows("SELECT count(*) FROM position")
    api = site.api("secretariat")
    assert set(wrong(api.post(f"{at}/delegations/org-bel/end", json={"reason": ""}))) == {"reason"}
    assert api.post(f"{at}/delegations/org-bel/end", json={"reason": "It left."}).json()["ended_at"]
    assert api.post(f"{at}/delegations/org-bel/end", json={"reason": "Again."}).status_code == 200
    assert site.rows("SELECT count(*) FROM position") == count
    again = state.put(f"{at}/ballots/BAL-1/positions/RT1-M1", json={"position": "object", "reason": "x" * 50})
    assert again.status_code == 403
    electorate = site.api().get(f"{at}/ballots/BAL-1").json()["electorate"]
    assert [elector["name"] for elector in electorate if elector["left"]] == ["Belgium"]
    assert "(has left)" in site.client().get("/hld-2013-decision/ballots/BAL-1").text
    assert len(acts(site, "hld-2013-decision", "delegation_ended")) == 1
    body = {"email": "late@example.org", "name": "Late", "role": "head", "delegation": "org-bel"}
    assert "has ended" in wrong(api.post(f"{at}/members", json=body))["delegation"]
    assert verified(site)


def test_a_delegation_that_ended_is_taken_up_again(site: Site) -> None:
    accredit(site)
    api = site.api("secretariat")
    api.post(f"{API}/delegations/org-per/end", json={"reason": "By mistake."})
    assert accredit(site, "org-per", voting=False).json()["ended_at"] is None
    assert verified(site)


def test_ending_a_delegation_ends_the_seat_of_its_person_in_a_closed_group_in_that_chain(site: Site) -> None:
    accredit(site)
    api = site.api("secretariat")
    api.post(f"{API}/groups", json={"code": "WG-X", "title": "Quiet", "closed": True})
    seat(site, "p@example.org", name="P", role="member", group="WG-X", delegation="org-per")
    assert api.post(f"{API}/delegations/org-per/end", json={"reason": "It left."}).status_code == 200
    (public_id,) = site.rows("SELECT public_id FROM working_group WHERE code = 'WG-X'")[0]
    assert len(acts(site, f"{SLUG}/{public_id}", "seat_ended")) == 1
    assert acts(site, SLUG, "seat_ended") == []
    assert verified(site)


@pytest.mark.parametrize("who", [None, "observer", "moderator", "state", "administrator"])
def test_only_the_secretariat_accredits(site: Site, who: str | None) -> None:
    body = {"organisation": PERU, "constituency": "STATES"}
    assert "secretariat" in refusal(site.api(who).post(f"{API}/delegations", json=body))
    assert site.rows("SELECT id FROM organisation WHERE name = 'Peru'") == []
