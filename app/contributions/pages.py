"""The browser's door to what came in: the questionnaire and the register of sources."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.consultations.doors import ThisConsultation
from app.contributions.queries import questionnaires_of, source_register
from app.web.doors import ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/questionnaire")
def show_questionnaire(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    by: Annotated[Literal["area", "entity"], Query()] = "area",
) -> HTMLResponse:
    """What was asked and what was answered, area by area or entity by entity."""
    return render(
        request,
        "contributions/questionnaire.html",
        consultation=consultation,
        here="consultation",
        questionnaires=questionnaires_of(db, consultation),
        by=by,
    )


@router.get("/{slug}/sources")
def show_sources(request: Request, db: ReadDb, consultation: ThisConsultation) -> HTMLResponse:
    """Every document that texts, answers and figures refer to, each under its own anchor."""
    return render(
        request,
        "contributions/sources.html",
        consultation=consultation,
        here="consultation",
        sources=source_register(db, consultation),
    )
