"""Who moves, withdraws and orders amendments, and when. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.kernel.i18n import gettext as _
from app.site.permissions.terms import CONVENORS, RUNNING, VOTERS, WRITERS, Verb, during
from app.voting.amendments.rules import why_not_order

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_AMENDMENTS = (
    Verb("move an amendment", during(VOTERS | WRITERS, *RUNNING),
         rule="voting.amendments.rules.why_not_move: to a text that is ready for decision",
         pages=("POST /{slug}/{code}/amendments",),
         api=("POST /{slug}/proposals/{code}/amendments",)),
    Verb("withdraw an amendment", during(VOTERS | WRITERS, *RUNNING),
         rule="voting.amendments.rules.why_not_withdraw: who moved it, or the head or an alternate of the delegation that did, until its ballot opens",
         pages=("POST /{slug}/{code}/withdrawal",),
         api=("POST /{slug}/proposals/{code}/withdrawal",)),
    Verb("put amendments in order", during(CONVENORS, *RUNNING),
         rule="voting.amendments.rules.why_not_order: those that wait, before their ballot opens",
         pages=("POST /{slug}/{code}/amendments/order",),
         api=("PUT /{slug}/proposals/{code}/amendments/order",)),
)
# fmt: on

AMENDMENT_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {
    "move an amendment": lambda q: q.why_no_amendment,
    # Whoever can move none to this text has none to withdraw.
    "withdraw an amendment": lambda q: q.why_no_amendment,
    "put amendments in order": lambda q: why_not_order(
        q.actor, q.consultation, q.desk.stage, q.desk.proposal, q.desk.group
    ),
}


def amendment_words() -> dict[str, str]:
    """The verbs in words."""
    return {
        "move an amendment": _("Move an amendment"),
        "withdraw an amendment": _("Withdraw an amendment"),
        "put amendments in order": _("Put amendments in order"),
    }
