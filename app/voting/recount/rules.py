"""Who declares, certifies, voids and overrules, and when: each answer is None or one sentence (domain D3, invariant 8)."""

from app.consultations.calendar import ENDED
from app.consultations.models import Consultation, ConsultationState, Role
from app.consultations.rules import is_secretariat, moderator_seat
from app.kernel.actor import SYSTEM, Actor, Seat
from app.kernel.i18n import gettext as _
from app.voting.recount.views import Footing
from app.voting.views import Seated

REASON_LIMIT = 4000


def secretariat_seat(actor: Actor, consultation: Consultation) -> Seat | None:
    """The seat from which the actor acts for the secretariat, of this consultation or of the whole site."""
    here = consultation.id or 0
    return next(
        (s for s in actor.seats if s.role == Role.SECRETARIAT and s.consultation_id in (here, None)), None
    )


def why_not_chair(actor: Actor, consultation: Consultation, *, moderated: bool) -> str | None:
    """Why `actor` does not declare results here, or None: the moderators do, the secretariat where there is none."""
    if actor == SYSTEM or moderator_seat(actor, consultation) is not None:
        return None
    if not actor.signed_in:
        return _("Sign in as a moderator of this consultation to declare its results.")
    if is_secretariat(actor, consultation):
        if not moderated:
            return None
        return _("A moderator declares what was computed; the secretariat certifies it afterwards.")
    return _("A moderator of this consultation declares what was computed, and you are none of them.")


def why_not_certifier(actor: Actor, consultation: Consultation) -> str | None:
    """Why `actor` does not certify results or void ballots here, or None: the secretariat does."""
    if actor == SYSTEM or is_secretariat(actor, consultation):
        return None
    if not actor.signed_in:
        return _(
            "Sign in as the secretariat of this consultation to certify a result or declare a ballot void."
        )
    return _("The secretariat certifies results and declares ballots void, and you are not of the secretariat here.")  # fmt: skip


def why_not_declare(actor: Actor, consultation: Consultation, footing: Footing) -> str | None:
    """Why the result may not be declared now, or None: by a moderator, once, and only what the positions give.

    A moderator who gave positions in this ballot may declare: what is declared is computed.
    """
    refused = why_not_chair(actor, consultation, moderated=footing.moderated) or _why_stands(
        consultation, footing
    )
    if refused is not None:
        return refused
    if footing.declared is not None:
        return _("This result is declared.")
    return _why_differs(footing)


def why_not_certify(actor: Actor, consultation: Consultation, footing: Footing) -> str | None:
    """Why the result may not be certified now, or None: by the secretariat, once, after it was declared."""
    refused = why_not_certifier(actor, consultation) or _why_stands(consultation, footing)
    if refused is not None:
        return refused
    if footing.certified is not None:
        return _("This result is certified.")
    if footing.declared is None:
        return _("This result is certified after a moderator has declared it.")
    return _why_differs(footing)


def why_not_void(actor: Actor, consultation: Consultation, footing: Footing) -> str | None:
    """Why the ballot may not be declared void now, or None: by the secretariat, with reasons, also after certification."""
    refused = why_not_certifier(actor, consultation) or _why_over(consultation, footing)
    if refused is not None:
        return refused
    if footing.voided is not None:
        return _("This ballot is void.")
    if footing.settled:
        return _(
            "A proposal of this ballot stands in the issued outcome document, so that the ballot cannot be declared void any more. What has changed is corrected in a new edition."
        )
    if footing.later:
        return _(
            "%(code)s is under a later decision in the words that amendments of this ballot gave it, so that the ballot cannot be declared void while that stands."
        ) % {"code": footing.later}
    return None


def why_not_overrule(
    actor: Actor, consultation: Consultation, footing: Footing, *, of: Seated | None = None
) -> str | None:
    """Why no objection (or not that of `of`) may be overruled now, or None: by a moderator, under a rule that lets the chair,
    after the close and before the result is declared, never the objection of one's own delegation, nor the one that
    somebody gave as a member, whatever seat is held since."""
    refused = why_not_chair(actor, consultation, moderated=footing.moderated)
    if refused is not None:
        return refused
    if not footing.view.overrules:
        return _("The rule of this ballot lets nobody overrule an objection: it counts as it was given.")
    refused = _why_stands(consultation, footing)
    if refused is not None:
        return refused
    if footing.declared is not None:
        return _("This result is declared, so that no objection can be overruled any more.")
    if of is not None and of.person_id is not None and of.person_id == actor.person_id:
        return _("This objection is your own. Another moderator decides on it.")
    if of is not None and any(
        seat.delegation_id == of.delegation_id for seat in actor.seats_in(consultation.id or 0)
    ):
        return _("You sit in the delegation that objects. Another moderator decides on its objection.")
    return _why_differs(footing)


def waits_for(footing: Footing) -> str:
    """What a result that has been computed waits for, in a sentence; empty where it waits for nothing."""
    view = footing.view
    if not view.counted or view.void or view.ballot.from_history or footing.certified is not None:
        return ""
    if footing.declared is None:
        return _("It waits for a moderator to declare what was computed.")
    return _("It waits for the secretariat to certify what was declared.")


def _why_over(consultation: Consultation, footing: Footing) -> str | None:
    if footing.view.why_no_count is not None:
        return footing.view.why_no_count
    if consultation.state in ENDED:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": consultation.code}
    if consultation.state == ConsultationState.DRAFT:
        return _("%(code)s is still being set up. Work begins when its secretariat opens it.") % {
            "code": consultation.code
        }
    return None


def _why_stands(consultation: Consultation, footing: Footing) -> str | None:
    refused = _why_over(consultation, footing)
    if refused is not None:
        return refused
    if footing.view.void:
        return _("This ballot was declared void, so that nothing is decided by it. A new ballot is needed.")
    if footing.view.ballot.from_history:
        return _("This result was known when the consultation was read in, and counts as it was.")
    return None


def _why_differs(footing: Footing) -> str | None:
    if footing.agrees:
        return None
    return _(
        "The positions counted again do not give the result that was kept, so that nobody can stand by it. Have the record verified; the secretariat can declare the ballot void."
    )
