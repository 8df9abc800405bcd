"""Who names a proxy, which delegation can be one, and until when: each answer is None or one sentence.

Source: ITU Convention, Article 31 (Nos. 335 to 338): a delegation that cannot attend may give another one with the right
to vote the mandate to exercise it, tells the chair in time and in writing, and nobody exercises more than one proxy vote.
How many it is here, stands in the rule of the ballot.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.consultations.calendar import ENDED, RoundStage
from app.consultations.models import Consultation, ConsultationState
from app.kernel.errors import FieldError
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.voting.conditions import Disclosure, Rule

MOST = 5
_BEFORE_THE_CLOSE = (RoundStage.PLANNED, RoundStage.OVERDUE, RoundStage.OPEN)


@dataclass(frozen=True)
class Place:
    """Where a delegation stands among those of a ballot: whether it takes part, has left since, has given its own proxy
    away, and for how many others it speaks already."""

    delegation_id: int
    name: str
    in_electorate: bool = True
    left: bool = False
    given_away: bool = False
    holds: int = 0


def proxy_errors(values: Mapping[str, Any]) -> list[FieldError]:
    """What cannot be chosen of a rule: another number than 0 to 5, and any in a secret ballot."""
    chosen = values.get("proxies", 0)
    if isinstance(chosen, bool) or not isinstance(chosen, int) or not 0 <= chosen <= MOST:
        text = _(
            "For how many others a delegation may speak is a whole number from 0 to %(most)s; 0 is none."
        )
        return [FieldError("proxies", text % {"most": MOST})]
    if chosen and values.get("disclosure") == Disclosure.SECRET:
        text = _("In a secret ballot each delegation hands in its own papers: a proxy would know what stands on them.")  # fmt: skip
        return [FieldError("proxies", text)]
    return []


def why_no_proxies(rule: Rule) -> str | None:
    """Why nobody speaks for another delegation under this rule; None where it knows proxies."""
    if rule.proxies:
        return None
    if rule.is_secret:
        return _("This ballot is secret: each delegation hands in its own papers, and there are no proxies.")
    return _(
        "The rule of this ballot knows no proxies, as was fixed before it opened: each delegation gives its own positions."
    )


def why_not_change_proxies(rule: Rule, consultation: Consultation, stage: RoundStage) -> str | None:
    """Why nobody names a proxy or ends one in a ballot now, or None: under a rule that knows them, before the close."""
    refused = why_no_proxies(rule)
    if refused is not None:
        return refused
    if stage not in _BEFORE_THE_CLOSE:
        return _("This ballot is closed. Who speaks for whom stands as it was at the close.")
    return why_over(consultation)


def why_over(consultation: Consultation) -> str | None:
    """Why nothing of this is done in the consultation at all; None while it runs."""
    if consultation.state == ConsultationState.DRAFT:
        return _("%(code)s has not been opened yet.") % {"code": consultation.code}
    if consultation.state in ENDED:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": consultation.code}
    return None


def why_not_name(
    principal: Place, *, speaks_for: str = "", recused: bool = False, elsewhere: bool = False
) -> str | None:
    """Why the delegation names no proxy, or None. `speaks_for` names one that it is the proxy of itself, `recused` says
    that whoever would name it takes no part in the ballot, `elsewhere` that they have spoken from another delegation in it:
    nobody decides for two (invariant 22)."""
    if not principal.in_electorate:
        return _(
            "Your delegation does not take part in this ballot: it was not in the electorate when that was fixed."
        )
    if recused:
        return _("You have recused yourself from this ballot. Others of your delegation name its proxy, or you take that back.")  # fmt: skip
    if elsewhere:
        return _("You have given positions of another delegation in this ballot. Somebody else of your delegation names its proxy.")  # fmt: skip
    if speaks_for:
        return _(
            "Your delegation speaks for %(name)s by proxy, and a proxy is not handed on. Hand that one back first."
        ) % {"name": speaks_for}
    return None


def why_not_name_own(holder: Place, seats: Collection[int]) -> str | None:
    """Why this person does not name that proxy, or None: `seats` are the delegations they speak for, and who sits in both
    would decide alone for two (invariant 22)."""
    if holder.delegation_id not in seats:
        return None
    return _(
        "You sit in both, and nobody decides for two in the same ballot. Somebody else of your delegation names %(name)s as its proxy."
    ) % {"name": holder.name}


def why_not_hold(rule: Rule, holder: Place, *, same: bool) -> str | None:
    """Why this delegation cannot be the proxy, or None. `same` says that it is the one that names it."""
    called = {"name": holder.name}
    if same:
        return _("A delegation is not its own proxy. Choose another one.")
    if not holder.in_electorate:
        return (
            _("%(name)s does not take part in this ballot. Choose a delegation of its electorate.") % called
        )
    if holder.left:
        return _("%(name)s has left the consultation. Choose another delegation.") % called
    if holder.given_away:
        return _("%(name)s has named a proxy of its own, and a proxy is not handed on. Choose another delegation.") % called  # fmt: skip
    if holder.holds >= rule.proxies:
        text = ngettext(
            "%(name)s speaks for %(n)s other delegation already, as many as the rule of this ballot allows. Choose another one.",
            "%(name)s speaks for %(n)s other delegations already, as many as the rule of this ballot allows. Choose another one.",
            holder.holds,
        )
        return text % {**called, "n": holder.holds}
    return None
