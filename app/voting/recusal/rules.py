"""Who recuses themselves from a ballot, and when it can be taken back: each answer is None or one sentence (invariant 7)."""

from app.consultations.calendar import ENDED, RoundStage
from app.consultations.models import Consultation, ConsultationState
from app.consultations.rules import moderator_seat, voting_seats
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.voting.members.rules import member_seats

REASON_LIMIT = 1000


def why_not_recuse(actor: Actor, consultation: Consultation, *, by_members: bool = False) -> str | None:
    """Why `actor` recuses themselves from no ballot here, or None: only those have something to leave to others who give
    positions or declare results: heads and alternates, or where each member has a position (`by_members`) these. At any time while the consultation runs; what was given before stands."""
    if not actor.signed_in:
        return _("Sign in as head or alternate of a delegation, or as a moderator, to recuse yourself.")
    seats = (member_seats if by_members else voting_seats)(actor, consultation)
    if not seats and moderator_seat(actor, consultation) is None:
        return _("You give no positions here and declare no results, so there is nothing to recuse yourself from.")  # fmt: skip
    if consultation.state == ConsultationState.DRAFT:
        return _("%(code)s has not been opened yet.") % {"code": consultation.code}
    if consultation.state in ENDED:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": consultation.code}
    return None


def why_not_take_part_again(
    actor: Actor, consultation: Consultation, stage: RoundStage, *, by_members: bool = False
) -> str | None:
    """Why `actor` may not take a recusal back now, or None: only while the ballot is open, so that nobody comes back to
    declare what they had left to others."""
    refused = why_not_recuse(actor, consultation, by_members=by_members)
    if refused is not None:
        return refused
    if stage is not RoundStage.OPEN:
        return _("A recusal is taken back only while the ballot is open.")
    return None
