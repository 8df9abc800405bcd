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
