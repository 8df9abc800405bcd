"""The rule of composition of a working group: the least seats of each constituency, filled before a selection."""

from hypothesis import given
from hypothesis import strategies as st

from app.consultations.models import WorkingGroup
from app.consultations.rules import missing_seats, why_not_open_selection
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


def codes_of(site: Site) -> list[str]:
    found = site.api().get(f"{API}").json()["constituencies"]
    return [part["code"] for part in found]


def group(site: Site, **least: int) -> None:
    body = {"code": "WG-9", "title": "Nine", "roundtable": "RT1", "composition": least}
    made = site.api("secretariat").post(f"{API}/groups", json=body)
    assert made.status_code == 201, made.text
    assert made.json()["composition"] == least


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
