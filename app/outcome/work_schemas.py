"""Long work as programs see it."""

from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from app.kernel.work import Work


class WorkOut(BaseModel):
    """A piece of long work: `waiting`, `running`, `done` or `failed`; `done` of `total` steps.

    `href` is its address for programs, `page` the one for people; `file` is where its file is once it is done, `notice`
    what the reader of that must know; `error` says why it failed.
    """

    state: str
    stage: str
    done: int
    total: int
    error: str
    notice: str
    href: str
    page: str
    file: str | None


def work_out(work: Work) -> WorkOut:
    """A piece of work as programs see it."""
    href = f"/api/v1/consultations/{work.place}/jobs/{work.public_id}"
    return WorkOut(
        state=work.state,
        stage=work.stage,
        done=work.done,
        total=work.total,
        error=work.error,
        notice=work.notice,
        href=href,
        page=f"/{work.place}/jobs/{work.public_id}",
        file=f"{href}/file" if work.filename else None,
    )


def accepted(work: Work) -> Response:
    """202: what was asked for is made first, and `Location` is where to see how far it is."""
    told = work_out(work)
    return JSONResponse(told.model_dump(), 202, {"Location": told.href, "Retry-After": "5"})


def file_of(content: bytes, work: Work) -> Response:
    """The file that came of a piece of work."""
    saved = {"Content-Disposition": f'attachment; filename="{work.filename}"'}
    return Response(content, media_type=work.media_type, headers=saved)
