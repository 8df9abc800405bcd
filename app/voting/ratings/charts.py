"""The histograms of a round of rating, with the words that say the same."""

from collections.abc import Mapping

from app.kernel.i18n import gettext as _
from app.voting.ratings.measures import Counts
from app.voting.ratings.rules import HIGH_FROM, LOW_TO, SCORES
from app.voting.ratings.sentences import choice_words, counts_in_words, sense_in_words
from app.web.bars import Bars, bars


def histogram(code: str, counts: Counts) -> Bars:
    """How often each score was given to a text: from 7 to 9 filled, from 1 to 3 hollow, those between them grey."""
    return bars(
        _("Scores of %(code)s") % {"code": code},
        counts_in_words(counts),
        [
            (str(score), n, str(n) if n else "", _look(score))
            for score, n in zip(SCORES, counts.of, strict=True)
        ],
    )


def answers_chart(code: str, answers: Mapping[str, int]) -> Bars:
    """How often each answer of a sense check was given."""
    looks = ("dot", "soft", "ring")
    return bars(
        _("Answers on %(code)s") % {"code": code},
        sense_in_words(answers),
        [
            (choice_words(choice), n, str(n), look)
            for (choice, n), look in zip(answers.items(), looks, strict=True)
        ],
    )


def _look(score: int) -> str:
    if score >= HIGH_FROM:
        return "dot"
    return "ring" if score <= LOW_TO else "soft"
