"""The pages of contributions: the list, and one."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.consultations.doors import ThisConsultation
from app.site.contribution.queries import contribution_lines, contribution_page
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/contributions")
def show_contributions(request: Request, db: ReadDb, consultation: ThisConsultation) -> HTMLResponse:
    """Every statement, paper and plan, by its day."""
    lines = contribution_lines(db, consultation)
    return render(
        request, "site/contributions.html", consultation=consultation, here="consultation", lines=lines
    )


@router.get("/{slug}/contributions/{code}")
def show_contribution(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """One contribution: its points, and the proposals that grew out of it."""
    page = contribution_page(db, consultation, actor, code)
    return render(
        request,
        "site/contribution.html",
        consultation=consultation,
        here="consultation",
        page=page,
        contribution=page.contribution,
    )
