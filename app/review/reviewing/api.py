"""The programs' door to reviews."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.errors import Unauthenticated, permit
from app.kernel.i18n import gettext as _
from app.review.reviewing.actions import (
    accept_review,
    ask_review,
    decline_review,
    hand_in_review,
    offer_review,
    withdraw_review,
)
from app.review.reviewing.queries import list_reviews, reviewing_of, visible_review
from app.review.reviewing.schemas import (
    OfferIn,
    ResultIn,
    ReviewersOut,
    ReviewIn,
    ReviewOut,
    ReviewsOut,
    WordIn,
)
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(prefix="/consultations/{slug}", tags=["reviews"])
Code = Annotated[str, Query(max_length=60)]


@router.get("/reviews")
def read_reviews(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    proposal: Code = "",
    stage: Literal["", "open", "handed_in"] = "",
    cursor: Code = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ReviewsOut:
    """The reviews of a consultation, newest first."""
    reviews, after = list_reviews(
        db, consultation, actor, proposal=proposal, stage=stage, cursor=cursor, limit=limit
    )
    return ReviewsOut(items=[ReviewOut.of(review) for review in reviews], next=after)


@router.get("/reviews/{code}")
def read_review(db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str) -> ReviewOut:
    """One review."""
    return _out(db, consultation, actor, code)


@router.get("/proposals/{code}/reviewers")
def read_reviewers(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> ReviewersOut:
    """Who can be asked to review a text, each with how many open reviews they have. For whoever asks for reviews."""
    _known(actor)
    page = reviewing_of(db, consultation, actor, code)
    permit(page.why_not_ask)
    return ReviewersOut.of(page)


@router.post("/proposals/{code}/reviews", status_code=201)
def post_review(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: ReviewIn
) -> ReviewOut:
    """Ask somebody to review the newest version of a text."""
    _known(actor)
    review = ask_review(db, actor, consultation, code, **body.model_dump())
    return _out(db, consultation, actor, review.code)


@router.post("/proposals/{code}/reviews/offer", status_code=201)
def post_offer(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: OfferIn
) -> ReviewOut:
    """Offer to review the newest version of a text."""
    _known(actor)
    review = offer_review(db, actor, consultation, code, due=body.due)
    return _out(db, consultation, actor, review.code)


@router.post("/reviews/{code}/acceptance")
def post_acceptance(db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str) -> ReviewOut:
    """Accept a review one was asked for."""
    _known(actor)
    accept_review(db, actor, consultation, code)
    return _out(db, consultation, actor, code)


@router.post("/reviews/{code}/refusal")
def post_refusal(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: WordIn
) -> ReviewOut:
    """Decline a review, or give it back, with a word why."""
    _known(actor)
    decline_review(db, actor, consultation, code, word=body.word)
    return _out(db, consultation, actor, code)


@router.post("/reviews/{code}/withdrawal")
def post_withdrawal(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: WordIn
) -> ReviewOut:
    """Take back a review that was asked for or offered."""
    _known(actor)
    withdraw_review(db, actor, consultation, code, word=body.word)
    return _out(db, consultation, actor, code)


@router.post("/reviews/{code}/result")
def post_result(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: ResultIn
) -> ReviewOut:
    """Hand in the result of a review. Sending the same again changes nothing."""
    _known(actor)
    hand_in_review(db, actor, consultation, code, **body.model_dump())
    return _out(db, consultation, actor, code)


def _known(actor: Actor) -> None:
    if not actor.signed_in:
        raise Unauthenticated(_("Say who you are: this needs a token."))


def _out(db: Session, consultation: Consultation, actor: Actor, code: str) -> ReviewOut:
    return ReviewOut.of(visible_review(db, consultation, actor, code))
