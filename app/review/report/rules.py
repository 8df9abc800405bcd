"""When the response to a round is due, and who publishes it (GOV.UK consultation principles 2018, G to J)."""

from datetime import datetime

from app.consultations.calendar import RoundStage, closes, round_stage
from app.consultations.models import Consultation, ConsultationState, Round, RoundKind
from app.kernel.actor import Actor
from app.kernel.clock import same_wall_time
from app.kernel.i18n import gettext as _
from app.review.rules import OF_COMMENTS, why_not_run

RESPONDED = (*OF_COMMENTS, RoundKind.RATING, RoundKind.SENSE_CHECK, RoundKind.SILENCE)
"""The kinds of rounds in which participants are heard, so that a response can be published."""
FOREWORD_LIMIT = 10_000
_OVER = (ConsultationState.DRAFT, ConsultationState.CLOSED, ConsultationState.ARCHIVED)


def response_due(consultation: Consultation, round_: Round, at: datetime) -> datetime | None:
    """By when the response to a round of comments is published, counted from its close; None where none is owed.

    None is owed for a round that was never opened or was cancelled, nor for one that had closed before the consultation
    came here with its record, nor in a consultation that has ended.
    """
    if round_.kind not in OF_COMMENTS or round_.opening_given_at is None:
        return None
    if round_stage(round_, at) is RoundStage.CANCELLED or consultation.state in _OVER:
        return None
    closed = closes(round_)
    if closed <= consultation.created_at:
        return None
    zone = consultation.timezone
    # A deadline keeps its hour on the wall where the clocks change in between.
    return same_wall_time(closed, zone, zone, consultation.response_days)


def why_not_prepare(
    actor: Actor, consultation: Consultation, round_: Round, *, moderated: bool
) -> str | None:
    """Why `actor` does not see the response before it is published, or None: who runs the rounds prepares it."""
    refusal = why_not_run(actor, consultation, moderated=moderated)
    if refusal is not None:
        return refusal
    if round_.kind not in RESPONDED:
        return _("Nobody is heard in a round of this kind, so there is nothing to respond to.")
    return None


def why_not_publish_response(
    actor: Actor, consultation: Consultation, round_: Round, at: datetime, *, moderated: bool
) -> str | None:
    """Why `actor` may not publish the response to a round, or None: the moderators do, and the secretariat where there
    is none, once the round is completed, so that every comment has its answer (invariant 6)."""
    refusal = why_not_prepare(actor, consultation, round_, moderated=moderated)
    if refusal is not None:
        return refusal
    stage = round_stage(round_, at)
    if stage is RoundStage.COMPLETED:
        return None
    if stage is RoundStage.CANCELLED:
        return _("This round was cancelled, so there is nothing to respond to.")
    if stage is RoundStage.CLOSED:
        return _("The response is published when the round is completed: when every comment has its answer.")
    return _("The response is published when the round has closed and is completed.")
