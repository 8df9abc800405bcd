"""What people do with a computed result, as the ledger keeps it. `digest` is that of the result it speaks of."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class ResultDeclared(Event):
    """A moderator declared what was computed."""

    ballot: str
    digest: str


@dataclass(frozen=True)
class ResultCertified(Event):
    """The secretariat certified what was declared."""

    ballot: str
    digest: str


@dataclass(frozen=True)
class BallotVoided(Event):
    """The secretariat declared a ballot void; the reason stands with the entry."""

    ballot: str
    digest: str


@dataclass(frozen=True)
class ObjectionToDecisionOverruled(Event):
    """The chair overruled an objection of a delegation in a ballot whose rule lets the chair do so."""

    ballot: str
    proposal: str
    delegation: str
