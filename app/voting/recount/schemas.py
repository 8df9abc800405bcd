"""Who stands by a result, as programs send and receive it."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from app.voting.recount.models import BallotStep, Overruling


class VoidingIn(BaseModel):
    """Why a ballot is void; everybody reads it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: str = ""


class OverrulingIn(BaseModel):
    """The objection of a delegation to a proposal, and why the chair overrules it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    proposal: str
    delegation: str
    reason: str = ""


class StepOut(BaseModel):
    """One step of a ballot after its close. `digest` is the SHA-256 of the result it speaks of; `left_as_they_stand` the texts
    that a void ballot has amended and that their groups have edited since."""

    ballot: str
    step: str
    by: str
    at: datetime
    reason: str
    digest: str
    left_as_they_stand: list[str] = []

    @classmethod
    def of(cls, ballot: str, step: BallotStep, left: Iterable[str] = ()) -> "StepOut":
        """The same for programs."""
        return cls(
            left_as_they_stand=list(dict.fromkeys(left)),
            ballot=ballot,
            step=step.kind,
            by=step.author_title,
            at=step.taken_at,
            reason=step.reason,
            digest=step.digest,
        )


class OverruledOut(BaseModel):
    """An objection that the chair overruled, with its reasons."""

    ballot: str
    proposal: str
    delegation: str
    by: str
    at: datetime
    reason: str

    @classmethod
    def of(cls, ballot: str, proposal: str, delegation: str, row: Overruling) -> "OverruledOut":
        """The same for programs."""
        return cls(
            ballot=ballot,
            proposal=proposal,
            delegation=delegation,
            by=row.author_title,
            at=row.overruled_at,
            reason=row.reason,
        )


class StandingOut(BaseModel):
    """Who stands by a result: `computed` when it was published; the steps in their order; `waits_for` in a sentence."""

    ballot: str
    computed: datetime | None
    agrees: bool
    void: bool
    steps: list[StepOut]
    waits_for: str
