"""What happened with amendments, as the ledger keeps it: codes and numbers, no words.

That one was withdrawn, put to a ballot or entered in its text is a step of it, as of any proposal.
"""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class AmendmentMoved(Event):
    """An amendment to one paragraph of a version of a text was moved; `comment` is the proposed change it was made from."""

    amendment: str
    proposal: str
    version: int
    field: str
    paragraph: str
    distance: int
    comment: str | None = None


@dataclass(frozen=True)
class AmendmentsOrdered(Event):
    """The chair put the amendments to one paragraph in this order; an empty one where they stand furthest first again."""

    proposal: str
    field: str
    paragraph: str
    order: tuple[str, ...]


@dataclass(frozen=True)
class AmendmentEntered(Event):
    """An amendment that was adopted in `ballot` became this version of its text, when the result was certified."""

    amendment: str
    proposal: str
    version: int
    ballot: str


@dataclass(frozen=True)
class AmendmentTakenOut(Event):
    """The ballot in which an amendment was adopted is void: its text has its old words again, in this version."""

    amendment: str
    proposal: str
    version: int
    ballot: str
