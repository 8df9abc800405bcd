"""Who may give and end which seat, and who can hold which: pure rules about seats (domain D1 and D3)."""

import re
from collections.abc import Sequence
from datetime import date

from app.consultations.models import (
    Consultation,
    ConsultationState,
    Delegation,
    Membership,
    Role,
    WorkingGroup,
)
from app.consultations.rules import VOTING_ROLES, why_not_of_the_secretariat, why_not_set_up
from app.kernel.actor import SYSTEM, Actor, Seat
from app.kernel.i18n import LANGUAGES, in_locale
from app.kernel.i18n import gettext as _

# What a convenor gives in the own group; every other seat is the secretariat's to give.
CONVENED = (Role.MEMBER, Role.OBSERVER)
# What takes part in what is consulted about; an administrator holds none of it.
CONTENT_ROLES = (
    Role.OBSERVER, Role.MEMBER, Role.RAPPORTEUR, Role.MODERATOR, Role.HEAD, Role.ALTERNATE, Role.REPORTER,
)  # fmt: skip
IN_A_GROUP = (Role.MEMBER, Role.RAPPORTEUR)
SITE_WIDE = (Role.ADMINISTRATOR, Role.SECRETARIAT)


def role_word(role: str) -> str:
    """A role in words."""
    return {
        Role.OBSERVER: _("Observer"),
        Role.MEMBER: _("Member"),
        Role.RAPPORTEUR: _("Rapporteur"),
        Role.MODERATOR: _("Convenor"),
        Role.SECRETARIAT: _("Secretariat"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.HEAD: _("Head of delegation"),
        Role.ALTERNATE: _("Alternate"),
        Role.REPORTER: _("Reporter of a pilot"),
    }[Role(role)]


def convenes(actor: Actor, group: WorkingGroup | None) -> bool:
    """Whether the actor is a convenor of this very group."""
    return group is not None and actor.in_group(group.id or 0, Role.MODERATOR) is not None


def why_not_seat(
    actor: Actor,
    consultation: Consultation,
    *,
    group: WorkingGroup | None = None,
    role: str | None = None,
    for_delegation: bool = False,
) -> str | None:
    """Why `actor` may not give or end a seat here; None where they may.

    The secretariat seats everybody. The convenor of a group seats its members and observers, for nobody but
    themselves: which delegation somebody sits for is the secretariat's to say.
    """
    why = why_not_set_up(actor, consultation)
    if why is None or group is None or not actor.signed_in:
        return why
    if why_not_of_the_secretariat(actor, consultation) is None:
        return why
    if not convenes(actor, group):
        return _("The convenor of %(group)s and the secretariat say who sits in it.") % {"group": group.code}
    if (ended := why_not_set_up(SYSTEM, consultation)) is not None:
        return ended
    if consultation.state == ConsultationState.DRAFT:
        return _(
            "This consultation is still being set up. Until it opens, its secretariat says who sits where."
        )
    if role is not None and role not in CONVENED:
        return _("A convenor seats members and observers. The secretariat gives every other seat.")
    if for_delegation:
        return _("The secretariat says for which delegation somebody sits.")
    return why_not_after_the_end(group)


def why_not_end(
    actor: Actor, consultation: Consultation, seat: Membership, group: WorkingGroup | None
) -> str | None:
    """Why `actor` may not end this seat: whoever may give it may end it."""
    return why_not_seat(
        actor,
        consultation,
        group=group,
        role=seat.role,
        for_delegation=seat.delegation_id is not None and seat.role in VOTING_ROLES,
    )


def why_not_hand_link(
    name: str, seat: Membership, held: Sequence[Membership], *, convenor: bool = False
) -> str | None:
    """Why nobody here gets a way into this account: it reaches further than this consultation, or not even there.

    A `convenor` gets one only into an account that reaches no further than the own group: whoever has the link acts
    from every seat of it.
    """
    if seat.ended_at is not None:
        return _("This seat has ended, so there is nothing to sign in for.")
    if any(other.consultation_id != seat.consultation_id for other in held):
        return _(
            "%(name)s has a seat elsewhere too, so only %(name)s gets a link. An administrator can help."
        ) % {"name": name}
    theirs = (seat.group_id, None)
    if convenor and any(
        (other.group_id, other.delegation_id) != theirs or other.role not in CONVENED for other in held
    ):
        return _(
            "%(name)s has a seat that a convenor does not give, so only the secretariat hands over the link."
        ) % {"name": name}
    return None


def why_not_after_the_end(part: WorkingGroup | Delegation | None) -> str | None:
    """Nobody is seated in a group or a delegation that has ended."""
    if part is None or part.ended_at is None:
        return None
    if isinstance(part, Delegation):
        return _("The delegation of %(name)s has ended. Accredit it anew to give seats in it.") % {
            "name": part.name
        }
    return _("%(code)s has ended, and nobody sits in it any more.") % {"code": part.code}


def why_no_such_place(
    role: str, group: WorkingGroup | None, delegation: Delegation | None
) -> tuple[str, str] | None:
    """Whether a role is held in such a place; the field and the sentence where it is not."""
    if role in VOTING_ROLES:
        if delegation is None:
            return "delegation", _("A head or an alternate sits in a delegation. Choose which.")
        if group is not None:
            return "group", _(
                "A head or an alternate sits in the delegation alone. Give a second seat for the working group."
            )
    if role in IN_A_GROUP and group is None and delegation is None:
        return "group", _("Choose the working group: members and rapporteurs write in one.")
    if role == Role.RAPPORTEUR and group is None:
        return "group", _("Choose the working group: members and rapporteurs write in one.")
    if role == Role.SECRETARIAT and (group is not None or delegation is not None):
        return "role", _("The secretariat serves the consultation as a whole: no group, no delegation.")
    return None


def why_not_personal(role: str) -> str | None:
    """Why a seat of this role is not held in personal capacity; None where it is.

    Such a seat stands for no body (domain A47): head and alternates speak for a delegation, the secretariat for all.
    """
    if role in VOTING_ROLES:
        return _(
            "A head or an alternate speaks for a delegation. In personal capacity somebody is a member, a rapporteur, a convenor or an observer."
        )
    if role in (*SITE_WIDE, Role.REPORTER):
        return _("This role is an office, which nobody holds in personal capacity.")
    return None


def why_not_hold(role: str, name: str, held: Sequence[Membership], consultation_id: int) -> str | None:
    """Why somebody who holds these seats cannot be given `role` in a consultation; None where they can.

    An administrator of the site has no part in what is consulted about. The secretariat of a consultation, or of the
    site, never gives positions in it; and who gives positions is not of its secretariat.
    """
    whole = {seat.role for seat in held if seat.consultation_id is None}
    here = {seat.role for seat in held if seat.consultation_id == consultation_id}
    if Role.ADMINISTRATOR in whole and (role in CONTENT_ROLES or role == Role.SECRETARIAT):
        return _(
            "%(name)s administers this site, and an administrator has no part in texts, positions or answers."
        ) % {"name": name}
    if role in VOTING_ROLES and Role.SECRETARIAT in whole | here:
        return _("%(name)s is of the secretariat, which never gives a delegation’s positions.") % {
            "name": name
        }
    if role == Role.SECRETARIAT and here & set(VOTING_ROLES):
        return _("%(name)s gives a delegation’s positions here, and so cannot be of the secretariat.") % {
            "name": name
        }
    return None


def overlap(first: tuple[date | None, date | None], second: tuple[date | None, date | None]) -> bool:
    """Whether two terms, each from a day to a day with open ends, have a day in common."""
    return (first[0] is None or second[1] is None or first[0] <= second[1]) and (
        second[0] is None or first[1] is None or second[0] <= first[1]
    )


def standing_seat(
    held: Sequence[Membership],
    role: str,
    place: tuple[int | None, ...],
    term: tuple[date | None, date | None],
) -> Membership | None:
    """The seat among those `held` that is this very one: of this role, at this place (consultation, group, delegation),
    with a day in common. Terms that follow each other are two seats."""
    for seat in held:
        there = (seat.consultation_id, seat.group_id, seat.delegation_id)
        if seat.role == role and there == place and overlap(term, (seat.since, seat.until)):
            return seat
    return None


def why_not_these_days(seat: Membership, name: str, term: tuple[date | None, date | None]) -> str | None:
    """Why a seat that is held is not given once more for other days, or None: it would go without a word."""
    if term in ((None, None), (seat.since, seat.until)):
        return None
    return _(
        "%(name)s holds this seat already, for other days. End that seat first, or let the terms follow each other."
    ) % {"name": name}


def capacity_of(actor: Actor, consultation: Consultation, group: WorkingGroup | None = None) -> str | None:
    """The title of the seat from which the actor sets up: of the secretariat, or the convenor's of the group."""
    seats: list[Seat | None] = [
        seat
        for seat in actor.seats
        if seat.role == Role.SECRETARIAT and seat.consultation_id in (consultation.id, None)
    ]
    if group is not None:
        seats.append(actor.in_group(group.id or 0, Role.MODERATOR))
    return next((seat.title for seat in seats if seat is not None), None)


def personal_title(consultation: Consultation, title: str) -> str:
    """A capacity that says it is personal: "Member, WG-5, in personal capacity", in the language of the consultation.

    It is written into the capacity itself, so that it stands beside the person wherever one is shown, kept or handed on.
    """
    language = consultation.default_language
    with in_locale(language if language in LANGUAGES else "en"):
        words = _("in personal capacity")
    return title if words.casefold() in title.casefold() else f"{title}, {words}" if title else words


def seconded_title(
    consultation: Consultation, title: str, delegation: tuple[str, str], employer: tuple[str, str]
) -> str:
    """A capacity that names both the delegation and the body its holder belongs to, where these are not one (domain A22):
    "Adviser (delegation of Belgium; Migration Policy Institute)". Each is given as its name and its short name."""
    language = consultation.default_language
    with in_locale(language if language in LANGUAGES else "en"):
        sits = _("delegation of %(name)s") % {"name": delegation[1] or delegation[0]}
    besides = [] if _named(title, delegation) else [sits]
    besides += [] if _named(title, employer) else [employer[0]]
    return f"{title} ({'; '.join(besides)})" if besides else title


def _named(title: str, names: tuple[str, str]) -> bool:
    """Whether a capacity names a body by one of its names, as words of their own."""
    return any(
        re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", title.casefold()) for name in names if name
    )


def composed_title(
    consultation: Consultation, role: str, group: WorkingGroup | None, delegation: Delegation | None
) -> str:
    """A capacity where none was typed: "Member, WG-5", in the language of the consultation."""
    language = consultation.default_language
    with in_locale(language if language in LANGUAGES else "en"):
        word = role_word(role)
    place = delegation.short_name if delegation else (group.code if group else "")
    return f"{word}, {place}" if place else word
