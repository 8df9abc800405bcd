"""The browser's door to convergence: the whole consultation, and one roundtable."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.consultations.doors import ThisConsultation
from app.consultations.live import live_from
from app.consultations.models import Consultation, Roundtable
from app.kernel.clock import now
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.review.convergence.charts import (
    agreement_chart,
    measure_words,
    open_chart,
    spread_chart,
    unanswered_chart,
)
from app.review.convergence.queries import convergence_of
from app.review.convergence.views import Convergence, Point
from app.voting.ratings.sentences import figure, per_cent
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/convergence")
def show_convergence(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor
) -> HTMLResponse:
    """Agreement, spread, open objections and unanswered comments over all rounds, and the roundtables beside each other."""
    live = live_from(db, actor, consultation)
    found = convergence_of(db, consultation, actor, now(db))
    return _page(request, consultation, found, found.points, live)


@router.get("/{slug}/convergence/{roundtable}")
def show_convergence_of_roundtable(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, roundtable: str
) -> HTMLResponse:
    """The same of the texts of one roundtable."""
    live = live_from(db, actor, consultation)
    found = convergence_of(db, consultation, actor, now(db))
    table = next((table for table, _points in found.tables if table.code == roundtable), None)
    if table is None:
        raise NotFound(_("There is no roundtable “%(code)s” here.") % {"code": roundtable})
    return _page(request, consultation, found, found.of_table(roundtable) or (), live, table)


def _page(
    request: Request,
    consultation: Consultation,
    found: Convergence,
    points: Sequence[Point],
    live: str | None,
    table: Roundtable | None = None,
) -> HTMLResponse:
    charts = [
        ("agreement", agreement_chart(points)),
        ("spread", spread_chart(points)),
        ("objections", open_chart(points)),
        ("comments", unanswered_chart(points)),
    ]
    return render(
        request,
        "review/convergence/convergence.html",
        consultation=consultation,
        here="rounds",
        live=live,
        table=table,
        points=points,
        charts=[(key, chart) for key, chart in charts if chart is not None],
        tables=found.tables,
        codes=[point.code for point in found.points],
        measure_words=measure_words,
        per_cent=per_cent,
        figure=figure,
    )
