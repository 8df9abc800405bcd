"""The address to which calendars subscribe."""

import hashlib

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.review.ical import calendar_file
from app.web.doors import ReadDb

router = APIRouter()


@router.get("/{slug}/calendar.ics")
def subscribe(request: Request, db: ReadDb, consultation: ThisConsultation) -> Response:
    """The calendar as iCalendar; 304 where the calendar of the reader is the newest. 404 where the consultation is hidden."""
    written = calendar_file(db, consultation, request.app.state.settings.base_url)
    mark = f'"{hashlib.sha256(written).hexdigest()[:32]}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache"}
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(
        written,
        media_type="text/calendar; charset=utf-8",
        headers={**headers, "Content-Disposition": f'inline; filename="{consultation.slug}.ics"'},
    )
