"""What nobody types and somebody sends: an answer with a sentence, never 500."""

import pytest

from tests.support import Form, Site

ODD = ["RT1-M1%00", "%F0%9F%98%80", "%ED%A0%80", "a" * 3000, "RT1-M1'--", "%E2%80%AE"]


@pytest.mark.parametrize("code", ODD)
def test_an_odd_code_is_not_found(reading_site: Site, code: str) -> None:
    client, api = reading_site.client(), reading_site.api()
    for path in ("edit", "versions", "versions/1", "changes"):
        assert client.get(f"/hld-2013-review/{code}/{path}").status_code == 404, path
    assert api.get(f"/consultations/hld-2013-review/proposals/{code}").status_code == 404


@pytest.mark.parametrize("n", ["99999999999999999999", "2147483648", "-1"])
def test_an_odd_version_is_not_there(reading_site: Site, n: str) -> None:
    client, api = reading_site.client(), reading_site.api()
    answers = [
        client.get(f"/hld-2013-review/RT1-M1/versions/{n}"),
        client.get(f"/hld-2013-review/RT1-M1/changes?from=1&to={n}"),
        api.get(f"/consultations/hld-2013-review/proposals/RT1-M1/versions/{n}"),
    ]
    assert all(answer.status_code in (404, 422) for answer in answers), answers


@pytest.mark.parametrize("word", ["\U0001f600", "%", "_", "\"' OR 1=1", "  ", "\\"])
def test_an_odd_search_is_answered(reading_site: Site, word: str) -> None:
    api = reading_site.api()
    answer = api.get("/consultations/hld-2013-review/proposals", params={"q": word})
    assert answer.status_code == 200
    for name in ("roundtable", "cursor"):
        answer = api.get("/consultations/hld-2013-review/proposals", params={name: word})
        assert answer.status_code in (200, 404), name


def test_control_characters_are_taken_out_of_what_is_saved(site: Site) -> None:
    member = site.client("member")
    form = Form(member.get("/hld-2013-review/RT1-M1/edit"), "/versions")
    saved = form.submit(member, follow=False, title="A\x00B\x07", problem="One\r\n\r\nTwo\x0b", tags="x\x00y")
    assert saved.status_code == 303
    body = site.api().get("/consultations/hld-2013-review/proposals/RT1-M1").json()
    assert (body["title"], body["problem"], body["tags"]) == ("AB", "One\n\nTwo", ["xy"])


def test_half_a_character_is_refused_with_a_sentence(site: Site) -> None:
    api = site.api("member")
    answer = api.patch(
        "/consultations/hld-2013-review/proposals/RT1-M1",
        content=b'{"problem": "a\\ud800b"}',
        headers={"If-Match": '"2"', "Content-Type": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "problem"


def test_a_form_without_its_fields_saves_nothing_and_says_what_is_missing(site: Site) -> None:
    member = site.client("member")
    token = Form(member.get("/hld-2013-review/RT1-M1/edit"), "/versions").values["csrf_token"]
    for data in (
        {},
        {"base_version": "x"},
        {"base_version": "99"},
        {"kind": "benchmark", "base_version": "2", "title": "x"},
    ):
        answer = member.post("/hld-2013-review/RT1-M1/versions", data={"csrf_token": token, **data})
        assert answer.status_code == 422, data


def test_a_text_of_the_greatest_length_is_taken_and_one_character_more_is_refused(site: Site) -> None:
    api, here = site.api("member"), "/consultations/hld-2013-review/proposals/RT1-M1"
    for length, status in ((5_000, 200), (5_001, 422)):
        tag = api.get(here).headers["etag"]
        answer = api.patch(here, json={"summary": "é" * length}, headers={"If-Match": tag})
        assert answer.status_code == status, answer.text


def test_translations_of_an_old_title_are_not_shown_for_a_new_one(site: Site) -> None:
    site.tamper("""UPDATE proposal SET title_i18n = '{"en": "Old", "fr": "Ancien"}' WHERE code = 'RT1-M1'""")
    member = site.client("member")
    Form(member.get("/hld-2013-review/RT1-M1/edit"), "/versions").submit(member, title="New words")
    page = member.get("/hld-2013-review/RT1-M1/versions", headers={"Accept-Language": "fr"})
    assert "Ancien" not in page.text
    assert "New words" in page.text
