"""The front matter: written in place, in every language, every wording kept, and nobody's words lost."""

import pytest

from app.dossier.verification import verify
from tests.outcome.bench import API, HERE, SLUG, in_consolidation, listing
from tests.support import Form, Site


@pytest.fixture
def bench(site: Site) -> Site:
    return in_consolidation(site)


def test_a_part_is_written_and_written_again(bench: Site) -> None:
    desk = bench.client("secretariat")
    page = Form(desk.get(f"{HERE}/front"), "/front/foreword").submit(desk, text="Delegations met in October.")
    assert page.status_code == 200
    assert "Saved." in page.text
    assert ">4</output>" in page.text, "its words are counted"
    page = Form(page, "/front/foreword").submit(desk, text="Delegations met in New York.")
    words = listing(bench).words("foreword", "en")
    assert words is not None
    assert (words.n, words.text) == (2, "Delegations met in New York.")
    assert [row[0] for row in bench.rows("SELECT text FROM front_text ORDER BY id")][-2:] == [
        "Delegations met in October.",
        "Delegations met in New York.",
    ]
    with bench.database.reading() as db:
        assert verify(db, SLUG).breaks == []


def test_who_wrote_from_an_older_wording_sees_both_and_loses_nothing(bench: Site) -> None:
    desk = bench.client("secretariat")
    page = desk.get(f"{HERE}/front")
    Form(page, "/front/introduction").submit(desk, text="Theirs.")
    stale = Form(page, "/front/introduction").submit(desk, text="Mine.")
    assert stale.status_code == 409
    assert "Theirs." in stale.text
    form = Form(stale, "/front/introduction")
    assert form.values["text"] == ["Mine."]
    assert form.submit(desk).status_code == 200
    words = listing(bench).words("introduction", "en")
    assert words is not None
    assert (words.n, words.text) == (2, "Mine.")


def test_each_language_has_its_own_words(bench: Site) -> None:
    desk = bench.client("secretariat")
    Form(desk.get(f"{HERE}/front"), "/front/method").submit(desk, text="A ballot decided.")
    page = desk.get(f"{HERE}/front?language=fr")
    assert "A ballot decided." in page.text, "the words to translate are at hand"
    Form(page, "/front/method").submit(desk, text="Un vote a décidé.")
    assert listing(bench).words("method", "fr").text == "Un vote a décidé."  # type: ignore[union-attr]
    assert listing(bench).words("method", "en").text == "A ballot decided."  # type: ignore[union-attr]


def test_programs_say_from_which_wording_they_wrote(bench: Site) -> None:
    api, at = bench.api("secretariat"), f"{API}/front/foreword"
    read = api.get(at)
    assert (read.headers["ETag"], read.json()["n"]) == ('"0"', 0)
    body = {"language": "en", "text": "One."}
    assert api.put(at, json=body).status_code == 428
    made = api.put(at, json=body, headers={"If-Match": '"0"'})
    assert (made.status_code, made.headers["ETag"]) == (200, '"1"')
    again = api.put(at, json=body, headers={"If-Match": '"0"'})
    assert again.json()["n"] == 1, "the same words again are no new wording"
    stale = api.put(at, json={"language": "en", "text": "Two."}, headers={"If-Match": '"0"'})
    assert stale.status_code == 412
    assert (stale.json()["theirs"], stale.json()["mine"]) == ("One.", "Two.")


@pytest.mark.parametrize(
    ("language", "text", "field"), [("xx", "Words.", "language"), ("en", "a" * 200_001, "text")]
)
def test_what_cannot_be_taken_is_said_at_its_field(bench: Site, language: str, text: str, field: str) -> None:
    answer = bench.api("secretariat").put(
        f"{API}/front/foreword", json={"language": language, "text": text}, headers={"If-Match": '"0"'}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_a_part_that_is_not_there_and_a_part_that_is_emptied(bench: Site) -> None:
    api = bench.api("secretariat")
    body = {"language": "en", "text": "Words."}
    assert api.put(f"{API}/front/epilogue", json=body, headers={"If-Match": '"0"'}).status_code == 404
    assert api.get(f"{API}/front/epilogue").status_code == 404
    api.put(f"{API}/front/thanks", json=body, headers={"If-Match": '"0"'})
    emptied = api.put(f"{API}/front/thanks", json={**body, "text": " "}, headers={"If-Match": '"1"'})
    assert emptied.json()["n"] == 2
    assert listing(bench).words("thanks", "en") is None
