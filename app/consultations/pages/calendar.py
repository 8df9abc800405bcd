"""The browser's door to the register of a consultation."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.consultations.doors import ThisConsultation
from app.consultations.register import acts, verbs
from app.kernel.db import LARGEST
from app.web.doors import ReadDb
from app.web.render import render

router = APIRouter()
PAGE = 50


@router.get("/{slug}/register")
def show_register(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    subject: Annotated[str, Query(max_length=60)] = "",
    verb: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """Who did what, when, in what capacity and for whom; newest first."""
    rows = acts(
        db,
        consultation,
        before=before,
        subject=subject.strip() or None,
        verb=verb or None,
        newest_first=True,
        limit=PAGE + 1,
    )
    return render(
        request,
        "consultations/register.html",
        consultation=consultation,
        here="register",
        rows=rows[:PAGE],
        next_before=rows[PAGE - 1].seq if len(rows) > PAGE else None,
        verbs=verbs(db, consultation),
        subject=subject,
        verb=verb,
    )
