"""What a higher floor knows of rounds of silence: which texts are under it, and that an objection breaks it at once."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from app.consultations.models import Consultation, Round, WorkingGroup
from app.discussion.objections.models import Objection
from app.drafting.models import Proposal


@dataclass(frozen=True)
class Silences:
    """`why_not` says why a text is not under silence in a round, or None; `broken` breaks it by an objection, in the
    same transaction, under the consultation's lock."""

    why_not: Callable[[Session, Round, Proposal], str | None]
    broken: Callable[[Session, Consultation, Round, Proposal, WorkingGroup, Objection], None]


_KNOWN: list[Silences] = []


def register_silences(known: Silences) -> None:
    """Let the floor that runs rounds of silence know of objections. Called once, where the house is wired."""
    _KNOWN[:] = [known]


def silences() -> Silences:
    """What was registered. LookupError where the house is not wired: no objection may then pass a silence unnoticed."""
    if not _KNOWN:
        raise LookupError("Nobody keeps the silences: app.wiring registers who does.")
    return _KNOWN[0]
