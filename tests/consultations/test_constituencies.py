"""Constituencies: added, renamed, put in order; none is ever taken away."""

import pytest

from tests.consultations.parts import API, SETUP, acts, refusal, verified, wrong
from tests.support import Form, Site

SLUG = "hld-2013-review"


def test_a_constituency_is_added_renamed_and_put_first(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/constituencies"), f"{SETUP}/constituencies")
    values = {"code": "youth", "name": "Young people", "name.fr": "Jeunesse"}
    assert form.submit(client, follow=False, **values).status_code == 303
    listed = site.api().get(f"{API}/constituencies").json()["items"]
    assert (listed[-1]["code"], listed[-1]["name_i18n"]["fr"]) == ("YOUTH", "Jeunesse")
    form = Form(client.get(f"{SETUP}/constituencies/YOUTH"), "constituencies/YOUTH")
    assert form.submit(client, follow=False, name="Youth", place="0").status_code == 303
    first = [part["name"] for part in site.api().get(f"{API}/constituencies").json()["items"]][:2]
    assert "Youth" in first
    assert "place" in str(acts(site, SLUG, "constituency_changed")[0][2])
    assert verified(site)


def test_a_code_used_twice_is_one_sentence_at_the_field(site: Site) -> None:
    answer = site.api("secretariat").post(f"{API}/constituencies", json={"code": "STATES", "name": "More"})
    assert "in use" in wrong(answer)["code"]


def test_no_two_constituencies_have_one_name(site: Site) -> None:
    api = site.api("secretariat")
    answer = api.post(f"{API}/constituencies", json={"code": "OTHERS", "name": "STATES "})
    assert "STATES is called so already" in wrong(answer)["name"]
    assert api.post(f"{API}/constituencies", json={"code": "OTHERS", "name": "Others"}).status_code == 201
    renamed = api.patch(f"{API}/constituencies/OTHERS", json={"name": "states"})
    assert "STATES is called so already" in wrong(renamed)["name"]
    assert api.patch(f"{API}/constituencies/STATES", json={"name": "states"}).status_code == 200


@pytest.mark.parametrize("code", ["", "A B", "-A", "A--B", "ÉTATS", "A\u200bB", "A" * 31])
def test_a_code_is_plain(site: Site, code: str) -> None:
    answer = site.api("secretariat").post(f"{API}/constituencies", json={"code": code, "name": "More"})
    assert set(wrong(answer)) == {"code"}


def test_a_place_is_a_number(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/constituencies/STATES"), "constituencies/STATES")
    answer = form.submit(client, place="first", name="The States")
    assert answer.status_code == 422
    assert "The States" in answer.text


def test_there_is_no_door_by_which_one_is_taken_away(site: Site) -> None:
    assert site.api("secretariat").delete(f"{API}/constituencies/STATES").status_code == 405


@pytest.mark.parametrize("who", [None, "observer", "moderator", "administrator", "state"])
def test_only_the_secretariat_sets_up_constituencies(site: Site, who: str | None) -> None:
    answer = site.api(who).post(f"{API}/constituencies", json={"code": "X", "name": "X"})
    assert "secretariat" in refusal(answer)
    assert "secretariat" in refusal(site.api(who).patch(f"{API}/constituencies/STATES", json={"name": "X"}))
