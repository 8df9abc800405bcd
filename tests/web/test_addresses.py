"""An address typed loosely leads to the right page, and never off this site."""

import pytest

from app.web.addresses import tidied
from tests.support import Site


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("/HLD-2013/", "/hld-2013"),
        ("/hld-2013/rounds/", "/hld-2013/rounds"),
        ("/Hld-2013/RT1-M1?lang=fr", "/hld-2013/RT1-M1?lang=fr"),
        ("/SIGN-IN", "/sign-in"),
    ],
)
def test_a_loose_address_leads_to_the_right_one(reading_site: Site, typed: str, right: str) -> None:
    answer = reading_site.client().get(typed, headers={"Host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == right


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "///", "/ü/"])
def test_no_address_leads_off_this_site(reading_site: Site, path: str) -> None:
    answer = reading_site.client().get(f"http://localhost:8000{path}", follow_redirects=False)
    location = answer.headers.get("location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")


@pytest.mark.parametrize("path", ["/", "/hld-2013", "/api/v1/consultations/", "/static/css/tokens.css"])
def test_a_right_address_stays(path: str) -> None:
    assert tidied(path) == path
