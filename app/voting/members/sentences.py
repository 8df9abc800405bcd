"""What is said of members with a position of their own, in the reader's language."""

from collections.abc import Sequence

from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.voting.conditions import Franchise, Rule
from app.voting.members.queries import Member, by_constituency
from app.voting.members.rules import by_members


def member_sentences(rule: Rule) -> tuple[str, ...]:
    """The rule's sentences on members; none where delegations give positions."""
    if not by_members(rule):
        return ()
    return (
        _("Each member of the working groups has one position, in the constituency of the body it sits for; who sits in several groups has one."),
    )  # fmt: skip


def franchise_choices() -> list[tuple[str, str]]:
    """What the form of a rule offers: whose positions are counted."""
    return [
        (Franchise.DELEGATION, _("Each delegation has one position")),
        (Franchise.MEMBER, _("Each member of the working groups has one position")),
        (Franchise.CONSTITUENCY, _("Each constituency counts as one, by the majority of its delegations")),
    ]


def who_sentence(members: Sequence[Member]) -> str:
    """How many members there would be on the day of the opening, by constituency, for whoever opens a ballot."""
    if not members:
        return _(
            "In the working groups of these texts nobody sits for a delegation with a vote on the day of the opening: there is no member."
        )
    parts = [_("%(name)s %(n)s") % {"name": name, "n": n} for name, n in by_constituency(members)]
    text = ngettext(
        "In the working groups of these texts sits %(n)s member on the day of the opening: %(parts)s.",
        "In the working groups of these texts sit %(n)s members on the day of the opening: %(parts)s.",
        len(members),
    )
    return text % {"n": len(members), "parts": ", ".join(parts)}
