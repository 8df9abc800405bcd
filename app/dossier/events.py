"""What the ledger says of whole consultations that came in as one file."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class ConsultationImported(Event):
    """A package was loaded: its id, the hash of what it says, and the day it was replayed from, if it was."""

    consultation: str
    package: str
    sha256: str
    replayed: str | None
    proposals: int
    comments: int
    positions: int


@dataclass(frozen=True)
class RecordsSealed(Event):
    """The digests of some of the records that a package brought, so that a later change in them shows."""

    consultation: str
    table: str
    records: int
