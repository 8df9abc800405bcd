"""The application: every floor mounted, what is wired once, and how errors are answered."""

import asyncio
import contextlib
import gc
import importlib
import importlib.util
from collections.abc import AsyncIterator

import anyio.to_thread
from fastapi import APIRouter, Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import Scope

from app import api_docs, health, tables
from app.kernel.db import Database
from app.kernel.i18n import use_catalogues
from app.kernel.jobs import build_jobs, start_consumer
from app.kernel.shipped import shipped
from app.settings import Settings, load_settings
from app.web.bodies import WholeBodies
from app.web.csrf import csrf_guard
from app.web.doors import Turns, get_actor, take_turn
from app.web.headers import HeadIsGet, Language, SecurityHeaders
from app.web.problems import install_error_handlers
from app.web.render import build_templates
from app.wiring import TICKS, load_actor

FLOORS = (
    "people", "consultations", "contributions", "drafting", "discussion", "voting", "outcome", "pilots", "dossier", "site",
)  # fmt: skip
THREADS = 4


class KeptFiles(StaticFiles):
    """Static files whose address carries a mark of their content: a browser may keep them for good."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """The file, with leave to keep it where the address is marked."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        scope: Scope = args[2] if len(args) > 2 else kwargs["scope"]  # type: ignore[assignment]
        marked = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if marked else "public, max-age=300"
        )
        return response


def create_app(settings: Settings | None = None, *, jobs: bool = False) -> FastAPI:
    """Build the application. With `jobs`, the worker runs in this process too, as the embedded database wants it."""
    settings = settings or load_settings()
    database = Database(settings.database_url, settings.the_clock)
    use_catalogues(shipped("locales"))

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # Few threads are faster than many under one interpreter lock.
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        app.state.turns = Turns(database)
        consumer = start_consumer(build_jobs(database, settings.var, TICKS)) if jobs else None
        yield
        if consumer is not None:
            await asyncio.to_thread(consumer.stop, True)
        database.dispose()

    app = FastAPI(
        title="Commonspace",
        version="1",
        description="Consultations: proposals, comments, ballots, outcome, pilots. A decision is a recommendation and binds no State.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.database = database
    app.state.load_actor = load_actor
    app.state.templates = build_templates(shipped("templates"), shipped("static"))
    app.state.metadata = tables.metadata
    app.add_middleware(WholeBodies)
    app.add_middleware(Language, default=settings.default_locale)
    app.add_middleware(GZipMiddleware, minimum_size=700, compresslevel=5)
    app.add_middleware(HeadIsGet)
    app.add_middleware(SecurityHeaders, https=settings.base_url.startswith("https://"))
    app.mount("/static", KeptFiles(directory=shipped("static")), name="static")
    install_error_handlers(app)
    app.include_router(health.router)
    app.include_router(api_docs.router)
    mount_floors(app)
    return app


def mount_floors(app: FastAPI) -> None:
    """The programs' door below /api/v1, then the browser's; lower floors first, `site` with its open addresses last."""
    turn, actor = Depends(take_turn, scope="function"), Depends(get_actor, scope="function")
    for floor in FLOORS:
        if (router := _router(floor, "api")) is not None:
            app.include_router(router, prefix="/api/v1", dependencies=[turn, actor])
    for floor in FLOORS:
        if (router := _router(floor, "pages")) is not None:
            app.include_router(
                router, dependencies=[turn, Depends(csrf_guard), actor], include_in_schema=False
            )


def _router(floor: str, door: str) -> APIRouter | None:
    name = f"app.{floor}.{door}"
    if importlib.util.find_spec(name) is None:
        return None
    router: APIRouter = importlib.import_module(name).router
    return router


def relax_collector() -> None:
    """Keep the collector away from what lives as long as the process: its pauses are the slowest requests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def production() -> FastAPI:
    """What a server with several processes calls in each of them; jobs run in `commonspace worker`."""
    app = create_app()
    relax_collector()
    return app
