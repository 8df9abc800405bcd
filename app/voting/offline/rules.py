"""Which ballots are given off line too."""

from app.kernel.i18n import gettext as _
from app.voting.conditions import Rule


def why_not_off_line(rule: Rule) -> str | None:
    """Why the sheet of a ballot under this rule is no file, or None: a file says what stands on a paper, beside whose it is."""
    if rule.is_secret:
        return _(
            "A secret ballot is cast on its sheet only: a file would keep what is on the papers beside the name of the delegation."
        )
    return None
