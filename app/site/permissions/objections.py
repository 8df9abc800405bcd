"""Objections, silence and the chair's statement: who may do what, and when. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.discussion.objections.models import ObjectionState
from app.discussion.objections.reads import ground_of
from app.discussion.objections.rules import Standing, why_not_step
from app.kernel.i18n import gettext as _
from app.site.permissions.terms import COMMENTERS, CONVENORS, LEADERS, RUNNING, Stand, Verb, during

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_OBJECTIONS = (
    Verb("object to a text", during(COMMENTERS, Stand.LAST_CALL),
         rule="discussion.objections.rules.why_not_object; in a round of silence the head or an alternate of a delegation that takes positions, and it breaks the silence; why_not_escalate for the author of a technical comment whose answer did not satisfy",
         pages=("POST /{slug}/{code}/objections",),
         api=("POST /{slug}/proposals/{code}/objections",)),
    Verb("address an objection", during(LEADERS, *RUNNING),
         rule="discussion.objections.rules.why_not_step: of an objection that is not one's own or one's delegation's",
         pages=("POST /{slug}/objections/{id}/steps step=addressed",),
         api=("POST /{slug}/objections/{id}/steps step=addressed",)),
    Verb("withdraw an objection, or say that it stands", during(COMMENTERS, *RUNNING),
         rule="discussion.objections.rules.why_not_step: who raised it, or the head or an alternate of the delegation that did",
         pages=("POST /{slug}/objections/{id}/steps step=withdrawn", "POST /{slug}/objections/{id}/steps step=sustained"),
         api=("POST /{slug}/objections/{id}/steps step=withdrawn", "POST /{slug}/objections/{id}/steps step=sustained")),
    Verb("overrule an objection", during(CONVENORS, *RUNNING),
         rule="discussion.objections.rules.why_not_step: under a published rule with reasons, once it is addressed, never one's own",
         pages=("POST /{slug}/objections/{id}/steps step=overruled",),
         api=("POST /{slug}/objections/{id}/steps step=overruled",)),
    Verb("confirm a silence", during(CONVENORS, *RUNNING),
         rule="review.silence.rules.why_not_confirm: after the deadline, of what nobody broke",
         pages=("POST /{slug}/rounds/{code}/silences/confirmation",),
         api=("POST /{slug}/rounds/{code}/silences/confirmation",)),
    Verb("state the consensus after a last call", during(CONVENORS, *RUNNING),
         rule="review.silence.rules.why_not_state: after it has closed",
         pages=("POST /{slug}/rounds/{code}/statements",),
         api=("POST /{slug}/rounds/{code}/statements",)),
)
# fmt: on


def _step(q: "Asked", step: ObjectionState, *, own: bool = False) -> str | None:
    """The sentence of a step with an objection to this text that has been addressed, by the reader or by somebody else."""
    standing = Standing(
        "",
        q.desk.proposal.code,
        q.desk.proposal.group_id,
        ObjectionState.ADDRESSED,
        q.actor.person_id if own else None,
        None,
        None,
    )
    return why_not_step(q.actor, q.consultation, q.desk.stage, standing, step)


OBJECTION_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {
    "object to a text": lambda q: ground_of(q.db, q.actor, q.consultation, q.desk.proposal.code).why_not,
    "address an objection": lambda q: _step(q, ObjectionState.ADDRESSED),
    "withdraw an objection, or say that it stands": lambda q: _step(q, ObjectionState.WITHDRAWN, own=True),
    "overrule an objection": lambda q: _step(q, ObjectionState.OVERRULED),
    "confirm a silence": lambda q: q.why_not_run(),
    "state the consensus after a last call": lambda q: q.why_not_run(),
}


def objection_words() -> dict[str, str]:
    """The verbs in words."""
    return {
        "object to a text": _("Object to a text, or break the silence on it"),
        "address an objection": _("Address an objection"),
        "withdraw an objection, or say that it stands": _(
            "Withdraw one’s own objection, or say that it stands"
        ),
        "overrule an objection": _("Overrule an objection with reasons"),
        "confirm a silence": _("Confirm that nobody broke a silence"),
        "state the consensus after a last call": _("State the consensus after a last call"),
    }
