"""Who recuses themselves from a ballot. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.kernel.i18n import gettext as _
from app.site.permissions.terms import CONVENORS, RUNNING, VOTERS, Stand, Verb, during
from app.voting.recusal.rules import why_not_recuse

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_RECUSALS = (
    Verb("recuse oneself from a ballot", during(VOTERS | CONVENORS, *RUNNING),
         rule="voting.recusal.rules.why_not_recuse",
         pages=("POST /{slug}/ballots/{ballot}/recusal",),
         api=("PUT /{slug}/ballots/{ballot}/recusal",)),
    Verb("take a recusal back", during(VOTERS | CONVENORS, Stand.BALLOT),
         rule="voting.recusal.rules.why_not_take_part_again: while the ballot is open",
         pages=("POST /{slug}/ballots/{ballot}/recusal/withdrawal",),
         api=("POST /{slug}/ballots/{ballot}/recusal/withdrawal",)),
)
# fmt: on

RECUSAL_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {
    verb.name: lambda q: why_not_recuse(q.actor, q.consultation) for verb in OF_RECUSALS
}


def recusal_words() -> dict[str, str]:
    """The verbs in words."""
    return {
        "recuse oneself from a ballot": _("Recuse yourself from a ballot"),
        "take a recusal back": _("Take a recusal back"),
    }
