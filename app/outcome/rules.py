"""Who may put the list together and when, and what may be done with a proposal in it. Pure; nothing is read here."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.consultations.course import place_of
from app.consultations.models import Consultation, ConsultationState
from app.consultations.rules import is_secretariat
from app.drafting.models import ProposalState
from app.kernel.actor import SYSTEM, Actor
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.outcome.wording import listed

# What the delegations adopted, and what of it stands in an issued edition already.
OF_THE_LIST = (ProposalState.ADOPTED, ProposalState.CONSOLIDATED)


@dataclass(frozen=True)
class Place:
    """How a proposal stands in the list: whether it is in, in whose entry, and who stands in its own."""

    code: str
    kind: str
    state: str
    included: bool
    into: str | None = None
    united: Sequence[str] = ()


def why_not_of_the_list(actor: Actor, consultation: Consultation) -> str | None:
    """Why `actor` may not see and use the workbench, whatever the stage; or None: the secretariat may (domain D3)."""
    if actor == SYSTEM or is_secretariat(actor, consultation):
        return None
    if not actor.signed_in:
        return _("You are not signed in. The secretariat of a consultation puts its list together.")
    return _("The secretariat puts the list together, and you are not of the secretariat here.")


def why_not_put_together(actor: Actor, consultation: Consultation) -> str | None:
    """Why `actor` may not change the list now, or None.

    The secretariat records what the representative group decided, from consolidation on; what is put together after an
    edition was issued stands in the next one. A closed consultation is first moved back a stage.
    """
    if (why := why_not_of_the_list(actor, consultation)) is not None:
        return why
    state = ConsultationState(consultation.state)
    if state == ConsultationState.ARCHIVED:
        return _("This consultation is archived: it is kept as it was, and nothing in it changes any more.")
    if state == ConsultationState.CLOSED:
        return _(
            "This consultation is closed. The secretariat can move it back a stage, with a reason; then the list can be changed."
        )
    if place_of(state) < place_of(ConsultationState.CONSOLIDATION):
        return _(
            "The list is put together in consolidation. The secretariat moves the consultation there, in its set-up, when every round of comments is over."
        )
    return None


def why_not_in_the_list(code: str, state: str) -> str | None:
    """Why the representative group does not decide on this proposal, or None: only what was adopted comes before it."""
    if state in OF_THE_LIST:
        return None
    return _("%(code)s was not adopted by the delegations, and the list holds only what they adopted.") % {
        "code": code
    }


def why_not_of_a_closed_group(code: str) -> str:
    """The sentence for a proposal of a closed group, to those who may see it: it occurs nowhere in the document."""
    return _("%(code)s is of a closed group. What a closed group writes does not occur in the document.") % {
        "code": code
    }


def why_not_exclude(place: Place) -> str | None:
    """Why a proposal cannot be taken out of the list now, or None. What stands in one entry is first parted."""
    if place.into:
        return _(
            "%(code)s stands in the entry of %(into)s. Take it out of that entry before you exclude it."
        ) % {
            "code": place.code,
            "into": place.into,
        }
    if place.united:
        return ngettext(
            "%(codes)s stands in the entry of %(code)s. Take it out of there before you exclude %(code)s.",
            "%(codes)s stand in the entry of %(code)s. Take them out of there before you exclude %(code)s.",
            len(place.united),
        ) % {"codes": listed(place.united), "code": place.code}
    return None


def why_not_unite(one: Place, into: Place) -> str | None:
    """Why `one` cannot stand in the entry of `into`, or None: both in the list, of one kind, and no entry in an entry."""
    if one.code == into.code:
        return _("An entry is united with another one.")
    if one.kind != into.kind:
        return _(
            "%(code)s and %(into)s are a mechanism and a benchmark. They are linked with each other, and not united."
        ) % {"code": one.code, "into": into.code}
    for place in (one, into):
        if not place.included:
            return _("%(code)s is not in the list. Only what is included can be united.") % {
                "code": place.code
            }
    if into.into:
        return _("%(into)s stands in the entry of %(lead)s itself. Choose %(lead)s.") % {
            "into": into.code,
            "lead": into.into,
        }
    if one.into and one.into != into.code:
        return _("%(code)s stands in the entry of %(lead)s already. Take it out of that entry first.") % {
            "code": one.code,
            "lead": one.into,
        }
    if one.united:
        return ngettext(
            "%(codes)s stands in the entry of %(code)s. Take it out of there first.",
            "%(codes)s stand in the entry of %(code)s. Take them out of there first.",
            len(one.united),
        ) % {"codes": listed(one.united), "code": one.code}
    return None
