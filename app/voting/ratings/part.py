"""What the page of a round shows of ratings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.consultations.models import Consultation, Round
from app.kernel.actor import Actor
from app.voting.ratings.queries import rated_in, results_of
from app.voting.ratings.rules import INDICATIVE, why_not_rate
from app.voting.ratings.sentences import criterion_sentences, question_of
from app.voting.ratings.shown import ResultView, result_view
from app.voting.ratings.views import RatedIn


@dataclass(frozen=True, slots=True)
class RoundPart:
    """The terms of a round of rating or a sense check, the way to the sheet, and once it has closed what came out."""

    view: RatedIn
    question: str
    criterion: tuple[str, ...]
    why_not: str | None
    texts: tuple[ResultView, ...]


def round_part(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    rounds: Sequence[Round],
    round_: Round,
    at: datetime,
) -> RoundPart | None:
    """The part of a round's page; None for a round of another kind. While it is open nothing is asked of the database,
    afterwards three queries, with earlier rounds two more."""
    if round_.kind not in INDICATIVE:
        return None
    view = rated_in(rounds, round_, at)
    found = None if view.why_no_results else results_of(db, actor, consultation, view)
    return RoundPart(
        view=view,
        question=question_of(round_.terms),
        criterion=criterion_sentences(view.criterion) if view.of_scores else (),
        why_not=why_not_rate(actor, consultation, round_, at),
        texts=tuple(result_view(view, text) for text in found.texts) if found else (),
    )
