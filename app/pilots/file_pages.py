"""The browser's door to files about pilots; their addresses stand before those of a pilot by its code."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.pilots.files import data_file, report_file
from app.web.doors import ReadDb

router = APIRouter()


@router.get("/{slug}/pilots.{name}")
def download_values(db: ReadDb, consultation: ThisConsultation, name: str) -> Response:
    """Every value measured in the pilots, as open data."""
    return data_file(db, consultation, name)


@router.get("/{slug}/pilots/{code}.{name}")
def download_values_of_pilot(db: ReadDb, consultation: ThisConsultation, code: str, name: str) -> Response:
    """The values measured in one pilot, as open data."""
    return data_file(db, consultation, name, pilot=code)


@router.get("/{slug}/pilots/{code}/report.{name}")
def download_report(
    request: Request, db: ReadDb, consultation: ThisConsultation, code: str, name: str
) -> Response:
    """The progress report of a pilot; `?lang=` asks for another language of the consultation."""
    return report_file(request, db, consultation, code, name, request.query_params.get("lang"))
