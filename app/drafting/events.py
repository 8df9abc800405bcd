"""What happened to texts, as the ledger keeps it: codes and numbers, no words."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class ProposalCreated(Event):
    """A proposal was begun under a new code, with its first version."""

    proposal: str
    kind: str
    group: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class VersionSaved(Event):
    """A new version was saved; `base` is the version it was written from, `links` the linked proposals after it.
    `editorial` where it is marked as changing no meaning."""

    proposal: str
    version: int
    base: int
    state: str
    links: tuple[str, ...] = ()
    editorial: bool = False


@dataclass(frozen=True)
class StepTaken(Event):
    """A proposal went one step on its course: submitted, returned, withdrawn, merged, referred back, taken up again …"""

    proposal: str
    step: str
    from_state: str
    to_state: str
    version: int
    round: str | None = None
    target: str | None = None


@dataclass(frozen=True)
class CirculationSent(Event):
    """A version was sent to a list of recipients; `since` is the version its differences are shown from."""

    proposal: str
    circulation: str
    version: int
    since: int | None
    recipients: int


@dataclass(frozen=True)
class CirculationReceived(Event):
    """A recipient confirmed to have received a circulation."""

    proposal: str
    circulation: str
    version: int
