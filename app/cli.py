"""`commonspace …`: collects every floor's commands and adds those that run the site."""

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError, ProgrammingError

from app import upkeep
from app.consultations import commands as consultations_commands
from app.documents.fonts import use_fonts
from app.dossier import commands as dossier_commands
from app.kernel.db import Database
from app.kernel.errors import DomainError
from app.kernel.i18n import use_catalogues
from app.kernel.jobs import LONGEST_WAIT, build_jobs
from app.kernel.shipped import shipped
from app.logs import set_up_logging
from app.metrics import FOLDER
from app.migrate import is_migrated, migrate
from app.outcome import commands as outcome_commands
from app.people import commands as people_commands
from app.settings import Settings, SettingsError, load_settings
from app.voting import commands as voting_commands
from app.web.terminal import Terminal, fail, say, tell, terminal
from app.wiring import TICKS, WORKS, apart, carrier

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int, typer.Option("--port", help="Port to listen on.")]


@cli.callback()
def start(ctx: typer.Context) -> None:
    """Consultations that end in a document, and in pilots measured against it."""
    settings = load_settings()
    set_up_logging(settings)
    use_catalogues(shipped("locales"))
    use_fonts(settings.font_dir)
    database = Database(settings.database_url, settings.the_clock)
    ctx.call_on_close(database.dispose)
    ctx.obj = Terminal(database, settings)


@cli.command("migrate")
def migrate_command(ctx: typer.Context) -> None:
    """Create the database or bring it up to this release."""
    migrate(terminal(ctx).database)
    tell("The database is up to date.")


@cli.command("serve")
def serve(
    ctx: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option("--workers", help="Processes.", min=1)] = 1,
) -> None:
    """Run the site."""
    door = terminal(ctx)
    if not is_migrated(door.database):
        fail("The database is not that of this release. Run `commonspace migrate` first.", 1)
    run_server(door.settings, host, port, workers)


@cli.command("worker")
def worker(ctx: typer.Context) -> None:
    """Run the background jobs, beside `serve` where that runs in several processes or on PostgreSQL."""
    door = terminal(ctx)
    jobs = build_jobs(
        door.database,
        door.settings.var,
        TICKS,
        WORKS,
        carrier(door.settings),
        long_at_once=2,
        apart=apart(door.settings),
    )
    jobs.create_consumer(workers=3, periodic=True, max_delay=LONGEST_WAIT).run()


@cli.command("demo")
def demo(
    ctx: typer.Context,
    port: Port = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Only load the demonstration.")] = False,
    reset: Annotated[
        bool, typer.Option("--reset", help="Load it anew, so that its deadlines lie ahead again.")
    ] = False,
) -> None:
    """Load the demonstration where it is not there yet, print its people's sign-in links, and run the site."""
    from app.demo import load_demo, reset_demo

    door = terminal(ctx)
    settings: Settings = door.settings
    if "base_url" not in settings.model_fields_set:
        settings.base_url = f"http://localhost:{port}"
    migrate(door.database)
    if reset:
        reset_demo(door.database, settings)
    people = load_demo(door.database, settings, somebody_waits=True)
    width = max(len(email) for email, _name, _url in people)
    say("Be one of the demonstration's people:")
    for email, _name, url in people:
        say(f"  {email:<{width}}  {url}")
    if not no_serve:
        say(f"Commonspace is at {settings.base_url}")
        run_server(settings, "127.0.0.1", port, 1)


def run_server(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve with uvicorn; the embedded database has its jobs in the same process."""
    # Every page and answer is read only where it is served: the other commands begin in half the time.
    import uvicorn

    from app.main import create_app, relax_collector

    options = {
        "host": host,
        "port": port,
        "log_level": "warning",
        # Where a request comes from is read in one place, app/web/address_of.py.
        "proxy_headers": False,
    }
    sys.stdout.flush()
    if workers == 1:
        app = create_app(settings, jobs=settings.embedded)
        relax_collector()
        uvicorn.run(app, **options)  # type: ignore[arg-type]
    else:
        share_figures(settings.var)
        uvicorn.run("app.main:production", factory=True, workers=workers, **options)  # type: ignore[arg-type]


def share_figures(var: Path) -> None:
    """Several processes keep what they count in one folder, begun anew at each start, so that any of them tells all."""
    folder = var / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[FOLDER] = str(folder)


for floor in (
    people_commands,
    consultations_commands,
    voting_commands,
    outcome_commands,
    dossier_commands,
    upkeep,
):
    floor.register(cli)


def main() -> None:
    """The entry point: whatever goes wrong by input or settings is one line on standard error and exit 2."""
    try:
        cli()
    except (DomainError, SettingsError) as error:
        tell(" ".join(str(error).split()))
        # To the doctor a wrong setting is a finding like any other.
        sys.exit(1 if isinstance(error, SettingsError) and sys.argv[1:] == ["doctor"] else 2)
    except (OperationalError, ProgrammingError) as error:
        reason = str(error.orig).strip().splitlines()[0]
        if "no such table" in reason or "does not exist" in reason:
            tell("The database has no tables yet. Run `commonspace migrate` first.")
        else:
            tell(f"The database does not answer: {reason}")
        sys.exit(2)
