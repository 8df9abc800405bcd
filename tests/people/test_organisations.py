"""Organisations: one across all consultations, with names by language, an umbrella, related bodies, a State's code."""

import pytest

from app.kernel.actor import SYSTEM
from app.kernel.i18n import LANGUAGES
from app.people.actions import add_organisation
from app.people.countries import ISO3, country_code, states
from app.people.models import Organisation
from app.people.organisations.queries import organisations_alike
from app.people.organisations.rules import why_not_under
from tests.consultations.parts import API, SETUP, SLUG, acts, refusal, verified, wrong
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


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("Belguim", "Belgium"),
        ("the Sweden", "Sweden"),
        ("Suède", "Sweden"),
        ("ベルギー Belgium (Kingdom)", None),
        ("Nobody like it", None),
    ],
)
def test_a_new_name_is_held_against_those_known_here(
    reading_site: Site, name: str, means: str | None
) -> None:
    with reading_site.database.reading() as db:
        found = organisations_alike(db, [name])
    assert ([one.name for one in found][:1] or [None]) == [means]


def test_two_states_are_never_alike(site: Site) -> None:
    with site.database.unit_of_work() as db:
        add_organisation(db, SYSTEM, name="Niger", iso3="NER")
    with site.database.reading() as db:
        assert organisations_alike(db, ["Nigeria"]) != []
        assert organisations_alike(db, ["Nigeria"], "NGA") == []


def test_another_spelling_is_asked_about_and_never_made_one_silently(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get("/organisations"), "/organisations")
    asked = form.submit(client, name="Belguim", short_name="BG")
    assert asked.status_code == 422
    assert "Is it one of these: Belgium (org-bel)?" in asked.text
    again = Form(asked, "/organisations")
    assert again.values["name"] == ["Belguim"]
    same = again.submit(client, follow=False, same="org-bel")
    assert same.headers["location"] == "/organisations/org-bel"
    assert acts(site, "site", "organisation_added") == []
    other = again.submit(client, follow=False, same="none")
    assert other.status_code == 303
    assert [name for (name,) in site.rows("SELECT name FROM organisation WHERE short_name = 'BG'")] == [
        "Belguim"
    ]
    api = site.api("secretariat")
    assert "Belgium" in wrong(api.post("/organisations", json={"name": "Belgiun"}))["same"]
    there = api.post("/organisations", json={"name": "Belgiun", "same": "org-bel"}).json()
    assert (there["id"], there["name"]) == ("org-bel", "Belgium")
    assert api.post("/organisations", json={"name": "Belgiun", "same": "org-nowhere"}).status_code == 404
    assert verified(site)


def test_accrediting_another_spelling_asks_too(site: Site) -> None:
    client = site.client("secretariat")
    there = f"{SETUP}/delegations"
    form = Form(client.get(there), there)
    typed = {"name": "Perou", "name.es": "Perú", "constituency": "STATES"}
    assert form.submit(client, follow=False, **{**typed, "name": "Peru", "iso3": "Pérou"}).status_code == 303
    assert site.rows("SELECT iso3 FROM organisation WHERE name = 'Peru'") == [("PER",)]
    asked = form.submit(client, **typed)
    assert asked.status_code == 422
    again = Form(asked, there)
    assert "It is Peru (PER)" in asked.text
    here = again.submit(client, same="org-per", right="observing")
    assert "has a delegation here already" in here.text
    assert again.submit(client, follow=False, same="none").status_code == 303
    assert len(site.rows("SELECT 1 FROM organisation WHERE name IN ('Peru', 'Perou')")) == 2
    body = {"organisation": {"name": "Permu"}, "constituency": "STATES"}
    post = site.api("secretariat").post
    assert "Peru" in wrong(post(f"{API}/delegations", json=body))["same"]
    body["organisation"] = {"name": "Permu", "same": "none"}
    assert post(f"{API}/delegations", json=body).status_code == 201
    assert verified(site)


def test_a_country_is_found_by_its_name_in_any_language_of_the_site() -> None:
    assert {
        country_code(name) for name in ("Sweden", "suède", "Suecia", "السويد", "瑞典", "Швеция", "swe")
    } == {"SWE"}
    assert country_code("Atlantis") is None
    for language in LANGUAGES:
        listed = states(language)
        assert len(listed) == len({name for _code, name in listed}) == 197
        assert {code for code, _name in listed} <= ISO3
    assert {"PSE", "VAT", "SWE"} <= dict(states("en")).keys()


def test_the_list_of_states_is_in_the_readers_language(reading_site: Site) -> None:
    client = reading_site.client("secretariat")
    for language, name in (("en", "Sweden"), ("ar", "السويد"), ("ru", "Швеция")):
        page = client.get(BEL, headers={"Accept-Language": language}).text
        assert f'<option value="SWE">{name}</option>' in page


def test_related_bodies_stand_on_the_page_of_a_delegation(site: Site) -> None:
    assert change(site, parent="picum", related_group="Low Countries").status_code == 200
    assert change(site, "org-swe", related_group="Low Countries").status_code == 200
    mine = site.client().get(f"/{SLUG}/delegations/org-bel").text
    assert "It is a member of" in mine
    assert f"/{SLUG}/delegations/org-swe" in mine
    assert "Its member" in site.client().get(f"/{SLUG}/delegations/picum").text
    assert "Belongs together with" not in site.client().get("/hld-2013/delegations/org-fra").text


def test_a_short_name_of_several_says_not_which(site: Site) -> None:
    site.tamper("UPDATE organisation SET short_name = 'PICUM' WHERE public_id = 'org-swe'")
    assert "several organisations" in wrong(change(site, parent="PICUM"))["parent"]
    assert change(site, parent="picum").json()["parent"]["id"] == "picum"


def test_a_body_that_was_brought_in_with_a_code_of_its_own_is_found_by_its_name(site: Site) -> None:
    with site.database.unit_of_work() as db:
        db.add(Organisation(public_id="org-own", name="Land of the synth", short_name="Synth", iso3="AAA"))
        db.flush()
        assert [one.public_id for one in organisations_alike(db, ["The Land of the Synth"])] == ["org-own"]
