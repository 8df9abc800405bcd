"""What a round answers, and which programs elsewhere are told: who may do what, and when. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.kernel.i18n import gettext as _
from app.notices.webhooks.rules import why_not_keep_webhooks
from app.site.permissions.terms import CONVENORS, EVERYBODY, RUNNING, SEATED, SETTERS, Stand, Verb, during

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_TELLING = (
    Verb("publish the response to a round", during(CONVENORS, *RUNNING),
         rule="review.report.rules.why_not_publish_response: of a round that is completed",
         pages=("POST /{slug}/rounds/{code}/response",)),
    Verb("have a file of a long response made", {**during(SEATED, Stand.SETUP), **during(EVERYBODY, *RUNNING, Stand.CLOSED)},
         rule="review.report: whoever may read the consultation",
         pages=("POST /{slug}/rounds/{code}/response.{name}",)),
    Verb("add or end a webhook", during(SETTERS, Stand.SETUP, *RUNNING),
         rule="notices.webhooks.rules.why_not_keep_webhooks",
         pages=("POST /{slug}/setup/webhooks", "POST /{slug}/setup/webhooks/{public_id}/end")),
    Verb("send a webhook again, or a test", during(SETTERS, Stand.SETUP, *RUNNING),
         rule="notices.webhooks.rules.why_not_keep_webhooks",
         pages=("POST /{slug}/setup/webhooks/{public_id}/test",
                "POST /{slug}/setup/webhooks/{public_id}/calls/{call}/again")),
)
# fmt: on

TELLING_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {
    "publish the response to a round": lambda q: q.why_not_run(),
    "have a file of a long response made": lambda q: None,
    "add or end a webhook": lambda q: why_not_keep_webhooks(q.actor, q.consultation),
    "send a webhook again, or a test": lambda q: why_not_keep_webhooks(q.actor, q.consultation),
}


def telling_words() -> dict[str, str]:
    """The verbs in words."""
    return {
        "publish the response to a round": _("Publish the response to a round"),
        "have a file of a long response made": _("Have a file of a long response made"),
        "add or end a webhook": _("Add or end a webhook"),
        "send a webhook again, or a test": _("Send a webhook again, or a test"),
    }
