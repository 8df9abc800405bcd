"""What the doors of a round and of its texts note: that somebody with a seat has looked. After the answer, never in it."""

from datetime import datetime, timedelta
from functools import partial

from fastapi import Request

from app.consultations.calendar import RoundStage, round_stage
from app.consultations.models import Consultation, Round
from app.kernel.actor import Actor
from app.review.attendance.actions import note_look
from app.web.afterwards import afterwards

EVERY = timedelta(hours=1)
REMEMBERED = 20_000


def look_at(
    request: Request, actor: Actor, consultation: Consultation, round_: Round | None, at: datetime
) -> None:
    """Note afterwards that `actor` has looked at this round: while it is open, where they have a seat here, and at most
    once an hour for each person and round. It asks nothing of the database.

    What was noted is remembered by the process; another process notes at most once an hour as well, which is the same.
    """
    here = consultation.id or 0
    if round_ is None or actor.person_id is None or not actor.seats_in(here):
        return
    if round_stage(round_, at) is not RoundStage.OPEN:
        return
    state = request.app.state
    noted: dict[tuple[int, int], datetime] = getattr(state, "looks", {})
    state.looks = noted
    key = (round_.id or 0, actor.person_id)
    if key in noted and noted[key] <= at < noted[key] + EVERY:
        return
    if len(noted) >= REMEMBERED:
        noted.clear()
    noted[key] = at
    seats = [s for s in actor.seats_in(here) if s.delegation_id is not None and not s.personal]
    afterwards(
        request,
        partial(
            note_look,
            consultation_id=here,
            round_id=round_.id or 0,
            person_id=actor.person_id,
            delegation_id=seats[0].delegation_id if seats else None,
            at=at,
        ),
    )
