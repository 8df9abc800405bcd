"""A round of rating in plain words: its criterion, what came out, and why that meets the criterion or does not."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from babel.numbers import format_decimal, format_percent

from app.kernel.i18n import current_locale, ngettext
from app.kernel.i18n import gettext as _
from app.voting.ratings.measures import Counts, Criterion, Movement
from app.voting.ratings.views import Before, Row


def figure(value: Fraction | int) -> str:
    """A figure as it is read, with two decimals at most: "7.5"."""
    return format_decimal(
        round(value * 100) / 100 if value else 0, format="#,##0.##", locale=current_locale()
    )


def percent(share: Fraction) -> str:
    """A share in per cent, with one decimal at most."""
    return _("%(n)s per cent") % {"n": figure(Fraction(round(share * 1000), 10))}


def per_cent(share: Fraction) -> str:
    """The same with the sign, for a table."""
    return format_percent(round(share * 1000) / 1000, format="#,##0.#%", locale=current_locale())


def criterion_sentences(criterion: Criterion) -> tuple[str, ...]:
    """The criterion, for those who are about to rate under it and for those who read what came out."""
    return (
        _(
            "There is consensus on a text when at least %(agree)s per cent of its scores are from 7 to 9 and fewer than %(against)s per cent are from 1 to 3."
        )
        % {"agree": criterion.agree_percent, "against": criterion.against_percent},
        _("At least %(n)s people have to rate it.") % {"n": criterion.least},
        ngettext(
            "A text is rated in %(n)s round at most.",
            "A text is rated in %(n)s rounds at most.",
            criterion.rounds,
        )
        % {"n": criterion.rounds},
        _(
            "Its scores are stable when at least %(n)s per cent of those who rated it in two rounds moved by at most one point."
        )
        % {"n": criterion.stable_percent},
    )


def why_met(criterion: Criterion, counts: Counts) -> str:
    """Whether the criterion is met on one text, and by which figures."""
    if not criterion.enough(counts):
        return ngettext(
            "The criterion is not met: %(n)s person rated it, and at least %(least)s have to.",
            "The criterion is not met: %(n)s people rated it, and at least %(least)s have to.",
            counts.n,
        ) % {"n": counts.n, "least": criterion.least}
    figures = {
        "high": counts.high,
        "n": counts.n,
        "high_share": percent(counts.high_share),
        "low": counts.low,
        "low_share": percent(counts.low_share),
        "agree": criterion.agree_percent,
        "against": criterion.against_percent,
    }
    if criterion.met(counts):
        text = _(
            "The criterion is met: of %(n)s scores %(high)s are from 7 to 9 (%(high_share)s, at least %(agree)s are asked) and %(low)s from 1 to 3 (%(low_share)s, fewer than %(against)s are asked)."
        )
    elif not criterion.agreed(counts) and criterion.opposed(counts):
        text = _(
            "The criterion is not met: of %(n)s scores %(high)s are from 7 to 9 (%(high_share)s, at least %(agree)s are asked) and %(low)s from 1 to 3 (%(low_share)s, fewer than %(against)s are asked)."
        )
    elif criterion.opposed(counts):
        text = _(
            "The criterion is not met: of %(n)s scores %(low)s are from 1 to 3 (%(low_share)s), and fewer than %(against)s per cent are asked."
        )
    else:
        text = _(
            "The criterion is not met: of %(n)s scores %(high)s are from 7 to 9 (%(high_share)s), and at least %(agree)s per cent are asked."
        )
    return text % figures


def why_stable(criterion: Criterion, moved: Movement) -> str:
    """Whether the scores on a text are stable since the round before, and by which figures."""
    figures = {"near": moved.near, "both": moved.both, "asked": criterion.stable_percent}
    if criterion.stable(moved):
        text = _(
            "The scores are stable: %(near)s of the %(both)s people who rated it in both rounds moved by at most one point; %(asked)s per cent are asked."
        )
    else:
        text = _(
            "The scores still move: %(near)s of the %(both)s people who rated it in both rounds moved by at most one point; %(asked)s per cent are asked."
        )
    return text % figures


def counts_in_words(counts: Counts) -> str:
    """What a histogram shows, for those who cannot see it."""
    quarter, three_quarters = counts.quartiles
    return ngettext(
        "%(n)s score. Median %(median)s; half of the scores lie between %(first)s and %(third)s.",
        "%(n)s scores. Median %(median)s; half of the scores lie between %(first)s and %(third)s.",
        counts.n,
    ) % {
        "n": counts.n,
        "median": figure(counts.median),
        "first": figure(quarter),
        "third": figure(three_quarters),
    }


def too_few(n: int) -> str:
    """What stands in place of the figures where so few have spoken that one would know who."""
    if n == 0:
        return _("Nobody has rated it.")
    return _(
        "Fewer than three people have rated it. Their figures are not shown: one would know who gave what."
    )


def choice_words(choice: str) -> str:
    """An answer of a sense check in words."""
    return {
        "agree": _("Agree"),
        "unsure": _("Unsure"),
        "disagree": _("Disagree"),
        "consent": _("Consent"),
        "concern": _("Concern"),
        "objection": _("Objection"),
    }.get(choice, choice)


def sense_in_words(counts: Mapping[str, int]) -> str:
    """What a sense check came to on one text: "12 answers: agree 9, unsure 2, disagree 1.\""""
    n = sum(counts.values())
    said = ", ".join(f"{choice_words(choice)} {count}" for choice, count in counts.items())
    return ngettext("%(n)s answer: %(said)s.", "%(n)s answers: %(said)s.", n) % {"n": n, "said": said}


def before_words(before: Before) -> str:
    """What the round before came to on a text, and what the reader gave there."""
    first, third = before.counts.quartiles
    text = ngettext(
        "In “%(round)s”: median %(median)s, half between %(first)s and %(third)s, from %(n)s score.",
        "In “%(round)s”: median %(median)s, half between %(first)s and %(third)s, from %(n)s scores.",
        before.counts.n,
    ) % {
        "round": before.round,
        "median": figure(before.counts.median),
        "first": figure(first),
        "third": figure(third),
        "n": before.counts.n,
    }
    return text if before.mine is None else f"{text} {_('You gave %(score)s.') % {'score': before.mine}}"


def given_words(row: Row) -> str:
    """What the reader has given, and how far they have moved since the round before; empty where nothing is given."""
    given = row.given
    if given is None:
        return ""
    if given.score is None:
        return _("You answered: %(answer)s.") % {"answer": choice_words(given.choice or "")}
    text = _("You gave %(score)s.") % {"score": given.score}
    if row.moved is None:
        return text
    if row.moved == 0:
        return f"{text} {_('The same as in the round before.')}"
    many = abs(row.moved)
    moved = (
        ngettext(
            "%(n)s point more than in the round before.", "%(n)s points more than in the round before.", many
        )
        if row.moved > 0
        else ngettext(
            "%(n)s point less than in the round before.", "%(n)s points less than in the round before.", many
        )
    ) % {"n": many}
    return f"{text} {moved}"


def question_of(terms: Mapping[str, Any] | None) -> str:
    """The question of a sense check as it was asked; empty where none was."""
    return str((terms or {}).get("question", ""))


def indicative() -> str:
    """What stands wherever scores and answers are shown (invariant 18)."""
    return _("Indicative: it decides nothing and changes the state of no text.")


def unnamed_words() -> str:
    """What people are told beside the sheet of who sees what they give."""
    return _(
        "Nobody sees what you give but you: not the other participants, not the moderators, not the secretariat. Everybody sees figures of at least three people together, and words why without a name."
    )
