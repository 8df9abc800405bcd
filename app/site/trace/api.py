"""The programs' door to the trace of the outcome."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.consultations.doors import ThisConsultation
from app.site.trace.places import edition_asked
from app.site.trace.schemas import TraceOut
from app.site.trace.whole import whole_trace
from app.web.doors import ReadDb

router = APIRouter(prefix="/consultations", tags=["outcome"])
WhichEdition = Annotated[
    str | None,
    Query(
        max_length=20,
        description="The number of an edition, or draft; without it the newest edition, else the draft.",
    ),
]


@router.get("/{slug}/outcome/trace")
def read_trace(db: ReadDb, consultation: ThisConsultation, edition: WhichEdition = None) -> TraceOut:
    """For every paragraph of the outcome where it came from (contributions, comments, ballots) and where it went (pilots)."""
    issued = edition_asked(db, consultation, edition)
    return TraceOut(
        consultation=consultation.slug,
        edition=issued.n if issued else None,
        symbol=issued.symbol if issued else None,
        issued_on=issued.issued_on if issued else None,
        paragraphs=whole_trace(db, consultation, issued),
    )
