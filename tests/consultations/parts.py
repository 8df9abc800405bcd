"""What the tests of the parts of a consultation have in common."""

from typing import Any

from app.dossier.verification import verify
from tests.support import Site

SLUG = "hld-2013-review"
SETUP = f"/{SLUG}/setup"
API = f"/consultations/{SLUG}"


def wrong(answer: Any) -> dict[str, str]:
    """The sentences at the fields of an answer of the API."""
    assert answer.status_code == 422, answer.text
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


def refusal(answer: Any) -> str:
    """The sentence of a refusal of the API."""
    assert answer.status_code == 403, answer.text
    return str(answer.json()["detail"])


def verified(site: Site) -> bool:
    """Whether everything is as the ledger says."""
    with site.database.reading() as db:
        assert verify(db).breaks == []
    return True


def acts(site: Site, track: str, verb: str) -> list[Any]:
    """What the ledger says of a verb in one chain: subject, reason and facts."""
    return site.rows(
        "SELECT subject, reason, facts FROM ledger WHERE track = :track AND verb = :verb ORDER BY seq",
        track=track,
        verb=verb,
    )


def seat(site: Site, email: str, **values: Any) -> Any:
    """The secretariat seats somebody; gives the answer's body."""
    answer = site.api("secretariat").post(f"{API}/members", json={"email": email, **values})
    assert answer.status_code == 201, answer.text
    return answer.json()


def closed_group(site: Site, code: str = "WG-X", **values: Any) -> Any:
    """A closed group with a convenor of its own; gives the convenor's program."""
    body = {
        "code": code,
        "title": "The quiet group",
        "mandate": "To weigh in quiet.",
        "closed": True,
        **values,
    }
    assert site.api("secretariat").post(f"{API}/groups", json=body).status_code == 201
    seat(site, "quiet@example.org", name="Quiet", role="moderator", group=code)
    return site.api("quiet@example.org")
