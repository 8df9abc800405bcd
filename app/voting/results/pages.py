"""The browser's door to what a result says beside its outcome: the map of who would act, and the files."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.consultations.doors import ThisConsultation
from app.kernel.clock import now
from app.kernel.errors import permit
from app.voting.disclosure.told import told_of
from app.voting.queries import tally, visible_ballot
from app.voting.results.charts import map_of
from app.voting.results.files import results_file
from app.voting.results.queries import findings_of
from app.voting.results.words import willing_heads
from app.web.doors import CurrentActor, ReadDb
from app.web.render import render

router = APIRouter(prefix="/{slug}/ballots/{ballot}")


@router.get("/willing")
def show_willing(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, ballot: str
) -> HTMLResponse:
    """How far each proposal is agreed and how many would act on it: a map with its table. Refused before the close."""
    view = visible_ballot(db, consultation, ballot, now(db))
    permit(view.why_no_count)
    found = tally(db, view, actor, words=False)
    findings = findings_of(db, found)
    return render(
        request,
        "voting/results/willing.html",
        consultation=consultation,
        here="ballots",
        view=view,
        findings=findings,
        told=told_of(found),
        map=map_of(findings.stands),
        heads=willing_heads(),
    )


@router.get("/results.{name}")
def download_results(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    name: str,
) -> Response:
    """The results as a file; `?lang=` asks for another language, `?table=` for one table of CSV. Refused before the close."""
    asked = request.query_params
    return results_file(
        request, db, actor, consultation, ballot, name, language=asked.get("lang"), table=asked.get("table")
    )
