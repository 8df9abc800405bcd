"""Mail: who says how it is wanted, who stops it, who reminds whom. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.kernel.i18n import gettext as _
from app.people.rules import why_not_keep_account
from app.site.permissions.terms import CONVENORS, EVERYBODY, SEATED, SIGNED_IN, Stand, Verb, during

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_MAIL = (
    Verb("say how one wants mail", during(SEATED, *Stand),
         rule="notices.actions.wishing.set_wish: for oneself, about a consultation one has a seat in",
         pages=("POST /account/mail/{slug}",),
         beside=("PATCH /account/mail/{slug}",)),
    Verb("stop all mail to oneself", during(SIGNED_IN, *Stand),
         rule="people.rules.why_not_keep_account: for oneself",
         pages=("POST /account/mail",)),
    Verb("stop mail by the link in it", during(EVERYBODY, *Stand),
         rule="notices.stop_pages: whoever has the link, without signing in; it stops the mail of whom it was sent to",
         pages=("POST /account/mail/stop/{person}/{slug}/{mark}",)),
    Verb("remind the undecided of a round", during(CONVENORS, Stand.COMMENT, Stand.LAST_CALL, Stand.BALLOT),
         rule="notices.rules.why_not_remind: while the round is open, each delegation once a day at most",
         pages=("POST /{slug}/rounds/{code}/reminders",),
         api=("POST /{slug}/rounds/{code}/reminders",)),
)
# fmt: on

MAIL_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {
    "say how one wants mail": lambda q: why_not_keep_account(q.actor),
    "stop all mail to oneself": lambda q: why_not_keep_account(q.actor),
    "stop mail by the link in it": lambda q: None,
    "remind the undecided of a round": lambda q: q.why_not_run(),
}


def mail_words() -> dict[str, str]:
    """The verbs in words."""
    return {
        "say how one wants mail": _("Say how one wants mail"),
        "stop all mail to oneself": _("Stop all mail to oneself"),
        "stop mail by the link in it": _("Stop mail by the link in it"),
        "remind the undecided of a round": _("Remind the undecided of a round"),
    }
