"""The programs' door to long work: what was asked for, how far it is, and its file."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.kernel.works import content_of, visible_work
from app.outcome.work_schemas import WorkOut, file_of, work_out
from app.web.doors import ReadDb

router = APIRouter(prefix="/consultations", tags=["outcome"])


@router.get("/{slug}/jobs/{public_id}")
def read_work(db: ReadDb, consultation: ThisConsultation, public_id: str) -> WorkOut:
    """How far a piece of long work is. Not found for one that was cleared away, a week after it ended."""
    return work_out(visible_work(db, consultation.slug, public_id))


@router.get("/{slug}/jobs/{public_id}/file", response_class=Response)
def read_work_file(db: ReadDb, consultation: ThisConsultation, public_id: str) -> Response:
    """The file that came of it. Not found until it is done."""
    work = visible_work(db, consultation.slug, public_id)
    return file_of(content_of(db, work), work)
