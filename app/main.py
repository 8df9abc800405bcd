"""The application: every floor mounted, what is wired once, and how errors are answered."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial

import anyio.to_thread
from fastapi import APIRouter, Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from app import api_docs, health, metrics, tables
from app.api_problems import declare_problems
from app.consultations import api as consultations_api
from app.consultations import pages as consultations_pages
from app.consultations.organisations import api as organisation_api
from app.consultations.organisations import pages as organisation_pages
from app.contributions import pages as contributions_pages
from app.discussion import api as discussion_api
from app.discussion import pages as discussion_pages
from app.discussion.objections import api as objections_api
from app.discussion.objections import pages as objections_pages
from app.discussion.table import api as comment_table_api
from app.discussion.table import pages as comment_table_pages
from app.doctor import examine
from app.documents import api as documents_api
from app.documents.fonts import use_fonts
from app.drafting import api as drafting_api
from app.drafting import circulation_pages as drafting_circulation_pages
from app.drafting import course_api as drafting_course_api
from app.drafting import course_pages as drafting_course_pages
from app.drafting import desk_api as drafting_desk_api
from app.drafting import desk_pages as drafting_desk_pages
from app.drafting import pages as drafting_pages
from app.drafting import part_api as drafting_part_api
from app.drafting import part_pages as drafting_part_pages
from app.drafting.editorial import api as editorial_api
from app.drafting.editorial import pages as editorial_pages
from app.kernel.db import Database
from app.kernel.i18n import use_catalogues
from app.kernel.jobs import build_jobs, run_ticks, start_consumer
from app.kernel.limits import InLots
from app.kernel.shipped import shipped
from app.kernel.tail import Tail
from app.kernel.works import wake_lost_work
from app.logs import set_up_logging
from app.notices import api as notices_api
from app.notices import pages as notices_pages
from app.notices import stop_pages as notices_stop_pages
from app.notices.feeds import pages as feed_pages
from app.notices.needs import api as needs_api
from app.notices.webhooks import pages as webhook_pages
from app.outcome import api as outcome_api
from app.outcome import brief_api as outcome_brief_api
from app.outcome import brief_pages as outcome_brief_pages
from app.outcome import declaration_api as outcome_declaration_api
from app.outcome import declaration_pages as outcome_declaration_pages
from app.outcome import edition_pages as outcome_edition_pages
from app.outcome import length_pages as outcome_length_pages
from app.outcome import pages as outcome_pages
from app.outcome import work_api as outcome_work_api
from app.outcome import workbench_api as outcome_workbench_api
from app.outcome import workbench_pages as outcome_workbench_pages
from app.people import pages as people_pages
from app.people.account import api as people_account_api
from app.people.account import pages as people_account_pages
from app.people.privacy import api as people_privacy_api
from app.people.privacy import pages as people_privacy_pages
from app.people.security import note_security
from app.people.tokens import api as people_token_api
from app.people.tokens import pages as people_token_pages
from app.people.ways import passkey_pages as people_passkey_pages
from app.people.ways import provider_pages as people_provider_pages
from app.pilots import api as pilots_api
from app.pilots import course_api as pilots_course_api
from app.pilots import course_pages as pilots_course_pages
from app.pilots import file_api as pilots_file_api
from app.pilots import file_pages as pilots_file_pages
from app.pilots import pages as pilots_pages
from app.pilots import reporting_pages as pilots_reporting_pages
from app.pilots import take_up_pages as pilots_take_up_pages
from app.review import api as review_api
from app.review import ical_pages as review_ical_pages
from app.review import pages as review_pages
from app.review.attendance import api as review_attendance_api
from app.review.attendance import pages as review_attendance_pages
from app.review.convergence import api as convergence_api
from app.review.convergence import pages as convergence_pages
from app.review.course import api as review_course_api
from app.review.course import pages as review_course_pages
from app.review.report import api as review_report_api
from app.review.report import pages as review_report_pages
from app.review.reviewing import api as reviewing_api
from app.review.reviewing import pages as reviewing_pages
from app.review.silence import api as silence_api
from app.review.silence import pages as silence_pages
from app.settings import Settings, load_settings
from app.site import pages as site_pages
from app.site.administration import pages as administration_pages
from app.site.administration import providers as administration_providers
from app.site.live import api as live_api
from app.site.trace import api as trace_api
from app.voting import api as voting_api
from app.voting import pages as voting_pages
from app.voting import trial_pages
from app.voting.amendments import api as amendments_api
from app.voting.amendments import pages as amendments_pages
from app.voting.earlier import api as earlier_api
from app.voting.explanations import api as explanations_api
from app.voting.explanations import pages as explanations_pages
from app.voting.offline import pages as offline_pages
from app.voting.proxy import api as proxy_api
from app.voting.proxy import pages as proxy_pages
from app.voting.ratings import api as ratings_api
from app.voting.ratings import pages as ratings_pages
from app.voting.recount import api as recount_api
from app.voting.recount import pages as recount_pages
from app.voting.recusal import api as recusal_api
from app.voting.recusal import pages as recusal_pages
from app.voting.results import api as results_api
from app.voting.results import pages as results_pages
from app.voting.running import api as running_api
from app.voting.shortlist import api as shortlist_api
from app.voting.shortlist import pages as shortlist_pages
from app.web.addresses import TidyAddresses
from app.web.afterwards import note_afterwards
from app.web.bodies import WholeBodies
from app.web.csrf import csrf_guard
from app.web.doors import Turns, get_actor, take_turn
from app.web.ending import told_of_the_end
from app.web.headers import HeadIsGet, Language, SecurityHeaders
from app.web.kept_pages import KeptPages
from app.web.kept_parts import KeptParts
from app.web.limits import LOT, READING, limit_programs
from app.web.press import Press
from app.web.problems import install_error_handlers
from app.web.render import build_templates
from app.web.watching import Watched
from app.wiring import TICKS, WORKS, apart, carrier, load_actor

# The programs' door and the browser's, lower floors first; `site` with its open addresses comes last.
APIS: tuple[APIRouter, ...] = (
    documents_api.router,
    people_account_api.router,
    people_token_api.router,
    people_privacy_api.router,
    organisation_api.router,
    consultations_api.router,
    drafting_api.router,
    editorial_api.router,
    drafting_part_api.router,
    drafting_desk_api.router,
    drafting_course_api.router,
    discussion_api.router,
    objections_api.router,
    comment_table_api.router,
    amendments_api.router,
    explanations_api.router,
    results_api.router,
    shortlist_api.router,
    earlier_api.router,
    recount_api.router,
    recusal_api.router,
    proxy_api.router,
    voting_api.router,
    running_api.router,
    ratings_api.router,
    review_report_api.router,
    review_course_api.router,
    convergence_api.router,
    review_api.router,
    silence_api.router,
    reviewing_api.router,
    review_attendance_api.router,
    outcome_workbench_api.router,
    outcome_declaration_api.router,
    outcome_brief_api.router,
    outcome_work_api.router,
    outcome_api.router,
    pilots_file_api.router,
    pilots_api.router,
    pilots_course_api.router,
    notices_api.router,
    needs_api.router,
    trace_api.router,
    live_api.router,
)
PAGES: tuple[APIRouter, ...] = (
    people_provider_pages.router,
    people_pages.router,
    people_account_pages.router,
    people_passkey_pages.router,
    people_token_pages.router,
    people_privacy_pages.router,
    organisation_pages.router,
    consultations_pages.router,
    contributions_pages.router,
    drafting_desk_pages.router,
    drafting_circulation_pages.router,
    drafting_pages.router,
    editorial_pages.router,
    drafting_part_pages.router,
    drafting_course_pages.router,
    comment_table_pages.router,
    discussion_pages.router,
    objections_pages.router,
    amendments_pages.router,
    explanations_pages.router,
    results_pages.router,
    recount_pages.router,
    recusal_pages.router,
    proxy_pages.router,
    trial_pages.router,
    shortlist_pages.router,
    offline_pages.router,
    voting_pages.router,
    ratings_pages.router,
    review_report_pages.router,
    review_ical_pages.router,
    review_course_pages.router,
    convergence_pages.router,
    review_pages.router,
    silence_pages.router,
    reviewing_pages.router,
    review_attendance_pages.router,
    outcome_length_pages.router,
    outcome_workbench_pages.router,
    outcome_edition_pages.router,
    outcome_declaration_pages.router,
    outcome_brief_pages.router,
    outcome_pages.router,
    pilots_file_pages.router,
    pilots_take_up_pages.router,
    pilots_course_pages.router,
    pilots_reporting_pages.router,
    pilots_pages.router,
    # Literal: below a consultation's name `/admin/mail` would be that of its mail.
    administration_pages.router,
    administration_providers.router,
    notices_pages.router,
    webhook_pages.router,
    feed_pages.router,
    site_pages.router,
)
# Addresses that carry a secret of their own, sent by mail: whoever has it may act with it alone, a program too, so that no
# token of a form is asked for. Nothing that acts for whoever is signed in may stand here.
WITH_THEIR_OWN_SECRET: tuple[APIRouter, ...] = (notices_stop_pages.router,)
PROGRAMS = "/api/v1"
THREADS = 4


class ProgramsDoor(APIRouter):
    """All that programs ask for. It takes every address that begins so, and is not looked through for pages."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether it is an address of the API, known or not."""
        here = scope["type"] == "http" and scope["path"].startswith(f"{PROGRAMS}/")
        return (Match.FULL if here else Match.NONE), {}


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
    app = build_house()
    furnish(app, settings or load_settings(), jobs=jobs)
    app.state.queue = True
    return app


def build_house() -> FastAPI:
    """Every door and every middleware, not yet on a database: the slow part, which is the same for all settings."""
    app = FastAPI(
        title="Commonspace",
        version="1",
        description="Consultations: proposals, comments, ballots, outcome, pilots. A decision is a recommendation and binds no State.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    use_catalogues(shipped("locales"))
    app.mount("/static", KeptFiles(directory=shipped("static")), name="static")
    install_error_handlers(app)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(api_docs.router)
    mount_floors(app)
    declare_problems(app)
    return app


def furnish(app: FastAPI, settings: Settings, *, jobs: bool = False, keep_pages: bool = True) -> None:
    """Put a house onto its database and settings, before it answers its first request.

    Without `keep_pages` every page is drawn anew, for those who count what that takes.
    """
    app.state.settings = settings
    use_fonts(settings.font_dir)
    app.state.database = database = Database(settings.database_url, settings.the_clock)
    app.state.jobs, app.state.queue = jobs, False
    app.state.load_actor = load_actor
    app.state.note_security, app.state.reading = note_security, InLots(READING, LOT)
    app.state.templates = build_templates(shipped("templates"), shipped("static"))
    app.state.metadata = tables.metadata
    app.state.examine = partial(examine, settings, database, up_since=datetime.now(UTC))
    app.add_middleware(WholeBodies)
    app.add_middleware(
        Language, default=settings.default_locale, https=settings.base_url.startswith("https://")
    )
    app.add_middleware(GZipMiddleware, minimum_size=700, compresslevel=3)
    app.state.kept_parts = KeptParts() if keep_pages else None
    if keep_pages:
        app.add_middleware(KeptPages)
    app.add_middleware(HeadIsGet)
    app.add_middleware(TidyAddresses)
    app.add_middleware(SecurityHeaders, https=settings.base_url.startswith("https://"))
    app.add_middleware(Watched, logged=settings.log_format == "json")


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """What lives as long as the process serves: the turns of the doors, the tail of the ledger, the jobs."""
    # Few threads are faster than many under one interpreter lock.
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    database: Database = app.state.database
    app.state.turns = Turns(database)
    app.state.press = Press(database, keep=app.state.kept_parts is not None)
    app.state.tail = tail = Tail(database)
    consumer = None
    if app.state.queue:
        settings = app.state.settings
        queue = build_jobs(database, settings.var, TICKS, WORKS, carrier(settings), apart=apart(settings))
        if app.state.jobs:
            run_ticks(database, [wake_lost_work])
            consumer = start_consumer(queue)
    with told_of_the_end(tail.close):
        yield
    tail.close()
    if consumer is not None:
        await asyncio.to_thread(consumer.stop, True)
    database.dispose()


def mount_floors(app: FastAPI) -> None:
    """Hang every door into the house; each waits for its turn and knows who is acting."""
    turn, actor = Depends(take_turn, scope="function"), Depends(get_actor, scope="function")
    within = Depends(limit_programs, scope="function")
    later = Depends(note_afterwards, scope="function")
    programs = ProgramsDoor()
    for router in APIS:
        programs.include_router(router, prefix=PROGRAMS, dependencies=[later, turn, actor, within])
    app.include_router(programs)
    for router in WITH_THEIR_OWN_SECRET:
        app.include_router(router, dependencies=[later, turn, actor], include_in_schema=False)
    for router in PAGES:
        app.include_router(
            router, dependencies=[later, turn, Depends(csrf_guard), actor], include_in_schema=False
        )


def relax_collector() -> None:
    """Keep the collector away from what lives as long as the process: its pauses are the slowest requests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def production() -> FastAPI:
    """What a server with several processes calls in each of them; jobs run in `commonspace worker`."""
    settings = load_settings()
    set_up_logging(settings)
    app = create_app(settings)
    relax_collector()
    return app
