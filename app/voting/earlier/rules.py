"""When an earlier position can be given again in one press: never by itself, and only on a text that says the same."""

from app.kernel.i18n import gettext as _
from app.voting.conditions import Rule
from app.voting.members.rules import by_members


def why_no_earlier(rule: Rule) -> str | None:
    """Why nothing of earlier ballots is told or given again under this rule, or None: what a delegation gave is its own, and
    a member's place is another in each ballot."""
    if not by_members(rule):
        return None
    return _("In this ballot each member has a position of its own. What was given in earlier ballots is not given again.")  # fmt: skip


def why_not_again(rule: Rule, position: str, reason: str | None, *, changed: bool) -> str | None:
    """Why a position cannot be given again as it was, or None; `changed` where any version since counts as substance."""
    if changed:
        return _("The text has changed since, so that your delegation is asked anew.")
    if position not in [stance.name for stance in rule.offered]:
        return _("This ballot has another rule, which does not have that position.")
    if rule.needs_reason(position) and not reason:
        return _("In this ballot that position needs a reason.")
    return None
