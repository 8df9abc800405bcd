"""Tokens for programs: made and ended by their owner, held to their scopes and their time."""

from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from app.dossier.verification import verify
from app.main import APIS
from app.people.actions import add_api_token
from app.people.queries import person_by_email
from app.web.scopes import Scope, scope_needed
from tests.support import NOON, Form, Site, address, commonspace

READING = "/consultations/hld-2013-review"
COMMENT = {"type": "general", "stance": "support", "text": "The programme agrees."}


def program(site: Site, who: str, *scopes: str, days: int = 365) -> TestClient:
    with site.database.unit_of_work() as db:
        person = person_by_email(db, address(who))
        token = add_api_token(db, person, label=f"{scopes}", scopes=scopes, days=days)
    client = site.api()
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def made_on_page(site: Site, **values: Any) -> tuple[TestClient, str]:
    browser = site.client("member")
    page = Form(browser.get("/account/tokens"), "/account/tokens").submit(browser, **values)
    assert page.status_code == 200, page.text
    assert page.headers["Cache-Control"] == "no-store"
    return browser, lxml.html.fromstring(page.text).get_element_by_id("made").text.strip()


def test_a_token_is_shown_once_works_and_is_ended_by_its_owner(site: Site) -> None:
    browser, token = made_on_page(site, label="  Nightly   reader ", scopes=["read"], days="30")
    assert token.startswith("cs_")
    again = browser.get("/account/tokens")
    assert token not in again.text
    assert "Nightly reader" in again.text
    assert "It runs out on 21 December 2026." in again.text
    api = site.api()
    api.headers["Authorization"] = f"Bearer {token}"
    assert api.get(READING).status_code == 200
    ended = Form(browser.get("/account/tokens"), "/revocation").submit(browser)
    assert "You ended it on 21 November 2026." in ended.text
    assert api.get(READING).status_code == 401
    assert not site.rows("SELECT 1 FROM api_token WHERE token_hash = :token", token=token)
    with site.database.reading() as db:
        assert verify(db).breaks == []
    verbs = [row[0] for row in site.rows("SELECT verb FROM ledger WHERE track = 'site' ORDER BY seq")]
    assert verbs[-2:] == ["token_added", "token_revoked"]


def test_the_button_that_ends_a_token_is_called_as_it_reads(site: Site) -> None:
    """Who speaks to the browser says what they see (WCAG 2.5.3)."""
    client = site.client("member")
    Form(client.get("/account/tokens"), "/account/tokens").submit(client, label="Nightly copy")
    page = lxml.html.fromstring(client.get("/account/tokens").text)
    [button] = page.xpath("//form[contains(@action, '/revocation')]//button")
    assert button.get("aria-label") == f"{button.text}: Nightly copy"


def test_a_token_ends_with_its_last_day(site: Site) -> None:
    api = program(site, "member", "read", days=1)
    site.now = NOON + timedelta(hours=23)
    assert api.get(READING).status_code == 200
    site.now = NOON + timedelta(days=1)
    late = api.get(READING)
    assert late.status_code == 401
    assert "has run out" in late.json()["detail"]


def test_a_token_takes_a_fresh_sign_in(site: Site) -> None:
    """Who finds a browser open would have a way in for a year."""
    browser = site.client("member")
    form = Form(browser.get("/account/tokens"), "/account/tokens")
    site.now = NOON + timedelta(minutes=15)
    assert "Sign in again first" in browser.get("/account/tokens").text
    refused = form.submit(browser, label="Reader", scopes=["read"])
    assert refused.status_code == 403
    assert "Sign in again first" in refused.text
    assert site.rows("SELECT 1 FROM api_token") == []


def test_no_token_lasts_longer_than_a_year(site: Site) -> None:
    api = site.api("member")
    made = api.post("/account/tokens", json={"label": "Unsaid"}).json()
    assert made["expires_at"].startswith("2027-11-21T12:00:00")
    for days in (0, 367):
        refused = api.post("/account/tokens", json={"label": "Long", "days": days})
        assert refused.status_code == 422
        assert "from 1 to 366 days" in refused.json()["detail"]
    assert api.post("/account/tokens", json={"label": "Long", "days": None}).status_code == 422
    assert "Without end" not in site.client("member").get("/account/tokens").text
    program(site, "member", "read")
    assert site.rows("SELECT expires_at FROM api_token ORDER BY id DESC")[0][0] is not None


def test_a_token_of_the_first_release_has_no_end_and_works_until_it_is_ended(site: Site) -> None:
    api = program(site, "member", "read")
    site.tamper("UPDATE api_token SET expires_at = NULL")
    site.now = NOON.replace(year=2036)
    assert api.get(READING).status_code == 200
    assert "It has no end." in site.client("member").get("/account/tokens").text


def test_a_scope_that_is_missing_is_refused_and_named(site: Site) -> None:
    at = f"{READING}/proposals/RT1-M1/comments"
    refused = program(site, "ngo", "read", "draft").post(at, json=COMMENT)
    assert refused.status_code == 403
    assert "it lacks the scope “comment”" in refused.json()["detail"]
    assert program(site, "ngo", "comment").post(at, json=COMMENT).status_code == 201
    blind = program(site, "ngo", "comment").get(at)
    assert blind.status_code == 403
    assert "“read”" in blind.json()["detail"]


def test_a_scope_gives_nothing_that_the_person_may_not(site: Site) -> None:
    refused = program(site, "observer", "manage").post(f"{READING}/rounds", json={})
    assert refused.status_code in (403, 422)
    allowed = program(site, "observer").post(f"{READING}/rounds/R2/closure", json={"reason": "So."})
    assert allowed.status_code == 403
    assert "scope" not in allowed.json()["detail"]


def routes() -> list[tuple[str, str, str]]:
    """Each operation of the API: method, address, the module that answers."""
    found = []
    for router in APIS:
        for route in iter_route_contexts(router.routes):
            for method in sorted(set(route.methods or ()) - {"HEAD"}):
                found.append((method, route.path, route.endpoint.__module__))
    return found


EXPECTED = {
    "POST /consultations/{slug}/proposals/{code}/comments": Scope.COMMENT,
    "PUT /consultations/{slug}/comments/{id}/disposition": Scope.COMMENT,
    "POST /consultations/{slug}/proposals": Scope.DRAFT,
    "PATCH /consultations/{slug}/proposals/{code}": Scope.DRAFT,
    "PUT /consultations/{slug}/ballots/{ballot}/positions/{code}": Scope.DECIDE,
    "PUT /consultations/{slug}/proposals/{code}/support": Scope.DECIDE,
    "POST /consultations/{slug}/proposals/{code}/objections": Scope.DECIDE,
    "POST /consultations/{slug}/rounds/{code}/reminders": Scope.MANAGE,
    "POST /consultations/{slug}/outcome/declarations": Scope.DECIDE,
    "POST /consultations/{slug}/pilots": Scope.DECIDE,
    "POST /consultations/{slug}/roundtables/{code}/end": Scope.MANAGE,
    "POST /consultations/{slug}/groups/{code}/closing": Scope.MANAGE,
    "POST /consultations/{slug}/rounds": Scope.MANAGE,
    "POST /consultations/{slug}/members": Scope.MANAGE,
    "POST /consultations/{slug}/outcome/editions": Scope.MANAGE,
    "POST /account/tokens": Scope.MANAGE,
    "GET /consultations/{slug}": Scope.READ,
}


def test_every_operation_of_the_api_needs_the_scope_that_is_written_here() -> None:
    needed = {f"{method} {path}": scope_needed(method, module) for method, path, module in routes()}
    assert {door: needed[door] for door in EXPECTED} == EXPECTED
    assert {scope for door, scope in needed.items() if door.startswith("GET ")} == {Scope.READ}
    assert {scope for door, scope in needed.items() if not door.startswith("GET ")} == set(Scope) - {
        Scope.READ
    }


def test_every_operation_of_the_api_is_refused_to_a_token_of_all_other_scopes(site: Site) -> None:
    programs = {
        scope: program(site, "secretariat", *(other for other in Scope if other is not scope))
        for scope in Scope
    }
    tried = set()
    for method, path, module in routes():
        scope = scope_needed(method, module)
        where = path.replace("{slug}", "hld-2013-review").replace("{code}", "RT1-M1")
        where = where.replace("{number}", "1").replace("{", "").replace("}", "")
        answer = programs[scope].request(method, where, json={} if method != "GET" else None)
        assert answer.status_code == 403, f"{method} {path}: {answer.status_code}"
        assert f"“{scope.value}”" in answer.json()["detail"], f"{method} {path}"
        tried.add(scope)
    assert tried == set(Scope)


def test_the_last_use_is_shown_and_moves_at_most_every_five_minutes(site: Site) -> None:
    api = program(site, "member", "read")

    def used() -> Any:
        return next(
            row[0] for row in site.rows("SELECT last_used_at FROM api_token ORDER BY id DESC LIMIT 1")
        )

    assert used() is None
    assert api.get(READING).status_code == 200
    first = used()
    assert first is not None
    site.now = NOON + timedelta(minutes=4)
    api.get(READING)
    assert used() == first
    site.now = NOON + timedelta(minutes=5)
    assert api.get(f"{READING}/proposals/NOPE").status_code == 404
    moved = used()
    assert moved != first
    assert "Last used 10 minutes ago." in _later(site)
    assert used() == moved


def _later(site: Site) -> str:
    site.now = NOON + timedelta(minutes=15)
    return site.client("member").get("/account/tokens").text


def test_what_is_wrong_with_a_token_stands_at_its_field_and_what_was_typed_stays(site: Site) -> None:
    browser = site.client("member")
    form = Form(browser.get("/account/tokens"), "/account/tokens")
    for typed, sentence in (
        ({"label": "  "}, "Give the token a name"),
        ({"label": "x" * 101}, "at most 100"),
        ({"label": "<b>", "scopes": ["vote"]}, "“vote” is no scope"),
        ({"label": "<b>", "days": "0"}, "from 1 to 366 days"),
        ({"label": "<b>", "days": "ten"}, "from 1 to 366 days"),
        ({"label": "<b>", "days": ""}, "from 1 to 366 days"),
        ({"label": "<b>", "days": "367"}, "from 1 to 366 days"),
    ):
        answer = form.submit(browser, **typed)
        assert answer.status_code == 422, typed
        assert sentence in answer.text
        assert lxml.html.fromstring(answer.text).get_element_by_id("label").get("value") == typed["label"]
    assert form.submit(browser, label="Once").status_code == 200
    twice = form.submit(browser, label="Once")
    assert twice.status_code == 422
    assert "You have a token of this name" in twice.text


def test_nobody_has_more_tokens_than_twenty(site: Site) -> None:
    api = site.api("member")
    made = [api.post("/account/tokens", json={"label": f"T{n}"}).status_code for n in range(20)]
    assert made == [201] * 19 + [422]


def test_a_program_makes_no_token_that_may_more_than_its_own(site: Site) -> None:
    narrow = program(site, "member", "read", "manage")
    for scopes in ([], ["read", "decide"]):
        refused = narrow.post("/account/tokens", json={"label": "Wider", "scopes": scopes})
        assert refused.status_code == 403
        assert "may more than itself" in refused.json()["detail"]
    made = narrow.post("/account/tokens", json={"label": "Same", "scopes": ["read"], "days": 7})
    assert made.status_code == 201
    assert made.json()["token"].startswith("cs_")
    listed = narrow.get("/account/tokens").json()["items"]
    assert "token" not in listed[0]
    assert listed[0]["scopes"] == ["read"]
    ended = narrow.delete(f"/account/tokens/{listed[0]['id']}")
    assert ended.json()["revoked_at"] is not None
    assert narrow.delete(f"/account/tokens/{listed[0]['id']}").json() == ended.json()


def test_a_token_of_somebody_else_is_not_there(site: Site) -> None:
    other = program(site, "rapporteur", "read")
    number = site.rows("SELECT max(id) FROM api_token")[0][0]
    assert site.api("member").delete(f"/account/tokens/{number}").status_code == 404
    assert other.get(READING).status_code == 200
    browser = site.client("member")
    token = Form(browser.get("/account/tokens"), "/account/tokens").values["csrf_token"]
    gone = browser.post(f"/account/tokens/{number}/revocation", data={"csrf_token": token})
    assert gone.status_code == 404


@pytest.mark.parametrize(
    "path", ["/account/tokens", "/account/data", "/account/data.json", "/account/erasure"]
)
def test_who_is_not_signed_in_has_no_account_to_look_at(reading_site: Site, path: str) -> None:
    answer = reading_site.client().get(path)
    assert answer.status_code == 403
    assert "not signed in" in answer.text


def test_a_token_by_command_has_scopes_and_days(demo_url: str) -> None:
    made = commonspace(
        demo_url, "token", "add", "member@demo.example", "--label", "x", "--scope", "read", "--scope", "comment",
        "--days", "7",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    with Site(demo_url) as site:
        api = site.api()
        api.headers["Authorization"] = f"Bearer {made.stdout.splitlines()[-1]}"
        assert api.get(READING).status_code == 200
        assert api.put(f"{READING}/proposals/RT1-M1/support", json={"choice": "for"}).status_code == 403
        site.now = NOON + timedelta(days=7)
        assert api.get(READING).status_code == 401
    for option, value, sentence in (("--scope", "vote", "is no scope"), ("--days", "0", "from 1 to 366")):
        wrong = commonspace(demo_url, "token", "add", "member@demo.example", "--label", "x", option, value)
        assert wrong.returncode == 2
        assert sentence in wrong.stderr
        assert len(wrong.stderr.strip().splitlines()) == 1
