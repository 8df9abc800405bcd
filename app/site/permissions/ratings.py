"""Who rates texts and answers sense checks. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.kernel.i18n import gettext as _
from app.site.permissions.terms import COMMENTERS, RUNNING, Verb, during
from app.voting.ratings.rules import why_not_rate

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_RATINGS = (
    Verb("rate a text, or answer a sense check", during(COMMENTERS, *RUNNING),
         rule="voting.ratings.rules.why_not_rate: while a round of rating or a sense check is open on the text; for oneself, shown to nobody",
         pages=("POST /{slug}/rounds/{code}/sheet",),
         api=("PUT /{slug}/rounds/{code}/ratings/{proposal}",)),
)
# fmt: on


def _why_not_rate(q: "Asked") -> str | None:
    """Whether the text asked about may be rated now; where no round is open on it, nobody rates it."""
    round_ = q.desk.stage.round
    if round_ is None:
        return _("No round is open in which this is done.")
    return why_not_rate(q.actor, q.consultation, round_, q.desk.stage.at)


RATING_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {
    "rate a text, or answer a sense check": _why_not_rate
}


def rating_words() -> dict[str, str]:
    """The verb in words."""
    return {"rate a text, or answer a sense check": _("Rate a text, or answer a sense check on it")}
