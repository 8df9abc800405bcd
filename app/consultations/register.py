"""The register: what the ledger says of a consultation, for those who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.attribution import VEIL
from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.kernel.ledger import LedgerEntry
from app.people.models import Person


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the register."""

    seq: int
    verb: str
    subject: str
    person: str | None
    name: str | None
    capacity: str | None
    delegation: str | None
    occurred_at: datetime
    recorded_at: datetime
    reason: str | None
    facts: dict[str, Any]
    previous: str
    hash: str

    @property
    def details(self) -> list[tuple[str, str]]:
        """What else the act says, in words and numbers; the subject and what only machines read left out."""
        rest = list(self.facts.items())[1:]
        return [
            (name.replace("_", " "), str(value).replace("_", " "))
            for name, value in rest
            if name not in FOR_MACHINES and isinstance(value, str | int) and value != ""
        ]


FOR_MACHINES = (VEIL, "attribution", "consultation", "digest", "package", "receipt", "sha256")
_COLUMNS: tuple[Any, ...] = (
    LedgerEntry.seq,
    LedgerEntry.verb,
    LedgerEntry.subject,
    LedgerEntry.person,
    Person.name,
    LedgerEntry.capacity,
    LedgerEntry.delegation,
    LedgerEntry.occurred_at,
    LedgerEntry.recorded_at,
    LedgerEntry.reason,
    LedgerEntry.facts,
    LedgerEntry.previous,
    LedgerEntry.hash,
)


def acts(
    db: Session,
    consultation: Consultation,
    *,
    after: int = 0,
    before: int | None = None,
    subject: str | None = None,
    verb: str | None = None,
    newest_first: bool = False,
    limit: int = 50,
) -> Sequence[Act]:
    """Rows of the consultation's own chain, by number. Closed groups keep chains of their own."""
    statement = (
        sa.select(*_COLUMNS)
        .join(Person, col(Person.public_id) == LedgerEntry.person, isouter=True)
        .where(col(LedgerEntry.track) == track_of(consultation), col(LedgerEntry.seq) > after)
    )
    if before is not None:
        statement = statement.where(col(LedgerEntry.seq) < before)
    if subject:
        statement = statement.where(col(LedgerEntry.subject) == subject)
    if verb:
        statement = statement.where(col(LedgerEntry.verb) == verb)
    order = col(LedgerEntry.seq).desc() if newest_first else col(LedgerEntry.seq)
    return [_shown(Act(*row)) for row in db.execute(statement.order_by(order).limit(limit)).all()]


def _shown(act: Act) -> Act:
    """The row without who acted, where that is not for attribution: nobody is shown it, whoever asks."""
    if not act.facts.get("attribution"):
        return act
    facts = {name: value for name, value in act.facts.items() if name != VEIL}
    return replace(act, person=None, name=None, capacity=None, facts=facts)


def verbs(db: Session, consultation: Consultation) -> Sequence[str]:
    """The verbs that occur, for the filter."""
    return db.exec(
        select(LedgerEntry.verb)
        .where(LedgerEntry.track == track_of(consultation))
        .distinct()
        .order_by(LedgerEntry.verb)
    ).all()
