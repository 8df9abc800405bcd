"""Working groups: open or closed, with terms of reference; a closed one is nowhere but in the set-up and for its members."""

import pytest

from tests.consultations.parts import (
    API,
    SETUP,
    SLUG,
    acts,
    closed_group,
    refusal,
    seat,
    verified,
    wrong,
)
from tests.support import Form, Site


def test_an_open_group_is_set_up_changed_and_found(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/groups"), f"{SETUP}/groups")
    values = {"code": "wg-9", "title": "Return", "roundtable": "RT1", "mandate": "Draft on return."}
    assert form.submit(client, follow=False, access="open", **values).status_code == 303
    assert "Draft on return." in site.client().get(f"/{SLUG}/groups/WG-9").text
    api = site.api("secretariat")
    assert api.patch(f"{API}/groups/WG-9", json={"title": "Homecoming"}).json()["title"] == "Homecoming"
    assert "groups/WG-9" in site.client().get(f"/{SLUG}/search?q=Homecoming").text
    assert acts(site, SLUG, "group_added")[0][0] == "WG-9"
    assert verified(site)


def test_a_group_across_the_roundtables_has_none(site: Site) -> None:
    body = {"code": "WG-CROSS", "title": "Across"}
    assert site.api("secretariat").post(f"{API}/groups", json=body).json()["roundtable"] is None
    assert site.client().get(f"/{SLUG}/groups/WG-CROSS").status_code == 200


def test_a_closed_group_is_recorded_in_a_chain_of_its_own(site: Site) -> None:
    closed_group(site)
    (public_id,) = site.rows("SELECT public_id FROM working_group WHERE code = 'WG-X'")[0]
    track = f"{SLUG}/{public_id}"
    assert [row[0] for row in acts(site, track, "group_added")] == ["WG-X"]
    assert len(acts(site, track, "seat_given")) == 1
    assert "WG-X" not in site.client("secretariat").get(f"/{SLUG}/register").text
    assert "WG-X" not in site.api("secretariat").get(f"{API}/ledger?limit=500").text
    assert verified(site)


@pytest.mark.parametrize(
    "who", [None, "observer", "member", "moderator", "state", "administrator", "secretariat"]
)
def test_a_closed_group_is_nowhere_for_who_is_not_in_it(site: Site, who: str | None) -> None:
    inside = closed_group(site, roundtable="RT1")
    assert inside.get(f"{API}/groups/WG-X").status_code == 200
    reader = site.client(who)
    for address in (f"/{SLUG}", f"/{SLUG}/RT1", f"/{SLUG}/search?q=quiet", f"/{SLUG}/register"):
        page = reader.get(address)
        assert page.status_code == 200
        assert "WG-X" not in page.text
        assert "quiet group" not in page.text
    assert reader.get(f"/{SLUG}/groups/WG-X").status_code == 404
    assert reader.get(f"/{SLUG}/groups/WG-X/members").status_code == 404
    if who != "secretariat":
        assert "WG-X" not in site.api(who).get(f"{API}/groups").text
        assert site.api(who).get(f"{API}/groups/WG-X").status_code == 404
        assert reader.get(f"{SETUP}/groups/WG-X").text == reader.get(f"{SETUP}/groups/WG-Y").text.replace(
            "WG-Y", "WG-X"
        )


def test_the_secretariat_sees_a_closed_group_by_name_and_seats_in_the_set_up(site: Site) -> None:
    closed_group(site)
    client = site.client("secretariat")
    assert "The quiet group" in client.get(f"{SETUP}/groups").text
    assert "quiet@example.org" in client.get(f"{SETUP}/groups/WG-X").text
    assert "Quiet" in client.get(f"{SETUP}/members?q=quiet").text
    listed = site.api("secretariat").get(f"{API}/groups").json()["items"]
    assert [(g["closed"], g["seats"]) for g in listed if g["code"] == "WG-X"] == [(True, 1)]


def test_a_refusal_does_not_say_whether_there_is_such_a_closed_group(site: Site) -> None:
    closed_group(site)
    body = {"email": "x@example.org", "name": "X", "role": "member"}
    for who in ("moderator", "member", "observer"):
        api = site.api(who)
        there = api.post(f"{API}/members", json={**body, "group": "WG-X"})
        nowhere = api.post(f"{API}/members", json={**body, "group": "WG-Y"})
        assert refusal(there) == refusal(nowhere)
    (number,) = site.rows("SELECT max(id) FROM membership")[0]
    answer = site.api("moderator").post(f"{API}/members/{number}/end", json={"reason": "x"})
    assert answer.status_code == 404


def test_an_open_group_that_has_proposals_stays_open(site: Site) -> None:
    answer = site.api("secretariat").post(f"{API}/groups/WG-1A/closing", json={"reason": "Delicate."})
    assert "stays open" in refusal(answer)
    assert "stays open" in site.client("secretariat").get(f"{SETUP}/groups/WG-1A/closing").text


def test_an_open_group_without_proposals_is_closed_and_gone_for_others(site: Site) -> None:
    api = site.api("secretariat")
    api.post(f"{API}/groups", json={"code": "WG-9", "title": "Soon in quiet", "roundtable": "RT1"})
    given = seat(site, "nine@example.org", name="Nine", role="moderator", group="WG-9")
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/groups/WG-9/closing"), "closing")
    assert form.submit(client, reason=" ").status_code == 422
    assert form.submit(client, follow=False, reason="It weighs names.").status_code == 303
    assert site.client().get(f"/{SLUG}/groups/WG-9").status_code == 404
    assert "Soon in quiet" not in site.client().get(f"/{SLUG}/search?q=quiet").text
    assert site.api("nine@example.org").get(f"{API}/groups/WG-9").json()["closed"] is True
    ended = api.post(f"{API}/members/{given['id']}/end", json={"reason": "Left."})
    assert ended.json()["without_convenor"] == "WG-9"
    assert verified(site)


def test_ending_a_group_ends_its_seats_and_leaves_its_texts(site: Site) -> None:
    api = site.api("secretariat")
    assert set(wrong(api.post(f"{API}/groups/WG-1A/end", json={"reason": ""}))) == {"reason"}
    assert api.post(f"{API}/groups/WG-1A/end", json={"reason": "Its work is done."}).json()["ended_at"]
    assert api.post(f"{API}/groups/WG-1A/end", json={"reason": "Again."}).status_code == 200
    assert len(acts(site, SLUG, "group_ended")) == 1
    assert site.client().get(f"/{SLUG}/RT1-M1").status_code == 200
    assert "It ended on" in site.client().get(f"/{SLUG}/groups/WG-1A").text
    edit = site.api("member").patch(f"{API}/proposals/RT1-M1", json={"tags": []}, headers={"If-Match": '"2"'})
    assert edit.status_code == 403
    body = {"email": "late@example.org", "name": "Late", "role": "member", "group": "WG-1A"}
    assert "has ended" in wrong(api.post(f"{API}/members", json=body))["group"]
    again = {"code": "WG-1A", "title": "Once more", "roundtable": "RT1"}
    assert "never given again" in wrong(api.post(f"{API}/groups", json=again))["code"]
    assert verified(site)


def test_a_closed_group_can_be_changed_and_ended_and_stays_out_of_sight(site: Site) -> None:
    closed_group(site)
    api = site.api("secretariat")
    assert api.patch(f"{API}/groups/WG-X", json={"mandate": "To weigh."}).status_code == 200
    assert api.post(f"{API}/groups/WG-X/end", json={"reason": "Weighed."}).status_code == 200
    assert "WG-X" not in site.api().get(f"{API}/ledger?limit=500").text
    assert site.client().get(f"/{SLUG}/groups/WG-X").status_code == 404
    assert verified(site)


@pytest.mark.parametrize("code", ["", "WG 9", "WG\u200f9", "-WG", "W" * 21])
def test_a_code_is_plain(site: Site, code: str) -> None:
    answer = site.api("secretariat").post(f"{API}/groups", json={"code": code, "title": "Nine"})
    assert set(wrong(answer)) == {"code"}


def test_a_group_across_the_roundtables_drafts_for_the_one_it_chooses(site: Site) -> None:
    site.api("secretariat").post(f"{API}/groups", json={"code": "WG-CROSS", "title": "Across"})
    seat(site, "member@demo.example", role="member", group="WG-CROSS")
    client = site.client("member")
    form = Form(client.get(f"/{SLUG}/proposals/new?kind=mechanism&group=WG-CROSS"), id="draft")
    done = form.submit(client, follow=False, group="WG-CROSS", roundtable="RT3", title="One for all")
    assert done.status_code == 303
    assert "/RT3-M" in done.headers["Location"]
