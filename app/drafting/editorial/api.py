"""The programs' door to challenging an editorial mark."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from app.consultations.doors import ThisConsultation
from app.drafting.editorial.actions import challenge_mark
from app.drafting.schemas import ChallengeOut, Strict
from app.web.doors import CurrentActor, Db, Number

router = APIRouter(prefix="/consultations", tags=["proposals"])


class ChallengeIn(Strict):
    """What the version changes in what the text means."""

    reason: Annotated[str, Field(max_length=20_000)]


@router.post("/{slug}/proposals/{code}/versions/{n}/challenge", status_code=201)
def post_challenge(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, n: Number, body: ChallengeIn
) -> ChallengeOut:
    """Challenge the editorial mark of a version, which counts as a change of substance from then on."""
    return ChallengeOut.of(challenge_mark(db, actor, consultation, code, n, reason=body.reason))
