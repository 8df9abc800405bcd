"""The rule of a new ballot: what is chosen when it is made, and what is fixed from then on."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from app.kernel.errors import FieldError, Invalid
from app.kernel.i18n import gettext as _
from app.voting.conditions import Class, Rule, Stance, rule_from, share_from
from app.voting.models import Choice
from app.voting.presets import BLOCK, CONSULTATION, QUORUM, SUPPORT, varied

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
CHOSEN = (
    "quorum_percent",
    "adoption_support_fraction",
    "constituency_block_fraction",
    "support_positions",
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


def chosen_rule(values: Mapping[str, Any]) -> dict[str, Any]:
    """The rule of a ballot from what was chosen; what is not named is as in the preset `consultation`.

    Invalid with one sentence at each part that cannot be: a quorum from 1 to 100 per cent, shares above nought and at
    most the whole.
    """
    errors = [
        FieldError(name, _("The rule has no part “%(name)s”.") % {"name": name[:60]})
        for name in values
        if name not in CHOSEN
    ]
    quorum = values.get("quorum_percent", DEFAULT_RULE["quorum_percent"])
    if isinstance(quorum, bool) or not isinstance(quorum, int) or not 1 <= quorum <= 100:
        errors.append(FieldError("quorum_percent", _("The quorum is a whole number from 1 to 100 per cent.")))
    for name in ("adoption_support_fraction", "constituency_block_fraction"):
        if not _is_share(values.get(name, DEFAULT_RULE[name])):
            errors.append(
                FieldError(
                    name,
                    _("A share is two whole numbers such as [2, 3], above nought and at most the whole."),
                )
            )
    rule = {**DEFAULT_RULE, **{name: values[name] for name in CHOSEN if name in values}}
    if not errors:
        try:
            read_rule(rule)
        except (ValueError, TypeError):
            errors.append(
                FieldError(
                    "support_positions",
                    _("Only support and support_with_reservation can count as support."),
                )
            )
    if errors:
        raise Invalid(errors[0].message, errors=tuple(errors))
    return rule


def _is_share(pair: object) -> bool:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        return False
    whole = all(isinstance(n, int) and not isinstance(n, bool) for n in pair)
    return whole and 0 < pair[0] <= pair[1] <= 1000
