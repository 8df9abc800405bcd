"""What people type: kept when it cannot be taken, harmless when it is shown."""

import json

import lxml.html
import pytest

from tests.support import Form, Site

SLUG = "hld-2013-review"
PAGE = f"/{SLUG}/RT1-M1/comments"
API = f"/consultations/{SLUG}/proposals/RT1-M1/comments"
LEAST = {"type": "general", "stance": "support", "text": "This helps."}
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</textarea><script>alert(2)</script>",
    "{{ 7 * 7 }} {% raw %}", "javascript:alert(1)", "'; DROP TABLE comment; --",
)  # fmt: skip


def test_hostile_text_is_shown_as_it_was_written(site: Site) -> None:
    client = site.client("state")
    text = "\n".join(HOSTILE)
    form = Form(client.get(PAGE), "/comments")
    answer = form.submit(client, text=text, stance="concern", proposed_text=HOSTILE[0])
    for page in (answer.text, client.get(PAGE).text, client.get(f"/{SLUG}/comments").text):
        html = lxml.html.fromstring(page)
        assert [s for s in html.iter("script") if not s.get("src")] == []
        assert [e for e in html.iter() if any(name.startswith("on") for name in e.attrib)] == []
        assert all(line in html.text_content() for line in HOSTILE)


def test_hostile_text_comes_back_in_the_form_as_it_was_typed(site: Site) -> None:
    client = site.client("state")
    text = "\n".join(HOSTILE)
    answer = Form(client.get(PAGE), "/comments").submit(client, text=text, stance="")
    assert answer.status_code == 422
    area = lxml.html.fromstring(answer.text).get_element_by_id("comment-form-text")
    assert area.text.strip() == text
    assert answer.text.count("<script>") == 0


def test_a_text_without_stance_is_asked_for_it_and_kept(site: Site) -> None:
    client = site.client("state")
    answer = Form(client.get(PAGE), "/comments").submit(
        client, text="Half a form.", stance="", field="risks", proposed_text="Other words"
    )
    assert answer.status_code == 422
    html = lxml.html.fromstring(answer.text)
    assert "Say how you stand to the text." in html.get_element_by_id("comment-form-stance").text_content()
    assert html.get_element_by_id("comment-form-text").text.strip() == "Half a form."
    assert html.get_element_by_id("comment-form-proposed_text").text.strip() == "Other words"
    assert html.get_element_by_id("comment-form-field").value == "risks"
    assert site.rows("SELECT 1 FROM comment WHERE text = 'Half a form.'") == []


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u200b\u200d\ufeff", "\u202e\u2066", "\x00\x07"])
def test_a_text_that_says_nothing_is_refused_at_the_text(site: Site, text: str) -> None:
    answer = site.api("state").post(API, json={**LEAST, "text": text})
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["text"]


def test_two_hundred_kilobytes_are_too_long_and_are_kept(site: Site) -> None:
    long = "Word and word. " * 14_000
    client = site.client("state")
    answer = Form(client.get(PAGE), "/comments").submit(client, text=long, stance="support")
    assert answer.status_code == 422
    html = lxml.html.fromstring(answer.text)
    assert "10000" in html.get_element_by_id("error-comment-form-text").text
    assert html.get_element_by_id("comment-form-text").text.strip() == long.strip()
    by_program = site.api("state").post(API, json={**LEAST, "text": long})
    assert by_program.status_code == 422
    assert by_program.headers["content-type"] == "application/problem+json"
    assert [e["field"] for e in by_program.json()["errors"]] == ["text"]


def test_control_characters_disappear_and_others_stay(site: Site) -> None:
    given = "One\x00 two\x1b\r\nthree\u2028four \u202eevil\u202c e\u0301 العربية 中文 \U0001f600"
    answer = site.api("state").post(API, json={**LEAST, "text": given})
    assert answer.json()["text"] == "One two\nthree\nfour \u202eevil\u202c é العربية 中文 \U0001f600"
    html = lxml.html.fromstring(site.client().get(PAGE).text)
    said = html.get_element_by_id(answer.json()["id"]).find_class("said")[0]
    assert said.get("dir") == "ltr", "the direction is set on the element, so that it isolates what is inside"


def test_half_a_character_is_refused_at_its_field(site: Site) -> None:
    state = site.api("state")
    for field in ("text", "proposed_text"):
        body = json.dumps({**LEAST, field: "broken \ud800 here"})
        answer = state.post(API, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, answer.text
        assert [e["field"] for e in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "rude"}, "type"),
        ({"stance": None}, "stance"),
        ({"severity": "huge"}, "severity"),
        ({"text": 7}, "text"),
        ({"quote": "words"}, "quote"),
        ({"quote": {"exact": "x", "more": 1}}, "quote.more"),
        ({"surprise": True}, "surprise"),
        ({"language": "tlh"}, "language"),
        ({"parent": "CM-999"}, "parent"),
    ],
    ids=str,
)
def test_a_program_is_told_which_field_is_wrong(site: Site, change: dict[str, object], field: str) -> None:
    answer = site.api("state").post(API, json={**LEAST, **change})
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "invalid"
    assert [e["field"] for e in problem["errors"]] == [field]
    assert problem["errors"][0]["message"].endswith(".")


@pytest.mark.parametrize("missing", ["type", "stance", "text"])
def test_the_least_body_is_due(site: Site, missing: str) -> None:
    body = {name: value for name, value in LEAST.items() if name != missing}
    answer = site.api("state").post(API, json=body)
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == [missing]


def test_a_comment_in_arabic_is_shown_from_right_to_left(site: Site) -> None:
    made = site.api("state").post(API, json={**LEAST, "text": "نؤيد هذا", "language": "ar"}).json()
    said = (
        lxml.html.fromstring(site.client().get(PAGE).text).get_element_by_id(made["id"]).find_class("said")[0]
    )
    assert (said.get("lang"), said.get("dir")) == ("ar", "rtl")


def test_a_form_from_elsewhere_is_refused(site: Site) -> None:
    client = site.client("state")
    client.get(PAGE)
    assert client.post(PAGE, data=LEAST).status_code == 403
    form = Form(client.get(PAGE), "/comments")
    sent = {**form.values, **LEAST}
    assert client.post(PAGE, data=sent, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert site.rows("SELECT 1 FROM comment WHERE text = 'This helps.'") == []


@pytest.mark.parametrize("field", ["field", "parent", "delegation", "language"])
def test_a_name_that_is_no_name_is_wrong_at_its_field(reading_site: Site, field: str) -> None:
    state = reading_site.api("state")
    for value in ("x\x00y", "broken \ud800", "a" * 500, "' OR 1=1 --", "\u202e"):
        body = json.dumps({**LEAST, field: value})
        answer = state.post(API, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, answer.text
        assert field in [e["field"] for e in answer.json()["errors"]]


def test_hostile_addresses_are_answered_without_a_crash(reading_site: Site) -> None:
    client = reading_site.client()
    for query in ("round=%00", "cursor=%00x"):
        assert client.get(f"/{SLUG}/comments?{query}").status_code == 404, query
    for query in (
        "cursor=no-such",
        "constituency=%ED%A0%80",
        "stance=" + "a" * 100,
    ):
        assert client.get(f"/{SLUG}/comments?{query}").status_code in (200, 422), query
    for query in ("parent=%00x", "parent=x%20y", "parent=%22%3E%3Cscript%3E"):
        assert client.get(f"{PAGE}?{query}").status_code == 404, query
    assert client.get(f"{PAGE}?field=no_such_field&quote=%3Cscript%3E").status_code == 200
    assert reading_site.api().get(API, params={"cursor": "\x00"}).status_code == 404
