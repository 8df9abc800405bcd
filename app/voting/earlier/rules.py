"""When an earlier position can be given again in one press: never by itself, and only on a text that says the same."""

from app.kernel.i18n import gettext as _
from app.voting.conditions import Rule


def why_not_again(rule: Rule, position: str, reason: str | None, *, changed: bool) -> str | None:
    """Why a position cannot be given again as it was, or None; `changed` where any version since counts as substance."""
    if changed:
        return _("The text has changed since, so that your delegation is asked anew.")
    if position not in [stance.name for stance in rule.offered]:
        return _("This ballot has another rule, which does not have that position.")
    if rule.needs_reason(position) and not reason:
        return _("In this ballot that position needs a reason.")
    return None
