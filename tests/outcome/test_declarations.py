"""A declaration is its delegation's own: made, reworded and withdrawn by nobody else, and printed word for word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.dossier.verification import verify
from app.kernel.ledger import LedgerEntry
from tests.outcome.recount import texts
from tests.support import Form, Site

SLUG = "hld-2013-review"
API = f"/consultations/{SLUG}/outcome/declarations"
PAGE = f"/{SLUG}/outcome/declarations"
VIEW = "We would have gone further.\n\nMigrants in an irregular situation are not named — “they” should be."
CAST = {"kind": "minority_view", "text": VIEW, "proposal": "RT1-M1"}


@pytest.fixture
def consolidating(site: Site) -> Site:
    """The demonstration in consolidation, with two adopted mechanisms."""
    site.tamper("UPDATE consultation SET state = 'consolidation' WHERE slug = :slug", slug=SLUG)
    adopt(site, "RT1-M1")
    adopt(site, "RT2-M1")
    return site


def adopt(site: Site, code: str) -> None:
    site.tamper(
        "UPDATE proposal SET state = 'adopted' WHERE code = :code AND consultation_id = :here",
        code=code, here=site.consultation(SLUG).id,
    )  # fmt: skip


def issue(site: Site) -> None:
    site.tamper(
        "INSERT INTO edition (consultation_id, n, kind, symbol, note, language, digest, issued_on, issued_at, by_title)"
        " VALUES (:here, 1, 'edition', 'X/OUT/1', '', 'en', '', '2026-11-20', :at, '')",
        here=site.consultation(SLUG).id, at="2026-11-20 12:00:00.000000",
    )  # fmt: skip


def beside(site: Site, code: str) -> list[str]:
    """What stands as reservations and declarations under an entry of the document."""
    document = site.api().get(f"/consultations/{SLUG}/outcome").json()
    for part in document["body"]:
        for entry in part.get("blocks", []):
            if entry.get("id") == code:
                return [
                    texts(item) for b in entry["blocks"] if b["type"] == "provisos" for item in b["items"]
                ]
    raise AssertionError(code)


def annex(site: Site) -> str:
    document = site.api().get(f"/consultations/{SLUG}/outcome").json()
    return texts([part for part in document["annexes"] if part["id"] == "annex-declarations"])


def test_declaration_of_a_proposal_stands_beside_its_entry_word_for_word(consolidating: Site) -> None:
    made = consolidating.api("state").post(API, json=CAST)
    assert made.status_code == 201, made.text
    assert (made.json()["code"], made.json()["text"]) == ("D-1", VIEW)
    assert made.json()["capacity"] == "Head of delegation, Belgium"
    assert beside(consolidating, "RT1-M1") == [f"Belgium in a minority view: {VIEW}"]
    assert annex(consolidating) == ""


def test_declaration_of_the_whole_stands_in_an_annex(consolidating: Site) -> None:
    body = {"kind": "proviso", "text": "As long as it stays voluntary."}
    assert consolidating.api("ngo").post(API, json=body).status_code == 201
    assert "PICUM under a proviso: As long as it stays voluntary." in annex(consolidating)


def test_declaration_in_another_language_is_marked_with_it(consolidating: Site) -> None:
    body = {**CAST, "text": "Nous serions allés plus loin.", "language": "fr"}
    assert consolidating.api("state").post(API, json=body).status_code == 201
    said = consolidating.client().get(f"/{SLUG}/outcome").text
    assert '<span lang="fr" dir="ltr">Nous serions allés plus loin.</span>' in said


def test_the_same_declaration_twice_is_one(consolidating: Site) -> None:
    api = consolidating.api("state")
    first, second = api.post(API, json=CAST), api.post(API, json=CAST)
    assert first.json() == second.json()
    assert len(api.get(API).json()["items"]) == 1


@pytest.mark.parametrize("who", ["observer", "member", "rapporteur", "moderator", "secretariat"])
def test_only_who_speaks_for_a_delegation_declares(consolidating: Site, who: str) -> None:
    refused = consolidating.api(who).post(API, json=CAST)
    assert refused.status_code == 403
    assert "head or an alternate" in refused.json()["detail"]


def test_delegation_that_observes_declares_nothing(consolidating: Site) -> None:
    consolidating.tamper(
        "UPDATE delegation SET voting = :no WHERE code = 'org-bel' AND consultation_id = :here",
        no=False, here=consolidating.consultation(SLUG).id,
    )  # fmt: skip
    refused = consolidating.api("state").post(API, json=CAST)
    assert refused.status_code == 403
    assert "observes" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("state", "why"),
    [("deliberation", "put together"), ("closed", "is closed"), ("archived", "is closed")],
)
def test_declaration_is_refused_outside_its_time(consolidating: Site, state: str, why: str) -> None:
    consolidating.tamper("UPDATE consultation SET state = :state WHERE slug = :slug", state=state, slug=SLUG)
    refused = consolidating.api("state").post(API, json=CAST)
    assert refused.status_code == 403
    assert why in refused.json()["detail"]


def test_nothing_is_declared_or_changed_once_the_document_is_issued(consolidating: Site) -> None:
    api = consolidating.api("state")
    api.post(API, json=CAST)
    issue(consolidating)
    for answer in (
        api.post(API, json={**CAST, "text": "Another."}),
        api.patch(f"{API}/D-1", json={"n": 1, "text": "Another."}),
        api.post(f"{API}/D-1/withdrawal", json={}),
        consolidating.api("ngo").post(f"{API}/D-1/joining", json={"n": 1}),
    ):
        assert answer.status_code == 403
        assert "has been issued" in answer.json()["detail"]


def test_only_the_own_delegation_rewords_or_withdraws(consolidating: Site) -> None:
    consolidating.api("state").post(API, json=CAST)
    for who in ("ngo", "secretariat", "moderator"):
        api = consolidating.api(who)
        assert api.patch(f"{API}/D-1", json={"n": 1, "text": "Softer."}).status_code == 403
        assert api.post(f"{API}/D-1/withdrawal", json={}).status_code == 403
    assert beside(consolidating, "RT1-M1")[0].endswith(VIEW)


def test_alternate_rewords_what_the_head_declared_and_the_old_words_stay_in_the_record(
    consolidating: Site,
) -> None:
    consolidating.api("state").post(API, json=CAST)
    done = consolidating.api("alternate").patch(f"{API}/D-1", json={"n": 1, "text": "In other words."})
    assert (done.status_code, done.json()["n"]) == (200, 2)
    assert beside(consolidating, "RT1-M1") == ["Belgium in a minority view: In other words."]
    kept = consolidating.rows("SELECT text FROM declaration WHERE code = 'D-1' ORDER BY n")
    assert [row[0] for row in kept] == [VIEW, "In other words."]
    late = consolidating.api("state").patch(f"{API}/D-1", json={"n": 1, "text": "In words of mine."})
    assert late.status_code == 409
    assert "Somebody else of your delegation" in late.json()["detail"]


def test_others_join_and_leave_and_with_other_words_their_names_come_off(consolidating: Site) -> None:
    api, ngo = consolidating.api("state"), consolidating.api("ngo")
    api.post(API, json=CAST)
    assert ngo.post(f"{API}/D-1/joining", json={"n": 1}).json()["joined"] == ["picum"]
    assert ngo.post(f"{API}/D-1/joining", json={"n": 1}).json()["joined"] == ["picum"]
    assert beside(consolidating, "RT1-M1")[0].startswith("Belgium and PICUM in a minority view:")
    assert ngo.post(f"{API}/D-1/leaving", json={}).json()["joined"] == []
    assert ngo.post(f"{API}/D-1/leaving", json={}).status_code == 403
    ngo.post(f"{API}/D-1/joining", json={"n": 1})
    assert api.patch(f"{API}/D-1", json={"n": 1, "text": "In other words."}).json()["joined"] == []
    assert api.post(f"{API}/D-1/joining", json={"n": 1}).status_code == 403


def test_withdrawn_declaration_is_printed_no_more_and_its_code_is_never_used_again(
    consolidating: Site,
) -> None:
    api = consolidating.api("state")
    api.post(API, json=CAST)
    assert api.post(f"{API}/D-1/withdrawal", json={"reason": "It was heard."}).status_code == 204
    assert VIEW not in consolidating.client().get(f"/{SLUG}/outcome").text
    assert api.post(f"{API}/D-1/withdrawal", json={}).status_code == 404
    assert api.post(API, json=CAST).json()["code"] == "D-2"
    reason = consolidating.rows("SELECT reason FROM ledger WHERE verb = 'declaration_withdrawn'")
    assert [row[0] for row in reason] == ["It was heard."]


def test_every_act_on_a_declaration_is_in_the_ledger_in_the_name_of_the_delegation(
    consolidating: Site,
) -> None:
    api, ngo = consolidating.api("state"), consolidating.api("ngo")
    api.post(API, json=CAST)
    for step in ("joining", "leaving", "joining"):
        ngo.post(f"{API}/D-1/{step}", json={"n": 1} if step == "joining" else {})
    api.patch(f"{API}/D-1", json={"n": 1, "text": "In other words."})
    api.post(f"{API}/D-1/withdrawal", json={})
    rows = consolidating.rows(
        "SELECT verb, delegation FROM ledger WHERE track = :slug AND verb LIKE 'declaration%' ORDER BY seq",
        slug=SLUG,
    )
    assert [tuple(row) for row in rows] == [
        ("declaration_made", "org-bel"),
        ("declaration_signed", "picum"),
        ("declaration_left", "picum"),
        ("declaration_signed", "picum"),
        ("declaration_reworded", "org-bel"),
        ("declaration_withdrawn", "org-bel"),
    ]
    with consolidating.database.reading() as db:
        assert [line for line in verify(db, SLUG).breaks if "declaration" in line] == []
    consolidating.tamper("UPDATE declaration SET text = 'Softer.' WHERE code = 'D-1' AND n = 1")
    with consolidating.database.reading() as db:
        assert [line for line in verify(db, SLUG).breaks if "declaration" in line]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"proposal": "RT1-M2"}, "about"),
        ({"proposal": "RT9-M9"}, "about"),
        ({"language": "de"}, "language"),
        ({"delegation": "picum"}, "delegation"),
    ],
)
def test_wrong_declaration_is_one_sentence_at_its_field(
    consolidating: Site, change: dict[str, Any], field: str
) -> None:
    answer = consolidating.api("state").post(API, json={**CAST, **change})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_nothing_of_a_closed_group_is_declared_or_shown(consolidating: Site) -> None:
    api = consolidating.api("state")
    api.post(API, json={**CAST, "proposal": "RT2-M1"})
    group = consolidating.rows(
        "SELECT group_id FROM proposal WHERE code = 'RT2-M1' AND consultation_id = :here",
        here=consolidating.consultation(SLUG).id,
    )[0][0]
    consolidating.tamper("UPDATE working_group SET closed = :yes WHERE id = :group", yes=True, group=group)
    assert api.get(API).json()["items"] == []
    assert "RT2-M1" not in consolidating.client().get(PAGE).text
    assert VIEW.split("\n", maxsplit=1)[0] not in consolidating.client().get(f"/{SLUG}/outcome").text
    assert api.post(API, json={**CAST, "proposal": "RT2-M1"}).status_code == 422


def test_form_declares_for_the_own_delegation_and_comes_back_with_what_was_typed(
    consolidating: Site,
) -> None:
    browser = consolidating.client("state")
    page = browser.get(PAGE, params={"about": "RT1-M1"})
    assert "In the name of Belgium." in page.text
    wrong = Form(page, PAGE).submit(browser, kind="", text="Half a thought")
    assert wrong.status_code == 422
    assert "Half a thought" in wrong.text
    assert "Choose whether this is a minority view or a proviso." in wrong.text
    done = Form(wrong, PAGE).submit(browser, kind="proviso", text="A whole one.")
    assert "A whole one." in done.text
    assert beside(consolidating, "RT1-M1") == ["Belgium under a proviso: A whole one."]
    own = browser.get(f"{PAGE}/D-1")
    changed = Form(own, f"{PAGE}/D-1").submit(browser, text="Another one.")
    assert "Another one." in changed.text
    gone = Form(browser.get(f"{PAGE}/D-1"), "/withdrawal").submit(browser, reason="")
    assert "No delegation has declared anything yet." in gone.text


def test_page_says_to_the_secretariat_why_it_has_no_form(consolidating: Site) -> None:
    consolidating.api("state").post(API, json=CAST)
    page = consolidating.client("secretariat").get(PAGE).text
    assert "Only the head or an alternate of a delegation makes a declaration" in page
    one = consolidating.client("secretariat").get(f"{PAGE}/D-1").text
    assert "<textarea" not in one


def test_another_delegation_joins_on_the_page(consolidating: Site) -> None:
    consolidating.api("state").post(API, json=CAST)
    browser = consolidating.client("ngo")
    joined = Form(browser.get(PAGE), "/joining").submit(browser)
    assert joined.status_code == 200
    assert "Take the name of PICUM off" in joined.text
    left = Form(joined, "/leaving").submit(browser)
    assert "Join it in the name of PICUM" in left.text


def names_under(site: Site) -> list[str]:
    """The codes of those who stand under the first declaration, as its record has it."""
    found = site.rows(
        "SELECT d.code FROM declaration_joined j JOIN delegation d ON d.id = j.delegation_id"
        " WHERE j.declaration = 'D-1' AND j.left_at IS NULL"
    )
    return [str(row[0]) for row in found]


def test_nobody_stands_under_words_that_were_put_in_place_of_those_they_read(consolidating: Site) -> None:
    state = consolidating.api("state")
    state.post(API, json=CAST)
    browser = consolidating.client("ngo")
    old = browser.get(PAGE)
    state.patch(f"{API}/D-1", json={"n": 1, "text": "The opposite of it."})
    again = Form(old, "/joining").submit(browser)
    assert again.status_code == 409
    assert "Belgium has reworded D-1 since you read it" in again.text
    assert "The opposite of it." in again.text
    assert names_under(consolidating) == []
    assert Form(again, "/joining").submit(browser).status_code == 200
    assert names_under(consolidating) == ["picum"]


def test_program_that_joins_an_older_wording_is_given_the_newer_one(consolidating: Site) -> None:
    state, ngo = consolidating.api("state"), consolidating.api("ngo")
    state.post(API, json=CAST)
    assert ngo.post(f"{API}/D-1/joining", json={}).status_code == 422
    state.patch(f"{API}/D-1", json={"n": 1, "text": "The opposite of it."})
    late = ngo.post(f"{API}/D-1/joining", json={"n": 1})
    assert (late.status_code, late.json()["now"]["n"]) == (412, 2)
    assert late.json()["now"]["text"] == "The opposite of it."
    assert names_under(consolidating) == []
    assert ngo.post(f"{API}/D-1/joining", json={"n": 2}).json()["joined"] == ["picum"]
    with consolidating.database.reading() as db:
        signed = db.exec(select(LedgerEntry.facts).where(LedgerEntry.verb == "declaration_signed")).all()
    assert [facts["n"] for facts in signed] == [2]


def test_who_joined_former_words_is_said_to_have_joined_those_and_is_asked_again(
    consolidating: Site,
) -> None:
    state, browser = consolidating.api("state"), consolidating.client("ngo")
    state.post(API, json=CAST)
    Form(browser.get(PAGE), "/joining").submit(browser)
    own = consolidating.client("state").get(f"{PAGE}/D-1").text
    assert "With other words their names come off" in own
    for n in (1, 2):
        consolidating.now += timedelta(minutes=1)
        state.patch(f"{API}/D-1", json={"n": n, "text": f"Other words, {n}."})
    page = browser.get(PAGE)
    assert "PICUM joined wording 1. It has been reworded since" in page.text
    assert "Join it in the name of PICUM" in page.text
    assert beside(consolidating, "RT1-M1") == ["Belgium in a minority view: Other words, 2."]
    joined = Form(page, "/joining").submit(browser)
    assert "joined wording" not in joined.text
    consolidating.now += timedelta(minutes=1)
    left = Form(joined, "/leaving").submit(browser)
    assert "joined wording" not in left.text
    with consolidating.database.reading() as db:
        assert [line for line in verify(db, SLUG).breaks if "declaration" in line] == []
