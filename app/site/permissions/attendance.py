"""What people do in a round besides its own acts: decline, and answer many comments at once. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.discussion.answer_rules import why_not_draft_disposition, why_not_issue_disposition
from app.kernel.i18n import gettext as _
from app.review.attendance.rules import why_not_decline
from app.site.permissions.terms import ANSWERING, CONVENORS, LEADERS, VOTERS, Stand, Verb, during

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_ATTENDANCE = (
    Verb("decline a round", during(VOTERS, Stand.COMMENT, Stand.LAST_CALL, Stand.BALLOT),
         rule="review.attendance.rules.why_not_decline: for a delegation that the round asks, until it closes",
         pages=("POST /{slug}/rounds/{code}/decline",),
         api=("POST /{slug}/rounds/{code}/declines",)),
    Verb("take back that one declined", during(VOTERS, Stand.COMMENT, Stand.LAST_CALL, Stand.BALLOT),
         rule="review.attendance.rules.why_not_decline: the same",
         pages=("POST /{slug}/rounds/{code}/decline/back",),
         api=("DELETE /{slug}/rounds/{code}/declines/{delegation}",)),
    Verb("draft one answer to many comments", during(LEADERS, *ANSWERING),
         rule="discussion.answer_rules.why_not_draft_disposition, of each: those it refuses are left out and named",
         pages=("POST /{slug}/rounds/{code}/comments/drafts",),
         api=("POST /{slug}/dispositions/drafts",)),
    Verb("issue all drafted answers", during(CONVENORS, *ANSWERING),
         rule="discussion.answer_rules.why_not_issue_disposition, of each: those it refuses are left out and named",
         pages=("POST /{slug}/rounds/{code}/comments/issue",),
         api=("POST /{slug}/dispositions/issue",)),
)
# fmt: on


def _why_not_decline(q: "Asked") -> str | None:
    """Whether the round that is open can be declined; where none is open there is nothing to decline."""
    round_ = q.desk.stage.round
    if round_ is None:
        return _("No round is open in which this is done.")
    return why_not_decline(q.actor, q.consultation, round_, q.desk.stage.at)


ATTENDANCE_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {
    "decline a round": _why_not_decline,
    "take back that one declined": _why_not_decline,
    "draft one answer to many comments": lambda q: why_not_draft_disposition(
        q.actor, q.consultation, q.desk.stage, q.comment(own=False)
    ),
    "issue all drafted answers": lambda q: why_not_issue_disposition(
        q.actor, q.consultation, q.desk.stage, q.comment(own=False)
    ),
}


def attendance_words() -> dict[str, str]:
    """The verbs in words."""
    return {
        "decline a round": _("Say for a delegation that it will not speak in a round"),
        "take back that one declined": _("Take back that a delegation will not speak"),
        "draft one answer to many comments": _("Draft one answer to many comments"),
        "issue all drafted answers": _("Issue all drafted answers at once"),
    }
