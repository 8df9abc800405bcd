"""What programs get of earlier positions."""

from datetime import datetime

from pydantic import BaseModel

from app.drafting.schemas import ChallengeOut
from app.voting.earlier.views import Earlier


class EarlierOut(BaseModel):
    """What the delegation gave in `ballot` on `version` of a text; `changed` where `under_decision` is another version,
    `editorial` where every version since is marked as changing no meaning and nobody challenged that."""

    ballot: str
    void: bool
    version: int
    under_decision: int
    changed: bool
    editorial: bool
    challenges: list[ChallengeOut]
    position: str
    reason: str | None
    willing: str | None
    cast_at: datetime

    @classmethod
    def of(cls, was: Earlier) -> "EarlierOut":
        """The same for programs."""
        return cls(
            ballot=was.ballot,
            void=was.void,
            version=was.version,
            under_decision=was.now,
            changed=was.version != was.now,
            editorial=was.edited,
            challenges=[ChallengeOut.of(challenge) for challenge in was.challenges],
            position=was.position,
            reason=was.reason,
            willing=was.willing,
            cast_at=was.cast_at,
        )


class EarlierList(BaseModel):
    """By the code of the proposal."""

    delegation: str
    items: dict[str, EarlierOut]
