"""A delegation explains its position, before the close and after it: who may, who reads it when, what stays of it."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.ceilings.counting import counted
from tests.support import Form, Site, commonspace

SLUG = "hld-2013-decision"
API, PAGE = f"/consultations/{SLUG}/ballots/BAL-1/explanations", f"/{SLUG}/ballots/BAL-1/explanations"
WORDS = "We read “shall” in RT1-M1 as “should”.\n\nOur parliament has not been asked."


def close(site: Site) -> None:
    [row] = site.rows(
        "SELECT b.closes_at FROM ballot b JOIN consultation c ON c.id = b.consultation_id WHERE c.slug = :slug",
        slug=SLUG,
    )
    site.now += timedelta(days=60)
    assert str(site.now) > str(row[0])


def explain(site: Site, who: str | None = "state", **body: Any) -> Any:
    return site.api(who).post(API, json={"text": WORDS, **body})


def texts(site: Site, who: str | None) -> list[str]:
    return [each["text"] for each in site.api(who).get(API).json()["items"]]


def test_explanation_before_the_close_is_read_by_its_delegation_only_and_by_everybody_after_it(
    site: Site,
) -> None:
    made = explain(site, proposal="RT1-M1")
    assert made.status_code == 201
    assert (made.json()["moment"], made.json()["text"], made.json()["language"]) == ("before", WORDS, "en")
    for who in (None, "ngo", "member", "moderator", "secretariat", "administrator"):
        assert texts(site, who) == []
        assert "parliament" not in site.client(who).get(PAGE).text
    for who in ("state", "alternate"):
        assert texts(site, who) == [WORDS]
        assert "parliament" in site.client(who).get(PAGE).text
    close(site)
    for who in (None, "ngo", "state"):
        assert texts(site, who) == [WORDS]
    page = site.client().get(f"/{SLUG}/ballots/BAL-1/RT1-M1").text
    assert "parliament" in page
    assert "before the close" in page


def test_explanation_after_the_close_is_marked_so_and_stands_on_the_results(site: Site) -> None:
    close(site)
    made = explain(site, "alternate", language="fr")
    assert (made.status_code, made.json()["moment"], made.json()["proposal"]) == (201, "after", None)
    assert "parliament" in site.client().get(f"/{SLUG}/ballots/BAL-1").text
    assert "parliament" not in site.client().get(f"/{SLUG}/ballots/BAL-1/RT1-M1").text


def test_one_explanation_stands_for_each_proposal_and_moment(site: Site) -> None:
    first = explain(site, proposal="RT1-M1").json()
    assert explain(site, "alternate", proposal="RT1-M1").json()["id"] == first["id"]
    other = explain(site, proposal="RT1-M1", text="Something else.")
    assert other.status_code == 403
    assert "Take that explanation back" in other.json()["detail"]
    assert explain(site, text="On all of it.").status_code == 201
    close(site)
    assert explain(site, proposal="RT1-M1", text="After the vote.").status_code == 201
    assert sorted(texts(site, None)) == sorted([WORDS, "On all of it.", "After the vote."])


def test_what_is_taken_back_stays_with_a_mark_unless_nobody_else_could_read_it(site: Site) -> None:
    early = explain(site, text="Taken back before the close.").json()["id"]
    assert site.api("alternate").post(f"{API}/{early}/withdrawal").status_code == 200
    close(site)
    late = explain(site, text="Taken back after it.").json()["id"]
    gone = site.api("state").post(f"{API}/{late}/withdrawal").json()
    assert gone["withdrawn_at"] is not None
    assert site.api("state").post(f"{API}/{late}/withdrawal").json() == gone
    assert texts(site, None) == ["Taken back after it."]
    assert sorted(texts(site, "state")) == ["Taken back after it.", "Taken back before the close."]
    page = site.client().get(PAGE).text
    assert "Taken back by the delegation on" in page
    assert explain(site, text="Said anew.").status_code == 201
    done = commonspace(site.url, "verify", SLUG)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("who", "status", "sentence"),
    [
        (None, 401, "Send the token of a delegation"),
        ("member", 403, "Only the head or an alternate of a delegation explains its position"),
        ("secretariat", 403, "The secretariat and the administrators give no position"),
    ],
)
def test_whoever_speaks_for_no_delegation_explains_nothing(
    site: Site, who: str | None, status: int, sentence: str
) -> None:
    answer = explain(site, who)
    assert (answer.status_code, answer.json()["detail"][: len(sentence)]) == (status, sentence)
    page = site.client(who).get(PAGE)
    assert (page.status_code, "<textarea" in page.text) == (200, False)


def test_another_delegation_neither_takes_it_back_nor_learns_of_it_before_the_close(site: Site) -> None:
    made = explain(site).json()["id"]
    assert site.api("ngo").post(f"{API}/{made}/withdrawal").status_code == 404
    close(site)
    refused = site.api("ngo").post(f"{API}/{made}/withdrawal")
    assert (refused.status_code, refused.json()["detail"][:40]) == (
        403,
        "Only the head or an alternate of this de",
    )


def test_delegation_outside_the_electorate_and_a_closed_consultation_explain_nothing(site: Site) -> None:
    site.tamper(
        "DELETE FROM elector WHERE delegation_id = (SELECT m.delegation_id FROM membership m JOIN person p ON p.id = m.person_id"
        " JOIN consultation c ON c.id = m.consultation_id WHERE p.email = 'ngo@demo.example' AND c.slug = :slug AND m.role = 'head')",
        slug=SLUG,
    )
    answer = explain(site, "ngo")
    assert (
        answer.status_code,
        "takes" in answer.json()["detail"] or "take part" in answer.json()["detail"],
    ) == (403, True)
    site.tamper("UPDATE consultation SET state = 'closed' WHERE slug = :slug", slug=SLUG)
    assert explain(site).status_code == 403


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"text": " \n​ "}, "text", "Write what your delegation has to say"),
        ({"text": "x" * 6001}, "text", "at most 6000"),
        ({"language": "tlh"}, "language", "is no language of this place"),
        ({"delegation": "org-nobody"}, "delegation", "There is no delegation"),
    ],
)
def test_what_cannot_be_recorded_is_said_at_its_field(
    site: Site, body: dict[str, str], field: str, words: str
) -> None:
    answer = explain(site, **body)
    assert answer.status_code == 422
    assert [(e["field"], words in e["message"]) for e in answer.json()["errors"]] == [(field, True)]


def test_form_keeps_what_was_typed_and_records_it_word_for_word(site: Site) -> None:
    browser = site.client("state")
    wrong = Form(browser.get(f"{PAGE}?proposal=RT1-M1")).submit(browser, text=" ", language="fr")
    assert wrong.status_code == 422
    assert 'value="RT1-M1" selected' in wrong.text
    assert 'value="fr" selected' in wrong.text
    hostile = "=1+1 <script>alert(1)</script> {{ 7 * 7 }}"
    done = Form(wrong).submit(browser, text=hostile)
    assert done.status_code == 200
    assert "&lt;script&gt;alert(1)" in done.text
    assert "<script>alert" not in done.text
    [made] = site.api("state").get(API).json()["items"]
    assert (made["proposal"], made["text"], made["language"]) == ("RT1-M1", hostile, "fr")
    back = Form(browser.get(PAGE), "/withdrawal").submit(browser)
    assert "Taken back by the delegation on" in back.text


def test_explanation_of_a_closed_groups_text_is_hidden_with_it(site: Site) -> None:
    explain(site, proposal="RT1-M1")
    with site.database.unit_of_work() as db:
        db.execute(
            sa.text(
                "UPDATE working_group SET closed = :yes WHERE id IN (SELECT group_id FROM proposal p JOIN consultation c"
                " ON c.id = p.consultation_id WHERE c.slug = :slug AND p.code = 'RT1-M1')"
            ),
            {"yes": True, "slug": SLUG},
        )
    close(site)
    assert texts(site, None) == texts(site, "observer") == []
    assert texts(site, "ngo") == [WORDS]
    assert "parliament" not in site.client().get(f"/{SLUG}/ballots/BAL-1/results.html").text


def test_ledger_tells_that_a_delegation_explained_itself_and_no_word_of_it(site: Site) -> None:
    made = explain(site, proposal="RT1-M1").json()["id"]
    [row] = site.rows("SELECT subject, facts, delegation FROM ledger WHERE verb = 'explanation_given'")
    assert row.subject == made
    assert "parliament" not in str(row.facts)
    assert "RT1-M1" in str(row.facts)


def test_own_data_hold_what_one_has_explained(site: Site) -> None:
    explain(site)
    told = site.api("state").get("/account/data")
    assert told.status_code == 200
    assert "parliament" in told.text


def test_explanations_are_read_in_a_fixed_number_of_queries(site: Site) -> None:
    close(site)
    asked = []
    for text in ("One.", "Two."):
        for code in ("RT1-M1", "RT1-M2", "RT1-M3"):
            explain(site, proposal=code, text=text) if text == "One." else explain(site, "ngo", proposal=code)
        with counted(site.database) as statements:
            assert site.client().get(PAGE).status_code == 200
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 9
