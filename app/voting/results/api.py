"""The programs' door to the files of results."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.voting.results.files import OFFERED, results_file
from app.voting.results.tables import TABLES
from app.web.doors import CurrentActor, ReadDb

router = APIRouter(prefix="/consultations/{slug}/ballots/{ballot}", tags=["ballots"])


@router.get("/results.{name}", response_class=Response)
def read_results_file(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    name: Annotated[str, Path(description="The format: " + ", ".join(OFFERED) + ".")],
    lang: Annotated[str | None, Query(max_length=20, description="A language of the site.")] = None,
    table: Annotated[
        str | None, Query(max_length=40, description="Of CSV: " + ", ".join(TABLES) + ".")
    ] = None,
) -> Response:
    """The results of a ballot as a file. Refused while it is open."""
    return results_file(request, db, actor, consultation, ballot, name, language=lang, table=table)
