"""The programs' door to the response to a round: when it is due, what was published, and its files."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.consultations.queries import rounds_of
from app.kernel.clock import now
from app.kernel.db import LARGEST
from app.kernel.errors import Busy
from app.kernel.i18n import gettext as _
from app.review.queries import round_in
from app.review.report.files import OFFERED, is_long, response_file
from app.review.report.queries import owed_response, published_responses, the_response
from app.review.report.schemas import PublishedOut, ResponseOut
from app.web.doors import ReadDb

router = APIRouter(prefix="/consultations/{slug}/rounds/{code}", tags=["rounds"])
Code = Annotated[str, Path(max_length=60)]


@router.get("/response")
def read_response(db: ReadDb, consultation: ThisConsultation, code: Code) -> ResponseOut:
    """When the response to a round is due, and what was published."""
    round_ = round_in(rounds_of(db, consultation), code)
    published = published_responses(db, round_)
    owed = None if published else owed_response(consultation, round_, now(db))
    here = f"/api/v1/consultations/{consultation.slug}/rounds/{round_.code}/response"
    return ResponseOut(
        round=round_.code,
        due_at=owed.due_at if owed else None,
        late=owed.late if owed else False,
        published=[
            PublishedOut(
                n=report.n,
                published_at=report.at,
                by=report.by,
                foreword=report.foreword,
                languages=list(report.languages),
                hash=report.hash,
                files={name: f"{here}.{name}?n={report.n}" for name in OFFERED},
            )
            for report in published
        ],
    )


@router.get("/response.{name}", response_class=Response)
def read_response_file(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    code: Code,
    name: Annotated[str, Path(description="The format: " + ", ".join(OFFERED) + ".")],
    n: Annotated[
        int | None, Query(ge=1, le=LARGEST, description="An earlier response; the newest without it.")
    ] = None,
    lang: Annotated[str | None, Query(max_length=20, description="A language of the consultation.")] = None,
) -> Response:
    """A published response as a file. That of a very large round is made on its page first; asked for here, only its JSON
    and its text are given at once, and the others answer 503."""
    round_ = round_in(rounds_of(db, consultation), code)
    report = the_response(db, round_, n)
    if name not in ("json", "md", "html") and is_long(db, round_):
        raise Busy(
            _("A file of so large a response takes long to make. Have it made on the page of the response.")
        )
    return response_file(request, db, consultation, round_, report, name, lang)
