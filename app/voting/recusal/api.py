"""The programs' door to recusals."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from app.consultations.doors import ThisConsultation
from app.kernel.errors import Unauthenticated
from app.kernel.i18n import gettext as _
from app.voting.recusal.actions import recuse_oneself, take_recusal_back
from app.voting.recusal.models import Recusal
from app.web.doors import CurrentActor, Db

router = APIRouter(prefix="/consultations/{slug}/ballots/{ballot}/recusal", tags=["ballots"])


class RecusalIn(BaseModel):
    """A recusal, with the word why."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: str


class RecusalOut(BaseModel):
    """Whether the caller takes no part in the ballot, since when, and why."""

    ballot: str
    recused: bool
    reason: str | None = None
    at: datetime | None = None

    @classmethod
    def of(cls, ballot: str, row: Recusal | None) -> "RecusalOut":
        """The same for programs."""
        if row is None or row.taken_back_at is not None:
            return cls(ballot=ballot, recused=False)
        return cls(ballot=ballot, recused=True, reason=row.reason, at=row.recused_at)


@router.put("")
def put_recusal(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str, body: RecusalIn
) -> RecusalOut:
    """Recuse oneself from a ballot. Said again it changes nothing."""
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of a delegation's head or alternate, or of a moderator."))
    return RecusalOut.of(ballot, recuse_oneself(db, actor, consultation, ballot, reason=body.reason))


@router.post("/withdrawal")
def post_withdrawal(db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str) -> RecusalOut:
    """Take part again, while the ballot is open."""
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of a delegation's head or alternate, or of a moderator."))
    return RecusalOut.of(ballot, take_recusal_back(db, actor, consultation, ballot))
