"""The calendar as a course: each round as a stretch of time, with now on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.consultations.calendar import RoundStage, closes, round_stage
from app.consultations.models import Promise, Round
from app.review.sentences import kind_in_words, promise_in_words

_DONE = (RoundStage.CLOSED, RoundStage.COMPLETED)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A round on the course: where it stands, how it is drawn, how much of it has gone by in per cent."""

    round: Round
    stage: RoundStage
    drawn: str
    share: int
    closes_at: datetime
    sentence: str
    promise: str


def stretches_of(rounds: Sequence[Round], at: datetime) -> list[Stretch]:
    """Every round in the order of the calendar."""
    return [_stretch(round_, at) for round_ in rounds]


def _stretch(round_: Round, at: datetime) -> Stretch:
    stage = round_stage(round_, at)
    end = closes(round_)
    drawn = "done" if stage in _DONE else "now" if stage is RoundStage.OPEN else "planned"
    share = round((at - round_.opens_at) / (end - round_.opens_at) * 100) if end > round_.opens_at else 100
    return Stretch(
        round_,
        stage,
        drawn,
        max(0, min(100, share)),
        end,
        round_.purpose or kind_in_words(round_.kind),
        promise_in_words(Promise(round_.promise)) if round_.promise else "",
    )
