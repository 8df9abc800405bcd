"""What the tests of admission share: the mail that goes out, and the links in it."""

import re
from typing import Any

from tests.consultations.parts import SLUG
from tests.support import Site


def mails(site: Site, to: str) -> list[Any]:
    """The messages to an address, newest first: subject, text, language and what each is for."""
    return site.rows(
        'SELECT subject, text, locale, why FROM outgoing WHERE "to" = :to ORDER BY id DESC', to=to
    )


def link(site: Site, to: str, kind: str = "invitations") -> str:
    """The address in the newest message to somebody that holds one."""
    for mail in mails(site, to):
        if found := re.search(rf"http://localhost:8000(/\S*{kind}/\S+)", mail.text):
            return found.group(1)
    raise AssertionError(f"no link to {to}")


def end_head(site: Site, delegation: str, slug: str = SLUG) -> None:
    """The head of a delegation goes, so that another one can be named."""
    heads = site.rows(
        "SELECT m.id FROM membership m JOIN delegation d ON d.id = m.delegation_id"
        " JOIN consultation c ON c.id = d.consultation_id"
        " WHERE m.role = 'head' AND d.code = :code AND c.slug = :slug AND m.ended_at IS NULL",
        code=delegation,
        slug=slug,
    )
    for row in heads:
        answer = site.api("secretariat").post(
            f"/consultations/{slug}/members/{row[0]}/end", json={"reason": "Recalled."}
        )
        assert answer.status_code == 200, answer.text
