"""Who explains a delegation's position. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.kernel.i18n import gettext as _
from app.site.permissions.terms import RUNNING, VOTERS, Verb, during
from app.voting.explanations.rules import why_not_explain_at_all

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_EXPLANATIONS = (
    Verb("explain a position", during(VOTERS, *RUNNING),
         rule="voting.explanations.rules.why_not_explain: before the close and after it, for a delegation of the electorate, never in a secret ballot",
         pages=("POST /{slug}/ballots/{ballot}/explanations",),
         api=("POST /{slug}/ballots/{ballot}/explanations",)),
    Verb("take an explanation back", during(VOTERS, *RUNNING),
         rule="voting.explanations.rules.why_not_take_back: of one's own delegation; its words stay with that mark",
         pages=("POST /{slug}/ballots/{ballot}/explanations/{explanation}/withdrawal",),
         api=("POST /{slug}/ballots/{ballot}/explanations/{explanation}/withdrawal",)),
)
# fmt: on

EXPLANATION_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {
    verb.name: lambda q: why_not_explain_at_all(q.actor, q.consultation) for verb in OF_EXPLANATIONS
}


def explanation_words() -> dict[str, str]:
    """The verbs in words."""
    return {
        "explain a position": _("Explain a delegation’s position"),
        "take an explanation back": _("Take an explanation of a position back"),
    }
