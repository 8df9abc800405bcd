"""What happens to a consultation as a whole, to its parts, and to the seats in it."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class SeatGiven(Event):
    """Somebody got a role, in the site, a consultation, a working group or a delegation."""

    person: str
    role: str
    consultation: str | None = None
    group: str | None = None
    delegation: str | None = None


@dataclass(frozen=True)
class SeatEnded(Event):
    """Somebody's seat ended. `person` is empty where the record named only a capacity."""

    person: str
    role: str
    consultation: str | None = None
    group: str | None = None
    delegation: str | None = None


@dataclass(frozen=True)
class ConsultationCreated(Event):
    """A consultation was begun: empty, from a blueprint (`source` is its key), or cloned (the slug of the earlier one)."""

    consultation: str
    way: str
    source: str = ""


@dataclass(frozen=True)
class SettingsChanged(Event):
    """Settings of a consultation were changed: which ones, never what they say."""

    consultation: str
    changed: str


@dataclass(frozen=True)
class ConsultationMoved(Event):
    """A consultation took a step on its course, forward or back."""

    consultation: str
    from_stage: str
    to_stage: str


@dataclass(frozen=True)
class ConstituencyAdded(Event):
    """A class of participants was added."""

    constituency: str


@dataclass(frozen=True)
class ConstituencyChanged(Event):
    """A class of participants was changed: what of it, never what it says."""

    constituency: str
    changed: str


@dataclass(frozen=True)
class RoundtableAdded(Event):
    """A roundtable was added under a code that is never given again."""

    roundtable: str


@dataclass(frozen=True)
class RoundtableChanged(Event):
    """What stands with a roundtable was changed: what of it; its titles have an event of their own."""

    roundtable: str
    changed: str


@dataclass(frozen=True)
class RoundtableRetitled(Event):
    """A roundtable got a new title; `old` is the number of the one before, which papers of its time keep."""

    roundtable: str
    old: int


@dataclass(frozen=True)
class RoundtableEnded(Event):
    """A roundtable ended."""

    roundtable: str


@dataclass(frozen=True)
class GroupAdded(Event):
    """A working group was set up, for a roundtable or across them."""

    group: str
    roundtable: str
    access: str


@dataclass(frozen=True)
class GroupChanged(Event):
    """What stands with a working group was changed: what of it, never what it says."""

    group: str
    changed: str


@dataclass(frozen=True)
class GroupClosed(Event):
    """An open working group became a closed one; from here on it has a chain of its own."""

    group: str


@dataclass(frozen=True)
class GroupOpenedWithin(Event):
    """Everybody with a seat in the consultation sees from here on what the group writes, and nobody else."""

    group: str


@dataclass(frozen=True)
class GroupEnded(Event):
    """A working group ended, and the seats in it."""

    group: str


@dataclass(frozen=True)
class DelegationAccredited(Event):
    """An organisation was accredited, in a constituency, to give positions (`voting`) or to observe."""

    delegation: str
    constituency: str
    right: str


@dataclass(frozen=True)
class DelegationChanged(Event):
    """A delegation was changed: what of it. A ballot whose electorate is fixed stays as it was."""

    delegation: str
    changed: str


@dataclass(frozen=True)
class DelegationEnded(Event):
    """A delegation ended, and the seats in it; what it has given in ballots stands."""

    delegation: str
