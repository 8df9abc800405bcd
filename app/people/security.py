"""The security log: what was tried on accounts, from where, by whom; apart from the ledger, and kept for a stated time."""

from datetime import timedelta

from sqlmodel import Session

from app.kernel.clock import now
from app.people.models import SecurityEvent

KEPT = timedelta(days=180)
"""How long a line is kept: it holds addresses of machines, which are personal data."""


def note_security(
    db: Session,
    kind: str,
    *,
    person_id: int | None = None,
    address: str = "",
    agent: str = "",
    detail: str = "",
) -> None:
    """Write a line: `kind` is one word such as `signed_in`, `link_asked`, `refused`, `limit_reached`, `token_made`.

    `detail` never holds a secret, nor the address of somebody unknown here.
    """
    line = SecurityEvent(
        at=now(db), kind=kind, person_id=person_id, address=address, agent=agent[:200], detail=detail[:500]
    )
    db.add(line)
