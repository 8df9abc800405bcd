"""Organisations: one across all consultations, with names by language, an umbrella, related bodies, a State's code."""

import pytest

from app.people.organisations.rules import why_not_under
from tests.consultations.parts import acts, refusal, verified, wrong
from tests.support import Form, Site

BEL = "/organisations/org-bel"


def change(site: Site, body: str = "org-bel", who: str = "secretariat", **values: object):  # type: ignore[no-untyped-def]
    return site.api(who).patch(f"/organisations/{body}", json=values)


def test_what_belongs_together_is_said_on_both_sides(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(BEL), BEL)
    page = form.submit(client, **{"name.fr": "Belgique", "parent": "PICUM", "related_group": "Low Countries"})
    assert page.status_code == 200
    assert "Belgique" in page.text
    assert change(site, "org-swe", related_group="Low Countries").status_code == 200
    umbrella = site.api("secretariat").get("/organisations/picum").json()
    assert umbrella["members"] == [{"id": "org-bel", "name": "Belgium"}]
    mine = site.api("administrator").get(BEL).json()
    assert mine["parent"]["id"] == "picum"
    assert [one["id"] for one in mine["related"]] == ["org-swe"]
    assert mine["name_i18n"]["fr"] == "Belgique"
    assert [row[0] for row in acts(site, "site", "organisation_changed")] == ["org-bel", "org-swe"]
    assert verified(site)


def test_saving_what_is_there_already_changes_nothing(site: Site) -> None:
    client = site.client("secretariat")
    page = client.get(BEL)
    form = Form(page, BEL)
    assert form.submit(client, follow=False, iso3="BEL").status_code == 303
    before = acts(site, "site", "organisation_changed")
    assert form.submit(client, follow=False, iso3="BEL").status_code == 303
    assert acts(site, "site", "organisation_changed") == before


def test_nothing_belongs_to_itself_also_not_by_way_of_others(site: Site) -> None:
    assert "does not belong to itself" in wrong(change(site, parent="org-bel"))["parent"]
    assert change(site, parent="picum").status_code == 200
    assert change(site, "picum", parent="org-swe").status_code == 200
    assert "by way of others" in wrong(change(site, "org-swe", parent="org-bel"))["parent"]
    assert change(site, parent="").json()["parent"] is None
    assert change(site, "org-swe", parent="org-bel").status_code == 200


def test_a_circle_that_is_there_already_ends_the_search() -> None:
    assert why_not_under(1, 2, {2: 3, 3: 2}) is None
    assert why_not_under(1, 2, {2: 3, 3: 1}) is not None


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", " ", "A name is missing."),
        ("name", "x" * 301, "at most 300"),
        ("name", "sweden", "Sweden has this here already."),
        ("iso3", "SWX", "is no country code"),
        ("iso3", "swe", "Sweden has this here already."),
        ("parent", "Atlantis", "There is no organisation “Atlantis” here."),
    ],
)
def test_what_is_wrong_stands_at_its_field(site: Site, field: str, value: str, says: str) -> None:
    site.tamper("UPDATE organisation SET iso3 = 'SWE' WHERE public_id = 'org-swe'")
    client = site.client("secretariat")
    form = Form(client.get(BEL), BEL)
    answer = form.submit(client, **{field: value, "name.es": "Bélgica"})
    assert answer.status_code == 422
    assert says in answer.text.replace("&#39;", "'")
    assert "Bélgica" in answer.text
    assert says in wrong(change(site, **{field: value}))[field]


def test_a_name_in_no_language_of_the_site_is_refused(site: Site) -> None:
    assert "tlh" in wrong(change(site, name_i18n={"tlh": "belghIy"}))["name"]


def test_an_organisation_is_made_known_once(site: Site) -> None:
    client = site.client("administrator")
    form = Form(client.get("/organisations"), "/organisations")
    page = form.submit(client, name="Diaspora Network", short_name="DN")
    assert "Diaspora Network" in page.text
    again = form.submit(client, name="Diaspora Network", short_name="DN2")
    assert again.status_code == 422
    assert "is known here already" in again.text
    assert "DN2" in again.text
    assert site.api("administrator").post("/organisations", json={"name": "A third"}).status_code == 201


def test_the_list_is_searched_and_goes_on(site: Site) -> None:
    api = site.api("secretariat")
    first = api.get("/organisations", params={"limit": 2}).json()
    second = api.get("/organisations", params={"limit": 2, "cursor": first["next"]}).json()
    assert len({one["id"] for one in (*first["items"], *second["items"])}) == 4
    assert [one["id"] for one in api.get("/organisations", params={"q": "belg"}).json()["items"]] == [
        "org-bel"
    ]
    assert "Belgium" in site.client("secretariat").get("/organisations?q=belg").text


def test_its_delegations_are_those_where_one_may_see_them(site: Site) -> None:
    seen = site.api("secretariat").get(BEL).json()["delegations"]
    assert "hld-2013-review" in {one["consultation"] for one in seen}
    site.tamper("UPDATE consultation SET state = 'draft' WHERE slug = 'hld-2013-review'")
    seen = site.api("administrator").get(BEL).json()["delegations"]
    assert "hld-2013-review" not in {one["consultation"] for one in seen}
    assert "/hld-2013-review" not in site.client("administrator").get(BEL).text


def test_a_delegation_keeps_the_name_it_was_accredited_under(site: Site) -> None:
    assert change(site, name="The Kingdom of Belgium").status_code == 200
    names = site.rows("SELECT DISTINCT d.name FROM delegation d WHERE d.code = 'org-bel'")
    assert names == [("Belgium",)]
    assert verified(site)


@pytest.mark.parametrize("who", [None, "member", "moderator", "state", "observer"])
def test_others_neither_see_nor_change_them(reading_site: Site, who: str | None) -> None:
    client, api = reading_site.client(who), reading_site.api(who)
    assert client.get("/organisations").status_code == 403
    assert client.get(BEL).status_code == 403
    assert "look after the organisations" in refusal(api.get("/organisations"))
    assert "look after the organisations" in refusal(api.patch(BEL, json={"name": "Ours"}))
