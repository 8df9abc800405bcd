"""The programs' door to the table of comments of a round."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import AfterValidator

from app.consultations.doors import ThisConsultation
from app.discussion.rules import CODE_LIMIT
from app.discussion.table.actions import round_called
from app.discussion.table.exporting import comments_file
from app.kernel.text.clean import clean_line
from app.web.doors import CurrentActor, ReadDb

Code = Annotated[str, AfterValidator(partial(clean_line, limit=CODE_LIMIT))]
router = APIRouter(tags=["discussion"])


@router.get("/consultations/{slug}/rounds/{code}/comments.{format}", response_class=Response)
def read_comment_table(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    format: str,
    roundtable: Annotated[Code, Query()] = "",
    text: Annotated[Code, Query()] = "",
) -> Response:
    """The comments of a round as the ISO/CEN comment table, as `xlsx`, `docx` or `csv`; of one roundtable, or of one text."""
    round_ = round_called(db, consultation, code)
    return comments_file(request, db, actor, consultation, round_, format, roundtable=roundtable, text=text)
