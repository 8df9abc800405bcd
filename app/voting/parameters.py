"""The rule of a new ballot: what is chosen when it is made, and what is fixed from then on."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from app.kernel.errors import FieldError, Invalid
from app.kernel.i18n import gettext as _
from app.voting.conditions import (
    EACH,
    Class,
    Comparison,
    Disclosure,
    Franchise,
    Rule,
    Stance,
    rule_from,
    share_from,
)
from app.voting.disclosure.rules import disclosed, disclosure_errors
from app.voting.members.rules import member_errors
from app.voting.models import Choice
from app.voting.presets import (
    BLOCK,
    CONSULTATION,
    OPPOSITION,
    PRESETS,
    QUORUM,
    SILENCE,
    SUPPORT,
    UN_WITHOUT_A_VOTE,
    varied,
    with_backing,
    with_few,
    with_quorum,
    with_quorum_each,
    with_support,
    within_classes,
)
from app.voting.proxy.rules import proxy_errors
from app.voting.running.rules import running_errors

# The preset `consultation` of the field, in the words of the package format.
DEFAULT_RULE: dict[str, Any] = {
    "quorum_percent": 50,
    "quorum_base": "eligible_organisations",
    "quorum_counts": "every position cast, abstentions included",
    "adoption_support_fraction": [2, 3],
    "adoption_base": "non_abstaining_positions",
    "support_positions": [str(Choice.SUPPORT), str(Choice.SUPPORT_WITH_RESERVATION)],
    "constituency_block_fraction": [1, 2],
    "outcomes": ["no_quorum", "consensus", "adopted", "not_adopted"],
}
# What can be chosen of the preset `consultation` under its names in the package format, and of every other preset.
OF_CONSULTATION = (
    "quorum_percent",
    "adoption_support_fraction",
    "constituency_block_fraction",
    "support_positions",
)
OF_OTHERS = ("quorum_percent", "support_fraction", "opposition_fraction", "classes", "few", "few_fails")
OF_ALL = (
    "preset",
    "franchise",
    "related_as_one",
    "quorum_each_percent",
    "backing_fraction",
    "disclosure",
    "smallest",
    "proxies",
    "running",
)


def read_rule(stored: Mapping[str, Any]) -> Rule:
    """The rule as stored with the ballot: a whole rule, or the preset `consultation` in the words of the package format.

    ValueError, KeyError or TypeError say what is wrong with it.
    """
    if "conditions" in stored:
        return rule_from(stored)
    supporting = frozenset(str(name) for name in stored["support_positions"])
    if not supporting or not supporting <= {Choice.SUPPORT, Choice.SUPPORT_WITH_RESERVATION}:
        raise ValueError("only support and support_with_reservation can count as support")
    percent = Fraction(str(stored["quorum_percent"])) / 100
    rule = varied(CONSULTATION, QUORUM, (percent.numerator, percent.denominator))
    rule = varied(rule, SUPPORT, share_from(stored["adoption_support_fraction"]))
    rule = varied(rule, BLOCK, share_from(stored["constituency_block_fraction"]))
    return replace(rule, stances=tuple(_supporting(stance, supporting) for stance in rule.stances))


def _supporting(stance: Stance, supporting: frozenset[str]) -> Stance:
    """A position of support that is not to count as one is held against it, and is no objection all the same."""
    against = stance.counts_as is Class.AFFIRMATIVE and stance.name not in supporting
    return replace(stance, counts_as=Class.NEGATIVE) if against else stance


def chosen_rule(values: Mapping[str, Any], constituencies: Collection[str] = ()) -> dict[str, Any]:
    """The rule of a ballot in its stored form, from what was chosen; what is not named is as in the preset.

    `preset` is one of `PRESETS`, `consultation` where none is named. `franchise` is delegation, member or constituency,
    `related_as_one` whether related bodies have one position between them, `quorum_each_percent` a quorum in every
    constituency, `backing_fraction` the least support of all who are eligible, asked also where nobody objects. `disclosure` is open, totals or secret, and
    `smallest` how many must have spoken in a constituency for it to be told apart where it is not open. `proxies` is for how
    many others a delegation may give positions by proxy, 0 for none, `running` whether counts are shown before the close. Of `consultation` its four parts in the
    words of the package; of the others `quorum_percent` (0 for none), `support_fraction`, `opposition_fraction`, and
    `classes`: what is asked within constituencies in place of over everybody, each `{"constituency", "fraction",
    "more_than"}`, with `few`, how many must have spoken there, and `few_fails`, what else. Invalid with one sentence at
    each part that cannot be.
    """
    preset = values.get("preset", CONSULTATION.preset)
    if not isinstance(preset, str) or preset not in PRESETS:
        raise Invalid.at("preset", _("There is no rule of the name “%(name)s”.") % {"name": str(preset)[:60]})
    plain = preset == CONSULTATION.preset
    known = (*OF_ALL, *(OF_CONSULTATION if plain else OF_OTHERS))
    errors = [
        FieldError(name, _("The rule has no part “%(name)s”.") % {"name": name[:60]})
        for name in values
        if name not in known
    ]
    franchise, related = values.get("franchise", "delegation"), values.get("related_as_one", False)
    if franchise not in list(Franchise):
        errors.append(FieldError("franchise", _("Choose delegation, member or constituency.")))
    if not isinstance(related, bool):
        errors.append(FieldError("related_as_one", _("Say true or false.")))
    if (each := values.get("quorum_each_percent")) is not None:
        errors += _quorum_errors(each, least=1, name="quorum_each_percent")
    if (backing := values.get("backing_fraction")) is not None:
        errors += _share_errors("backing_fraction", backing)
    stored = _consultation(values, errors) if plain else None
    rule = _varied(PRESETS[preset], values, constituencies, errors) if not plain else None
    errors += _together_errors(PRESETS[preset], values, franchise)
    errors += disclosure_errors(PRESETS[preset], values)
    errors += proxy_errors(values) or member_errors(values)
    errors += running_errors(PRESETS[preset], values)
    if errors:
        raise Invalid(errors[0].message, errors=tuple(errors))
    each, backing = values.get("quorum_each_percent"), values.get("backing_fraction")
    as_usual = {
        "franchise": Franchise.DELEGATION,
        "related_as_one": False,
        "disclosure": Disclosure.OPEN,
        "proxies": 0,
        "running": False,
    }
    plainly = all(values.get(name, usual) == usual for name, usual in as_usual.items())
    if stored is not None and plainly and each is None and backing is None:
        return stored
    whole = rule if rule is not None else read_rule(stored or DEFAULT_RULE)
    if each is not None:
        whole = with_quorum_each(whole, (each, 100))
    if backing is not None:
        whole = with_backing(whole, (backing[0], backing[1]))
    whole = replace(
        whole,
        franchise=Franchise(franchise),
        related_as_one=related,
        proxies=values.get("proxies", 0),
        running=values.get("running", False),
    )
    return disclosed(whole, values).as_stored()


def _consultation(values: Mapping[str, Any], errors: list[FieldError]) -> dict[str, Any]:
    errors += _quorum_errors(values.get("quorum_percent", DEFAULT_RULE["quorum_percent"]), least=1)
    errors += [
        error
        for name in ("adoption_support_fraction", "constituency_block_fraction")
        for error in _share_errors(name, values.get(name, DEFAULT_RULE[name]))
    ]
    rule = {**DEFAULT_RULE, **{name: values[name] for name in OF_CONSULTATION if name in values}}
    if not errors:
        try:
            read_rule(rule)
            known = Choice.SUPPORT in rule["support_positions"]
        except (ValueError, TypeError):
            known = False
        if not known:
            text = _("Only support and support_with_reservation can count as support.")
            errors.append(FieldError("support_positions", text))
    return rule


def _varied(
    rule: Rule, values: Mapping[str, Any], constituencies: Collection[str], errors: list[FieldError]
) -> Rule:
    quorum = values.get("quorum_percent")
    if quorum is not None:
        wrong = _quorum_errors(quorum, least=0)
        errors += wrong
        if not wrong:
            rule = with_quorum(rule, (quorum, 100) if quorum else None)
    for name, part in ((SUPPORT, "support_fraction"), (OPPOSITION, "opposition_fraction")):
        share = values.get(part)
        if share is None:
            continue
        wrong = _share_errors(part, share)
        if not wrong and rule.condition(name) is None:
            wrong = [FieldError(part, _("This rule asks for no such share."))]
        errors += wrong
        if not wrong:
            chosen = (share[0], share[1])
            rule = with_support(rule, chosen) if name == SUPPORT else varied(rule, name, chosen)
    classes = values.get("classes") or []
    few = values.get("few", 0)
    if isinstance(few, bool) or not isinstance(few, int) or not 0 <= few <= 1000:
        errors.append(FieldError("few", _("How many must have spoken is a whole number from 0 to 1,000.")))
        return rule
    if few and not classes and not errors:
        support = rule.condition(SUPPORT)
        if support is not None and support.within == EACH:
            return with_few(rule, SUPPORT, few, fails=bool(values.get("few_fails")))
        errors.append(FieldError("few", _("Name the constituencies in which it is asked.")))
    if not classes or errors:
        return rule
    unclear = _("Name a constituency of this consultation, each once, with its share such as [2, 3].")
    read = [_class(each, constituencies) for each in classes] if isinstance(classes, list) else [None]
    found = [each for each in read if each is not None]
    if rule.condition(SUPPORT) is None:
        errors.append(
            FieldError("classes", _("This rule asks for no share that could be asked within constituencies."))
        )
    elif len(found) < len(read) or len({each[0] for each in found}) < len(read):
        errors.append(FieldError("classes", unclear))
    else:
        rule = within_classes(rule, SUPPORT, found, few=few, few_fails=bool(values.get("few_fails")))
    return rule


def _together_errors(rule: Rule, values: Mapping[str, Any], franchise: object) -> list[FieldError]:
    """What does not go together: silence with a quorum, and a constituency as one with what is asked of those in it."""
    errors = []
    if rule.preset in (SILENCE.preset, UN_WITHOUT_A_VOTE.preset):
        silent = _(
            "Under this rule who says nothing lets it pass, so that it asks for no quorum and for no support."
        )
        parts = ("quorum_percent", "quorum_each_percent", "backing_fraction")
        errors += [FieldError(name, silent) for name in parts if values.get(name)]
    if franchise == Franchise.CONSTITUENCY:
        if any(stance.objects for stance in rule.stances):
            lost = _("The objection of one delegation would be lost where a whole constituency counts as one. Choose a rule without objections, such as a simple majority.")  # fmt: skip
            errors.append(FieldError("franchise", lost))
        within = _("Where a constituency counts as one, nothing is asked of how many in it have spoken.")
        errors += [FieldError(name, within) for name in ("quorum_each_percent", "few") if values.get(name)]
    return errors


def _class(each: Any, constituencies: Collection[str]) -> tuple[str, tuple[int, int], Comparison] | None:
    if not isinstance(each, Mapping) or each.get("constituency") not in constituencies:
        return None
    share = each.get("fraction")
    if not _is_share(share):
        return None
    more = Comparison.MORE_THAN if each.get("more_than") else Comparison.AT_LEAST
    return each["constituency"], (share[0], share[1]), more  # type: ignore[index]


def _quorum_errors(quorum: object, *, least: int, name: str = "quorum_percent") -> list[FieldError]:
    if not isinstance(quorum, bool) and isinstance(quorum, int) and least <= quorum <= 100:
        return []
    if least:
        return [FieldError(name, _("The quorum is a whole number from 1 to 100 per cent."))]
    return [FieldError(name, _("The quorum is a whole number from 0 to 100 per cent; 0 is none."))]


def _share_errors(name: str, share: object) -> list[FieldError]:
    if _is_share(share):
        return []
    text = _("A share is two whole numbers such as [2, 3], above nought and at most the whole.")
    return [FieldError(name, text)]


def _is_share(pair: object) -> bool:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        return False
    whole = all(isinstance(n, int) and not isinstance(n, bool) for n in pair)
    return whole and 0 < pair[0] <= pair[1] <= 1000
