"""Why a ballot decided as it did, in plain words and in the reader's language."""

from collections.abc import Sequence
from math import gcd

from babel.lists import format_list

from app.kernel.i18n import current_locale, ngettext
from app.kernel.i18n import gettext as _
from app.voting.counting import Counts, Outcome, Result, Rule

NAMED = 5


def why_decided(result: Result) -> tuple[str, ...]:
    """The outcome with its figures first, then what the constituencies did to it, then what kept it from consensus."""
    if result.outcome is Outcome.NO_QUORUM:
        return (_quorum_missed(result), _("It goes back as ready for decision; this is not a rejection."))
    if result.outcome is Outcome.CONSENSUS:
        return _consensus(result)
    sentences = [_support(result), *_constituencies(result)]
    if result.outcome is Outcome.ADOPTED:
        names = name_list(result.objectors)
        if names:
            one = _("It is not a consensus, because %(names)s objects.")
            many = _("It is not a consensus, because %(names)s object.")
            sentences.append((one if len(result.objectors) == 1 else many) % {"names": names})
        else:
            n = result.overall.object
            text = ngettext(
                "It is not a consensus, because %(n)s delegation objects.",
                "It is not a consensus, because %(n)s delegations object.",
                n,
            )
            sentences.append(text % {"n": n})
    return tuple(sentences)


def rule_sentences(rule: Rule) -> tuple[str, ...]:
    """The rule itself, for those who are about to give a position under it."""
    reservations = "support_with_reservation" in rule.supporting
    return (
        _(
            "There is a decision when at least %(share)s of all delegations gave a position, abstentions included."
        )
        % {"share": share_words(rule.quorum)},
        _("When nobody objects, it is a consensus."),
        (
            _(
                "Otherwise it is adopted when at least %(share)s of the delegations that did not abstain support it, with or without a reservation."
            )
            if reservations
            else _(
                "Otherwise it is adopted when at least %(share)s of the delegations that did not abstain support it without a reservation."
            )
        )
        % {"share": share_words(rule.support)},
        _(
            "It is not adopted when more than %(share)s of the delegations of one constituency that did not abstain object."
        )
        % {"share": share_words(rule.block)},
        _("Exactly the limit is enough to adopt, and not enough to block."),
    )


def constituency_sentence(rule: Rule, counts: Counts) -> str:
    """What one constituency did to the outcome."""
    if counts.decided == 0:
        return _("No delegation here supports or objects, so that it does not block.")
    if counts.object == 0:
        return _("No delegation here objects.")
    figures = {
        "n": counts.object,
        "of": counts.decided,
        "share": share_words(rule.block),
    }
    if rule.blocks(counts):
        text = ngettext(
            "%(n)s of %(of)s delegations here that did not abstain objects, which is more than %(share)s: this blocks it.",
            "%(n)s of %(of)s delegations here that did not abstain object, which is more than %(share)s: this blocks it.",
            counts.object,
        )
    elif _exactly_at(rule, counts):
        text = ngettext(
            "%(n)s of %(of)s delegations here that did not abstain objects, which is exactly %(share)s: only more than that blocks.",
            "%(n)s of %(of)s delegations here that did not abstain object, which is exactly %(share)s: only more than that blocks.",
            counts.object,
        )
    else:
        text = ngettext(
            "%(n)s of %(of)s delegations here that did not abstain objects; only more than %(share)s blocks.",
            "%(n)s of %(of)s delegations here that did not abstain object; only more than %(share)s blocks.",
            counts.object,
        )
    return text % figures


def share_words(share: tuple[int, int]) -> str:
    """A share as it is read: "two thirds", "half", otherwise in per cent or as "3 of 7"."""
    divisor = gcd(*share)
    n, of = share[0] // divisor, share[1] // divisor
    words = {
        (1, 2): _("half"),
        (1, 3): _("one third"),
        (2, 3): _("two thirds"),
        (1, 4): _("one quarter"),
        (3, 4): _("three quarters"),
    }
    if (n, of) in words:
        return words[n, of]
    if 100 % of == 0:
        return _("%(n)s per cent") % {"n": n * (100 // of)}
    return _("%(n)s in %(of)s") % {"n": n, "of": of}


def name_list(names: Sequence[str]) -> str:
    """ "Mauritius and Thailand"; a long list ends with how many more there are."""
    shown = list(names[:NAMED]) if len(names) > NAMED + 1 else list(names)
    more = len(names) - len(shown)
    if more:
        shown.append(ngettext("%(n)s other", "%(n)s others", more) % {"n": more})
    locale = current_locale()
    return format_list(shown, locale="en_GB" if locale == "en" else locale)


def _exactly_at(rule: Rule, counts: Counts) -> bool:
    return counts.object * rule.block[1] == rule.block[0] * counts.decided


def _needed(share: tuple[int, int], of: int) -> int:
    return -(-share[0] * of // share[1])


def _quorum_missed(result: Result) -> str:
    counts, share = result.overall, result.rule.quorum
    if counts.electorate == 0:
        return _("No quorum: no delegation may take a position on this ballot.")
    text = ngettext(
        "No quorum: %(n)s of the %(of)s delegations gave a position, and the rule asks for at least %(share)s of them, which is %(needed)s.",
        "No quorum: %(n)s of the %(of)s delegations gave a position, and the rule asks for at least %(share)s of them, which are %(needed)s.",
        _needed(share, counts.electorate),
    )
    return text % {
        "n": counts.cast,
        "of": counts.electorate,
        "share": share_words(share),
        "needed": _needed(share, counts.electorate),
    }


def _consensus(result: Result) -> tuple[str, ...]:
    counts = result.overall
    sentences = [
        _("Consensus: %(n)s of the %(of)s delegations gave a position, and none of them objects.")
        % {"n": counts.cast, "of": counts.electorate}
    ]
    if counts.support_with_reservation:
        text = ngettext(
            "%(n)s delegation supports it with a reservation.",
            "%(n)s delegations support it with a reservation.",
            counts.support_with_reservation,
        )
        sentences.append(text % {"n": counts.support_with_reservation})
    return tuple(sentences)


def _support(result: Result) -> str:
    rule, counts = result.rule, result.overall
    supporters, reserved = rule.supporters(counts), counts.support_with_reservation
    figures = {
        "n": supporters,
        "of": counts.decided,
        "share": share_words(rule.support),
        "reserved": reserved,
        "needed": _needed(rule.support, counts.decided),
    }
    adopted = result.outcome is Outcome.ADOPTED
    if reserved and "support_with_reservation" in rule.supporting:
        text = _(
            "%(n)s of the %(of)s delegations that did not abstain support it, %(reserved)s of them with a reservation"
        )
    else:
        text = ngettext(
            "%(n)s of the %(of)s delegations that did not abstain supports it",
            "%(n)s of the %(of)s delegations that did not abstain support it",
            supporters,
        )
    head = text % figures
    if adopted:
        return _("Adopted: %(head)s; the rule asks for %(share)s.") % {**figures, "head": head}
    if rule.has_support(counts):
        return _(
            "Not adopted: %(head)s, which reaches %(share)s, but a constituency blocked it."
        ) % {**figures, "head": head}  # fmt: skip
    return _("Not adopted: %(head)s; the rule asks for %(share)s, which is %(needed)s.") % {
        **figures,
        "head": head,
    }


def _constituencies(result: Result) -> list[str]:
    sentences = []
    share = share_words(result.rule.block)
    for code, counts in result.by_constituency.items():
        figures = {
            "name": result.names[code],
            "n": counts.object,
            "of": counts.decided,
            "share": share,
        }
        if code in result.blocked_by:
            text = ngettext(
                "%(name)s blocked it: %(n)s of %(of)s delegations there that did not abstain objects, which is more than %(share)s.",
                "%(name)s blocked it: %(n)s of %(of)s delegations there that did not abstain object, which is more than %(share)s.",
                counts.object,
            )
            sentences.append(text % figures)
        elif counts.object and _exactly_at(result.rule, counts):
            text = ngettext(
                "%(name)s did not block it: %(n)s of %(of)s delegations there that did not abstain objects, exactly %(share)s, and only more than that blocks.",
                "%(name)s did not block it: %(n)s of %(of)s delegations there that did not abstain object, exactly %(share)s, and only more than that blocks.",
                counts.object,
            )
            sentences.append(text % figures)
    if not result.blocked_by:
        sentences.append(_("No constituency blocked it."))
    return sentences
