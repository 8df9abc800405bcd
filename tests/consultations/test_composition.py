"""The rule of composition of a working group: the least seats of each constituency, filled before a selection."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.consultations.models import WorkingGroup
from app.consultations.queries import composition_of, visible_consultation, visible_group
from app.consultations.rules import missing_seats, seats_filled, why_not_open_selection
from app.kernel.actor import SYSTEM
from app.review.checklist import checklist
from app.review.checklist import missing as missing_items
from app.review.queries import room_of
from tests.consultations.parts import API, SETUP, SLUG, seat, verified, wrong
from tests.support import Form, Site

CODES = st.sampled_from(["STATES", "CSO", "IO", "ACA"])
COUNTS = st.dictionaries(CODES, st.integers(0, 6))


@given(rule=COUNTS, seated=COUNTS)
def test_a_selection_opens_exactly_when_every_constituency_holds_its_seats(
    rule: dict[str, int], seated: dict[str, int]
) -> None:
    group = WorkingGroup(consultation_id=1, public_id="wg", code="WG-1", title="One", composition=rule)
    filled = all(seated.get(code, 0) >= least for code, least in rule.items())
    why_not = why_not_open_selection(group, seated)
    assert (why_not is None) == filled
    for code, n in missing_seats(rule, seated).items():
        assert n > 0
        assert seated.get(code, 0) + n == rule[code]
        assert why_not is not None
        assert f"{code} ({n})" in why_not


@given(rule=COUNTS, seated=COUNTS, code=CODES)
def test_one_more_seat_never_makes_it_worse(rule: dict[str, int], seated: dict[str, int], code: str) -> None:
    more = {**seated, code: seated.get(code, 0) + 1}
    assert sum(missing_seats(rule, more).values()) <= sum(missing_seats(rule, seated).values())


@given(rule=COUNTS, held=st.lists(st.tuples(st.integers(1, 5), CODES), max_size=12))
def test_a_person_fills_one_seat_at_most(rule: dict[str, int], held: list[tuple[int, str]]) -> None:
    filled = seats_filled(rule, held)
    asked = [(person, code) for person, code in held if code in rule]
    assert sum(filled.values()) == len({person for person, _code in asked})
    assert all(n <= len({p for p, c in asked if c == code}) for code, n in filled.items())
    assert seats_filled(rule, [*held, *held]) == filled


def codes_of(site: Site) -> list[str]:
    found = site.api().get(f"{API}").json()["constituencies"]
    return [part["code"] for part in found]


def group(site: Site, **least: int) -> None:
    body = {"code": "WG-9", "title": "Nine", "roundtable": "RT1", "composition": least}
    made = site.api("secretariat").post(f"{API}/groups", json=body)
    assert made.status_code == 201, made.text
    assert made.json()["composition"] == least


def composition(site: Site) -> dict[str, int]:
    """The seats that are filled, as the group's page counts them."""
    with site.database.reading() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        found = composition_of(db, here, visible_group(db, here, site.actor("observer"), "WG-9"))
    assert found is not None
    return {line.code: line.seated for line in found.lines}


def missing(site: Site) -> str:
    page = site.client("observer").get(f"/{SLUG}/groups/WG-9")
    assert page.status_code == 200
    return page.text


def test_what_is_filled_is_counted_from_the_seats(site: Site) -> None:
    assert "STATES" in codes_of(site)
    group(site, STATES=2)
    assert "cannot be opened" in missing(site)
    seat(site, "one@example.org", name="One", role="member", group="WG-9", delegation="org-bel")
    seat(site, "eye@example.org", name="Eye", role="observer", group="WG-9", delegation="org-bel")
    assert "(1)" in missing(site)
    second = seat(site, "two@example.org", name="Two", role="member", group="WG-9", delegation="org-bel")
    assert "Every seat that it asks for is filled." in missing(site)
    end = {"reason": "Called away."}
    assert site.api("secretariat").post(f"{API}/members/{second['id']}/end", json=end).status_code == 200
    assert "(1)" in missing(site)
    assert verified(site)


def test_nobody_fills_two_seats_and_only_seats_held_now_for_a_body_count(site: Site) -> None:
    group(site, STATES=1, CIVSOC=1)
    one = {"name": "One", "role": "member", "group": "WG-9"}
    seat(site, "own@example.org", **one, personal=True)
    seat(site, "none@example.org", **one)
    assert composition(site) == {"STATES": 0, "CIVSOC": 0}
    seat(site, "later@example.org", **one, delegation="org-bel", since="2027-01-01")
    seat(site, "past@example.org", **one, delegation="org-bel", since="2026-01-01", until="2026-11-20")
    seat(site, "deputy@example.org", name="D", role="alternate", delegation="org-bel")
    assert composition(site) == {"STATES": 0, "CIVSOC": 0}
    first = seat(site, "both@example.org", **one, delegation="org-bel")
    seat(site, "both@example.org", role="rapporteur", group="WG-9", delegation="picum")
    assert composition(site) == {"STATES": 1, "CIVSOC": 0}
    end = {"reason": "One is enough."}
    assert site.api("secretariat").post(f"{API}/members/{first['id']}/end", json=end).status_code == 200
    assert composition(site) == {"STATES": 0, "CIVSOC": 1}
    assert verified(site)


def test_with_a_delegation_its_seats_end(site: Site) -> None:
    group(site, STATES=1)
    seat(site, "one@example.org", name="One", role="member", group="WG-9", delegation="org-bel")
    assert composition(site) == {"STATES": 1}
    end = {"reason": "It has withdrawn."}
    assert site.api("secretariat").post(f"{API}/delegations/org-bel/end", json=end).status_code == 200
    assert composition(site) == {"STATES": 0}


def test_the_checklist_of_the_set_up_says_which_seats_are_missing(site: Site) -> None:
    def advice() -> list[dict[str, Any]]:
        items = site.api("secretariat").get(f"{API}/checklist").json()["items"]
        return [item for item in items if item["need"] == "composition"]

    assert advice() == []
    group(site, STATES=2)
    [item] = advice()
    assert (item["met"], item["blocks"]) == (False, False)
    assert "WG-9: States (2)" in item["words"]
    assert "WG-9: States (2)" in site.client("secretariat").get(SETUP).text
    for who in ("one", "two"):
        seat(site, f"{who}@example.org", name=who, role="member", group="WG-9", delegation="org-bel")
    assert [item["met"] for item in advice()] == [True]


def against(site: Site) -> list[str]:
    """What stands in the way of the opening of R3."""
    with site.database.reading() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        room = room_of(db, here, site.actor("moderator"), "R3", before=True)
    return [item.sentence for item in missing_items(checklist(room))]


def selecting(site: Site) -> None:
    """R3 becomes a round of selection."""
    site.tamper("UPDATE round SET kind = 'selection' WHERE code = 'R3' AND consultation_id = :here",
                here=site.consultation().id)  # fmt: skip


def test_a_round_of_selection_does_not_open_before_the_seats_are_filled(site: Site) -> None:
    group(site, STATES=1)
    selecting(site)
    assert any(
        "seats of these constituencies are not filled yet: States (1)" in words for words in against(site)
    )
    assert "not filled yet" in site.client("moderator").get(f"/{SLUG}/rounds/R3/opening").text
    seat(site, "one@example.org", name="One", role="member", group="WG-9", delegation="org-bel")
    assert not any("not filled yet" in words for words in against(site))


def test_the_seats_of_the_day_on_which_it_opens_are_counted(site: Site) -> None:
    """An opening is given days before: a term that is over by then fills nothing, one that begins by then does."""
    group(site, STATES=1)
    selecting(site)
    opens = site.rows("SELECT opens_at FROM round WHERE code = 'R3' AND consultation_id = :here",
                      here=site.consultation().id)[0][0]  # fmt: skip
    day = date.fromisoformat(str(opens)[:10])
    assert day > site.now.date()
    one = {"role": "member", "group": "WG-9", "delegation": "org-bel"}
    seat(site, "one@example.org", name="One", until=str(day - timedelta(days=1)), **one)
    assert composition(site) == {"STATES": 1}
    assert any("not filled yet" in words for words in against(site))
    seat(site, "two@example.org", name="Two", since=str(day), **one)
    assert not any("not filled yet" in words for words in against(site))


def test_a_seat_for_another_constituency_fills_nothing(site: Site) -> None:
    group(site, STATES=1)
    seat(site, "one@example.org", name="One", role="member", group="WG-9", delegation="picum")
    assert "(1)" in missing(site)


def test_a_group_without_a_rule_says_nothing_of_it(site: Site) -> None:
    group(site)
    assert "cannot be opened" not in missing(site)
    assert "asks for" not in missing(site)


def test_the_secretariat_sets_it_in_the_form_and_changes_it(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/groups"), f"{SETUP}/groups")
    typed = {"code": "WG-9", "title": "Nine", "composition.STATES": "three"}
    again = form.submit(client, **typed)
    assert again.status_code == 422
    assert "must be a whole number" in again.text
    assert 'value="three"' in again.text
    assert form.submit(client, follow=False, **{**typed, "composition.STATES": "3"}).status_code == 303
    change = Form(client.get(f"{SETUP}/groups/WG-9"), f"{SETUP}/groups/WG-9")
    assert change.submit(client, follow=False, **{"composition.STATES": "1"}).status_code == 303
    api = site.api("secretariat")
    assert api.get(f"{API}/groups/WG-9").json()["composition"] == {"STATES": 1}
    assert api.patch(f"{API}/groups/WG-9", json={"title": "Ninth"}).json()["composition"] == {"STATES": 1}
    assert api.patch(f"{API}/groups/WG-9", json={"composition": {}}).json()["composition"] == {}
    assert verified(site)


def test_an_unknown_constituency_or_a_wild_number_is_one_sentence(site: Site) -> None:
    api = site.api("secretariat")
    body = {"code": "WG-9", "title": "Nine"}
    unknown = api.post(f"{API}/groups", json={**body, "composition": {"MOON": 1}})
    assert "MOON" in wrong(unknown)["composition"]
    wild = api.post(f"{API}/groups", json={**body, "composition": {"STATES": 100_000}})
    assert set(wrong(wild)) == {"composition.STATES"}
    below = api.post(f"{API}/groups", json={**body, "composition": {"STATES": -1}})
    assert set(wrong(below)) == {"composition.STATES"}
