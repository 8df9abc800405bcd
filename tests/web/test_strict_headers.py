"""Every answer, of whatever kind and by whatever door, tells the browser to be strict, and tells nobody what is inside."""

from collections.abc import Iterator

import lxml.html
import pytest
import structlog
from fastapi.testclient import TestClient

from app.people.entering import safe_next
from app.web.bodies import LARGEST_BODY
from tests.support import Site

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS = "https://consult.example"
KINDS = {
    "page": ("GET", "/hld-2013/RT1-M1", 200),
    "fragment": ("GET", "/hld-2013/RT9-M9#fragment", 404),
    "redirect to a tidy address": ("GET", "/HLD-2013/", 308),
    "redirect": ("GET", "/account/passkeys", 303),
    "not there": ("GET", "/nowhere/at/all", 404),
    "refused": ("GET", "/admin", 403),
    "form without its token": ("POST", "/sign-in", 403),
    "method": ("DELETE", "/sign-in", 405),
    "trace": ("TRACE", "/", 405),
    "too large": ("POST", "/sign-in#large", 413),
    "file": ("GET", "/static/css/tokens.css", 200),
    "file that is not there": ("GET", "/static/none.css", 404),
    "document": ("GET", "/hld-2013/outcome.json", 200),
    "program": ("GET", "/api/v1/consultations", 200),
    "program without a token": ("GET", "/api/v1/account", 401),
    "program, not there": ("GET", "/api/v1/nothing", 404),
    "program, invalid": ("GET", "/api/v1/consultations?limit=none", 422),
    "description": ("GET", "/api/v1/openapi.json", 200),
    "health": ("GET", "/healthz", 200),
}


@pytest.fixture(scope="module")
def https_site(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    """The demonstration as people reach it by https."""
    url = sites.new(backend, demo=True)
    with Site(url, base_url=HTTPS) as running:
        yield running
    sites.drop(url)


def ask(client: TestClient, method: str, address: str):  # type: ignore[no-untyped-def]
    path, _hash, kind = address.partition("#")
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if kind == "fragment" else {}
    content = b"x" * (LARGEST_BODY + 1) if kind == "large" else None
    return client.request(method, path, headers=headers, content=content, follow_redirects=False)


def strict(headers) -> None:  # type: ignore[no-untyped-def]
    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert {policy[name] for name in ("object-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    if headers.get("Content-Type", "").startswith("text/html"):
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
    assert "Cache-Control" in headers
    assert "Server" not in headers
    assert "X-Powered-By" not in headers
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_is_strict(reading_site: Site, kind: str) -> None:
    method, address, status = KINDS[kind]
    answer = ask(reading_site.client(), method, address)
    assert answer.status_code == status
    strict(answer.headers)
    assert "Strict-Transport-Security" not in answer.headers, "the site is not served by https"


@pytest.mark.parametrize("kind", KINDS)
def test_on_https_every_kind_of_answer_says_so_for_a_year(https_site: Site, kind: str) -> None:
    method, address, status = KINDS[kind]
    answer = ask(https_site.client(), method, address)
    assert answer.status_code == status
    strict(answer.headers)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("path", ["/hld-2013-review/RT1-M1", "/api/v1/consultations/hld-2013-review"])
def test_what_goes_wrong_inside_is_answered_as_strictly_and_without_a_trace(
    site: Site, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """The answer to a crash is made outside of every door, where nothing is added to it any more."""

    def crash(*_given: object, **_named: object) -> None:
        raise RuntimeError("SELECT secret FROM inside")

    monkeypatch.setattr(site.app.state, "load_actor", crash)
    with structlog.testing.capture_logs() as lines:
        answer = site.client().get(path, headers={"Accept-Language": "fr"})
    assert answer.status_code == 500
    assert [line["event"] for line in lines] == ["request failed"], "the cause is in the log, and there alone"
    strict(answer.headers)
    assert answer.headers["Cache-Control"] in ("no-store", "private, no-cache")
    for inside in ("Traceback", "RuntimeError", "SELECT", "secret", ".py", "site-packages"):
        assert inside not in answer.text.replace("/static/", "")
    if path.startswith("/api/"):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "internal"
    else:
        assert '<html lang="fr"' in answer.text


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/account", "member"), ("/account/tokens", "member"), ("/account/data", "member"),
        ("/admin/people", "administrator"), ("/admin/settings", "administrator"), ("/admin/security", "administrator"),
        ("/sign-in", None), ("/sign-in/unknown", None), ("/invitations/unknown", None),
    ],
)  # fmt: skip
def test_a_browser_keeps_nothing_of_accounts_and_of_the_machine(
    reading_site: Site, path: str, who: str | None
) -> None:
    assert reading_site.client(who).get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/static", "/static/", "/static/js/", "/static/css", "/.git/config", "/static/../.env"]
)
def test_no_folder_is_listed(reading_site: Site, path: str) -> None:
    answer = reading_site.client().get(path, follow_redirects=False)
    assert answer.status_code == 404
    assert ".css" not in answer.text.partition("<body")[2]


def test_what_is_somebodys_own_is_kept_by_nobody_in_between(reading_site: Site) -> None:
    page = reading_site.client("member").get("/hld-2013-review/RT1-M1")
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in page.headers["Vary"].split(",")}


def test_who_signs_out_leaves_no_page_behind(site: Site) -> None:
    member = site.client("member")
    page = member.get("/hld-2013-review")
    csrf = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    out = member.post("/sign-out", data={"csrf_token": csrf}, follow_redirects=False)
    assert out.status_code == 303
    assert out.headers["Clear-Site-Data"] == '"cache"'


def test_every_cookie_of_an_https_site_is_this_hosts_alone_and_no_scripts(https_site: Site) -> None:
    browser = https_site.client()
    browser.base_url = HTTPS
    seen = set()
    for path in ("/?lang=fr", "/sign-in?lang=ar", "/hld-2013-review/accreditation"):
        for cookie in browser.get(path).headers.get_list("Set-Cookie"):
            seen.add(cookie.partition("=")[0])
            assert cookie.startswith("__Host-")
            for part in ("; Secure", "; HttpOnly", "; Path=/"):
                assert part.lower() in cookie.lower(), cookie
            assert "; samesite=lax" in cookie.lower()
            assert "; domain=" not in cookie.lower()
    assert len(seen) >= 2


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "localhost:8000@evil.example", "[::1"])
def test_the_host_that_somebody_names_stands_in_no_answer(reading_site: Site, host: str) -> None:
    for path in (
        "/",
        "/hld-2013",
        "/HLD-2013/",
        "/sign-in",
        "/nowhere",
        "/hld-2013/outcome.html",
        "/search?q=x",
    ):
        for name in ("Host", "X-Forwarded-Host"):
            answer = reading_site.client().get(path, headers={name: host}, follow_redirects=False)
            assert answer.status_code < 500
            assert "evil.example" not in answer.text
            assert "evil.example" not in str(answer.headers)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "/\t/evil.example", "/\n/evil.example", "/\r\nSet-Cookie: a=b", "\t//evil.example", " //evil.example",
        "javascript:alert(1)", "data:text/html,x", "evil.example", "http:evil.example", "", "//",
        "/\u2028/evil.example", "/\u202eevil",
    ],
)  # fmt: skip
def test_nobody_is_sent_off_the_site(reading_site: Site, address: str) -> None:
    assert safe_next(address) == "/"
    answer = reading_site.client().get("/sign-in", params={"next": address})
    assert answer.status_code == 200
    page = lxml.html.fromstring(answer.text)
    forms = [str(value) for value in page.xpath("//input[@name='next']/@value")]
    assert forms
    assert set(forms) == {"/"}
    addresses = page.xpath("//@href | //@action | //@src")
    assert not [one for one in addresses if one.startswith(("//", "/\\")) or "evil" in one.partition("?")[0]]


@pytest.mark.parametrize("address", ["/", "/hld-2013", "/hld-2013/RT1-M1?lang=fr#C-1", "/search?q=a%20b"])
def test_one_is_sent_back_to_where_one_was(address: str) -> None:
    assert safe_next(address) == address
