"""What happened to the list and its editions, as the ledger keeps it: codes and numbers, no words."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class ProposalSelected(Event):
    """The representative group's decision on an adopted proposal was recorded: `choice` is include or exclude."""

    proposal: str
    choice: str
    turn: int
    decided_on: str


@dataclass(frozen=True)
class ProposalUnited(Event):
    """A proposal was put into the entry of another one like it."""

    proposal: str
    into: str


@dataclass(frozen=True)
class ProposalParted(Event):
    """A proposal was taken out of the entry of another one again."""

    proposal: str
    into: str


@dataclass(frozen=True)
class EntriesOrdered(Event):
    """The entries of a roundtable were put into this order."""

    roundtable: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class FrontWritten(Event):
    """A part of the front matter was written in a language; `n` is the number of its wording."""

    part: str
    language: str
    n: int


@dataclass(frozen=True)
class EditionIssued(Event):
    """An edition was issued: its symbol, its number, the one it is about, and the digest over its texts."""

    edition: str
    n: int
    kind: str
    of: int | None
    languages: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class EditionFiled(Event):
    """Files of an issued edition were made and are kept as they are."""

    edition: str
    language: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class SelectionsRecorded(Event):
    """Decisions of a representative group were brought along with an imported history."""

    consultation: str
    included: int


@dataclass(frozen=True)
class DeclarationMade(Event):
    """A delegation declared something of the outcome: of one proposal, or where none is named of the whole."""

    declaration: str
    kind: str
    proposal: str | None


@dataclass(frozen=True)
class DeclarationReworded(Event):
    """A delegation put its declaration into other words; `n` is the number of the wording."""

    declaration: str
    n: int


@dataclass(frozen=True)
class DeclarationWithdrawn(Event):
    """A delegation took its declaration back."""

    declaration: str


@dataclass(frozen=True)
class DeclarationSigned(Event):
    """Another delegation put its name to a declaration, in the wording of this number."""

    declaration: str
    by: str
    n: int


@dataclass(frozen=True)
class DeclarationLeft(Event):
    """A delegation took its name off another's declaration."""

    declaration: str
    by: str
