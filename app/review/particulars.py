"""What the page of a round shows besides what every round has, by its kind."""

from typing import Any

from sqlmodel import Session

from app.consultations.models import RoundKind
from app.discussion.answer_rules import answers_here
from app.kernel.actor import Actor
from app.review.attendance.queries import own_answers
from app.review.attendance.rules import why_not_decline
from app.review.report.queries import response_line
from app.review.silence.queries import last_call_of, silences_of
from app.review.views import Room
from app.voting.ratings.part import round_part


def particulars_of(db: Session, actor: Actor, room: Room) -> dict[str, Any]:
    """The parts of a round's page that only some rounds have, by the name under which its template draws them.

    Each subject adds its own line here and its own fragment to `templates/review/round.html`; what a round does not have
    is not asked for, so that the number of queries stays that of its kind.
    """
    found: dict[str, Any] = {"answers_comments": answers_here(actor, room.consultation)}
    if why_not_decline(actor, room.consultation, room.round, room.at) is None:
        found["attendance"] = [
            one for one in own_answers(db, room.consultation, actor, room.round) if one.asked
        ]
    response = response_line(db, actor, room)
    if response is not None:
        found["response"] = response
    rating = round_part(db, actor, room.consultation, room.rounds, room.round, room.at)
    if rating is not None:
        found["rating"] = rating
    if room.round.kind == RoundKind.SILENCE:
        found["silences"] = silences_of(
            db, room.consultation, actor, room.round, room.at, moderated=room.moderated
        )
    elif room.round.kind == RoundKind.LAST_CALL:
        found["last_call"] = last_call_of(
            db, room.consultation, actor, room.round, room.at, moderated=room.moderated
        )
    return found
