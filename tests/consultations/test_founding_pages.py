"""What readers see of a consultation that is young, empty or being set up; the mandate is there for all (domain A50)."""

from tests.consultations.founding import LEAST, founder, founder_api, ready_to_open
from tests.support import Site


def test_page_of_an_empty_consultation_says_what_is_not_there_yet(empty_site: Site) -> None:
    founder_api(empty_site).post("/consultations/", json=LEAST)
    page = founder(empty_site).get("/hld-2027")
    assert page.status_code == 200
    for sentence in (
        "is being set up",
        "No round is in the calendar yet",
        "No roundtable has been named yet",
        "No constituency has been named yet",
    ):
        assert sentence in page.text
    assert 'href="/hld-2027/setup"' in page.text
    for part in ("rounds", "proposals", "register", "ballots", "outcome", "pilots"):
        assert founder(empty_site).get(f"/hld-2027/{part}").status_code == 200, part


def test_mandate_and_terms_of_reference_are_shown_to_everybody(site: Site) -> None:
    api = ready_to_open(site)
    api.post("/consultations/hld-2027/stage", json={"state": "open"})
    page = site.client().get("/hld-2027").text
    assert "Resolution 67/219 asks for it." in page
    assert "Voluntary, open to all." in page
    whole = site.api().get("/consultations/hld-2027").json()
    assert whole["mandate"] == "Resolution 67/219 asks for it."


def test_front_page_marks_what_is_being_set_up_for_those_who_see_it(site: Site) -> None:
    founder_api(site).post("/consultations/", json=LEAST)
    assert "Being set up" in founder(site).get("/").text
    assert "/consultations/new" in founder(site).get("/").text
    for who in (None, "secretariat", "administrator"):
        front = site.client(who).get("/").text
        assert "Being set up" not in front
        assert "/consultations/new" not in front


def test_cancelled_round_does_not_stand_in_the_course(site: Site) -> None:
    title = "Second review round"
    assert title in site.client().get("/hld-2013-review").text
    site.tamper("UPDATE round SET cancelled_at = '2026-11-01 00:00:00.000000' WHERE kind = 'comment'")
    page = site.client().get("/hld-2013-review")
    assert page.status_code == 200
    course = page.text[page.text.index('id="course"') : page.text.index('id="rts"')]
    assert title not in course


def test_set_up_leads_to_every_part_with_its_number(site: Site) -> None:
    page = site.client("secretariat").get("/hld-2013-review/setup").text
    for number in (
        "8 constituencies",
        "4 roundtables",
        "8 working groups",
        "52 delegations",
        "50 of them take positions",
        "3 rounds",
    ):
        assert number in page
    for part in ("settings", "constituencies", "roundtables", "groups", "delegations", "members"):
        assert f'href="/hld-2013-review/setup/{part}"' in page
