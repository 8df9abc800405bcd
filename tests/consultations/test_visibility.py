"""Who sees a working group: everybody, whoever has a seat in the consultation, or its members alone."""

import html
from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.consultations.live import tracks_seen
from app.consultations.models import Consultation, Visibility, WorkingGroup
from app.consultations.queries import SEEN_GROUPS, seen_groups, sight_values
from app.consultations.rules import may_see_group, visibility_of
from app.kernel.actor import ANONYMOUS, SYSTEM, Actor, Seat
from tests.consultations.parts import API, SETUP, SLUG, acts, refusal, seat, verified, wrong
from tests.journeys.closed import before_the_round
from tests.support import Form, Site

CAST = ("observer", "member", "rapporteur", "moderator", "secretariat", "administrator", "state", "ngo")
HOUSE = Actor(person_id=1, seats=(Seat("secretariat", "Secretariat of the site"),))
ELSEWHERE = Actor(person_id=2, seats=(Seat("member", "Member elsewhere", consultation_id=-1, group_id=-1),))


def begun(site: Site, visibility: str, code: str = "WG-9") -> None:
    """A group with a member and a text of its own."""
    api = site.api("secretariat")
    body = {"code": code, "title": "Quillwort", "mandate": "To draft on quillwort.", "roundtable": "RT1"}
    assert api.post(f"{API}/groups", json={**body, "visibility": visibility}).status_code == 201
    seat(site, "nine@example.org", name="Nine", role="moderator", group=code)


def drafted(site: Site, code: str = "WG-9") -> str:
    """A text of the group, begun before the round that is open now, if one is."""
    text = {"kind": "mechanism", "group": code, "roundtable": "RT1", "title": "Quillwort for all"}
    with before_the_round(site):
        made = site.api("nine@example.org").post(f"{API}/proposals", json=text)
    assert made.status_code == 201, made.text
    return str(made.json()["code"])


@pytest.mark.parametrize("visibility", list(Visibility))
def test_the_rule_and_the_condition_say_the_same_of_everybody(site: Site, visibility: str) -> None:
    begun(site, visibility)
    actors = [ANONYMOUS, SYSTEM, HOUSE, ELSEWHERE, *map(site.actor, (*CAST, "nine@example.org"))]
    with site.database.reading() as db:
        group = db.exec(select(WorkingGroup).where(WorkingGroup.code == "WG-9")).one()
        assert visibility_of(group) == visibility
        every = {one.id: one for one in db.exec(select(WorkingGroup)).all()}
        for actor in actors:
            by_rule = {number for number, one in every.items() if may_see_group(actor, one)}
            assert set(db.exec(select(WorkingGroup.id).where(seen_groups(actor))).all()) == by_rule
            once = select(col(WorkingGroup.id)).where(SEEN_GROUPS)
            assert set(db.execute(once, sight_values(actor)).scalars()) == by_rule


def test_a_group_within_is_seen_by_who_has_a_seat_here_and_by_the_house_alone(site: Site) -> None:
    begun(site, "within")
    with site.database.reading() as db:
        group = db.exec(select(WorkingGroup).where(WorkingGroup.code == "WG-9")).one()
        for who in ("observer", "member", "moderator", "secretariat", "state", "ngo"):
            assert may_see_group(site.actor(who), group), who
        assert may_see_group(HOUSE, group)
        for actor in (ANONYMOUS, ELSEWHERE, site.actor("administrator")):
            assert not may_see_group(actor, group)


def test_what_it_writes_is_there_for_a_seat_and_not_found_without(site: Site) -> None:
    begun(site, "within")
    code = drafted(site)
    assert code == "WG-9-M1", "it counts apart, so that no gap in the others tells of it"
    paths = (
        f"/{SLUG}/{code}",
        f"/{SLUG}/groups/WG-9",
        f"/{SLUG}/{code}/versions/1",
        f"/{SLUG}/{code}/comments",
    )
    for who, status in (("observer", 200), ("state", 200), (None, 404), ("administrator", 404)):
        client = site.client(who)
        assert {client.get(path).status_code for path in paths} == {status}, who
        for list_ in (f"/{SLUG}/proposals", f"/{SLUG}/search?q=quillwort", f"/{SLUG}/RT1"):
            assert ("Quillwort" in client.get(list_).text) is (status == 200), (who, list_)
    assert "Within the consultation" in site.client("observer").get(paths[0]).text
    assert "Within the consultation" in site.client("observer").get(paths[1]).text
    assert "Within the consultation" in site.client("observer").get(f"/{SLUG}/permissions?about={code}").text
    assert "Quillwort" not in site.client("secretariat").get(f"/{SLUG}/outcome").text
    assert verified(site)


def test_its_acts_are_followed_by_who_sees_it(site: Site) -> None:
    begun(site, "within")
    with site.database.reading() as db:
        consultation = db.get_one(Consultation, site.consultation().id)
        assert len(tracks_seen(db, site.actor("observer"), consultation)) == 2
        assert list(tracks_seen(db, site.actor("administrator"), consultation)) == [SLUG]
        assert list(tracks_seen(db, ANONYMOUS, consultation)) == [SLUG]
    assert "WG-9" not in site.client("observer").get(f"/{SLUG}/register").text


def test_the_form_offers_three_ways_and_the_group_says_which(site: Site) -> None:
    client = site.client("secretariat")
    for code, access, word in (
        ("WG-A", "open", "Public"),
        ("WG-B", "within", "Within"),
        ("WG-C", "closed", "Closed"),
    ):
        form = Form(client.get(f"{SETUP}/groups"), f"{SETUP}/groups")
        assert form.submit(client, follow=False, code=code, title=code, access=access).status_code == 303
        assert f"{word}" in client.get(f"{SETUP}/groups/{code}").text
    form = Form(client.get(f"{SETUP}/groups"), f"{SETUP}/groups")
    again = form.submit(client, code="WG-D", title="D", access="everywhere")
    assert again.status_code == 422
    assert "closed, within or public" in again.text


def test_a_group_is_made_visible_to_fewer_only_before_it_has_begun(site: Site) -> None:
    api = site.api("secretariat")
    change = {"reason": "It weighs names.", "visibility": "within"}
    assert "stays open" in refusal(api.post(f"{API}/groups/WG-1A/closing", json=change))
    begun(site, "public")
    assert set(wrong(api.post(f"{API}/groups/WG-9/closing", json={**change, "reason": ""}))) == {"reason"}
    assert api.post(f"{API}/groups/WG-9/closing", json=change).json()["visibility"] == "within"
    assert site.client().get(f"/{SLUG}/groups/WG-9").status_code == 404
    assert site.client("observer").get(f"/{SLUG}/groups/WG-9").status_code == 200
    drafted(site)
    closed = {**change, "visibility": "closed"}
    assert "everybody in this consultation could read" in refusal(
        api.post(f"{API}/groups/WG-9/closing", json=closed)
    )
    public = {**change, "visibility": "public"}
    assert "fewer readers" in refusal(api.post(f"{API}/groups/WG-9/closing", json=public))
    assert verified(site)


def test_a_closed_group_is_opened_to_who_takes_part_with_a_reason(site: Site) -> None:
    closed = site.api("moderator").post(f"{API}/rounds/R2/closure", json={"reason": "Everybody has spoken."})
    assert closed.status_code == 200, closed.text
    site.now += timedelta(hours=1)
    begun(site, "closed")
    code = drafted(site)
    assert site.client("observer").get(f"/{SLUG}/{code}").status_code == 404
    client = site.client("secretariat")
    page = client.get(f"{SETUP}/groups/WG-9/closing")
    assert "This makes visible what was closed." in page.text
    form = Form(page, "closing")
    assert form.submit(client, reason=" ", visibility="within").status_code == 422
    assert form.submit(client, follow=False, reason="All ask for it.", visibility="within").status_code == 303
    assert form.submit(client, follow=False, reason="Again.", visibility="within").status_code == 303
    assert site.client("observer").get(f"/{SLUG}/{code}").status_code == 200
    assert "Quillwort" in site.client("observer").get(f"/{SLUG}/search?q=quillwort").text
    assert site.client().get(f"/{SLUG}/{code}").status_code == 404
    (public_id,) = site.rows("SELECT public_id FROM working_group WHERE code = 'WG-9'")[0]
    said = acts(site, f"{SLUG}/{public_id}", "group_opened_within")
    assert [row[:2] for row in said] == [("WG-9", "All ask for it.")]
    assert verified(site)


def test_a_closed_group_is_opened_to_nobody_once_a_round_was_open_on_it(site: Site) -> None:
    begun(site, "closed")
    change = {"reason": "All ask for it.", "visibility": "within"}
    why = refusal(site.api("secretariat").post(f"{API}/groups/WG-9/closing", json=change))
    assert "was open while WG-9 was closed" in why
    assert why in html.unescape(site.client("secretariat").get(f"{SETUP}/groups/WG-9/closing").text)
    assert site.client("observer").get(f"/{SLUG}/groups/WG-9").status_code == 404
    drafted(site)
    assert refusal(site.api("secretariat").post(f"{API}/groups/WG-9/closing", json=change)) == why


def test_who_loses_the_seat_sees_it_no_more(site: Site) -> None:
    begun(site, "within")
    given = seat(site, "guest@example.org", name="Guest", role="observer")
    guest = site.api("guest@example.org")
    assert guest.get(f"{API}/groups/WG-9").status_code == 200
    end = {"reason": "Left."}
    assert site.api("secretariat").post(f"{API}/members/{given['id']}/end", json=end).status_code == 200
    assert guest.get(f"{API}/groups/WG-9").status_code == 404
