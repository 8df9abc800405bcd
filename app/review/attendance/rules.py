"""Who may say that a delegation will not speak in a round, and when. Pure."""

from datetime import datetime

from app.consultations.calendar import ENDED, RoundStage, round_stage
from app.consultations.models import Attribution, Consultation, ConsultationState, Round, RoundKind
from app.consultations.rules import is_secretariat, moderator_seat, voting_seats
from app.kernel.actor import SYSTEM, Actor
from app.kernel.i18n import gettext as _

REASON_LIMIT = 500
# In these the working groups write and answer; no delegation is asked for anything.
NOBODY_ASKED = (RoundKind.DRAFTING, RoundKind.REVISION)
# In these delegations give positions; who has no vote is not asked.
VOTING_ASKED = (RoundKind.SILENCE, RoundKind.BALLOT, RoundKind.SELECTION)


def asks_delegations(round_: Round) -> bool:
    """Whether delegations are asked to speak in a round of this kind."""
    return round_.kind not in NOBODY_ASKED


def tells_who_spoke(round_: Round) -> bool:
    """Whether it may be said of a delegation that it has spoken in this round: not where nothing is for attribution."""
    return round_.attribution != Attribution.NONE


def why_not_decline(
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    at: datetime,
    *,
    delegation_id: int | None = None,
    asked: bool = True,
    by_members: bool = False,
) -> str | None:
    """Why `actor` may not say that a delegation will not speak in this round, or None: its head and its alternates may,
    from the opening on until the round closes. Without a delegation it is asked of anyone they speak for.

    `asked` says whether the round asks that delegation at all, `by_members` whether it asks its members in its place.
    """
    if not actor.signed_in:
        return _("Sign in as head or alternate of a delegation to say that it will not speak.")
    spoken_for = [seat.delegation_id for seat in voting_seats(actor, consultation)]
    if not spoken_for or (delegation_id is not None and delegation_id not in spoken_for):
        return _(
            "Only the head or an alternate of a delegation says that it will not speak, and you are neither."
        )
    if consultation.state in ENDED:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": consultation.code}
    if consultation.state == ConsultationState.DRAFT:
        return _("%(code)s is still being set up. Work begins when its secretariat opens it.") % {
            "code": consultation.code
        }
    if not asks_delegations(round_):
        return _(
            "In a round of this kind the working groups write. No delegation is asked, so that none declines."
        )
    if by_members:
        return _("Who declines speaks for a delegation. In this round each member has a position of its own.")
    if not asked:
        return _("This round does not ask your delegation, so that there is nothing to decline.")
    return _why_over(round_, at)


def why_not_see_attendance(actor: Actor, consultation: Consultation, *, moderated: bool) -> str | None:
    """Why `actor` is not shown who takes part in a round, or None: those who run the rounds are, and still when the
    consultation has ended. `moderated` says whether anybody holds a moderator's seat here."""
    if actor == SYSTEM or moderator_seat(actor, consultation) is not None:
        return None
    if not actor.signed_in:
        return _("Sign in as a moderator of this consultation to see who takes part in its rounds.")
    if not is_secretariat(actor, consultation):
        return _(
            "Who looked, spoke or declined in a round is shown to the moderators who run it, and you are none of them."
        )
    if moderated:
        return _(
            "The moderators of this consultation run its rounds. The secretariat does so only where there is no moderator."
        )
    return None


def _why_over(round_: Round, at: datetime) -> str | None:
    stage = round_stage(round_, at)
    if stage is RoundStage.CANCELLED:
        return _("This round was cancelled, and nothing is done in it any more.")
    if stage in (RoundStage.CLOSED, RoundStage.COMPLETED):
        return _("This round is closed. What was said in it and what was not stands.")
    if stage is RoundStage.OVERDUE or round_.opening_given_at is None:
        return _("This round is not opened yet. A delegation can decline once its opening is given.")
    return None
