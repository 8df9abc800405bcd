"""Ask for a review, offer one, accept, decline, take back and hand in."""

from collections.abc import Sequence

from sqlmodel import Session

from app.consultations.attribution import Capacity, capacity_in
from app.consultations.models import Consultation, Round, WorkingGroup
from app.consultations.queries import track_of
from app.consultations.rules import moderator_seat
from app.drafting.circulation import Candidate, chosen_of, recipients_offered
from app.drafting.models import Proposal
from app.drafting.queries import Desk, visible_desk
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import Event, lock_track, record
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold
from app.review.dates import end_of
from app.review.reviewing.events import (
    ReviewAccepted,
    ReviewAsked,
    ReviewDeclined,
    ReviewHandedIn,
    ReviewOffered,
    ReviewWithdrawn,
)
from app.review.reviewing.models import Grade, Review
from app.review.reviewing.queries import next_code, review_row, reviewed_of, reviews_on, seat_for
from app.review.reviewing.rules import (
    OPEN,
    REASONS_LEAST,
    REASONS_LIMIT,
    WORD_LIMIT,
    ReviewStage,
    reasons_due,
    stage_of,
    why_not_accept,
    why_not_answer,
    why_not_ask,
    why_not_be_reviewer,
    why_not_hand_in,
    why_not_offer,
    why_not_running,
    why_not_take_back,
)


def ask_review(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    reviewer: str,
    due: str,
) -> Review:
    """Ask a person, by public id, to review the newest version of a text until a day.

    Refused to all but the convenor of its group and the moderators of the whole consultation; Invalid at `reviewer` for
    somebody who cannot be asked (nobody reviews what they alone wrote, nor the same version twice), at `due` for a day
    that does not lie ahead. The same again, by a double click, is what stands.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    desk = visible_desk(db, actor, consultation, code)
    text = reviewed_of(db, desk)
    permit(why_not_ask(actor, consultation, text))
    person = _candidate(db, actor, consultation, desk, reviewer)
    ends = end_of(due, consultation.timezone, field="due", at=at)
    reviews = reviews_on(db, desk)
    standing = _open_of(reviews, person.person_id)
    if standing is not None and (standing.asked_by_id, standing.due_at) == (actor.person_id, ends):
        return standing
    refused = why_not_be_reviewer(person.person_id, text, open_for={r.reviewer_id for r in reviews})
    if refused is not None:
        raise Invalid.at("reviewer", refused)
    review = _begun(db, consultation, desk, person.person_id)
    review.reviewer_title, review.delegation_id = person.title or person.name, person.delegation_id
    review.asked_by_id, review.due_at = actor.person_id, ends
    db.add(review)
    seat = moderator_seat(actor, consultation, desk.group.id)
    record(
        db,
        actor,
        ReviewAsked(desk.proposal.code, review.code, review.version, ends),
        track=track_of(consultation, desk.group),
        left=[review],
        capacity=seat.title if seat else None,
    )
    return review


def offer_review(db: Session, actor: Actor, consultation: Consultation, code: str, *, due: str) -> Review:
    """Offer to review the newest version of a text until a day; it counts as accepted at once.

    Refused with the sentence of `why_not_offer`; Invalid at `due`. The same again, by a double click, is what stands.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    desk = visible_desk(db, actor, consultation, code)
    text = reviewed_of(db, desk)
    reviews = reviews_on(db, desk)
    standing = _open_of(reviews, actor.person_id)
    if standing is not None and standing.asked_by_id is None:
        permit(why_not_running(consultation))
        if end_of(due, consultation.timezone, field="due", at=at) == standing.due_at:
            return standing
    permit(why_not_offer(actor, consultation, text, open_for={r.reviewer_id for r in reviews}))
    ends = end_of(due, consultation.timezone, field="due", at=at)
    title, delegation = seat_for(consultation, actor, desk)
    review = _begun(db, consultation, desk, actor.person_id or 0)
    review.reviewer_title, review.delegation_id = title, delegation
    review.due_at, review.accepted_at = ends, at
    db.add(review)
    kept = capacity_in(desk.stage.round, title or None)
    _note(
        db, actor, consultation, desk.group, review,
        ReviewOffered(desk.proposal.code, review.code, review.version, ends, kept.attribution, kept.veil), kept,
    )  # fmt: skip
    return review


def accept_review(db: Session, actor: Actor, consultation: Consultation, code: str) -> Review:
    """Accept a review one was asked for. Accepted again, it changes nothing. NotFound, Refused."""
    lock_track(db, track_of(consultation))
    review, proposal, group, round_ = review_row(db, consultation, actor, code)
    if stage_of(review) is ReviewStage.ACCEPTED and review.reviewer_id == actor.person_id:
        return review
    permit(why_not_accept(actor, consultation, review))
    review.accepted_at = now(db)
    kept = capacity_in(round_, review.reviewer_title or None)
    fact = ReviewAccepted(proposal.code, review.code, kept.attribution, kept.veil)
    _note(db, actor, consultation, group, review, fact, kept)
    return review


def decline_review(db: Session, actor: Actor, consultation: Consultation, code: str, *, word: str) -> Review:
    """Decline a review, or give it back after accepting it, with a word why, which is due so that another can be asked.

    NotFound; Refused; Invalid at `word`. Declined again, it changes nothing.
    """
    lock_track(db, track_of(consultation))
    review, proposal, group, round_ = review_row(db, consultation, actor, code)
    if stage_of(review) is ReviewStage.DECLINED and review.reviewer_id == actor.person_id:
        return review
    permit(why_not_answer(actor, consultation, review))
    said = _words(word, "word", WORD_LIMIT)
    if not fold(said):
        raise Invalid.at("word", _("Say in a word why, so that somebody else can be asked."))
    review.declined_at, review.word = now(db), said
    kept = capacity_in(round_, review.reviewer_title or None)
    fact = ReviewDeclined(proposal.code, review.code, kept.attribution, kept.veil)
    _note(db, actor, consultation, group, review, fact, kept)
    return review


def withdraw_review(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, word: str = ""
) -> Review:
    """Take back a review that was asked for or offered; it stays readable. Withdrawn again, it changes nothing.

    NotFound; Refused to all but who asked for it and who moderates the text; Invalid at `word`.
    """
    lock_track(db, track_of(consultation))
    review, proposal, group, _round = review_row(db, consultation, actor, code)
    refused = why_not_take_back(actor, consultation, review, proposal.group_id)
    runs = review.asked_by_id == actor.person_id or moderator_seat(actor, consultation, proposal.group_id)
    if stage_of(review) is ReviewStage.WITHDRAWN and actor.signed_in and runs:
        return review
    permit(refused)
    said = _words(word, "word", WORD_LIMIT)
    review.withdrawn_at, review.word = now(db), said or review.word
    seat = moderator_seat(actor, consultation, proposal.group_id)
    kept = Capacity(seat.title if seat else None)
    _note(db, actor, consultation, group, review, ReviewWithdrawn(proposal.code, review.code), kept)
    return review


def hand_in_review(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, grade: str, reasons: str = ""
) -> Review:
    """Hand in the result of a review: a grade, with its reasons for every one but `ready`. It stands as it was given,
    bound to the version it is of. To hand in accepts it too; late, it is taken and shown as late.

    NotFound; Refused; Invalid at `grade` or `reasons`. The same again, by a double click, is what stands.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    review, proposal, group, round_ = review_row(db, consultation, actor, code)
    said = _words(reasons, "reasons", REASONS_LIMIT)
    if not fold(said):
        said = ""
    if (
        stage_of(review) is ReviewStage.HANDED_IN
        and review.reviewer_id == actor.person_id
        and (review.grade, review.reasons) == (grade, said)
    ):
        return review
    permit(why_not_hand_in(actor, consultation, review))
    if grade not in set(Grade):
        raise Invalid.at("grade", _("Choose a result: ready, ready with nits, has issues, or not ready."))
    if reasons_due(grade) and len(said) < REASONS_LEAST:
        raise Invalid.at("reasons", _("Say why: only “ready” stands without reasons."))
    review.accepted_at = review.accepted_at or at
    review.grade, review.reasons, review.handed_in_at = grade, said, at
    kept = capacity_in(round_, review.reviewer_title or None)
    fact = ReviewHandedIn(proposal.code, review.code, review.version, grade, kept.attribution, kept.veil)
    _note(db, actor, consultation, group, review, fact, kept)
    return review


def _candidate(db: Session, actor: Actor, consultation: Consultation, desk: Desk, reviewer: str) -> Candidate:
    if not reviewer.strip():
        raise Invalid.at("reviewer", _("Choose who is asked."))
    bodies = recipients_offered(db, actor, consultation, desk.group)
    # A whole body is a name there, and a review is asked of one person.
    found = [] if reviewer.startswith("all:") else chosen_of(bodies, [reviewer.strip()])[0]
    if not found:
        raise Invalid.at(
            "reviewer",
            _("“%(name)s” is nobody who can be asked to review %(code)s.")
            % {"name": reviewer[:60], "code": desk.proposal.code},
        )
    return found[0]


def _open_of(reviews: Sequence[Review], person_id: int | None) -> Review | None:
    """The open review of this person among those of the newest version."""
    return next((r for r in reviews if r.reviewer_id == person_id and stage_of(r) in OPEN), None)


def _begun(db: Session, consultation: Consultation, desk: Desk, person_id: int) -> Review:
    proposal: Proposal = desk.proposal
    round_: Round | None = desk.stage.round
    at = now(db)
    return Review(
        consultation_id=proposal.consultation_id,
        code=next_code(db, consultation, desk.group),
        proposal_id=proposal.id or 0,
        version=proposal.version,
        round_id=round_.id if round_ else None,
        reviewer_id=person_id,
        asked_at=at,
        due_at=at,
    )


def _note(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    group: WorkingGroup,
    review: Review,
    fact: Event,
    kept: Capacity,
) -> None:
    db.add(review)
    record(
        db,
        actor,
        fact,
        track=track_of(consultation, group),
        left=[review],
        capacity=kept.capacity,
        delegation=kept.delegation,
    )


def _words(text: str, field: str, limit: int) -> str:
    try:
        return clean(text, limit=limit).strip()
    except ValueError as error:
        raise Invalid.at(field, str(error)) from None
