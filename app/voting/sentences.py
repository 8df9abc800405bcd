"""Why a ballot decided as it did, in plain words and in the reader's language."""

from collections.abc import Mapping, Sequence

from app.voting.conditions import (
    CAST,
    DECIDED,
    ELIGIBLE,
    OBJECTIONS,
    ONE,
    Class,
    Comparison,
    Condition,
    Franchise,
    Outcome,
    Rule,
)
from app.voting.counting import Result, Verdict, measure
from app.voting.disclosure.rules import JOINED
from app.voting.members.twins import gettext as _
from app.voting.members.twins import ngettext, speaking_of
from app.voting.words import called_position, name_list, share_words


def why_decided(result: Result) -> tuple[str, ...]:
    """The outcome with its figures first, then what the constituencies did to it, then what kept it from consensus."""
    with speaking_of(result.rule):
        return _why_decided(result)


def _why_decided(result: Result) -> tuple[str, ...]:
    if result.outcome is Outcome.NO_QUORUM:
        return (_quorum_missed(result), _("It goes back as ready for decision; this is not a rejection."))
    if result.outcome is Outcome.CONSENSUS:
        return _consensus(result)
    head = next((v for v in result.verdicts if _is_head(v)), None)
    first = [_headed(result, head)] if head else [_bare(result)]
    rest = [v for v in result.verdicts if v is not head and v.condition.otherwise is not Outcome.NO_QUORUM]
    told = [*first, *_told(result, rest)]
    if result.outcome is Outcome.ADOPTED and result.rule.consensus:
        told.append(_no_consensus(result))
    return tuple(told)


def constituency_sentence(result: Result, code: str) -> str:
    """What one constituency did to the outcome."""
    with speaking_of(result.rule):
        return _constituency_sentence(result, code)


def _constituency_sentence(result: Result, code: str) -> str:
    rule, counts = result.rule, result.by_constituency[code]
    own = [v for v in result.verdicts if v.within == code]
    failed = [v for v in own if not v.holds]
    if not any(stance.objects for stance in rule.stances):
        figures = {"n": measure(rule, counts, Class.AFFIRMATIVE), "of": measure(rule, counts, DECIDED)}
        text = ngettext("%(n)s of %(of)s is in favour.", "%(n)s of %(of)s are in favour.", figures["n"])
        return text % figures
    told = [v for v in failed if v.condition.count != OBJECTIONS]
    if told:
        return " ".join(_sentence(result, v) for v in told)
    if any(v.condition.count == OBJECTIONS for v in own) or not own:
        if not own or not failed:
            if measure(rule, counts, DECIDED) + measure(rule, counts, Class.BLOCKING) == 0:
                return _("No delegation here supports or objects, so that it does not block.")
            if measure(rule, counts, OBJECTIONS) == 0:
                return _("No delegation here objects.")
        if not own:
            text = ngettext(
                "%(n)s of %(of)s delegations here that gave a position objects.",
                "%(n)s of %(of)s delegations here that gave a position object.",
                measure(rule, counts, OBJECTIONS),
            )
            return text % {"n": measure(rule, counts, OBJECTIONS), "of": measure(rule, counts, CAST)}
        return _blocking_here(next(v for v in own if v.condition.count == OBJECTIONS))
    return " ".join(_sentence(result, v) for v in (failed or own))


def _blocking_here(verdict: Verdict) -> str:
    figures = {
        "n": verdict.n,
        "of": verdict.of,
        "share": share_words(verdict.condition.share),
    }
    if not verdict.holds:
        text = ngettext(
            "%(n)s of %(of)s delegations here that did not abstain objects, which is more than %(share)s: this blocks it.",
            "%(n)s of %(of)s delegations here that did not abstain object, which is more than %(share)s: this blocks it.",
            verdict.n,
        )
    elif verdict.exactly:
        text = ngettext(
            "%(n)s of %(of)s delegations here that did not abstain objects, which is exactly %(share)s: only more than that blocks.",
            "%(n)s of %(of)s delegations here that did not abstain object, which is exactly %(share)s: only more than that blocks.",
            verdict.n,
        )
    else:
        text = ngettext(
            "%(n)s of %(of)s delegations here that did not abstain objects; only more than %(share)s blocks.",
            "%(n)s of %(of)s delegations here that did not abstain object; only more than %(share)s blocks.",
            verdict.n,
        )
    return text % figures


def _is_head(verdict: Verdict) -> bool:
    """The condition a reader asks for first: how many of everybody are for it."""
    condition = verdict.condition
    return verdict.within is None and condition.count == Class.AFFIRMATIVE and condition.of != ONE


def _quorum_missed(result: Result) -> str:
    if result.overall.electorate == 0:
        return _("No quorum: no delegation may take a position on this ballot.")
    verdict = next(v for v in result.verdicts if not v.holds and v.condition.otherwise is Outcome.NO_QUORUM)
    if verdict.within is not None:
        return _("No quorum: %(sentence)s") % {"sentence": _sentence(result, verdict)}
    if verdict.condition.of == ONE:
        text = _("No quorum: fewer than %(needed)s delegations gave a position, which are too few to be counted without showing whose is whose.")  # fmt: skip
    elif verdict.condition.test is Comparison.MORE_THAN:
        text = ngettext(
            "No quorum: %(n)s of the %(of)s delegations gave a position, and the rule asks for more than %(share)s of them, which is %(needed)s.",
            "No quorum: %(n)s of the %(of)s delegations gave a position, and the rule asks for more than %(share)s of them, which are %(needed)s.",
            verdict.limit,
        )
    else:
        text = ngettext(
            "No quorum: %(n)s of the %(of)s delegations gave a position, and the rule asks for at least %(share)s of them, which is %(needed)s.",
            "No quorum: %(n)s of the %(of)s delegations gave a position, and the rule asks for at least %(share)s of them, which are %(needed)s.",
            verdict.limit,
        )
    return text % {
        "n": verdict.n,
        "of": verdict.of,
        "share": share_words(verdict.condition.share),
        "needed": verdict.limit,
    }


def _consensus(result: Result) -> tuple[str, ...]:
    cast, of = result.count(CAST), result.overall.electorate
    if any(v.condition.otherwise is Outcome.NO_QUORUM for v in result.verdicts):
        text = _("Consensus: %(n)s of the %(of)s delegations gave a position, and none of them objects.")
    else:
        text = _("Consensus: none of the %(of)s delegations objects.")
    sentences = [text % {"n": cast, "of": of}]
    if result.rule.related_as_one and result.objectors:
        within = _("Objected, and was counted with those it belongs together with: %(names)s.")
        sentences = [
            _("Consensus, related organisations counted as one."),
            within % {"names": name_list(result.objectors)},
        ]
    if reserved := result.overall["support_with_reservation"]:
        text = ngettext(
            "%(n)s delegation supports it with a reservation.",
            "%(n)s delegations support it with a reservation.",
            reserved,
        )
        sentences.append(text % {"n": reserved})
    for name in ("concern", "dissociate"):
        if n := result.overall[name]:
            sentences.append(_given_by(name, n))
    return tuple(sentences)


def _no_consensus(result: Result) -> str:
    names = name_list(result.objectors)
    if names:
        one = _("It is not a consensus, because %(names)s objects.")
        many = _("It is not a consensus, because %(names)s object.")
        return (one if len(result.objectors) == 1 else many) % {"names": names}
    n = result.count(OBJECTIONS)
    text = ngettext(
        "It is not a consensus, because %(n)s delegation objects.",
        "It is not a consensus, because %(n)s delegations object.",
        n,
    )
    return text % {"n": n}


def _bare(result: Result) -> str:
    if result.rule.is_secret:
        return (
            _("Carried: all that the rule asks for holds.")
            if result.outcome is Outcome.ADOPTED
            else _("Not carried: not all that the rule asks for holds.")
        )
    return (
        _("Adopted: all that the rule asks for holds.")
        if result.outcome is Outcome.ADOPTED
        else _("Not adopted: not all that the rule asks for holds.")
    )


def _headed(result: Result, verdict: Verdict) -> str:
    reserved = result.overall["support_with_reservation"]
    figures = {
        "n": verdict.n,
        "of": verdict.of,
        "share": share_words(verdict.condition.share),
        "reserved": reserved,
        "needed": verdict.limit,
    }
    stance = result.rule.stance("support_with_reservation")
    if reserved and stance is not None and stance.counts_as is Class.AFFIRMATIVE:
        text = _(
            "%(n)s of the %(of)s delegations that did not abstain support it, %(reserved)s of them with a reservation"
        )
    else:
        text = _support_words(result.rule, verdict.condition.of, verdict.n)
    head = text % figures
    if result.rule.is_secret:
        return _headed_in_secret(result, verdict, {**figures, "head": head})
    more = verdict.condition.test is Comparison.MORE_THAN
    if result.outcome is Outcome.ADOPTED:
        asks = (
            _("Adopted: %(head)s; the rule asks for more than %(share)s.")
            if more
            else _("Adopted: %(head)s; the rule asks for %(share)s.")
        )
        return asks % {**figures, "head": head}
    if verdict.holds and result.blocked_by:
        return _(
            "Not adopted: %(head)s, which reaches %(share)s, but a constituency blocked it."
        ) % {**figures, "head": head}  # fmt: skip
    if verdict.holds:
        return _("Not adopted: %(head)s, which is enough; but not all else that the rule asks for holds.") % {
            **figures, "head": head,
        }  # fmt: skip
    if more and verdict.exactly:
        return _("Not adopted: %(head)s, exactly %(share)s; the rule asks for more than that.") % {
            **figures, "head": head,
        }  # fmt: skip
    asks = (
        _("Not adopted: %(head)s; the rule asks for more than %(share)s, which is %(needed)s.")
        if more
        else _("Not adopted: %(head)s; the rule asks for %(share)s, which is %(needed)s.")
    )
    return asks % {**figures, "head": head}


def _headed_in_secret(result: Result, verdict: Verdict, figures: Mapping[str, object]) -> str:
    """The same of a secret ballot, which adopts nothing."""
    more = verdict.condition.test is Comparison.MORE_THAN
    if result.outcome is Outcome.ADOPTED:
        asks = (
            _("Carried: %(head)s; the rule asks for more than %(share)s.")
            if more
            else _("Carried: %(head)s; the rule asks for %(share)s.")
        )
    elif verdict.holds and result.blocked_by:
        asks = _("Not carried: %(head)s, which reaches %(share)s, but a constituency blocked it.")
    elif verdict.holds:
        asks = _("Not carried: %(head)s, which is enough; but not all else that the rule asks for holds.")
    elif more:
        asks = _("Not carried: %(head)s; the rule asks for more than %(share)s, which is %(needed)s.")
    else:
        asks = _("Not carried: %(head)s; the rule asks for %(share)s, which is %(needed)s.")
    return asks % figures


def _support_words(rule: Rule, base: str, n: int) -> str:
    if rule.franchise is Franchise.CONSTITUENCY:
        return ngettext(
            "%(n)s of the %(of)s constituencies supports it",
            "%(n)s of the %(of)s constituencies support it",
            n,
        )
    if base == ELIGIBLE:
        return ngettext(
            "%(n)s of the %(of)s delegations supports it", "%(n)s of the %(of)s delegations support it", n
        )
    if base == CAST:
        return ngettext(
            "%(n)s of the %(of)s delegations that gave a position supports it",
            "%(n)s of the %(of)s delegations that gave a position support it",
            n,
        )
    return ngettext(
        "%(n)s of the %(of)s delegations that did not abstain supports it",
        "%(n)s of the %(of)s delegations that did not abstain support it",
        n,
    )


def _told(result: Result, rest: Sequence[Verdict]) -> list[str]:
    """Of the other conditions those that failed; where all held, those that were close or matter to a reader."""
    blocks = [v for v in rest if v.condition.count == OBJECTIONS and v.within is not None]
    told = []
    for verdict in rest:
        if verdict in blocks:
            told += _block(result, verdict)
        elif not verdict.holds or (result.outcome is Outcome.ADOPTED and verdict.asked):
            told.append(_sentence(result, verdict))
    if blocks and not any(not v.holds for v in blocks):
        together = any(JOINED in code for code in result.by_constituency)
        told.append(
            _("Neither a constituency nor those that are counted together blocked it.")
            if together
            else _("No constituency blocked it.")
        )
    return told


def _block(result: Result, verdict: Verdict) -> list[str]:
    figures = {
        "name": result.names.get(verdict.within or "", verdict.within),
        "n": verdict.n,
        "of": verdict.of,
        "share": share_words(verdict.condition.share),
    }
    if not verdict.holds:
        text = ngettext(
            "%(name)s blocked it: %(n)s of %(of)s delegations there that did not abstain objects, which is more than %(share)s.",
            "%(name)s blocked it: %(n)s of %(of)s delegations there that did not abstain object, which is more than %(share)s.",
            verdict.n,
        )
        return [text % figures]
    if verdict.n and verdict.exactly:
        text = ngettext(
            "%(name)s did not block it: %(n)s of %(of)s delegations there that did not abstain objects, exactly %(share)s, and only more than that blocks.",
            "%(name)s did not block it: %(n)s of %(of)s delegations there that did not abstain object, exactly %(share)s, and only more than that blocks.",
            verdict.n,
        )
        return [text % figures]
    return []


def _sentence(result: Result, verdict: Verdict) -> str:
    """One condition as it came out, with its figures: what there is, and what the rule asks for."""
    condition = verdict.condition
    name = result.names.get(verdict.within, verdict.within) if verdict.within else ""
    if not verdict.asked:
        text = (
            _("In %(name)s fewer than %(few)s gave a position, so that it does not hold there.")
            if condition.few_fails
            else _("In %(name)s fewer than %(few)s gave a position, so that it was not asked there.")
        )
        return text % {"name": name, "few": condition.few}
    if condition.of == ONE:
        have = _given_by(condition.count, verdict.n)
    else:
        have = _share_of(condition, verdict)
    limit = share_words(condition.share) if condition.of != ONE else str(condition.share[0])
    asks = {
        Comparison.AT_LEAST: _("The rule asks for at least %(limit)s."),
        Comparison.MORE_THAN: _("The rule asks for more than %(limit)s."),
        Comparison.AT_MOST: _("The rule allows at most %(limit)s."),
        Comparison.LESS_THAN: _("The rule asks for fewer than %(limit)s."),
    }[condition.test] % {"limit": limit}
    if condition.of == ONE and condition.ceiling and condition.share[0] == 0:
        asks = _("One is enough to stop it.") if not verdict.holds else ""
    whole = f"{have} {asks}".strip()
    return _("In %(name)s: %(sentence)s") % {"name": name, "sentence": whole} if verdict.within else whole


def _share_of(condition: Condition, verdict: Verdict) -> str:
    """How many of its base took what a condition counts."""
    figures = {"n": verdict.n, "of": verdict.of}
    if condition.count == Class.AFFIRMATIVE:
        text = ngettext("%(n)s of %(of)s is in favour.", "%(n)s of %(of)s are in favour.", verdict.n)
    elif condition.count in (Class.NEGATIVE, OBJECTIONS, Class.BLOCKING):
        text = ngettext("%(n)s of %(of)s is against.", "%(n)s of %(of)s are against.", verdict.n)
    elif condition.count == CAST:
        text = ngettext("%(n)s of %(of)s gave a position.", "%(n)s of %(of)s gave a position.", verdict.n)
    else:
        word = called_position(condition.count).label
        text = _("%(n)s of %(of)s gave “%(word)s”.") % {**figures, "word": word}
        return text
    return text % figures


def _given_by(count: str, n: int) -> str:
    """How many took what is counted, as a sentence of its own."""
    if count == Class.AFFIRMATIVE:
        text = ngettext("%(n)s delegation is in favour.", "%(n)s delegations are in favour.", n)
        return text % {"n": n} if n else _("No delegation is in favour.")
    if count in (Class.NEGATIVE, Class.BLOCKING, OBJECTIONS):
        text = ngettext("%(n)s delegation objects.", "%(n)s delegations object.", n)
        return text % {"n": n} if n else _("No delegation objects.")
    word = called_position(count).label
    if not n:
        return _("No delegation gave “%(word)s”.") % {"word": word}
    text = ngettext("%(n)s delegation gave “%(word)s”.", "%(n)s delegations gave “%(word)s”.", n)
    return text % {"n": n, "word": word}
