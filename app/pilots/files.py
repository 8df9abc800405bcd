"""Files about pilots for every door: the progress report in each format, and the open data."""

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.consultations.models import Consultation
from app.consultations.queries import visible_consultation
from app.documents.formats import FORMATS
from app.kernel.actor import SYSTEM
from app.kernel.db import Database
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.kernel.i18n import in_locale
from app.outcome.files import the_language
from app.pilots.open_data import MEDIA, as_csv, as_json, open_values
from app.pilots.report import file_name, progress_document
from app.web.press import File, written_file


def report_file(
    request: Request, db: Session, consultation: Consultation, pilot: str, name: str, language: str | None
) -> Response:
    """The progress report as an answer that a browser saves. NotFound for a format or a language that is not there."""
    if name not in FORMATS:
        raise NotFound(
            _("There is no format “%(name)s”; there are %(offered)s.")
            % {"name": name, "offered": ", ".join(FORMATS)}
        )
    chosen = FORMATS[name]
    spoken = the_language(consultation, language)
    slug, base_url = consultation.slug, str(request.app.state.settings.base_url)

    def write(database: Database) -> File:
        with database.snapshot() as reading:
            found = visible_consultation(reading, SYSTEM, slug)
            document = progress_document(reading, found, pilot, spoken, base_url=base_url)
        with in_locale(spoken):
            content = chosen.write(document)
        return File(content, chosen.media_type, file_name(found, pilot, spoken, chosen.extension))

    return written_file(request, db, slug, ("report", pilot, name, spoken), write)


def data_file(db: Session, consultation: Consultation, name: str, *, pilot: str | None = None) -> Response:
    """The measured values of all pilots or of one, as `csv` or `json`. NotFound for any other format."""
    if name not in MEDIA:
        raise NotFound(_("Open data is to be had as json and as csv."))
    values = open_values(db, consultation, code=pilot)
    content = as_csv(values) if name == "csv" else as_json(consultation, values)
    saved = f"{consultation.slug}-{pilot or 'pilots'}.{name}"
    return Response(
        content,
        media_type=MEDIA[name],
        headers={
            "Content-Disposition": f'attachment; filename="{saved}"',
            "Access-Control-Allow-Origin": "*",
        },
    )
