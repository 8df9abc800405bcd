"""What a rule asks, in plain words and in the reader's language, for those who are about to give a position under it."""

from collections.abc import Mapping

from app.voting.conditions import (
    CAST,
    DECIDED,
    EACH,
    ELIGIBLE,
    EVERYBODY,
    ONE,
    Class,
    Comparison,
    Condition,
    Franchise,
    Outcome,
    Rule,
)
from app.voting.disclosure.sentences import disclosure_sentences
from app.voting.members.sentences import member_sentences
from app.voting.members.twins import gettext as _
from app.voting.members.twins import ngettext, speaking_of
from app.voting.presets import CONSULTATION, QUORUM_EACH
from app.voting.proxy.sentences import proxy_sentences
from app.voting.running.sentences import running_sentences
from app.voting.words import called_position, listed, name_list, share_words


def rule_sentences(rule: Rule, names: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The rule itself, for those who are about to give a position under it. `names` are those of the constituencies."""
    with speaking_of(rule):
        return _rule_sentences(rule, names)


def _rule_sentences(rule: Rule, names: Mapping[str, str] | None) -> tuple[str, ...]:
    told = list(member_sentences(rule))
    if rule.franchise is Franchise.CONSTITUENCY:
        told.append(_("Each constituency counts as one, by the majority of its delegations."))
    if rule.related_as_one:
        told.append(_("Related organisations count as one, by the majority among them."))
    if rule.related_as_one and any(stance.objects for stance in rule.stances):
        told.append(
            _("An objection within them stands word for word in the record, and stops nothing by itself.")
        )
    quorum = rule.condition("quorum")
    if quorum is not None and rule.franchise is Franchise.CONSTITUENCY:
        told.append(_("The quorum and the majority are those of the constituencies, not of the delegations."))
    if quorum is not None:
        more = quorum.test is Comparison.MORE_THAN
        text = (
            _("There is a decision when more than %(share)s of all delegations gave a position, abstentions included.")
            if more
            else _("There is a decision when at least %(share)s of all delegations gave a position, abstentions included.")
        )  # fmt: skip
        told.append(text % {"share": share_words(quorum.share)})
    if each := rule.condition(QUORUM_EACH):
        text = _("In every constituency at least %(share)s of the delegations must have given a position.")
        told.append(text % {"share": share_words(each.share)})
    if rule.consensus:
        told.append(_("When nobody objects, it is a consensus."))
    rest = [each for each in rule.conditions if each.otherwise is not Outcome.NO_QUORUM]
    if rule.preset == CONSULTATION.preset:
        return (
            *told,
            *_consultation(rule),
            *_backing(rule),
            *proxy_sentences(rule),
            *disclosure_sentences(rule),
            *running_sentences(rule),
        )
    rest = [each for each in rest if not each.always]
    stops = [each for each in rest if each.of == ONE and each.ceiling]
    asked = [_condition(each, names) for each in rest if each not in stops]
    if asked:
        together = (
            _("Otherwise it is adopted when %(conditions)s.")
            if rule.consensus
            else _("It is adopted when %(conditions)s.")
        )
        told.append(together % {"conditions": listed(asked)})
    if stops:
        told.append(_("One objection that stands is enough to stop it."))
    told += [_few(each) for each in rest if each.few][:1]
    told += _backing(rule)
    if rule.preset == "rating_1_9":
        told.append(_("A score from 7 to 9 is in favour, one from 1 to 3 is against."))
    if any(stance.counts_as is Class.EXCLUDED for stance in rule.stances):
        told.append(_("Whoever has recused itself is not counted among the delegations."))
    told += [
        _("An objection that the chair has answered and overruled with reasons counts as one against.")
        for stance in rule.stances
        if stance.overruled_as
    ]
    return (*told, *proxy_sentences(rule), *disclosure_sentences(rule), *running_sentences(rule))


def _backing(rule: Rule) -> list[str]:
    """The least support of all, where the rule asks for it also when nobody objects."""
    return [
        _("In any case at least %(share)s of all delegations must be in favour.")
        % {"share": share_words(each.share)}
        for each in rule.conditions
        if each.always
    ]


def _consultation(rule: Rule) -> list[str]:
    reservations = rule.stance("support_with_reservation")
    counted = reservations is not None and reservations.counts_as is Class.AFFIRMATIVE
    told = []
    if support := rule.condition("support"):
        text = (
            _(
                "Otherwise it is adopted when at least %(share)s of the delegations that did not abstain support it, with or without a reservation."
            )
            if counted
            else _(
                "Otherwise it is adopted when at least %(share)s of the delegations that did not abstain support it without a reservation."
            )
        )
        told.append(text % {"share": share_words(support.share)})
    if block := rule.condition("block"):
        text = _(
            "It is not adopted when more than %(share)s of the delegations of one constituency that did not abstain object."
        )
        told.append(text % {"share": share_words(block.share)})
    told.append(_("Exactly the limit is enough to adopt, and not enough to block."))
    return told


def _condition(condition: Condition, names: Mapping[str, str] | None) -> str:
    """What one condition of a rule asks, and where."""
    asked = _asked(condition)
    if condition.within == EVERYBODY:
        return asked
    if condition.within == EACH:
        return _("%(asked)s in every constituency") % {"asked": asked}
    called = name_list([(names or {}).get(code, code) for code in condition.within])
    return _("%(asked)s among %(names)s") % {"asked": asked, "names": called}


def _few(condition: Condition) -> str:
    if condition.few_fails:
        return _("Where fewer than %(n)s gave a position, it does not hold there.") % {"n": condition.few}
    return _("Where fewer than %(n)s gave a position, it is not asked there.") % {"n": condition.few}


def _asked(condition: Condition) -> str:
    """What a condition asks, without where."""
    if condition.of == ONE:
        if condition.count == Class.AFFIRMATIVE:
            return ngettext(
                "at least %(n)s delegation is in favour",
                "at least %(n)s delegations are in favour",
                condition.share[0],
            ) % {"n": condition.share[0]}
        word = called_position(condition.count).label
        text = ngettext(
            "at least %(n)s delegation gives “%(word)s”",
            "at least %(n)s delegations give “%(word)s”",
            condition.share[0],
        )
        return text % {"n": condition.share[0], "word": word}
    for_it = condition.count == Class.AFFIRMATIVE
    share = share_words(condition.share)
    base = {
        DECIDED: _("the delegations that did not abstain"),
        CAST: _("the delegations that gave a position"),
        ELIGIBLE: _("all delegations"),
    }[condition.of]
    text = {
        (Comparison.AT_LEAST, True): _("at least %(share)s of %(base)s are in favour"),
        (Comparison.MORE_THAN, True): _("more than %(share)s of %(base)s are in favour"),
        (Comparison.AT_MOST, True): _("at most %(share)s of %(base)s are in favour"),
        (Comparison.LESS_THAN, True): _("fewer than %(share)s of %(base)s are in favour"),
        (Comparison.AT_LEAST, False): _("at least %(share)s of %(base)s are against"),
        (Comparison.MORE_THAN, False): _("more than %(share)s of %(base)s are against"),
        (Comparison.AT_MOST, False): _("at most %(share)s of %(base)s are against"),
        (Comparison.LESS_THAN, False): _("fewer than %(share)s of %(base)s are against"),
    }[condition.test, for_it]
    return text % {"share": share, "base": base}
