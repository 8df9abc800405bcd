"""The programs' door to files about pilots."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.pilots.files import data_file, report_file
from app.web.doors import ReadDb

router = APIRouter(prefix="/consultations", tags=["pilots"])


@router.get("/{slug}/pilots/values.{name}", response_class=Response)
def read_values(db: ReadDb, consultation: ThisConsultation, name: str) -> Response:
    """Every value measured in the pilots, as `csv` or `json`."""
    return data_file(db, consultation, name)


@router.get("/{slug}/pilots/{code}/report.{name}", response_class=Response)
def read_report(
    request: Request, db: ReadDb, consultation: ThisConsultation, code: str, name: str
) -> Response:
    """The progress report of a pilot in any format of documents; `?lang=` asks for another language."""
    return report_file(request, db, consultation, code, name, request.query_params.get("lang"))
