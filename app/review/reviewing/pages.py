"""The browser's door to reviews: those of a consultation and of a text, one review with what may be done with it."""

from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, Refused
from app.review.reviewing.actions import (
    accept_review,
    ask_review,
    decline_review,
    hand_in_review,
    offer_review,
    withdraw_review,
)
from app.review.reviewing.models import Review
from app.review.reviewing.queries import list_reviews, reviewing_of, visible_review
from app.review.reviewing.sentences import grade_choices
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.render import render

router = APIRouter()
Short = Annotated[str, Query(max_length=60)]
Typed = Annotated[str, Form()]


@router.get("/{slug}/reviews")
def show_reviews(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    stage: Short = "",
    cursor: Short = "",
) -> HTMLResponse:
    """The reviews of the consultation, newest first."""
    reviews, after = list_reviews(db, consultation, actor, stage=stage, cursor=cursor)
    here = f"/{consultation.slug}/reviews"
    kept = {"stage": stage} if stage else {}
    return render(
        request,
        "review/reviewing/reviews.html",
        consultation=consultation,
        here="proposals",
        reviews=reviews,
        stage=stage,
        at=now(db),
        first_href=f"{here}?{urlencode(kept)}" if cursor else "",
        next_href=f"{here}?{urlencode({**kept, 'cursor': after})}" if after else "",
    )


@router.get("/{slug}/reviews/{code}")
def show_review(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """One review: of which version, by whom, until when, its result with its reasons; and what the reader may do."""
    return _review_page(request, db, consultation, actor, code)


@router.post("/{slug}/reviews/{code}/acceptance")
def accept(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> Response:
    """Accept a review one was asked for."""
    return _done(
        request, db, consultation, actor, code, "accept", {}, lambda: accept_review(db, actor, consultation, code)
    )  # fmt: skip


@router.post("/{slug}/reviews/{code}/refusal")
def decline(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    word: Typed = "",
) -> Response:
    """Decline a review, or give it back, with a word why."""
    return _done(
        request, db, consultation, actor, code, "decline", {"word": word},
        lambda: decline_review(db, actor, consultation, code, word=word),
    )  # fmt: skip


@router.post("/{slug}/reviews/{code}/withdrawal")
def withdraw(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    word: Typed = "",
) -> Response:
    """Take back a review that was asked for or offered."""
    return _done(
        request, db, consultation, actor, code, "withdraw", {"word": word},
        lambda: withdraw_review(db, actor, consultation, code, word=word),
    )  # fmt: skip


@router.post("/{slug}/reviews/{code}/result")
def hand_in(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    grade: Typed = "",
    reasons: Typed = "",
) -> Response:
    """Hand in the result of a review with its reasons."""
    return _done(
        request, db, consultation, actor, code, "result", {"grade": grade, "reasons": reasons},
        lambda: hand_in_review(db, actor, consultation, code, grade=grade, reasons=reasons),
    )  # fmt: skip


@router.get("/{slug}/{code}/reviews")
def show_reviews_of_text(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """The reviews of one text, with the forms to ask for one and to offer one."""
    return _text_page(request, db, consultation, actor, code)


@router.post("/{slug}/{code}/reviews")
def ask(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    reviewer: Typed = "",
    due: Typed = "",
) -> Response:
    """Ask somebody to review the newest version."""
    typed = {"reviewer": reviewer, "due": due}
    try:
        review = ask_review(db, actor, consultation, code, reviewer=reviewer, due=due)
    except Invalid as invalid:
        return _text_page(request, db, consultation, actor, code, "ask", typed, _errors(invalid), status=422)
    except Refused as refused:
        return _text_page(request, db, consultation, actor, code, "ask", typed, reason=refused.message, status=403)  # fmt: skip
    return RedirectResponse(f"/{consultation.slug}/{code}/reviews#{review.code}", 303)


@router.post("/{slug}/{code}/reviews/offer")
def offer(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    due: Typed = "",
) -> Response:
    """Offer to review the newest version."""
    typed = {"due": due}
    try:
        review = offer_review(db, actor, consultation, code, due=due)
    except Invalid as invalid:
        return _text_page(request, db, consultation, actor, code, "offer", typed, _errors(invalid), status=422)  # fmt: skip
    except Refused as refused:
        return _text_page(request, db, consultation, actor, code, "offer", typed, reason=refused.message, status=403)  # fmt: skip
    return RedirectResponse(f"/{consultation.slug}/reviews/{review.code}", 303)


def _errors(invalid: Invalid) -> dict[str, str]:
    return {error.field: error.message for error in invalid.errors}


def _done(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    form: str,
    typed: Mapping[str, str],
    act: Callable[[], Review],
) -> Response:
    """Do it and show the review; what cannot be taken comes back as it was typed, what is refused with its sentence."""
    try:
        act()
    except Invalid as invalid:
        return _review_page(request, db, consultation, actor, code, form, typed, _errors(invalid), status=422)
    except Refused as refused:
        return _review_page(
            request, db, consultation, actor, code, form, typed, reason=refused.message, status=403
        )
    return RedirectResponse(f"/{consultation.slug}/reviews/{code}", 303)


def _review_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    form: str = "",
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    reason: str = "",
    status: int = 200,
) -> HTMLResponse:
    return render(
        request,
        "review/reviewing/review.html",
        status,
        consultation=consultation,
        here="proposals",
        review=visible_review(db, consultation, actor, code),
        grades=grade_choices(),
        at=now(db),
        form=form,
        typed=typed or {},
        errors=errors or {},
        reason=reason,
    )


def _text_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    form: str = "",
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    reason: str = "",
    status: int = 200,
) -> HTMLResponse:
    return render(
        request,
        "review/reviewing/of_text.html",
        status,
        consultation=consultation,
        here="proposals",
        page=reviewing_of(db, consultation, actor, code),
        at=now(db),
        form=form,
        typed=typed or {},
        errors=errors or {},
        reason=reason,
    )
