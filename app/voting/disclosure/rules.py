"""What a disclosure asks of a rule, and which constituencies are counted together so that nobody's position can be read.

Source: domain.md D3 ("open, constituency totals only, secret"; a secret ballot shows the mood or elects, and adopts no
text); for the merging the rules of statistical offices on small cells and on what a difference gives away.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.kernel.errors import FieldError
from app.kernel.i18n import gettext as _
from app.voting.conditions import (
    CAST,
    EVERYBODY,
    ONE,
    Comparison,
    Condition,
    Disclosure,
    Franchise,
    Outcome,
    Rule,
)
from app.voting.members.rules import by_members
from app.voting.presets import BLOCK, SILENCE, UN_RECORDED_VOTE, UN_WITHOUT_A_VOTE
from app.voting.words import listed

SMALLEST = 5
LEAST, MOST = 3, 100
ENOUGH = "enough"
"""The condition that so many spoke that their counts show nobody's position."""
JOINED = "+"
"""Between the codes of constituencies that are counted together; no code of one has it."""


def disclosed(rule: Rule, values: Mapping[str, Any]) -> Rule:
    """The rule with the disclosure that was chosen; what may be chosen, `disclosure_errors` has said.

    On a text on which fewer than `smallest` spoke nothing is counted, and it is as without a quorum. A secret paper takes no
    words: these could show whose it is.
    """
    disclosure = Disclosure(values.get("disclosure", Disclosure.OPEN))
    if disclosure is Disclosure.OPEN:
        return rule
    rule = replace(rule, disclosure=disclosure, smallest=values.get("smallest", SMALLEST))
    enough = Condition(
        ENOUGH, CAST, Comparison.AT_LEAST, (rule.smallest, 1), ONE, otherwise=Outcome.NO_QUORUM
    )
    rule = replace(rule, conditions=(enough, *rule.conditions))
    if rule.is_secret:
        rule = replace(rule, stances=tuple(replace(stance, reason_due=False) for stance in rule.stances))
    return rule


def disclosure_errors(rule: Rule, values: Mapping[str, Any]) -> list[FieldError]:
    """What cannot be chosen: a word that is none, a size that shows too much, and a rule that has to name delegations."""
    chosen, smallest = values.get("disclosure", Disclosure.OPEN), values.get("smallest")
    if chosen not in list(Disclosure):
        return [FieldError("disclosure", _("Choose open, totals or secret."))]
    errors = []
    if smallest is not None and chosen == Disclosure.OPEN:
        text = _("Where every position is published, no constituency is too small to be told apart.")
        errors.append(FieldError("smallest", text))
    elif smallest is not None and not _is_size(smallest):
        text = _("How many delegations must have spoken is a whole number from %(least)s to %(most)s.")
        errors.append(FieldError("smallest", text % {"least": LEAST, "most": MOST}))
    if chosen != Disclosure.OPEN and (why := _names_delegations(rule, values)) is not None:
        errors.append(FieldError("disclosure", why))
    return errors


def _is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and LEAST <= value <= MOST


def _names_delegations(rule: Rule, values: Mapping[str, Any]) -> str | None:
    if rule.preset == UN_RECORDED_VOTE.preset:
        return _("In a recorded vote the position of each delegation is on record. Choose a simple majority.")
    if rule.preset in (SILENCE.preset, UN_WITHOUT_A_VOTE.preset):
        return _("Under this rule only those who do not agree speak, and everybody must know who they are.")
    if any(stance.overruled_as for stance in rule.stances):
        return _("Under this rule the chair answers each objection, and so has to know whose it is.")
    if values.get("related_as_one"):
        return _(
            "Who belongs together can be counted as one only where everybody sees what each of them gave."
        )
    if values.get("franchise") == Franchise.CONSTITUENCY:
        return _("Where a constituency counts as one, everybody must see what its delegations gave.")
    asked = ("classes", "quorum_each_percent", "few")
    # What blocks is asked of those counted together, and the rule says so; whatever else is asked of each would be lost.
    if any(values.get(name) for name in asked) or any(
        each.within != EVERYBODY and each.name != BLOCK for each in rule.conditions
    ):
        return _(
            "Small constituencies are counted together then, so that nothing can be asked of each of them."
        )
    return None


def why_too_few(rule: Rule, electorate: int) -> str | None:
    """Why an electorate is too small for what is not to be shown of it; None where it is large enough."""
    if rule.is_open or electorate >= rule.smallest:
        return None
    if by_members(rule):
        return _(
            "Only %(n)s members take part, and no fewer than %(smallest)s can be counted without showing whose position is whose."
        ) % {"n": electorate, "smallest": rule.smallest}
    return _(
        "Only %(n)s delegations take part, and no fewer than %(smallest)s can be counted without showing whose position is whose."
    ) % {"n": electorate, "smallest": rule.smallest}


def why_not_vote_again(codes: Sequence[str], *, member: bool = False) -> str | None:
    """Why nothing more is handed in on these proposals, on which the delegation has voted; None where there are none."""
    if not codes:
        return None
    if member:
        return _("You have voted on %(codes)s. A secret ballot is cast once: nobody can find a paper again to change it.") % {
            "codes": listed(codes)
        }  # fmt: skip
    return _("Your delegation has voted on %(codes)s. A secret ballot is cast once: nobody can find a paper again to change it.") % {
        "codes": listed(codes)
    }  # fmt: skip


def why_not_named(rule: Rule) -> str | None:
    """Why nothing is shown of single delegations, also after the close; None where everything is."""
    if rule.is_open:
        return None
    if rule.is_secret:
        return _(
            "This ballot is secret: nobody knows which position is whose, and nothing here is by delegation."
        )
    return _(
        "Of this ballot only the totals of the constituencies are published, as was fixed before it opened: nothing here is by delegation."
    )


def blocs_of(spoke: Mapping[str, Mapping[str, int]], smallest: int) -> dict[str, str]:
    """Which constituencies are counted together: the code of each with that of its bloc, its own where it stands alone.

    `spoke` is how many of each constituency spoke on each text. A constituency in which on some text somebody spoke, and
    fewer than `smallest`, goes together with the others like it, and these with the next smallest, until on every text
    nobody or at least `smallest` spoke in all of them together; one alone is never left out, because what it gave would be
    the difference between everybody and the others. Texts on which fewer than `smallest` spoke at all are not counted, and
    are left out here. Blocs have the codes in order, joined by `+`, and are the same for every text.
    """
    on_text: Counter[str] = Counter()
    for by_text in spoke.values():
        on_text.update(by_text)
    counted = [text for text, n in on_text.items() if n >= smallest]

    def least(codes: Iterable[str]) -> int:
        """How many spoke at least of these together, on a text on which any of them did; nought where on none."""
        sums = [sum(spoke[code].get(text, 0) for code in codes) for text in counted]
        return min((n for n in sums if n), default=0)

    order = sorted((code for code in spoke if least([code])), key=lambda code: (least([code]), code))
    together = [code for code in order if least([code]) < smallest]
    for code in order[len(together) :]:
        if not 0 < least(together) < smallest:
            break
        together.append(code)
    bloc = JOINED.join(sorted(together))
    return {code: bloc if code in together else code for code in spoke}
