"""What happens about pilots. Values and texts are not in here; they stand under their digests."""

from dataclasses import dataclass
from datetime import date

from app.kernel.ledger import Event


@dataclass(frozen=True)
class PilotProposed(Event):
    """A State took recommended mechanisms up: a pilot is proposed. It binds nobody."""

    pilot: str
    lead: str
    mechanisms: tuple[str, ...]


@dataclass(frozen=True)
class PilotPlanned(Event):
    """The plan of a proposed pilot was written: `changed` names the parts."""

    pilot: str
    changed: tuple[str, ...]


@dataclass(frozen=True)
class PilotStepTaken(Event):
    """A pilot took a step on its course: confirmed, begun, held, resumed, completed, terminated."""

    pilot: str
    step: str
    from_state: str
    to_state: str
    follow_up: str | None = None


@dataclass(frozen=True)
class PeriodsAgreed(Event):
    """The days on which a pilot reports were agreed."""

    pilot: str
    every: int
    reports: int


@dataclass(frozen=True)
class PilotInvited(Event):
    """A delegation was invited to join a pilot."""

    pilot: str
    delegation: str
    part: str


@dataclass(frozen=True)
class LeadAsked(Event):
    """A State was asked to lead a pilot that nobody leads any more."""

    pilot: str
    delegation: str


@dataclass(frozen=True)
class PilotJoined(Event):
    """A delegation joined a pilot of its own will."""

    pilot: str
    delegation: str
    part: str


@dataclass(frozen=True)
class PilotLeft(Event):
    """A delegation withdrew from a pilot, or declined an invitation."""

    pilot: str
    delegation: str
    part: str


@dataclass(frozen=True)
class MilestoneMet(Event):
    """A milestone was met on that day."""

    pilot: str
    milestone: int
    on: date


@dataclass(frozen=True)
class MilestoneRescheduled(Event):
    """A milestone was moved to another day; it stays as it was planned, and `into` is the one with the new day."""

    pilot: str
    milestone: int
    into: int
    due: date


@dataclass(frozen=True)
class MilestoneDropped(Event):
    """A milestone was dropped."""

    pilot: str
    milestone: int


@dataclass(frozen=True)
class ValueReported(Event):
    """A measured value of a benchmark was reported in a pilot."""

    pilot: str
    benchmark: str
    measurement: int
    period: str


@dataclass(frozen=True)
class ValueCorrected(Event):
    """A reported value was corrected by another row; the old one stays."""

    pilot: str
    benchmark: str
    measurement: int
    corrects: int


@dataclass(frozen=True)
class ValueVerified(Event):
    """Somebody other than the reporter looked at a reported value."""

    pilot: str
    benchmark: str
    measurement: int
    finding: str


@dataclass(frozen=True)
class ProgressSubmitted(Event):
    """A pilot's progress report on one period was submitted."""

    pilot: str
    report: int
    light: str
