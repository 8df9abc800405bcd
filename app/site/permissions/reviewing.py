"""Reviews of texts: who asks, offers, answers and hands in. Part of the table."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from app.discussion.rules import admitting_seats
from app.kernel.i18n import gettext as _
from app.review.reviewing.models import Review
from app.review.reviewing.queries import reviewed_of
from app.review.reviewing.rules import why_not_answer, why_not_ask, why_not_offer, why_not_take_back
from app.site.permissions.terms import COMMENTERS, CONVENORS, RUNNING, Verb, during

if TYPE_CHECKING:
    from app.site.permissions.answers import Asked

# fmt: off
OF_REVIEWING = (
    Verb("ask for a review", during(CONVENORS, *RUNNING),
         rule="review.reviewing.rules.why_not_ask: nobody reviews what they alone wrote",
         pages=("POST /{slug}/{code}/reviews",),
         api=("POST /{slug}/proposals/{code}/reviews",)),
    Verb("offer a review", during(COMMENTERS, *RUNNING),
         rule="review.reviewing.rules.why_not_offer: nobody reviews what they alone wrote",
         pages=("POST /{slug}/{code}/reviews/offer",),
         api=("POST /{slug}/proposals/{code}/reviews/offer",)),
    Verb("accept a review", during(COMMENTERS, *RUNNING),
         rule="review.reviewing.rules.why_not_accept: who was asked for it",
         pages=("POST /{slug}/reviews/{code}/acceptance",),
         api=("POST /{slug}/reviews/{code}/acceptance",)),
    Verb("decline a review", during(COMMENTERS, *RUNNING),
         rule="review.reviewing.rules.why_not_answer: who was asked for it",
         pages=("POST /{slug}/reviews/{code}/refusal",),
         api=("POST /{slug}/reviews/{code}/refusal",)),
    Verb("hand in a review", during(COMMENTERS, *RUNNING),
         rule="review.reviewing.rules.why_not_hand_in: who was asked for it",
         pages=("POST /{slug}/reviews/{code}/result",),
         api=("POST /{slug}/reviews/{code}/result",)),
    Verb("withdraw a review", during(CONVENORS, *RUNNING),
         rule="review.reviewing.rules.why_not_take_back: who asked for it, and who moderates the text",
         pages=("POST /{slug}/reviews/{code}/withdrawal",),
         api=("POST /{slug}/reviews/{code}/withdrawal",)),
)
# fmt: on


def _review(q: "Asked") -> Review:
    """A review that the reader was asked for, if they are somebody who can be."""
    admitted = bool(admitting_seats(q.actor, q.consultation))
    proposal, at = q.desk.proposal, q.desk.stage.at
    return Review(
        consultation_id=proposal.consultation_id,
        code="",
        proposal_id=proposal.id or 0,
        version=proposal.version,
        reviewer_id=(q.actor.person_id or 0) if admitted else 0,
        asked_at=at,
        due_at=at,
    )


def _why_not_answer(q: "Asked") -> str | None:
    return why_not_answer(q.actor, q.consultation, _review(q))


REVIEWING_ANSWERS: Mapping[str, Callable[["Asked"], str | None]] = {
    "ask for a review": lambda q: why_not_ask(q.actor, q.consultation, reviewed_of(q.db, q.desk)),
    "offer a review": lambda q: why_not_offer(q.actor, q.consultation, reviewed_of(q.db, q.desk)),
    "accept a review": _why_not_answer,
    "decline a review": _why_not_answer,
    "hand in a review": _why_not_answer,
    "withdraw a review": lambda q: why_not_take_back(
        q.actor, q.consultation, _review(q), q.desk.proposal.group_id
    ),
}


def reviewing_words() -> dict[str, str]:
    """The verbs in words."""
    return {
        "ask for a review": _("Ask somebody to review a text"),
        "offer a review": _("Offer to review a text"),
        "accept a review": _("Accept a review one was asked for"),
        "decline a review": _("Decline a review one was asked for"),
        "hand in a review": _("Hand in a review"),
        "withdraw a review": _("Withdraw a review that was asked for"),
    }
