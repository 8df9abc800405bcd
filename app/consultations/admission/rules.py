"""Who may invite to which seat, who may apply, and what an invitation or an application can still become. Pure rules."""

from datetime import datetime, timedelta
from enum import StrEnum

from app.consultations.admission.models import Application, Invitation
from app.consultations.given import Given
from app.consultations.models import Consultation, ConsultationState, Delegation, Role, WorkingGroup
from app.consultations.rules import why_not_of_the_secretariat, why_not_set_up
from app.consultations.seating import why_not_after_the_end, why_not_seat
from app.kernel.actor import SYSTEM, Actor
from app.kernel.i18n import gettext as _
from app.people.rules import why_not_address

LASTS = timedelta(days=14)
"""How long an invitation may be answered, and an application confirmed."""
# What the head of a delegation gives in it; the head itself is the secretariat's to name.
BY_THE_HEAD = (Role.MEMBER, Role.ALTERNATE, Role.REPORTER)


class Standing(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


def standing_of(invitation: Invitation, at: datetime) -> Standing:
    """Where an invitation stands at the instant `at`."""
    if invitation.accepted_at is not None:
        return Standing.ACCEPTED
    if invitation.declined_at is not None:
        return Standing.DECLINED
    if invitation.withdrawn_at is not None:
        return Standing.WITHDRAWN
    return Standing.EXPIRED if invitation.expires_at <= at else Standing.OPEN


def heads(actor: Actor, delegation: Delegation | None) -> bool:
    """Whether the actor is the head of this very delegation."""
    return delegation is not None and actor.in_delegation(delegation.id or 0, Role.HEAD) is not None


def why_not_lead(
    actor: Actor, consultation: Consultation, delegation: Delegation, *, role: str | None = None
) -> str | None:
    """Why `actor` may not say who sits in this delegation, in `role` if one is named; None where they may.

    Its head names alternates, members and reporters (domain A22); the secretariat gives every seat.
    """
    why = why_not_set_up(actor, consultation)
    if why is None:
        return why_not_after_the_end(delegation)
    if not actor.signed_in:
        return _("You are not signed in. The head of a delegation says who sits in it.")
    if why_not_of_the_secretariat(actor, consultation) is None:
        return why
    if not heads(actor, delegation):
        return _("The head of the delegation of %(name)s and the secretariat say who sits in it.") % {
            "name": delegation.name
        }
    if (ended := why_not_set_up(SYSTEM, consultation)) is not None:
        return ended
    if consultation.state == ConsultationState.DRAFT:
        return _(
            "This consultation is still being set up. Until it opens, its secretariat says who sits where."
        )
    if role is not None and role not in BY_THE_HEAD:
        return _(
            "The head of a delegation names alternates, members and reporters. The secretariat gives every other seat."
        )
    return why_not_after_the_end(delegation)


def why_not_invite(
    actor: Actor,
    consultation: Consultation,
    *,
    role: str | None = None,
    group: WorkingGroup | None = None,
    delegation: Delegation | None = None,
) -> str | None:
    """Why `actor` may not invite to such a seat; None where they may: whoever may give it may offer it.

    A head offers seats in the own delegation, a convenor in the own group, the secretariat all.
    """
    if delegation is not None and group is None:
        return why_not_lead(actor, consultation, delegation, role=role)
    return why_not_seat(actor, consultation, group=group, role=role, for_delegation=delegation is not None)


def why_not_change(standing: Standing) -> str | None:
    """Why an invitation is neither sent again nor withdrawn: it was answered, or taken back."""
    return {
        Standing.ACCEPTED: _("This invitation has been accepted. The seat can be ended instead."),
        Standing.DECLINED: _("This invitation has been declined. Invite anew if that has changed."),
        Standing.WITHDRAWN: _("This invitation has been withdrawn. Invite anew if that has changed."),
    }.get(standing)


def why_not_answer(standing: Standing) -> str | None:
    """Why an invitation cannot be answered any more, and what to do instead."""
    return {
        Standing.ACCEPTED: _(
            "This invitation has been accepted. Sign in with the address it was sent to; if that was not you, tell the secretariat."
        ),
        Standing.DECLINED: _(
            "This invitation has been declined. If that has changed, ask whoever invited you for a new one."
        ),
        Standing.WITHDRAWN: _(
            "This invitation has been withdrawn. Ask whoever invited you what has changed."
        ),
        Standing.EXPIRED: _("This invitation is too old. Ask whoever invited you to send it again."),
    }.get(standing)


def why_not_apply(consultation: Consultation) -> str | None:
    """Why nobody applies for accreditation here now; None where anybody may, with or without an account."""
    if (ended := why_not_set_up(SYSTEM, consultation)) is not None:
        return ended
    if consultation.state == ConsultationState.DRAFT:
        return _("This consultation is still being set up. Applications are taken once it opens.")
    if not consultation.admits:
        return _(
            "This consultation takes no applications. Its secretariat invites those who take part; write to it."
        )
    return None


def why_not_confirm(application: Application, at: datetime) -> str | None:
    """Why an application cannot be confirmed any more, and what to do instead."""
    if application.confirmed_at is None and application.applied_at + LASTS <= at:
        return _("This link is too old. Apply again; it takes a few minutes.")
    return None


def why_not_decide(
    actor: Actor, consultation: Consultation, application: Application | None = None
) -> str | None:
    """Why `actor` does not decide this application, or any: the secretariat does, once, when it is confirmed."""
    if (why := why_not_set_up(actor, consultation)) is not None:
        return why
    if application is None:
        return None
    if application.decided_at is not None:
        return _("This application has been decided, and the decision stands with its reason.")
    if application.withdrawn_at is not None:
        return _("Its contact has left this site, so nobody can be told. The body may apply again.")
    if application.confirmed_at is None:
        return _(
            "Its contact has not confirmed it yet. It can be decided once the link in the mail is followed."
        )
    return None


def read_address(given: Given, name: str, value: str) -> str:
    """An e-mail address as it is kept; what is wrong with it stands among the sentences of `given`."""
    address = value.strip().lower()
    if any(not sign.isprintable() for sign in address):
        given.wrong(name, _("This address holds a sign that nobody sees. Type it by hand."))
    elif (why_not := why_not_address(value.strip())) is not None:
        given.wrong(name, why_not)
    return address
