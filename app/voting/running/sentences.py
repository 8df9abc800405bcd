"""What a rule says of counts before the close, for those who are about to give a position."""

from app.kernel.i18n import gettext as _
from app.voting.conditions import Rule


def running_sentences(rule: Rule) -> tuple[str, ...]:
    """One sentence where counts are shown while the ballot is open; nothing elsewhere, as nobody sees any there."""
    if not rule.running:
        return ()
    return (
        _("While the ballot is open everybody sees how many gave which position so far; whoever watches can tell from it who gave which."),
    )  # fmt: skip
