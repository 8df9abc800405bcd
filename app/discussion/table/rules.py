"""Who may bring a table of comments to a round, and when. Pure: the actor's seats, the round and the clock decide."""

from datetime import datetime

from app.consultations.calendar import (
    ENDED,
    PERMITS,
    Act,
    RoundStage,
    Stage,
    Who,
    round_stage,
    takes_late,
    why_not_now,
)
from app.consultations.models import Consultation, ConsultationState, Round, RoundKind
from app.consultations.rules import is_secretariat, moderator_seat, voting_seats
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _


def takes_tables(round_: Round) -> bool:
    """Whether rounds of this kind take comments from everybody with a seat, and so tables of bodies."""
    return PERMITS[RoundKind(round_.kind)][list(Act).index(Act.COMMENT)] is Who.ADMITTED


def is_late(round_: Round, at: datetime) -> bool:
    """Whether what is brought now is late, and flagged as such."""
    return round_stage(round_, at) is RoundStage.CLOSED


def collects(actor: Actor, consultation: Consultation) -> bool:
    """Whether the actor brings the tables of any body: who moderates here, and the secretariat."""
    return moderator_seat(actor, consultation) is not None or is_secretariat(actor, consultation)


def own_delegations(actor: Actor, consultation: Consultation) -> list[int]:
    """The delegations whose table the actor brings as their head or alternate."""
    return list(dict.fromkeys(seat.delegation_id or 0 for seat in voting_seats(actor, consultation)))


def why_not_bring(actor: Actor, consultation: Consultation, round_: Round, at: datetime) -> str | None:
    """Why the actor may not bring a table of comments to this round now; None where it is permitted.

    A round takes tables for as long as it takes comments: while it is open, and after its close where its terms take
    late ones, until it is completed. They are brought by who moderates in this consultation, by the secretariat, and by
    the head or an alternate for the own delegation.
    """
    closed = consultation.code if consultation.state in ENDED else None
    unopened = consultation.code if consultation.state == ConsultationState.DRAFT else None
    if closed is not None or unopened is not None:
        return why_not_now(Act.COMMENT, Stage(at=at, closed=closed, unopened=unopened))
    about = {"round": round_.title}
    if not takes_tables(round_):
        return _("“%(round)s” takes no comments from the bodies, so no table is brought to it.") % about
    stage = round_stage(round_, at)
    if stage is RoundStage.CLOSED and not takes_late(round_):
        return (
            _("“%(round)s” has closed and takes no late comments, so no table is brought to it any more.")
            % about
        )
    if stage in (RoundStage.PLANNED, RoundStage.OVERDUE):
        return _("“%(round)s” has not opened yet. It takes tables once it is open.") % about
    if stage is RoundStage.COMPLETED:
        return _("“%(round)s” is completed, and its comments stand.") % about
    if stage is RoundStage.CANCELLED:
        return _("“%(round)s” was cancelled, so no table is brought to it.") % about
    if not actor.signed_in:
        return _("Sign in to bring a table of comments.")
    if not collects(actor, consultation) and not own_delegations(actor, consultation):
        return _(
            "A table is brought by a convenor or the secretariat, and by the head or an alternate of a delegation for that delegation."
        )
    return None
