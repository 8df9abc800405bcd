"""What is said beside the results of a ballot that does not name delegations, on its pages and in its files."""

from collections.abc import Iterable

from app.kernel.i18n import gettext as _
from app.voting.disclosure.rules import JOINED, why_not_named
from app.voting.members.rules import by_members
from app.voting.views import Seated, Tally
from app.voting.words import listed


def told_of(found: Tally) -> tuple[str, ...]:
    """What is not shown of a ballot that has closed, which constituencies were counted together, and of a secret one that
    it adopts no text; first that members give positions, where they do; nothing where every position is a delegation's and named."""
    rule = found.view.rule
    why = why_not_named(rule)
    told = [_("Each member of the working groups has a position of its own here: where delegations are spoken of, these members are meant.")] if by_members(rule) else []  # fmt: skip
    if why is None:
        return tuple(told)
    told.append(why)
    blocs = _blocs(found.electorate)
    if blocs:
        text = _(
            "In some constituencies so few delegations gave a position that they are counted together: %(names)s."
        )
        told.append(text % {"names": listed(blocs)})
    if rule.is_secret:
        told.append(
            _(
                "A secret ballot shows how those who vote stand, and adopts no text: also what carried here is ready for decision as before."
            )
        )
    return tuple(told)


def _blocs(electorate: Iterable[Seated]) -> list[str]:
    """The names of those that were counted together, in the order of the electorate."""
    return list(dict.fromkeys(each.constituency_name for each in electorate if JOINED in each.constituency))
