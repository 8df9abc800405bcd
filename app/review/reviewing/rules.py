"""Who asks for a review and of whom, who accepts, declines, takes back and hands in. Pure (IETF Datatracker: review).

A review is bound to one version of a text, has a deadline and ends in a graded result with its reasons. It decides
nothing: it is one line of what the text still needs.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.consultations.calendar import ENDED
from app.consultations.models import Consultation, ConsultationState
from app.consultations.rules import moderator_seat
from app.discussion.rules import admitting_seats
from app.drafting.models import ProposalState
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.review.reviewing.models import Grade, Review

WORD_LIMIT = 1_000
REASONS_LIMIT = 10_000
REASONS_LEAST = 3
# Results that say that something has to be done before the text goes on.
NEGATIVE = (Grade.HAS_ISSUES, Grade.NOT_READY)
# What can be reviewed: a text that can still be changed.
REVIEWED = (
    ProposalState.DRAFT,
    ProposalState.SUBMITTED,
    ProposalState.UNDER_REVIEW,
    ProposalState.REVISED,
    ProposalState.READY,
)


class ReviewStage(StrEnum):
    """Where a review stands. Whether it is late is said by the clock beside it."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    HANDED_IN = "handed_in"


OPEN = (ReviewStage.ASKED, ReviewStage.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The text a review is of: its code, its state and group, who wrote its versions (None: an imported one), and whether
    it is no text of its own but an amendment to one."""

    code: str
    state: str
    group_id: int
    writers: frozenset[int | None] = frozenset()
    amends: bool = False

    def alone(self, person_id: int | None) -> bool:
        """Whether this person wrote every version of it."""
        return person_id is not None and self.writers == {person_id}


def stage_of(review: Review) -> ReviewStage:
    """Where a review stands."""
    if review.handed_in_at is not None:
        return ReviewStage.HANDED_IN
    if review.withdrawn_at is not None:
        return ReviewStage.WITHDRAWN
    if review.declined_at is not None:
        return ReviewStage.DECLINED
    return ReviewStage.ACCEPTED if review.accepted_at is not None else ReviewStage.ASKED


def is_late(review: Review, at: datetime) -> bool:
    """Whether it is, or was, handed in after its deadline; by the clock alone."""
    stage = stage_of(review)
    if stage is ReviewStage.HANDED_IN:
        return review.handed_in_at is not None and review.handed_in_at >= review.due_at
    return stage in OPEN and at >= review.due_at


def reasons_due(grade: str) -> bool:
    """Whether a result is taken only with its reasons: every one but `ready`."""
    return grade != Grade.READY


def why_not_running(consultation: Consultation) -> str | None:
    """Why nothing is reviewed here at this stage of the consultation, or None."""
    if consultation.state in ENDED:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": consultation.code}
    if consultation.state == ConsultationState.DRAFT:
        return _("%(code)s is still being set up. Work begins when its secretariat opens it.") % {
            "code": consultation.code
        }
    return None


def why_not_ask(actor: Actor, consultation: Consultation, text: Reviewed) -> str | None:
    """Why `actor` may not ask anybody to review this text, or None: the convenor of its group, or a moderator of the
    whole consultation, asks."""
    if not actor.signed_in:
        return _("Sign in first: the convenor of the group asks for reviews of its texts.")
    if moderator_seat(actor, consultation, text.group_id) is None:
        return _(
            "The convenor of its group, or a moderator of the whole consultation, asks for reviews of %(code)s. You can offer one."
        ) % {"code": text.code}
    return _why_not_this_text(consultation, text)


def why_not_offer(
    actor: Actor, consultation: Consultation, text: Reviewed, *, open_for: Collection[int] = ()
) -> str | None:
    """Why `actor` may not offer to review this text, or None: everybody admitted to the rounds does, who sees it.

    `open_for` are the persons who have a review of its newest version before them or handed one in.
    """
    if not actor.signed_in:
        return _("Sign in first: whoever has a seat in this consultation can offer a review.")
    return (
        _why_no_seat(actor, consultation)
        or _why_not_this_text(consultation, text)
        or why_not_be_reviewer(actor.person_id, text, open_for=open_for, oneself=True)
    )


def why_not_be_reviewer(
    person_id: int | None, text: Reviewed, *, open_for: Collection[int] = (), oneself: bool = False
) -> str | None:
    """Why this person does not review this text, or None: nobody reviews what they alone wrote, nor the same version
    twice. `oneself` where the sentence is for that person."""
    if text.alone(person_id):
        return (
            _("You alone wrote every version of %(code)s. Somebody else reviews it.")
            if oneself
            else _("This person alone wrote every version of %(code)s. Choose somebody else to review it.")
        ) % {"code": text.code}
    if person_id in open_for:
        return (
            _("You have a review of this version of %(code)s already.")
            if oneself
            else _("This person has a review of this version of %(code)s already.")
        ) % {"code": text.code}
    return None


def why_not_answer(actor: Actor, consultation: Consultation, review: Review) -> str | None:
    """Why `actor` may neither accept nor decline this review, or None: whoever was asked does, until it is handed in,
    while they have a seat here."""
    return (
        _why_not_mine(actor, review)
        or why_not_running(consultation)
        or _why_settled(review)
        or _why_no_seat(actor, consultation)
    )


def why_not_accept(actor: Actor, consultation: Consultation, review: Review) -> str | None:
    """Why `actor` may not accept this review, or None."""
    refused = why_not_answer(actor, consultation, review)
    if refused is None and stage_of(review) is ReviewStage.ACCEPTED:
        return _("You have accepted this review.")
    return refused


def why_not_hand_in(actor: Actor, consultation: Consultation, review: Review) -> str | None:
    """Why `actor` may not hand in the result of this review, or None. It is taken late as well, and shown as late."""
    return why_not_answer(actor, consultation, review)


def why_not_take_back(actor: Actor, consultation: Consultation, review: Review, group_id: int) -> str | None:
    """Why `actor` may not withdraw this review, or None: who asked for it does, or who moderates the text."""
    if not actor.signed_in:
        return _("Sign in first: who asked for a review can withdraw it.")
    asked = review.asked_by_id is not None and review.asked_by_id == actor.person_id
    if not asked and moderator_seat(actor, consultation, group_id) is None:
        return _("A review is withdrawn by who asked for it, or by the convenor of the group.")
    return why_not_running(consultation) or _why_settled(review)


def _why_not_this_text(consultation: Consultation, text: Reviewed) -> str | None:
    if (why := why_not_running(consultation)) is not None:
        return why
    if text.amends:
        return _("%(code)s is an amendment. Reviews are of the text that it amends.") % {"code": text.code}
    if text.state not in REVIEWED:
        return _("%(code)s stands as it is and is not reviewed any more.") % {"code": text.code}
    return None


def _why_no_seat(actor: Actor, consultation: Consultation) -> str | None:
    if admitting_seats(actor, consultation):
        return None
    return _(
        "Reviews come from people with a seat in this consultation, as delegate, member of a group or observer."
    )


def _why_not_mine(actor: Actor, review: Review) -> str | None:
    if not actor.signed_in:
        return _("Sign in first: a review is answered by the person who was asked for it.")
    if review.reviewer_id != actor.person_id:
        return _("A review is answered by the person who was asked for it, and that is not you.")
    return None


def _why_settled(review: Review) -> str | None:
    return {
        ReviewStage.HANDED_IN: _(
            "This review is handed in, and its result stands. A newer version can be reviewed anew."
        ),
        ReviewStage.DECLINED: _("This review was declined. Somebody else can be asked."),
        ReviewStage.WITHDRAWN: _("This review was withdrawn."),
    }.get(stage_of(review))
