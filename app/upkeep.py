"""`commonspace backup`, `restore` and `doctor`: what keeps a site well."""

import os
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer

from app import tables
from app.doctor import Health, examine
from app.kernel.backup import backup, restore, revision_of
from app.kernel.i18n import gettext as _
from app.migrate import migrate
from app.web.terminal import fail, say, tell, terminal

SIGNS = {Health.FINE: "ok", Health.NOTE: "note", Health.WRONG: "wrong"}


def backup_command(
    ctx: typer.Context, file: Annotated[Path, typer.Argument(help="Where to write it.")]
) -> None:
    """Write a consistent copy of everything while the site runs. The last line is the file."""
    database = terminal(ctx).database
    half = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with database.snapshot() as db:
            if not revision_of(db):
                fail(_("The database has no tables yet. Run `commonspace migrate` first."))
            with half.open("xb") as out:
                # Secrets are in it, though only as hashes.
                half.chmod(0o600)
                for piece in backup(db, tables.metadata):
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
        half.replace(file)
    except OSError as error:
        fail(_("“%(file)s” cannot be written: %(reason)s.") % {"file": file, "reason": error.strerror})
    finally:
        half.unlink(missing_ok=True)
    say(str(file))


def restore_command(
    ctx: typer.Context, file: Annotated[Path, typer.Argument(help="A file that `commonspace backup` wrote.")]
) -> None:
    """Fill an empty database with a back-up, all of it or nothing. Then run `commonspace verify`."""
    database = terminal(ctx).database
    if not file.is_file():
        fail(_("“%(file)s” cannot be read: there is no such file.") % {"file": file})
    with database.engine.connect() as connection:
        bare = not sa.inspect(connection).get_table_names()
    if bare:
        migrate(database)
    with database.unit_of_work() as db:
        rows = restore(db, tables.metadata, file)
    tell(_("Everything is back. `commonspace verify` holds every row against the ledger."))
    say(_("%(n)s rows were restored.") % {"n": rows})


def doctor_command(ctx: typer.Context) -> None:
    """Check what the site stands on: a line each, with the remedy. Ends with 1 when something is wrong."""
    door = terminal(ctx)
    checks = examine(door.settings, door.database)
    width = max(len(check.name) for check in checks)
    for check in checks:
        line = f"{SIGNS[check.health]:<5}  {check.name:<{width}}  {check.sentence} {check.remedy}"
        say(" ".join(line.split("\n")).rstrip())
    if any(check.health is Health.WRONG for check in checks):
        raise typer.Exit(1)


def register(cli: typer.Typer) -> None:
    """Hang these commands into `commonspace`."""
    cli.command("backup")(backup_command)
    cli.command("restore")(restore_command)
    cli.command("doctor")(doctor_command)
