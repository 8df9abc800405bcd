"""The security log: what was tried on accounts, from where, by whom; apart from the ledger, and kept for a stated time.
And what the owner of an account hears of it by mail."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.kernel.clock import now
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _
from app.kernel.outbox import post
from app.people.models import Person, SecurityEvent

KEPT = timedelta(days=180)
"""How long a line is kept: it holds addresses of machines, which are personal data."""


def note_security(
    db: Session,
    kind: str,
    *,
    person_id: int | None = None,
    detail: str = "",
    address: str = "",
    agent: str = "",
) -> None:
    """Write a line: `kind` is one word such as `signed_in`, `link_asked`, `limit_reached`, `token_made`.

    From where and with which browser is known to the session of a request and need not be given. `detail` never holds
    a secret, nor the address of somebody unknown here. What is refused by an exception is rolled back with its lines:
    raise `NotFound(…).noting("link_refused")` instead, and the door writes it.
    """
    line = SecurityEvent(
        at=now(db),
        kind=kind,
        person_id=person_id,
        address=address or db.info.get("address", ""),
        agent=(agent or db.info.get("agent", ""))[:200],
        detail=detail[:500],
    )
    db.add(line)


def tell_owner(db: Session, person_id: int | None, what: str) -> None:
    """The owner of an account hears by mail that a way into it was added, changed or removed, in case it was somebody
    else (OWASP ASVS 5.0, 6.3.7). `what` says so in a sentence."""
    person = db.get_one(Person, person_id)
    text = _(
        "If it was not you, ask for a link by mail to sign in, sign out everywhere else on the page of your account,"
        " and tell the administrators of the site.\n"
    )
    post(
        db,
        to=person.email,
        subject=what,
        text=f"{what}\n\n{text}",
        why="account",
        locale=current_locale(),
    )


def clear_old_events(db: Session) -> int:
    """The tick: what is older than it may be kept goes. Gives how many lines there were."""
    gone = db.execute(sa.delete(SecurityEvent).where(col(SecurityEvent.at) < now(db) - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]
