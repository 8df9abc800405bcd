"""`/metrics` for Prometheus. Asked by machines beside the site, so outside every floor."""

import os
from ipaddress import ip_address

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlmodel import Session, col, func, select

from app.kernel.db import Database
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.kernel.jobs import last_tick
from app.kernel.work import Work, WorkState
from app.people.rules import ADMINISTRATOR
from app.wiring import load_program

router = APIRouter(include_in_schema=False)
# Where several processes serve, each keeps its figures in this folder, and any of them gives the sum.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
PASSED_ON = ("forwarded", "via", "x-forwarded-", "x-real-ip")


@router.get("/metrics")
def show_metrics(request: Request) -> Response:
    """Requests by route, their seconds, and the state of the long work; for this machine, and for a program with the
    token of an administrator. NotFound for all others."""
    if not asked_from_here(request) and not asked_by_an_administrator(request):
        raise NotFound(_("There is nothing here."))
    registry = REGISTRY
    if FOLDER in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    state = request.app.state
    text = (
        generate_latest(registry)
        + "".join(f"{line}\n" for line in standing(state.database, state.settings.var)).encode()
    )
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def asked_from_here(request: Request) -> bool:
    """Whether the request comes from this machine itself, and through no proxy that says so."""
    if request.client is None or any(name.startswith(PASSED_ON) for name in request.headers):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def asked_by_an_administrator(request: Request) -> bool:
    """Whether the request carries the token of an administrator."""
    with request.app.state.database.reading() as db:
        return load_program(request, db).has_role(ADMINISTRATOR)


def standing(database: Database, var: os.PathLike[str]) -> list[str]:
    """What stands in the database: long work by state, and when the jobs last ran, in seconds since 1970."""
    with database.reading() as db:
        counted = _work(db)
    lines = ["# HELP commonspace_work Pieces of long work by state.", "# TYPE commonspace_work gauge"]
    lines += [f'commonspace_work{{state="{state}"}} {counted.get(state, 0)}' for state in WorkState]
    tick = last_tick(database, var)  # type: ignore[arg-type]
    if tick is not None:
        lines += [
            "# HELP commonspace_last_tick_seconds When the jobs last ran.",
            "# TYPE commonspace_last_tick_seconds gauge",
            f"commonspace_last_tick_seconds {tick.timestamp():.0f}",
        ]
    return lines


def _work(db: Session) -> dict[str, int]:
    return dict(db.exec(select(Work.state, func.count(col(Work.id))).group_by(col(Work.state))).all())
