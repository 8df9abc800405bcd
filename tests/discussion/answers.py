"""What the tests of answers share: a comment to be answered, and the addresses."""

from datetime import timedelta
from typing import Any

from app.dossier.verification import verify
from tests.support import NOON, Site

SLUG = "hld-2013-review"
PROPOSAL = f"/consultations/{SLUG}/proposals/RT1-M1"
LEAST = {"type": "general", "stance": "concern", "text": "The figures are old."}
AFTER = NOON + timedelta(days=40)
NOTED = {"code": "noted", "reason": "The group knows, and waits for the census.", "state": "issued"}


def comment(site: Site, who: str = "state", code: str = "RT1-M1", **values: Any) -> str:
    """The code of a new comment by somebody on a text of the moderator's group."""
    made = site.api(who).post(f"/consultations/{SLUG}/proposals/{code}/comments", json={**LEAST, **values})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def disposition(code: str) -> str:
    """The address of a comment's answer."""
    return f"/consultations/{SLUG}/comments/{code}/disposition"


def answer(site: Site, comment: str, who: str = "moderator", /, **values: Any) -> Any:
    """Somebody sends an answer to a comment as a program does."""
    return site.api(who).put(disposition(comment), json={**NOTED, **values})


def issued(site: Site, code: str) -> list[Any]:
    """The rows of a comment's issued dispositions, oldest first."""
    return site.rows(
        "SELECT d.* FROM disposition d JOIN comment m ON m.id = d.comment_id JOIN consultation c ON"
        " c.id = m.consultation_id WHERE m.code = :code AND c.slug = :slug ORDER BY d.n",
        code=code, slug=SLUG,
    )  # fmt: skip


def verbs(site: Site) -> list[str]:
    """Every act since the demonstration was loaded, in order."""
    rows = site.rows("SELECT verb FROM ledger WHERE track = :slug ORDER BY seq", slug=SLUG)
    return [row.verb for row in rows]


def assert_verified(site: Site, slug: str = SLUG) -> None:
    """`commonspace verify` finds nothing wrong."""
    with site.database.reading() as db:
        assert verify(db, slug).breaks == []
