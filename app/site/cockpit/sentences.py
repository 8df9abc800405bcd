"""What a text in a round waits for, and who must move next, in words."""

from app.consultations.models import RoundKind
from app.drafting.models import ProposalState
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.review.sentences import waits_for
from app.review.views import Room, Text


def what_waits(room: Room, text: Text, objections: int, asks_for_version: int) -> str:
    """What a text waits for, in one sentence; empty where it waits for nothing.

    After what the round itself waits for come objections that nobody has addressed, and comments that were accepted and
    ask for a version that no one has written.
    """
    if text.waiting_here == 0 and objections:
        return ngettext(
            "%(n)s objection waits to be addressed.", "%(n)s objections wait to be addressed.", objections
        ) % {"n": objections}
    said = waits_for(room, text)
    if said or not asks_for_version:
        return said
    return ngettext(
        "Version %(version)s: %(n)s accepted comment asks for it.",
        "Version %(version)s: %(n)s accepted comments ask for it.",
        asks_for_version,
    ) % {"n": asks_for_version, "version": text.version + 1}


def mover_of(room: Room, text: Text, all_drafted: bool, objections: int, asks_for_version: int) -> str:
    """Who must move next on a text; empty where it waits for nothing."""
    group = {"group": text.group}
    if text.state == ProposalState.DRAFT:
        return _("The members of %(group)s") % group
    if text.waiting_here or text.waiting:
        if text.waiting_here and all_drafted:
            return _("The convenor of %(group)s, to issue what is drafted") % group
        return _("The rapporteur of %(group)s") % group
    if objections:
        return _("The moderators, with who objects")
    if room.round.kind == RoundKind.BALLOT and text.state == ProposalState.UNDER_DECISION:
        return _("The delegations")
    if room.round.kind == RoundKind.SILENCE and text.code in room.unconfirmed:
        return _("The moderators") if room.stage == "closed" else _("The delegations")
    if waits_for(room, text):
        return _("The convenor of %(group)s") % group
    return _("The rapporteur of %(group)s") % group if asks_for_version else ""
