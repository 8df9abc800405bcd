"""What the document itself says of the decision: how each proposal stands, what was left out and why."""

from app.drafting.models import ProposalState
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.outcome.listing import Selected
from app.outcome.material import Item
from app.outcome.silent import silence_sentence, silence_words
from app.outcome.since import LeftOut
from app.voting.conditions import OBJECTIONS, Class, Outcome, Rule
from app.voting.counting import Counts, measure
from app.web.render import written_date, written_deadline


def outcome_words(item: Item) -> str:
    """The outcome in a few words: "Consensus with 3 reservations"."""
    if item.silence is not None:
        return silence_words()
    if item.decision is None:
        return _("Not decided yet")
    result = item.decision.result
    if result.outcome is Outcome.CONSENSUS:
        n = result.overall["support_with_reservation"]
        if not n:
            return _("Consensus")
        return ngettext("Consensus with %(n)s reservation", "Consensus with %(n)s reservations", n) % {"n": n}
    if result.outcome is Outcome.ADOPTED:
        n = result.count(OBJECTIONS)
        return (
            _("Adopted")
            if not n
            else ngettext("Adopted with %(n)s objection", "Adopted with %(n)s objections", n) % {"n": n}
        )
    return _("Not adopted") if result.outcome is Outcome.NOT_ADOPTED else _("No quorum")


def counts_words(rule: Rule, counts: Counts) -> str:
    """The figures as a sentence, by what the positions count as; what is nought is left out."""
    supporters = measure(rule, counts, Class.AFFIRMATIVE)
    parts = [
        ngettext("%(n)s delegation supports it", "%(n)s delegations support it", supporters)
        % {"n": supporters}
    ]
    if n := counts["support_with_reservation"]:
        parts.append(
            ngettext("%(n)s of them with a reservation", "%(n)s of them with a reservation", n) % {"n": n}
        )
    if n := measure(rule, counts, Class.NEGATIVE) + measure(rule, counts, Class.BLOCKING):
        parts.append(ngettext("%(n)s objects", "%(n)s object", n) % {"n": n})
    if n := measure(rule, counts, Class.NEUTRAL):
        parts.append(ngettext("%(n)s abstains", "%(n)s abstain", n) % {"n": n})
    if n := measure(rule, counts, Class.EXCLUDED):
        parts.append(ngettext("%(n)s has recused itself", "%(n)s have recused themselves", n) % {"n": n})
    if n := counts.not_voted:
        parts.append(ngettext("%(n)s gave no position", "%(n)s gave no position", n) % {"n": n})
    return ", ".join(parts) + "."


def standing_words(item: Item, zone: str) -> str:
    """How a proposal in the document stands, under its heading."""
    if item.silence is not None:
        return silence_sentence(item.silence, zone)
    if item.decision is not None:
        return (
            f"{outcome_words(item)}. {counts_words(item.decision.result.rule, item.decision.result.overall)}"
        )
    if item.ballot is not None:
        moment = written_deadline(item.ballot.closes_at, zone)
        return _("Not decided yet: the ballot closes at %(moment)s.") % {"moment": moment}
    return _("Not decided yet: version %(n)s, as it stands.") % {"n": item.version}


def why_left_out(item: Item) -> str:
    """Why a proposal is not recommended, in one or more sentences."""
    if item.decision is not None:
        return " ".join(item.decision.result.why)
    reasons = {
        ProposalState.WITHDRAWN: _("It was withdrawn before the decision."),
        ProposalState.MERGED: _("It was merged into another proposal."),
        ProposalState.SUPERSEDED: _("It was superseded by another proposal."),
    }
    return reasons.get(ProposalState(item.state), _("It was not put to a ballot."))


def selection_words(excluded: Selected) -> str:
    """That the representative group did not include an adopted proposal, before the reason it gave."""
    if excluded.decided_on is None:
        return _("The delegations adopted it; the representative group did not include it:")
    return _("The delegations adopted it; the representative group did not include it on %(day)s:") % {
        "day": written_date(excluded.decided_on)
    }


def dropped_words(dropped: LeftOut) -> str:
    """That an edition held a proposal which the list holds no more. It stays consolidated: what was issued stands."""
    names = {"was": dropped.was.symbol, "out": dropped.out.symbol if dropped.out else ""}
    if dropped.out is None:
        return _("It stands in %(was)s; the next edition leaves it out.") % names
    return _("It stood in %(was)s and was left out of %(out)s.") % names
