"""The door of the feeds: of a consultation, a roundtable and a round. Whoever comes again hears that nothing has changed."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.queries import rounds_of, visible_roundtable
from app.notices.feeds.atom import MEDIA_TYPE, write_feed
from app.notices.feeds.queries import (
    About,
    entries_of,
    mark_of_feed,
    of_consultation,
    of_round,
    of_roundtable,
)
from app.review.queries import round_in
from app.web.doors import ReadDb

router = APIRouter()


@router.get("/{slug}/feed.atom")
def consultation_feed(request: Request, db: ReadDb, consultation: ThisConsultation) -> Response:
    """What happens in a consultation."""
    return _feed(request, db, consultation, of_consultation(consultation))


@router.get("/{slug}/rounds/{code}/feed.atom")
def round_feed(request: Request, db: ReadDb, consultation: ThisConsultation, code: str) -> Response:
    """What happens in a round."""
    return _feed(
        request, db, consultation, of_round(consultation, round_in(rounds_of(db, consultation), code))
    )


@router.get("/{slug}/{code}/feed.atom")
def roundtable_feed(request: Request, db: ReadDb, consultation: ThisConsultation, code: str) -> Response:
    """What happens to the texts of a roundtable."""
    return _feed(
        request, db, consultation, of_roundtable(consultation, visible_roundtable(db, consultation, code))
    )


def _feed(request: Request, db: Session, consultation: Consultation, about: About) -> Response:
    settings: Any = request.app.state.settings
    site = str(settings.base_url)
    mark = mark_of_feed(db, consultation, about, site)
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    if mark in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    return Response(
        write_feed(consultation, about, entries_of(db, consultation, about), site),
        media_type=MEDIA_TYPE,
        headers=headers,
    )
