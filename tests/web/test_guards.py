"""What stands between the wire and the house: forms from elsewhere, strict headers, odd addresses, one error answer."""

import pytest

from tests.support import Form, Site

ODD = [
    "/%00", "/hld-2013/RT1-M1%00", "/hld-2013/search?q=a%00b", "/api/v1/consultations/%00", "/hld-2013/%ED%A0%80",
    "/hld-2013/RT1-M1/versions/99999999999999999999", "/hld-2013/register?before=99999999999999999999",
    "/api/v1/consultations/hld-2013/ledger?after=99999999999999999999", "/hld-2013/search?q=%22%27)(*", "/search?q=%25_",
    "/hld-2013/RT1-M1/changes?from=99999999999999999999&to=2", "/hld-2013/RT1-M1/changes?from=abc", "/hld-2013/outcome.exe",
    "/hld-2013/search?q=" + "x" * 5000, "/hld-2013/comments?cursor=%00", "/hld-2013/proposals?kind=zzz&state=zzz",
    "/api/v1/consultations/hld-2013/proposals?cursor=zzz", "/hld-2013/ballots/NOPE", "/hld-2013/groups/x", "/sign-in/xyz",
    "/hld-2013/rounds/x", "/hld-2013/contributions/x", "/hld-2013/pilots/x", "/static/../app/settings.py", "/nowhere/at/all",
]  # fmt: skip


@pytest.mark.parametrize("address", ODD)
def test_no_odd_address_answers_500(reading_site: Site, address: str) -> None:
    answer = reading_site.client().get(address)
    assert answer.status_code < 500, address
    assert "Traceback" not in answer.text


def test_a_form_from_elsewhere_is_refused(site: Site) -> None:
    browser = site.client("member")
    form = Form(browser.get("/hld-2013-review/RT1-M1"), "/RT1-M1/support")
    data = {**form.values, "choice": "for"}
    assert browser.post(form.url, data={**data, "csrf_token": "wrong"}).status_code == 403
    assert (
        browser.post(form.url, data={k: v for k, v in data.items() if k != "csrf_token"}).status_code == 403
    )
    elsewhere = [{"Origin": origin} for origin in ("https://evil.example", "http://[", "http://a]b", "x")]
    for header in (*elsewhere, {"Sec-Fetch-Site": "cross-site"}):
        refused = browser.post(form.url, data=data, headers=header)
        assert refused.status_code == 403
        assert "not sent from a page of this site" in refused.text
    assert browser.post(form.url, data=data).status_code == 200


def test_a_token_of_one_person_is_nothing_in_another_session(site: Site) -> None:
    form = Form(site.client("member").get("/hld-2013-review/RT1-M1"), "/RT1-M1/support")
    other = site.client("rapporteur")
    assert other.post(form.url, data={**form.values, "choice": "for"}).status_code == 403


@pytest.mark.parametrize(
    "address", ["/", "/hld-2013/RT1-M1", "/nowhere", "/static/css/tokens.css", "/api/v1/openapi.json"]
)
def test_every_answer_has_strict_headers(reading_site: Site, address: str) -> None:
    headers = reading_site.client().get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "Strict-Transport-Security" not in headers


def test_a_reader_without_a_form_before_him_gets_no_cookie(reading_site: Site) -> None:
    assert "set-cookie" not in reading_site.client().get("/hld-2013/RT1-M1").headers


def test_errors_are_a_page_a_fragment_or_a_problem(reading_site: Site) -> None:
    browser = reading_site.client()
    assert "<html" in browser.get("/hld-2013/RT9-M9").text
    assert "<html" not in browser.get("/hld-2013/RT9-M9", headers={"HX-Request": "true"}).text
    problem = reading_site.api().get("/consultations/hld-2013/proposals/RT9-M9")
    assert problem.status_code == 404
    assert problem.headers["content-type"] == "application/problem+json"
    assert set(problem.json()) >= {"type", "title", "status", "detail", "code", "errors"}


def test_the_site_says_that_it_is_alive_and_ready(reading_site: Site) -> None:
    browser = reading_site.client()
    assert browser.get("/healthz").json() == {"status": "alive"}
    assert browser.get("/readyz").json() == {"status": "ready"}


def test_the_language_is_the_one_asked_for_then_the_kept_one_then_the_browsers(reading_site: Site) -> None:
    browser = reading_site.client()
    assert (
        'lang="fr"'
        in browser.get("/", headers={"Accept-Language": "fr-CH, en;q=0.5"}).text.partition(">")[2][:60]
    )
    assert '<html lang="ar" dir="rtl"' in browser.get("/?lang=ar").text
    assert '<html lang="ar" dir="rtl"' in browser.get("/", headers={"Accept-Language": "fr"}).text
    browser.get("/hld-2013/outcome.json?lang=fr")
    assert '<html lang="ar" dir="rtl"' in browser.get("/").text, "a file in French changes no page"


def test_the_list_of_consultations_stands_at_its_address_with_and_without_a_slash(reading_site: Site) -> None:
    for address in ("/api/v1/consultations", "/api/v1/consultations/"):
        answer = reading_site.client().get(address, follow_redirects=False)
        assert answer.status_code == 200
        assert "hld-2013" in {item["slug"] for item in answer.json()["items"]}


def test_the_api_explains_itself(reading_site: Site) -> None:
    page = reading_site.client().get("/api/v1/docs")
    assert page.status_code == 200
    assert "/api/v1/consultations/{slug}/ballots/{ballot}" in page.text
    assert reading_site.client().get("/api/v1/openapi.json").json()["openapi"].startswith("3.")


def test_head_is_get_without_the_body(reading_site: Site) -> None:
    browser = reading_site.client()
    for address in ("/", "/hld-2013/RT1-M1", "/api/v1/consultations/", "/static/css/tokens.css"):
        answer = browser.head(address)
        assert answer.status_code == 200
        assert answer.content == b""


def test_a_code_typed_from_paper_finds_its_page_in_any_case(reading_site: Site) -> None:
    assert reading_site.client().get("/hld-2013/rt1-m1").url.path == "/hld-2013/RT1-M1"
    assert reading_site.client().get("/hld-2013/rt9-m9").status_code == 404


def test_a_body_of_the_wrong_form_is_told_in_the_houses_words(site: Site) -> None:
    api = site.api("ngo")
    at = "/consultations/hld-2013-review/proposals/RT1-M1/comments"
    for body, sentence in (
        ([1], "This has the wrong form: see the handbook of the API."),
        ({"type": "general", "stance": "support", "text": 7}, "This must be a text."),
        ({"type": "general", "stance": "support"}, "This is missing."),
        ({"type": "general", "stance": "support", "text": "x", "king": 1}, "There is no such field."),
    ):
        answer = api.post(at, json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["message"] == sentence


def test_the_description_names_every_status_an_operation_refuses_with(reading_site: Site) -> None:
    description = reading_site.client().get("/api/v1/openapi.json").json()
    operations = [
        (method, operation)
        for methods in description["paths"].values()
        for method, operation in methods.items()
    ]
    assert len(operations) > 130
    for method, operation in operations:
        answers = operation["responses"]
        assert {"401", "403", "404", "422", "429"} <= set(answers), operation["summary"]
        assert ("413" in answers) == (method != "get"), operation["summary"]
        for status, answer in answers.items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], operation["summary"]
    assert "HTTPValidationError" not in str(description)
    too_large = reading_site.api().post("/account/tokens", content=b"x" * 3_000_000)
    problem = description["components"]["schemas"]["Problem"]
    assert set(problem["required"]) <= set(too_large.json())
