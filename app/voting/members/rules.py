"""Who has a position where each member does, and why somebody has none: each answer is None or one sentence."""

from collections.abc import Mapping
from typing import Any

from app.consultations.models import Consultation, Role
from app.consultations.rules import WRITING_ROLES, voting_seats
from app.kernel.actor import Actor, Seat
from app.kernel.errors import FieldError
from app.kernel.i18n import gettext as _
from app.voting.conditions import Franchise, Rule


def by_members(rule: Rule | Mapping[str, Any]) -> bool:
    """Whether each member has a position of its own, under a rule or one in its stored form."""
    franchise = rule.franchise if isinstance(rule, Rule) else rule.get("franchise")
    return franchise == Franchise.MEMBER


def still_member(actor: Actor, consultation_id: int) -> bool:
    """Whether somebody holds any seat of a member in this consultation."""
    return bool(_seats(actor, consultation_id))


def member_seats(actor: Actor, consultation: Consultation) -> list[Seat]:
    """The seats in working groups from which somebody writes for a body here: those that can make an elector."""
    return _seats(actor, consultation.id or 0)


def _seats(actor: Actor, consultation_id: int) -> list[Seat]:
    return [
        seat
        for seat in actor.seats_in(consultation_id)
        if seat.role in WRITING_ROLES
        and seat.group_id is not None
        and seat.delegation_id is not None
        and not seat.personal
    ]


def why_no_member(actor: Actor, consultation: Consultation) -> str | None:
    """Why this person gives no position of its own where each member does, as far as that depends on no ballot."""
    if not actor.signed_in:
        return _("Sign in as a member of a working group to give your position.")
    here = consultation.id or 0
    if actor.has_role(Role.SECRETARIAT, here) or actor.has_role(Role.ADMINISTRATOR, here):
        return _(
            "The secretariat and the administrators never give a position; the members decide among themselves."
        )
    return None


def why_not_a_member(actor: Actor, consultation: Consultation) -> str:
    """What is said to whoever is no elector of a ballot in which each member has a position."""
    if member_seats(actor, consultation):
        return _(
            "You do not take part in this ballot: its members are those who held a seat in the working groups of its texts when it was opened."
        )
    if voting_seats(actor, consultation):
        return _("In this ballot each member of the working groups gives a position of its own, and nobody gives one for a delegation. You are head or alternate, and no member.")  # fmt: skip
    seats = actor.seats_in(consultation.id or 0)
    if any(seat.personal for seat in seats):
        return _("In this ballot each member of the working groups gives a position for the body it sits for. You sit here in personal capacity, and so have none.")  # fmt: skip
    return _("In this ballot each member of the working groups gives a position of its own, and you are no member of them.")  # fmt: skip


def member_errors(values: Mapping[str, Any]) -> list[FieldError]:
    """What does not go together with a position for each member: proxies, as a member gives its own and nobody else's."""
    if values.get("franchise") == Franchise.MEMBER and values.get("proxies"):
        text = _("Where each member has a position of its own, nobody gives it in its place: there are no proxies.")  # fmt: skip
        return [FieldError("proxies", text)]
    return []


def why_no_members(rule: Rule, members: int) -> str | None:
    """Why no ballot in which each member has a position is opened, or None: where there is no member."""
    if not by_members(rule) or members:
        return None
    return _("Nobody sits in the working groups of these texts for a delegation with a vote, so that there is no member to give a position. Let each delegation have one, or fill the seats first.")  # fmt: skip


def why_other_units(was: Rule, tried: Rule) -> str | None:
    """Why a rule is not tried on the positions of a ballot, or None: those of members are no delegations', and the other way
    round."""
    if by_members(was) == by_members(tried):
        return None
    if by_members(was):
        return _("These positions are those of members, so that a rule under which delegations have one cannot be tried on them.")  # fmt: skip
    return _("These positions are those of delegations, so that a rule under which each member has one cannot be tried on them.")  # fmt: skip
