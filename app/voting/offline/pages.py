"""The browser's door to the sheet off line: the file out, and the file in as a sheet that is looked at and confirmed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import UploadFile

from app.consultations.doors import ThisConsultation
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.text.clean import clean_line
from app.voting.desk import CODE, desk_of, sheet_page
from app.voting.forms import row_form, typed_row
from app.voting.offline.reading import LARGEST_FILE, Brought, read_sheet
from app.voting.offline.rules import why_not_off_line
from app.voting.offline.writing import write_sheet
from app.voting.queries import visible_ballot
from app.web.doors import CurrentActor, Posted, ReadDb, text_of

router = APIRouter()
MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/{slug}/ballots/{ballot}/sheet.xlsx")
def download_sheet(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    delegation: Annotated[str, Query(max_length=CODE)] = "",
) -> Response:
    """The sheet of the reader's delegation as a file to be filled in off line. Refused for a secret ballot."""
    view = visible_ballot(db, consultation, ballot, now(db))
    desk = desk_of(db, consultation, actor, view, delegation)
    permit(why_not_off_line(view.rule))
    name = f"{consultation.slug}-{view.ballot.code}-{desk.sheet.delegation.replace('#', '-')}.xlsx"
    return Response(
        write_sheet(consultation, desk.sheet, desk.amendments),
        media_type=MEDIA,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@router.post("/{slug}/ballots/{ballot}/sheet/file")
def preview_file(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    form: Posted,
) -> HTMLResponse:
    """What a file would give, on the sheet itself: nothing is recorded before it is sent from there. Refused for a secret
    ballot."""
    sent = form.get("file")
    content = sent.file.read(LARGEST_FILE + 1) if isinstance(sent, UploadFile) else b""
    filename = clean_line(sent.filename or "", limit=None) if isinstance(sent, UploadFile) else ""
    view = visible_ballot(db, consultation, ballot, now(db))
    desk = desk_of(db, consultation, actor, view, text_of(form, "delegation")[:CODE])
    permit(why_not_off_line(view.rule))
    brought: Brought | None = None
    wrong, status = desk.why_not or "", 403 if desk.why_not else 200
    if not wrong:
        try:
            brought = read_sheet(filename, content, desk.sheet)
        except Invalid as invalid:
            wrong, status = invalid.message, 422
    rows = [row_form(row) for row in desk.sheet.rows]
    if brought is not None:
        rows = [
            typed_row(row, brought.typed, brought.errors)
            for row in desk.sheet.rows
            if row.line.code in brought.new
        ]
        status = 422 if brought.errors or brought.beside else 200
    return sheet_page(
        request, consultation, desk, rows, show="", status=status, brought=brought, file_error=wrong
    )
