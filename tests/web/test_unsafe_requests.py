"""Whatever changes something is sent from a page of this site, or it is refused: every address, none left out."""

import re

import lxml.html
import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from app.main import PROGRAMS, WITH_THEIR_OWN_SECRET
from app.web.csrf import SAFE, SESSION_COOKIE
from tests.support import Form, Site

REFUSAL = "not sent from a page of this site"
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}


def unsafe_pages(site: Site) -> list[tuple[str, str]]:
    """Each method and address of the browser's door that changes something, with words in place of its parts.

    Without the one that a mail program posts to: its secret is in its address (RFC 8058), and its tests are with the mail.
    """
    apart = {route.path for router in WITH_THEIR_OWN_SECRET for route in iter_route_contexts(router.routes)}
    assert len(apart) == 1
    found = [
        (method, re.sub(r"\{\w+(?::\w+)?\}", "1", route.path))
        for route in iter_route_contexts(site.app.routes)
        for method in sorted(set(route.methods or ()) - set(SAFE))
        if not route.path.startswith(PROGRAMS) and route.path not in apart
    ]
    assert len(found) > 130
    return found


def some(site: Site) -> list[tuple[str, str]]:
    """A few of them, from every floor: they all pass the same guard, as the first two tests show."""
    return unsafe_pages(site)[::10]


@pytest.fixture(scope="module")
def token(reading_site: Site) -> str:
    """A token that is right, for somebody else."""
    page = lxml.html.fromstring(reading_site.client("rapporteur").get("/").text)
    return str(page.xpath("//form[@action='/sign-out']//input[@name='csrf_token']/@value")[0])


def refused(client: TestClient, method: str, path: str, **sent: object) -> bool:
    answer = client.request(method, path, follow_redirects=False, **sent)  # type: ignore[arg-type]
    return answer.status_code == 403 and REFUSAL in answer.text


def test_no_form_is_taken_without_its_token(reading_site: Site) -> None:
    member, nobody = reading_site.client("member"), reading_site.client()
    for method, path in unsafe_pages(reading_site):
        assert refused(member, method, path, data={"text": "x"}), path
        assert refused(nobody, method, path, data={"text": "x"}), path


def test_no_request_of_htmx_is_taken_without_its_token(reading_site: Site) -> None:
    member = reading_site.client("member")
    for method, path in unsafe_pages(reading_site):
        assert refused(member, method, path, headers=FRAGMENT), path
        assert refused(member, method, path, headers={**FRAGMENT, "X-CSRF-Token": ""}), path


def test_no_form_is_taken_with_the_token_of_another_session(reading_site: Site, token: str) -> None:
    member = reading_site.client("member")
    for method, path in some(reading_site):
        assert refused(member, method, path, data={"csrf_token": token}), path
        assert refused(member, method, path, headers={**FRAGMENT, "X-CSRF-Token": token}), path


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:8000.evil.example"}, {"Origin": "http://localhost:9000"},
    ],
    ids=lambda headers: next(iter(headers.values())),
)  # fmt: skip
def test_no_form_is_taken_from_another_site_whatever_token_it_has(
    reading_site: Site, headers: dict[str, str]
) -> None:
    member = reading_site.client("member")
    page = lxml.html.fromstring(member.get("/").text)
    own = page.xpath("//form[@action='/sign-out']//input[@name='csrf_token']/@value")[0]
    for method, path in some(reading_site):
        assert refused(member, method, path, data={"csrf_token": own}, headers=headers), path


def test_a_body_of_another_kind_is_no_way_around_the_token(reading_site: Site) -> None:
    member = reading_site.client("member")
    for method, path in some(reading_site):
        assert refused(member, method, path, json={"csrf_token": "x"}), path
        text = {"Content-Type": "text/plain"}
        assert refused(member, method, path, content=b"csrf_token=x", headers=text), path


def test_behind_a_proxy_that_asks_under_another_name_forms_are_taken(site: Site) -> None:
    """The proxy knows this process by a name of its own; the browser says where the form stood."""
    member = site.client("member")
    form = Form(member.get("/hld-2013-review/RT1-M1"), "/RT1-M1/support")
    own = {"Host": "site:8000", "Origin": "http://localhost:8000", "Sec-Fetch-Site": "same-origin"}
    cookie = {"Cookie": f"{SESSION_COOKIE}={member.cookies[SESSION_COOKIE]}"}
    taken = site.client().post(
        form.url, data={**form.values, "choice": "for"}, headers={**own, **cookie}, follow_redirects=False
    )
    assert taken.status_code == 303


def test_the_programs_door_takes_no_cookie_for_anything(reading_site: Site) -> None:
    """So no page anywhere can make a browser use it: what it takes is a header that no form can send."""
    member = reading_site.client("member")
    tried = 0
    for route in iter_route_contexts(reading_site.app.routes):
        for method in sorted(set(route.methods or ()) - set(SAFE)):
            if route.path.startswith(PROGRAMS):
                path = re.sub(r"\{\w+(?::\w+)?\}", "1", route.path)
                path = path.replace("/consultations/1", "/consultations/hld-2013-review")
                assert member.request(method, path, json={}).status_code in (401, 403, 404, 422, 428), path
                tried += 1
    assert tried > 60
