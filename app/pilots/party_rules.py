"""Who may invite, join and leave, and who leads a pilot that has lost its lead. Pure."""

from app.consultations.models import Consultation
from app.consultations.rules import VOTING_ROLES, is_secretariat
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.pilots.models import Part
from app.pilots.rules import Speaker, Standing, why_not_lead, why_not_now, why_over


def why_not_invite(actor: Actor, consultation: Consultation, standing: Standing) -> str | None:
    """Those who lead invite others; whoever is invited decides alone whether to join."""
    return why_not_lead(actor, consultation, standing) or why_over(standing)


def why_not_join(actor: Actor, consultation: Consultation, standing: Standing, part: str) -> str | None:
    """Any delegation joins as a partner; a State joins as lead when it may (`joiner`)."""
    if not actor.signed_in:
        return _("Sign in as head or alternate of a delegation to join a pilot. It is voluntary.")
    heads = [s for s in standing.speakers if s.role in VOTING_ROLES]
    if not heads:
        return _(
            "Joining a pilot is voluntary: the head or an alternate of a delegation decides it, and you are neither."
        )
    if (why := why_not_now(consultation) or why_over(standing)) is not None:
        return why
    if joiner(standing, part) is not None:
        return None
    if all(s.delegation_id in standing.leads for s in heads):
        return _("Your delegation leads this pilot already.")
    if part != Part.LEAD:
        return _("Your delegation takes part in this pilot already.")
    if not any(s.state for s in heads):
        return _("Only a State leads a pilot; your delegation can join it as a partner.")
    if not standing.leads:
        return _(
            "No State leads this pilot any more. One that led it before may take it up again; another one is asked by the secretariat, when the delegations have agreed on it."
        )
    return _("A State that leads has to invite another one to lead with it. Yours has not been invited.")


def joiner(standing: Standing, part: str) -> Speaker | None:
    """The delegation of the actor that may join now in this part: an invited one before others.

    Where no State leads any more, the lead is taken by one that was asked to, or by one that led the pilot before.
    """
    inside = standing.leads | standing.partners
    heads = [s for s in standing.speakers if s.role in VOTING_ROLES]
    invited = [s for s in heads if standing.invited.get(s.delegation_id) == part]
    if part == Part.LEAD:
        heirs = frozenset() if standing.leads else standing.asked | standing.former
        free = [s for s in heads if s.state and s.delegation_id in heirs]
    else:
        free = [s for s in heads if s.delegation_id not in inside]
    return next((s for s in (*invited, *free) if part != Part.LEAD or s.state), None)


def why_not_ask_to_lead(actor: Actor, consultation: Consultation, standing: Standing) -> str | None:
    """The secretariat asks a State to lead a pilot that nobody leads, when the delegations have agreed on one (A34).

    It decides nothing: the State takes the lead by its own act, and lets the pilot go on, or it does not.
    """
    if not is_secretariat(actor, consultation):
        return _(
            "The secretariat asks a State to lead a pilot that has lost its lead, when the delegations have agreed on one."
        )
    if (why := why_not_now(consultation) or why_over(standing)) is not None:
        return why
    if standing.leads:
        return _("A State leads this pilot, and it alone invites others.")
    return None


def why_not_withdraw(actor: Actor, consultation: Consultation, standing: Standing) -> str | None:
    """Whoever takes part, or is invited, leaves by its own decision until the pilot is over."""
    if not actor.signed_in:
        return _("Sign in as head or alternate of a delegation in this pilot to withdraw it.")
    if standing.speaking({*standing.leads, *standing.partners, *standing.invited}) is None:
        return _("Only the head or an alternate of a delegation in this pilot withdraws that delegation.")
    return why_not_now(consultation) or why_over(standing)
