"""Nobody is administrator and something else: not by their own hand, and not by another's (domain D3)."""

from tests.consultations.parts import API, wrong
from tests.support import Site


def test_an_administrator_is_not_made_secretariat_of_a_consultation(site: Site) -> None:
    body = {"email": "administrator@demo.example", "role": "secretariat"}
    answer = site.api("secretariat").post(f"{API}/members", json=body)
    assert "administers this site" in wrong(answer)["role"]
