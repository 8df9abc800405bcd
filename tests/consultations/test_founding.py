"""A consultation of one's own: who may create it, what it begins with, and which input is refused."""

from itertools import pairwise

import pytest

from app.kernel.i18n import gettext, in_locale
from tests.consultations.founding import LEAST, breaks, founder, founder_api
from tests.support import Form, Site


def create(api, **values):  # type: ignore[no-untyped-def]
    return api.post("/consultations/", json={**LEAST, **values})


def fields(answer) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


def test_secretariat_of_the_site_creates_an_empty_consultation_and_sits_in_its_secretariat(
    empty_site: Site,
) -> None:
    api = founder_api(empty_site)
    answer = create(api)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["state"] == "draft"
    assert made["default_language"] == "en"
    assert made["title_i18n"] == {"en": "High-level Dialogue 2027"}
    seats = empty_site.rows("SELECT role FROM membership WHERE consultation_id IS NOT NULL")
    assert [row[0] for row in seats] == ["secretariat"]
    verbs = [row["verb"] for row in api.get("/consultations/hld-2027/ledger").json()["items"]]
    assert verbs == ["consultation_created", "seat_given"]
    assert breaks(empty_site) == []


def test_only_the_secretariat_of_the_site_creates_consultations(site: Site) -> None:
    for who in (None, "member", "moderator", "secretariat", "administrator"):
        answer = create(site.api(who))
        assert answer.status_code == 403, who
        assert "secretariat of this site" in answer.json()["detail"].lower()
        page = site.client(who).get("/consultations/new")
        assert page.status_code == 403
        assert "secretariat of this site" in page.text.lower()
    assert not site.rows("SELECT 1 FROM consultation WHERE slug = 'hld-2027'")


def test_consultation_being_set_up_is_hidden_from_everybody_without_a_seat(site: Site) -> None:
    create(founder_api(site))
    for who in (None, "member", "secretariat", "administrator"):
        assert site.client(who).get("/hld-2027").status_code == 404
        assert site.client(who).get("/hld-2027/setup").status_code == 404
        assert site.api(who).get("/consultations/hld-2027").status_code == 404
        assert site.api(who).patch("/consultations/hld-2027", json={"venue": "Here"}).status_code == 404
        assert "HLD-2027" not in site.client(who).get("/").text
    assert founder(site).get("/hld-2027").status_code == 200


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"slug": "hld-2013"}, "slug"),
        ({"slug": "api"}, "slug"),
        ({"slug": "consultations"}, "slug"),
        ({"slug": "HLD"}, "slug"),
        ({"slug": "a b"}, "slug"),
        ({"slug": "-a-"}, "slug"),
        ({"slug": "x" * 61}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": "ｈｌｄ"}, "slug"),
        ({"code": "\u200b "}, "code"),
        ({"title": " \u200b\u200f\u202e"}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": "x" * 200_000}, "title"),
        ({"end_date": "2026-12-31"}, "end_date"),
        ({"end_date": "31.12.2027"}, "end_date"),
        ({"start_date": "2027-02-30"}, "start_date"),
        ({"start_date": "0001-01-01"}, "start_date"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"languages": []}, "languages"),
        ({"languages": ["tlh"]}, "languages"),
        ({"default_language": "ru"}, "default_language"),
        ({"notice_days": -1}, "notice_days"),
        ({"notice_days": 366}, "notice_days"),
        ({"dialogue_end": "2027-03-01"}, "dialogue_start"),
        ({"dialogue_start": "2031-03-01"}, "dialogue_start"),
        ({"dialogue_start": "2027-03-02", "dialogue_end": "2027-03-01"}, "dialogue_end"),
        ({"blueprint": "unheard-of"}, "blueprint"),
        ({"clone_of": "unheard-of"}, "clone_of"),
        ({"blueprint": "short", "clone_of": "hld-2013"}, "blueprint"),
        ({"title": None}, "title"),
        ({"outcome_kinds": ["verdict"]}, "outcome_kinds.0"),
        ({"unknown": 1}, "unknown"),
    ],
)  # fmt: skip
def test_wrong_input_gets_one_sentence_at_its_field(
    founding_site: Site, values: dict[str, object], field: str
) -> None:
    answer = create(founder_api(founding_site), **values)
    assert answer.status_code == 422, answer.text
    assert field in fields(answer), answer.text
    assert all(sentence.endswith(".") for sentence in fields(answer).values())
    assert not founding_site.rows("SELECT 1 FROM consultation WHERE slug = 'hld-2027'")


@pytest.fixture(scope="module")
def founding_site(sites, backend: str):  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        yield site


def test_every_wrong_field_is_named_at_once(founding_site: Site) -> None:
    answer = create(founder_api(founding_site), slug="api", timezone="Nowhere", end_date="2020-01-01")
    assert {"slug", "timezone", "end_date"} <= set(fields(answer))


def test_signs_nobody_sees_stay_out_of_a_title_and_joiners_of_persian_stay_in(empty_site: Site) -> None:
    answer = create(
        founder_api(empty_site), title="\u202eHigh\u200b-level\u200f  Dialogue\ufeff", code="H\u2066LD"
    )
    assert answer.json()["title"] == "High-level Dialogue"
    assert answer.json()["code"] == "HLD"
    changed = founder_api(empty_site).patch("/consultations/hld-2027", json={"title": "می\u200cخواهم"})
    assert changed.json()["title"] == "می\u200cخواهم"


def test_same_address_is_given_once(empty_site: Site) -> None:
    api = founder_api(empty_site)
    assert create(api).status_code == 201
    again = create(api)
    assert again.status_code == 422
    assert "already" in fields(again)["slug"]
    assert empty_site.rows("SELECT count(*) FROM consultation") == [(1,)]


@pytest.mark.parametrize("key", ["dialogue", "short", "report"])
def test_template_brings_constituencies_roundtables_groups_and_a_calendar(empty_site: Site, key: str) -> None:
    api = founder_api(empty_site)
    answer = create(api, blueprint=key)
    assert answer.status_code == 201, answer.text
    whole = api.get("/consultations/hld-2027").json()
    assert len(whole["constituencies"]) == 8
    assert [table["code"] for table in whole["roundtables"]] == (
        ["RT1", "RT2", "RT3", "RT4"] if key == "dialogue" else ["RT1"]
    )
    rounds = api.get("/consultations/hld-2027/rounds").json()["items"]
    assert rounds[0]["kind"] == "drafting"
    assert rounds[0]["opens"] == "2027-01-04T05:00:00Z"
    assert [r["opens"] for r in rounds] == sorted(r["opens"] for r in rounds)
    assert all(one["closes"] <= two["opens"] for one, two in pairwise(rounds))
    kinds = empty_site.rows(
        "SELECT count(*) FROM working_group WHERE closed = false AND roundtable_id IS NOT NULL"
    )
    assert kinds == [(len(whole["roundtables"]),)]
    assert breaks(empty_site) == []


def test_template_speaks_the_main_language_of_the_consultation(empty_site: Site) -> None:
    api = founder_api(empty_site)
    create(api, blueprint="short", languages=["fr", "en"])
    whole = api.get("/consultations/hld-2027").json()
    assert whole["default_language"] == "fr"
    names = {c["code"]: c["name"] for c in whole["constituencies"]}
    with in_locale("fr"):
        assert names["STATES"] == gettext("States")


def test_calendar_of_a_template_must_fit_into_the_days_of_the_consultation(empty_site: Site) -> None:
    answer = create(founder_api(empty_site), blueprint="dialogue", end_date="2027-02-01")
    assert answer.status_code == 422
    assert "27 June 2027" in fields(answer)["end_date"]


def test_clone_takes_over_the_frame_and_no_people_and_no_texts(site: Site) -> None:
    api = founder_api(site)
    site.tamper(
        "UPDATE working_group SET closed = true WHERE code = 'WG-2A' AND consultation_id ="
        " (SELECT id FROM consultation WHERE slug = 'hld-2013')"
    )
    answer = create(api, clone_of="hld-2013", delegations=True, end_date="2034-12-31", timezone="UTC")
    assert answer.status_code == 201, answer.text
    new, old = (api.get(f"/consultations/{slug}").json() for slug in ("hld-2027", "hld-2013"))
    assert new["cloned_from"] == "hld-2013"
    assert new["mandate"] == ""
    for part in ("constituencies", "delegations"):
        assert new[part] == old[part]
    assert [t["title"] for t in new["roundtables"]] == [t["title"] for t in old["roundtables"]]
    here = site.rows("SELECT id FROM consultation WHERE slug = 'hld-2027'")[0][0]
    lineage = site.rows(
        "SELECT lineage FROM roundtable WHERE consultation_id = :here AND code = 'RT1'", here=here
    )
    assert "hld-2013" in str(lineage[0][0])
    groups = {
        row[0] for row in site.rows("SELECT code FROM working_group WHERE consultation_id = :here", here=here)
    }
    assert len(groups) == 7
    assert "WG-2A" not in groups
    assert site.rows("SELECT count(*) FROM proposal WHERE consultation_id = :here", here=here) == [(0,)]
    assert site.rows("SELECT count(*) FROM membership WHERE consultation_id = :here", here=here) == [(1,)]
    assert api.get("/consultations/hld-2027/checklist").json()["missing"] > 0


def test_calendar_of_a_clone_moves_by_whole_days_on_the_wall(site: Site) -> None:
    api = founder_api(site)
    create(api, clone_of="hld-2013", end_date="2034-12-31", timezone="Europe/Paris")
    new, old = (api.get(f"/consultations/{slug}/rounds").json()["items"] for slug in ("hld-2027", "hld-2013"))
    assert [r["code"] for r in new] == [r["code"] for r in old]
    # 1 June 2012 became 4 January 2027: 5,330 days; midnight stays midnight, now by the clock of Paris.
    assert old[0]["opens"] == "2013-02-04T00:00:00Z"
    assert new[0]["opens"] == "2027-09-08T22:00:00Z"
    assert all(r["stage"] == "planned" for r in new)


def test_clone_without_delegations_leaves_them_behind(site: Site) -> None:
    api = founder_api(site)
    create(api, clone_of="hld-2013", end_date="2034-12-31")
    assert api.get("/consultations/hld-2027").json()["delegations"] == []


def test_clone_of_a_clone_knows_its_whole_line(site: Site) -> None:
    api = founder_api(site)
    create(api, clone_of="hld-2013", end_date="2034-12-31")
    answer = create(api, slug="hld-2035", clone_of="hld-2027", end_date="2042-12-31")
    assert answer.status_code == 201, answer.text
    found = site.rows(
        "SELECT lineage FROM roundtable JOIN consultation c ON c.id = consultation_id"
        " WHERE c.slug = 'hld-2035' AND roundtable.code = 'RT1'"
    )
    text = str(found[0][0])
    assert text.index("hld-2013") < text.index("hld-2027")


def test_creating_in_the_browser_goes_on_to_the_set_up(empty_site: Site) -> None:
    client = founder(empty_site)
    assert "Create a consultation" in client.get("/").text
    ways = client.get("/consultations/new")
    assert "Dialogue with roundtables, six months" in ways.text
    form = Form(client.get("/consultations/new?blueprint=dialogue"), "/consultations/new")
    wrong = form.submit(
        client, title="A dialogue", slug="api", code="D-1", start_date="2027-01-04", end_date="2026-01-04"
    )
    assert wrong.status_code == 422
    assert "A dialogue" in wrong.text
    assert "address of the site itself" in wrong.text
    assert "ends before it begins" in wrong.text
    done = Form(wrong, "/consultations/new").submit(client, slug="d-1", end_date="2028-01-04")
    assert done.status_code == 200
    assert done.url.path == "/d-1/setup"
    assert "RT1" in done.text or "4 roundtables" in done.text
    assert empty_site.rows("SELECT kind FROM round ORDER BY number")[0][0] == "drafting"


def test_earlier_consultation_is_chosen_in_the_browser(site: Site) -> None:
    client = founder(site)
    assert "/consultations/new?clone_of=hld-2013" in client.get("/consultations/new").text
    form = Form(client.get("/consultations/new?clone_of=hld-2013"), "/consultations/new")
    done = form.submit(
        client, title="Next", slug="next", code="N-1", start_date="2027-01-04", end_date="2040-01-04",
        delegations="yes", follow=True,
    )  # fmt: skip
    assert done.url.path == "/next/setup", done.text
    assert "52 delegations" in done.text
    assert breaks(site) == []
