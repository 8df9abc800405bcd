"""Everybody can read who may do what now, and why not oneself, in the words of the rules."""

from app.site.permissions.answers import ANSWERS
from app.site.permissions.pages import OF_EVERYBODY
from app.site.permissions.table import VERBS, Cast, Stand
from app.site.permissions.words import cast_words, stand_words, verb_words
from tests.support import Site


def test_the_page_gives_the_sentence_that_would_refuse(reading_site: Site) -> None:
    page = reading_site.client("observer").get("/hld-2013-review/permissions?about=RT1-M1")
    assert page.status_code == 200
    assert "You are an observer" in page.text or "Only members of WG-1A" in page.text
    refused = reading_site.api("observer").patch(
        "/consultations/hld-2013-review/proposals/RT1-M1", headers={"If-Match": '"2"'}, json={"tags": ["x"]}
    )
    assert refused.json()["detail"] in page.text.replace("&#39;", "'")


def test_a_member_reads_that_commenting_is_open_now(reading_site: Site) -> None:
    page = reading_site.client("member").get("/hld-2013-review/permissions?about=RT1-M1").text
    row = page.split('<th scope="row">Comment</th>')[1].split("</tr>")[0]
    assert "You may" in row


def test_another_moment_can_be_asked_for(reading_site: Site) -> None:
    page = reading_site.client().get("/hld-2013-review/permissions?moment=ballot+open").text
    row = page.split('<th scope="row">Give a position</th>')[1].split("</tr>")[0]
    assert "head of a delegation" in row
    assert "observer" not in row


def test_every_role_and_moment_has_words() -> None:
    assert all(cast_words(cast) for cast in Cast)
    assert all(stand_words(stand) for stand in Stand)
    assert all(verb_words(verb.name)[0].isupper() for verb in VERBS)


def test_a_hidden_or_missing_text_is_not_found(reading_site: Site) -> None:
    assert reading_site.client().get("/hld-2013-review/permissions?about=RT9-M9").status_code == 404


def test_every_verb_stands_on_the_page(reading_site: Site) -> None:
    page = reading_site.client().get("/hld-2013-review/permissions").text
    assert page.count('<th scope="row">') == len(VERBS) - len(OF_EVERYBODY)


def test_the_rule_of_every_verb_answers(reading_site: Site) -> None:
    assert set(ANSWERS) == {verb.name for verb in VERBS} - set(OF_EVERYBODY)
    for who in ("moderator", "administrator", "secretariat", None):
        page = reading_site.client(who).get("/hld-2013-review/permissions").text
        assert "to be said once a text is drafted" not in page


def test_the_page_says_as_whom_one_is_here(reading_site: Site) -> None:
    page = reading_site.client("rapporteur").get("/hld-2013-review/permissions?about=RT1-M1").text
    assert "You are here as: rapporteur of the group." in page


def test_of_a_text_that_a_pilot_tries_every_rule_answers(reading_site: Site) -> None:
    for who in ("state", "reporter", "secretariat", None):
        page = reading_site.client(who).get("/hld-2013-pilots/permissions?about=RT2-M3")
        assert page.status_code == 200
        assert "No pilot tries this text" not in page.text
