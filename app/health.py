"""Whether the site is alive, and whether it can work. Asked by load balancers, so outside every floor."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from app.migrate import is_migrated

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def alive() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "alive"})


@router.get("/readyz")
def ready(request: Request) -> JSONResponse:
    """The database can be reached and has the tables of this release; 503 with the reason otherwise."""
    try:
        migrated = is_migrated(request.app.state.database)
    except SQLAlchemyError as error:
        return JSONResponse({"status": "not ready", "reason": type(error).__name__}, status_code=503)
    if not migrated:
        return JSONResponse(
            {"status": "not ready", "reason": "the database is not migrated"}, status_code=503
        )
    return JSONResponse({"status": "ready"})
