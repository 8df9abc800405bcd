"""Who explains a position, and when: the head or an alternate, before the close and after it (decision 0032).

Source: the practice of the General Assembly, whose members explain their vote before or after the voting (rule 88, and
rule 128 for committees).
"""

from collections.abc import Collection

from app.consultations.calendar import ENDED, RoundStage
from app.consultations.models import Consultation, ConsultationState, Role
from app.consultations.rules import voting_seats
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.voting.conditions import Rule
from app.voting.explanations.models import Moment
from app.voting.members.rules import by_members

EXPLANATION_LIMIT = 6000


def moment_at(stage: RoundStage) -> Moment:
    """Whether what is said at this stage of a ballot is said before or after the vote."""
    over = stage in (RoundStage.CLOSED, RoundStage.COMPLETED)
    return Moment.AFTER if over else Moment.BEFORE


def why_not_explain_at_all(actor: Actor, consultation: Consultation) -> str | None:
    """Why this person explains no position here, whatever the ballot; None where nothing stands against it."""
    if not actor.signed_in:
        return _("Sign in as head or alternate of a delegation to explain its position.")
    here = consultation.id or 0
    if actor.has_role(Role.SECRETARIAT, here) or actor.has_role(Role.ADMINISTRATOR, here):
        return _("The secretariat and the administrators give no position, and so explain none.")
    if not voting_seats(actor, consultation):
        return _("Only the head or an alternate of a delegation explains its position, and you are neither.")
    if consultation.state == ConsultationState.DRAFT:
        return _("%(code)s has not been opened yet.") % {"code": consultation.code}
    if consultation.state in ENDED:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": consultation.code}
    return None


def why_none_explained(rule: Rule) -> str | None:
    """Why nobody explains a position in a ballot under this rule, before the close or after it; None where they may.

    Source: rule 88 of the Rules of Procedure of the General Assembly, and rule 128 for committees: members may explain
    their votes "except when the vote is taken by secret ballot".
    """
    if by_members(rule):
        return _("In this ballot each member has a position of its own, and a delegation has none to explain. A member gives its reason with its position.")  # fmt: skip
    if not rule.is_secret:
        return None
    return _(
        "This ballot is secret, and whoever explains a position says what it was: in a secret ballot nobody does, neither before the close nor after it."
    )


def why_not_explain(
    actor: Actor,
    consultation: Consultation,
    stage: RoundStage,
    *,
    delegation_id: int,
    electors: Collection[int],
) -> str | None:
    """Why `actor` may not explain the position of this delegation in a ballot at this stage; None where they may.

    `electors` are the delegations of the electorate as far as the caller asked for them. Before the close it is said at any
    time, after it as long as the consultation is open: a record that is closed takes no more words.
    """
    general = why_not_take_back(actor, consultation, delegation_id=delegation_id)
    if general is not None:
        return general
    if delegation_id not in electors:
        return _("Your delegation does not take part in this ballot, so it has no position in it to explain.")
    if stage is RoundStage.CANCELLED:
        return _("The round of this ballot was cancelled, so there is no position to explain.")
    return None


def why_not_take_back(actor: Actor, consultation: Consultation, *, delegation_id: int) -> str | None:
    """Why `actor` may not take an explanation of this delegation back; None where they may."""
    general = why_not_explain_at_all(actor, consultation)
    if general is not None:
        return general
    if all(seat.delegation_id != delegation_id for seat in voting_seats(actor, consultation)):
        return _(
            "Only the head or an alternate of this delegation explains its position, and you are neither."
        )
    return None
