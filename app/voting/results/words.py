"""What is said of divergence, of agreement and of who would act, in the reader's language."""

from typing import Any

from app.kernel.i18n import gettext as _
from app.voting.conditions import Outcome
from app.voting.models import Willing
from app.voting.results.measures import Agreed, Stand
from app.voting.results.views import Apart, names_without


def acting_words(word: str) -> str:
    """What a delegation would do for a pilot."""
    return {
        Willing.LEAD: _("would lead"),
        Willing.PARTNER: _("would be a partner"),
        Willing.FUND: _("would fund"),
        Willing.NONE: _("would do none of these"),
    }[Willing(word)]


def willing_heads() -> dict[str, str]:
    """The same as the heads of columns."""
    return {
        Willing.LEAD: _("Would lead"),
        Willing.PARTNER: _("Would be a partner"),
        Willing.FUND: _("Would fund"),
        Willing.NONE: _("None of these"),
    }


def agreed_words(group: Agreed) -> str:
    """What the constituencies made of the proposals of a group."""
    return {
        Agreed.EVERYWHERE: _("Nobody against, in any constituency"),
        Agreed.CARRIED_BY_EACH: _("Carried in every constituency"),
        Agreed.CARRIED_NOT_BY_ALL: _("Carried overall, but not in every constituency"),
        Agreed.NOT_CARRIED: _("Not adopted, or not decided"),
    }[group]


def outcome_words(outcome: Outcome, *, secret: bool = False) -> str:
    """What a ballot said of a proposal; a secret one adopts none."""
    if secret and outcome is Outcome.ADOPTED:
        return _("Carried")
    if secret and outcome is Outcome.NOT_ADOPTED:
        return _("Not carried")
    return {
        Outcome.CONSENSUS: _("Consensus"),
        Outcome.ADOPTED: _("Adopted"),
        Outcome.NOT_ADOPTED: _("Not adopted"),
        Outcome.NO_QUORUM: _("No quorum"),
    }[outcome]


def stand_words(name: str, stand: Stand) -> str:
    """How one constituency stands: "States: 7 of 20 in favour"."""
    return _("%(name)s: %(n)s of %(of)s in favour") % {"name": name, "n": stand.n, "of": stand.of}


def apart_words(apart: Apart) -> str:
    """How far two constituencies lie apart on a proposal, with both named."""
    most, least = apart.most, apart.least
    if most is None or least is None or apart.divergence is None:
        return _("Too few delegations of two constituencies decided for them to be compared.")
    if not apart.divergence.gap:
        return _("The constituencies stand alike.")
    return f"{stand_words(*most)}. {stand_words(*least)}."


def few_words(few: int) -> str:
    """What is compared, and what is left out."""
    return _(
        "What is compared is the share in favour among the delegations of a constituency that did not abstain, where at least %(n)s of them decided."
    ) % {"n": few}


SAID: dict[str, Any] = {
    "agreed_words": agreed_words,
    "apart_words": apart_words,
    "few_words": few_words,
    "names_without": names_without,
    "willing_heads": willing_heads,
}
"""What pages of results are drawn with."""
