"""Coming in by the identity provider of one's organisation: the whole flow against a real one, and against one that lies."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import lxml.html
import pytest
from fastapi.testclient import TestClient

from app.people.ways.openid import _KNOWN
from app.web.csrf import SESSION_COOKIE
from tests.people.provider import Provider, two_providers
from tests.support import Form, Site

Both = tuple[Provider, Provider]


@pytest.fixture(scope="session")
def running() -> Iterator[Both]:
    with two_providers() as both:
        yield both


@pytest.fixture
def both(running: Both) -> Iterator[Both]:
    """Two honest providers, of whom the site knows nothing yet."""
    _KNOWN.clear()
    yield running
    for one in running:
        one.lie("none")
    _KNOWN.clear()


@pytest.fixture
def ministry(site: Site, both: Both) -> Provider:
    """A provider that an administrator of the demonstration has added as `ministry`."""
    site.now = datetime.now(UTC)
    answer = add(site.client("administrator"), both[0])
    assert answer.status_code == 303
    return both[0]


def add(admin: TestClient, provider: Provider, **values: str) -> Any:
    form = Form(admin.get("/admin/providers/new"), "/admin/providers")
    told = {
        "name": "Ministry", "public_id": "ministry", "issuer": provider.issuer, "client_id": "commonspace",
        "secret": "told to both", "group_claim": "groups", "gives_accounts": "yes",
    }  # fmt: skip
    return form.submit(admin, follow=False, **{**told, **values})


def rule(site: Site, value: str = "delegates", organisation: str = "org-swe") -> None:
    admin = site.client("administrator")
    form = Form(admin.get("/admin/providers/ministry"), id="new-rule")
    assert form.submit(admin, follow=False, value=value, organisation=organisation).status_code == 303


def going(browser: TestClient, name: str = "ministry", next: str = "/") -> httpx.Response:
    """The page that leads on to the provider."""
    form = Form(browser.get("/sign-in", params={"next": next}), f"/sign-in/with/{name}")
    answer: httpx.Response = form.submit(browser)
    assert answer.status_code == 200, answer.text
    return answer


def come_in(browser: TestClient, provider: Provider, who: str, name: str = "ministry") -> httpx.Response:
    answer: httpx.Response = browser.get(provider.sign_in(going(browser, name), who), follow_redirects=False)
    return answer


def signed_in(browser: TestClient) -> bool:
    return "/sign-out" in browser.get("/").text


def link_own(site: Site, who: str, provider: Provider, there: str) -> TestClient:
    """Somebody of the demonstration adds the sign-in `there` to the own account."""
    browser = site.client(who)
    token = lxml.html.fromstring(browser.get("/").text).cssselect("input[name=csrf_token]")[0].get("value")
    away = browser.post("/account/identities", data={"csrf_token": token, "provider": "ministry"})
    answer = browser.get(provider.sign_in(away, there), follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account"), answer.text
    return browser


def noted(site: Site, kind: str = "provider_refused") -> list[str]:
    return [
        row[0]
        for row in site.rows("SELECT detail FROM security_event WHERE kind = :kind ORDER BY id", kind=kind)
    ]


def proof_in_mail(site: Site) -> str:
    [(text, to)] = site.rows("SELECT text, \"to\" FROM outgoing WHERE why = 'identity'")
    assert to == "state@demo.example"
    found = re.search(r"http://localhost:8000(/sign-in/prove/\S+)", text)
    assert found is not None
    return found[1]


# Coming in.


def test_an_added_sign_in_opens_the_account_it_was_added_to(site: Site, ministry: Provider) -> None:
    link_own(site, "state", ministry, "1005")
    browser = site.client()
    answer = come_in(browser, ministry, "1005")
    assert answer.status_code == 303
    assert "httponly" in answer.headers["Set-Cookie"].lower()
    assert signed_in(browser)
    person = site.rows(
        "SELECT p.email, i.issuer, i.subject FROM identity i JOIN person p ON p.id = i.person_id"
    )
    assert [tuple(row) for row in person] == [("state@demo.example", ministry.issuer, "1005")]
    ways = site.rows("SELECT way FROM web_session ORDER BY id DESC")
    assert ways[0][0] == "provider"


def test_a_sign_in_is_added_only_soon_after_signing_in(site: Site, ministry: Provider) -> None:
    browser = site.client("state")
    token = lxml.html.fromstring(browser.get("/").text).cssselect("input[name=csrf_token]")[0].get("value")
    site.now += timedelta(minutes=15)
    answer = browser.post("/account/identities", data={"csrf_token": token, "provider": "ministry"})
    assert answer.status_code == 403
    assert "Sign in again first" in answer.text
    assert "Sign in again first" in browser.get("/account").text
    assert site.rows("SELECT 1 FROM handshake") == []


def test_one_goes_back_to_where_one_was_going_and_never_elsewhere(site: Site, ministry: Provider) -> None:
    link_own(site, "state", ministry, "1005")
    for next, expected in (("/hld-2013", "/hld-2013"), ("https://elsewhere.example/", "/")):
        browser = site.client()
        back = ministry.sign_in(going(browser, next=next), "1005")
        assert browser.get(back, follow_redirects=False).headers["Location"] == expected


def test_what_goes_to_the_provider_has_state_nonce_and_pkce(site: Site, ministry: Provider) -> None:
    url = httpx.URL(going(site.client()).headers["Refresh"].removeprefix("0; url="))
    assert (url.params["response_type"], url.params["code_challenge_method"]) == ("code", "S256")
    assert "openid" in url.params["scope"].split()
    [(stored, held)] = site.rows("SELECT secret_hash, held FROM handshake")
    for name in ("state", "nonce", "code_challenge"):
        assert len(url.params[name]) >= 43
    assert url.params["state"] not in f"{stored}{held}"


def test_a_known_address_is_never_enough_and_its_owner_proves_it_by_mail(
    site: Site, ministry: Provider
) -> None:
    browser = site.client()
    answer = come_in(browser, ministry, "1001")
    assert answer.status_code == 200
    assert "A message went there" in answer.text
    assert not signed_in(browser)
    assert site.rows("SELECT id FROM identity") == []
    proof = proof_in_mail(site)
    Form(browser.get(proof), "/sign-in/prove/").submit(browser)
    assert signed_in(browser)
    later = site.client()
    assert come_in(later, ministry, "1001").status_code == 303
    assert signed_in(later)


def test_the_link_by_mail_opens_nothing_in_another_browser(site: Site, ministry: Provider) -> None:
    """Otherwise a stranger could come by the provider, and the owner would open the account to them by a click."""
    stranger, owner = site.client(), site.client()
    come_in(stranger, ministry, "1001")
    page = owner.get(proof_in_mail(site))
    assert page.status_code == 403
    assert "another browser" in page.text
    assert site.rows("SELECT id FROM identity") == []


def test_the_link_by_mail_works_once_and_for_ten_minutes(site: Site, ministry: Provider) -> None:
    browser = site.client()
    come_in(browser, ministry, "1001")
    proof = proof_in_mail(site)
    form = Form(browser.get(proof), "/sign-in/prove/")
    site.now += timedelta(minutes=10)
    assert form.submit(browser).status_code == 403
    assert site.rows("SELECT id FROM identity") == []


def test_an_address_that_the_provider_did_not_verify_is_no_hint_even(site: Site, ministry: Provider) -> None:
    rule(site)
    answer = come_in(site.client(), ministry, "1002")
    assert answer.status_code == 403
    assert "ask the secretariat" in answer.text
    assert site.rows("SELECT id FROM outgoing") == []


def test_a_stranger_is_told_whom_to_ask(site: Site, ministry: Provider) -> None:
    rule(site)
    answer = come_in(site.client(), ministry, "1005")
    assert answer.status_code == 403
    assert "ask the secretariat" in answer.text
    assert noted(site) == ["ministry: nobody known"]


def test_a_group_gives_an_account_with_its_organisation_and_no_seat(site: Site, ministry: Provider) -> None:
    rule(site)
    browser = site.client()
    assert come_in(browser, ministry, "1003").status_code == 303
    assert signed_in(browser)
    [(name, organisation, seats)] = site.rows(
        "SELECT p.name, o.public_id, (SELECT count(*) FROM membership m WHERE m.person_id = p.id)"
        " FROM person p JOIN organisation o ON o.id = p.organisation_id WHERE p.email = 'new@ministry.example'"
    )
    assert (name, organisation, seats) == ("Nadia New", "org-swe", 0)


def test_a_group_gives_no_account_unless_the_administrator_allowed_it(site: Site, ministry: Provider) -> None:
    rule(site)
    admin = site.client("administrator")
    form = Form(admin.get("/admin/providers/ministry"), id=None, action="/admin/providers/ministry")
    form.values.pop("gives_accounts")
    assert form.submit(admin, follow=False).status_code == 303
    assert come_in(site.client(), ministry, "1003").status_code == 403


def test_no_account_without_an_address_that_is_confirmed(site: Site, ministry: Provider) -> None:
    rule(site)
    answer = come_in(site.client(), ministry, "1004")
    assert answer.status_code == 403
    assert "confirms no e-mail address" in answer.text


def test_a_sign_in_belongs_to_one_account(site: Site, ministry: Provider) -> None:
    link_own(site, "state", ministry, "1005")
    browser = site.client("ngo")
    token = lxml.html.fromstring(browser.get("/").text).cssselect("input[name=csrf_token]")[0].get("value")
    away = browser.post("/account/identities", data={"csrf_token": token, "provider": "ministry"})
    answer = browser.get(ministry.sign_in(away, "1005"), follow_redirects=False)
    assert answer.status_code == 403
    assert "another account" in answer.text


def test_a_sign_in_that_was_removed_opens_nothing(site: Site, ministry: Provider) -> None:
    browser = link_own(site, "state", ministry, "1005")
    [(number,)] = site.rows("SELECT id FROM identity")
    token = lxml.html.fromstring(browser.get("/").text).cssselect("input[name=csrf_token]")[0].get("value")
    other = site.client("ngo")
    theirs = lxml.html.fromstring(other.get("/").text).cssselect("input[name=csrf_token]")[0].get("value")
    end = f"/account/identities/{number}/end"
    assert other.post(end, data={"csrf_token": theirs}).status_code == 404
    assert browser.post(end, data={"csrf_token": token}, follow_redirects=False).status_code == 303
    assert come_in(site.client(), ministry, "1005").status_code == 403


def test_the_provider_of_the_environment_needs_no_administrator(site: Site, both: Both) -> None:
    site.now = datetime.now(UTC)
    told = {
        "oidc_issuer": both[0].issuer,
        "oidc_client_id": "commonspace",
        "oidc_client_secret": "told to both",
    }
    site.app.state.settings = site.app.state.settings.model_copy(update=told)
    answer = come_in(site.client(), both[0], "1001", "site")
    assert "A message went there" in answer.text


# Who is not believed. Each is one sentence, a line of the security log, and nobody signed in.


@pytest.mark.parametrize(
    "lie",
    [
        "wrong issuer", "wrong audience", "another party", "altered nonce", "no nonce", "expired token", "no end",
        "no subject", "hash of another token", "another key", "alg none", "signed with what both know",
        "signed with the public key", "no id token", "no token at all", "about somebody else",
        "access token of other signs",
    ],
)  # fmt: skip
def test_a_provider_that_lies_signs_nobody_in(site: Site, ministry: Provider, lie: str) -> None:
    rule(site)
    link_own(site, "state", ministry, "1001")
    ministry.lie(lie)
    browser = site.client()
    answer = come_in(browser, ministry, "1003")
    assert answer.status_code == 403, answer.text
    assert "could not be believed" in answer.text
    assert SESSION_COOKIE not in browser.cookies
    assert len(noted(site)) == 1
    ministry.lie("none")
    assert come_in(browser, ministry, "1003").status_code == 303


@pytest.mark.parametrize(
    "trouble",
    ["out of order", "leads elsewhere", "far too much", "an error of no kind", "nested without end"],
)
def test_a_provider_in_trouble_is_named_and_nobody_waits_long(
    site: Site, ministry: Provider, trouble: str
) -> None:
    ministry.lie(trouble)
    browser = site.client()
    answer = come_in(browser, ministry, "1003")
    assert answer.status_code == 502
    assert "Ministry does not answer" in answer.text
    assert not signed_in(browser)
    assert len(noted(site)) == 1


def test_what_a_provider_lists_as_nothing_is_as_if_it_listed_it_not(site: Site, ministry: Provider) -> None:
    link_own(site, "state", ministry, "1005")
    _KNOWN.clear()
    ministry.lie("lists of nothing")
    assert come_in(site.client(), ministry, "1005").status_code == 303


def test_an_answer_works_once(site: Site, ministry: Provider) -> None:
    link_own(site, "state", ministry, "1005")
    browser = site.client()
    back = ministry.sign_in(going(browser), "1005")
    assert browser.get(back, follow_redirects=False).status_code == 303
    kept = {name: value for name, value in browser.cookies.items() if name != SESSION_COOKIE}
    thief = site.client()
    thief.cookies.update(kept)
    for again in (browser, thief):
        assert again.get(back, follow_redirects=False).status_code == 403
    assert not signed_in(thief)


def test_a_code_that_was_used_opens_nothing_under_a_new_state(site: Site, ministry: Provider) -> None:
    link_own(site, "state", ministry, "1005")
    first = httpx.URL(ministry.sign_in(going(victim := site.client()), "1005"))
    assert victim.get(str(first), follow_redirects=False).status_code == 303
    browser = site.client()
    second = httpx.URL(ministry.sign_in(going(browser), "1002"))
    mixed = second.copy_set_param("code", first.params["code"])
    answer = browser.get(str(mixed), follow_redirects=False)
    assert answer.status_code == 403
    assert "used before" in answer.text
    assert noted(site) == ["ministry: token invalid_grant"]


def test_the_state_of_another_browser_signs_nobody_in(site: Site, ministry: Provider) -> None:
    """Otherwise somebody could be signed in, without knowing it, as who sent them the address."""
    link_own(site, "state", ministry, "1005")
    back = ministry.sign_in(going(site.client()), "1005")
    victim = site.client()
    answer = victim.get(back, follow_redirects=False)
    assert answer.status_code == 403
    assert "another browser" in answer.text
    assert not signed_in(victim)
    assert noted(site) == ["ministry: state of another browser"]


def test_a_sign_in_that_took_too_long_is_begun_again(site: Site, ministry: Provider) -> None:
    browser = site.client()
    back = ministry.sign_in(going(browser), "1005")
    site.now += timedelta(minutes=10)
    answer = browser.get(back, follow_redirects=False)
    assert answer.status_code == 403
    assert "longer than ten minutes" in answer.text


@pytest.mark.parametrize("given", [{}, {"state": "made up", "code": "made up"}, {"code": "made up"}])
def test_an_answer_that_nobody_asked_for_is_refused(
    site: Site, ministry: Provider, given: dict[str, str]
) -> None:
    answer = site.client().get(f"/sign-in/with/ministry/back?{urlencode(given)}")
    assert answer.status_code == 403
    assert noted(site) == ["ministry: state unknown"]


def test_two_issuers_are_not_mixed_up(site: Site, ministry: Provider, both: Both) -> None:
    union = both[1]
    assert add(site.client("administrator"), union, name="Union", public_id="union").status_code == 303
    link_own(site, "state", ministry, "1005")
    browser = site.client()
    honest = httpx.URL(ministry.sign_in(going(browser), "1005"))
    at_the_other = str(honest).replace("/with/ministry/", "/with/union/")
    assert "another provider" in browser.get(at_the_other).text
    for claimed in (union.issuer, None):
        fresh = httpx.URL(ministry.sign_in(going(browser), "1005"))
        changed = fresh.copy_set_param("iss", claimed) if claimed else fresh.copy_remove_param("iss")
        answer = browser.get(str(changed), follow_redirects=False)
        assert answer.status_code == 403
        assert "did not come from Ministry" in answer.text
    assert not signed_in(browser)
    assert len(noted(site)) == 3
    # The same number at another issuer is somebody else.
    assert come_in(browser, union, "1005", "union").status_code == 403


def test_a_refusal_by_the_provider_is_said_without_its_words(site: Site, ministry: Provider) -> None:
    browser = site.client()
    state = httpx.URL(going(browser).headers["Refresh"].removeprefix("0; url=")).params["state"]
    told = {"state": state, "iss": ministry.issuer, "error": "<b>buy now</b>"}
    answer = browser.get(f"/sign-in/with/ministry/back?{urlencode(told)}")
    assert answer.status_code == 403
    assert "Ministry did not sign you in." in answer.text
    assert "buy now" not in answer.text


def test_setting_off_to_a_provider_that_is_not_there_is_not_found(reading_site: Site) -> None:
    browser = reading_site.client()
    token = lxml.html.fromstring(browser.get("/sign-in").text).cssselect("input[name=csrf_token]")[0]
    sent = {"csrf_token": token.get("value")}
    assert browser.post("/sign-in/with/nowhere", data=sent).status_code == 404
    assert browser.post("/sign-in/with/site", data=sent).status_code == 404
    assert browser.get("/sign-in/with/nowhere/back?state=a&code=b").status_code == 404


# The administrator.


def test_a_secret_is_stored_sealed_and_never_shown(site: Site, ministry: Provider) -> None:
    [(sealed,)] = site.rows("SELECT secret FROM provider")
    assert "told to both" not in sealed
    admin = site.client("administrator")
    for page in ("/admin/providers", "/admin/providers/ministry"):
        assert sealed not in admin.get(page).text
        assert "told to both" not in admin.get(page).text
    form = Form(admin.get("/admin/providers/ministry"), "/admin/providers/ministry")
    assert form.submit(admin, follow=False, name="The ministry").status_code == 303
    assert site.rows("SELECT name, secret FROM provider") == [("The ministry", sealed)]


@pytest.mark.parametrize(
    ("lie", "sentence"),
    [
        ("another name", "calls itself “https://elsewhere.example”"),
        ("no PKCE", "does not take PKCE"),
        ("unsafe address", "token_endpoint"),
        ("only none", "public key"),
    ],
)
def test_a_provider_that_cannot_be_used_is_not_saved(site: Site, both: Both, lie: str, sentence: str) -> None:
    both[0].lie(lie)
    answer = add(site.client("administrator"), both[0])
    assert answer.status_code == 422
    assert sentence in lxml.html.fromstring(answer.text).cssselect("#error-issuer")[0].text_content()
    assert 'value="Ministry"' in answer.text
    assert site.rows("SELECT id FROM provider") == []


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("issuer", "http://elsewhere.example", "https://"),
        ("issuer", "file:///etc/passwd", "https://"),
        ("issuer", "http://127.0.0.1:9", "does not answer"),
        ("issuer", "", "https://"),
        ("public_id", "Ministry of Labour", "small letters"),
        ("public_id", "site", "taken"),
        ("name", " ", "A name is missing"),
        ("client_id", "", "client id is missing"),
    ],
)
def test_what_is_wrong_with_a_provider_stands_at_its_field(
    site: Site, both: Both, field: str, value: str, sentence: str
) -> None:
    answer = add(site.client("administrator"), both[0], **{field: value})
    assert answer.status_code == 422
    assert sentence in lxml.html.fromstring(answer.text).cssselect(f"#error-{field}")[0].text_content()


def test_an_issuer_is_added_once(site: Site, ministry: Provider) -> None:
    admin = site.client("administrator")
    assert add(admin, ministry).status_code == 422
    assert "has this issuer already" in add(admin, ministry, public_id="another").text


def test_nobody_comes_in_by_a_provider_that_was_ended_until_it_is_saved_again(
    site: Site, ministry: Provider
) -> None:
    link_own(site, "state", ministry, "1005")
    under_way = site.client()
    back = ministry.sign_in(going(under_way), "1005")
    admin = site.client("administrator")
    page = "/admin/providers/ministry"
    assert "Say why" in Form(admin.get(page), "/end").submit(admin, reason=" ").text
    assert Form(admin.get(page), f"{page}/end").submit(admin, reason="The contract ended.").status_code == 200
    assert "/sign-in/with/" not in site.client().get("/sign-in").text
    assert under_way.get(back).status_code == 404
    [(reason,)] = site.rows("SELECT reason FROM ledger WHERE verb = 'provider_ended'")
    assert reason == "The contract ended."
    assert Form(admin.get(page), page).submit(admin, follow=False).status_code == 303
    assert come_in(site.client(), ministry, "1005").status_code == 303


def test_a_rule_is_for_a_group_and_an_organisation_there_are(site: Site, ministry: Provider) -> None:
    admin = site.client("administrator")
    page = "/admin/providers/ministry"

    def made(**values: str) -> Any:
        return Form(admin.get(page), id="new-rule").submit(admin, **values)

    assert made(value="", organisation="org-swe").status_code == 422
    assert made(value="delegates", organisation="org-none").status_code == 422
    for _twice in range(2):
        assert made(value="delegates", organisation="org-swe").status_code == 200
    assert len(site.rows("SELECT id FROM provider_rule")) == 1
    Form(admin.get(page), "/rules/").submit(admin)
    assert come_in(site.client(), ministry, "1003").status_code == 403
