"""`commonspace import`, `verify` and `synth`: packages in, whether all is still as it was left, and something to measure."""

from pathlib import Path
from typing import Annotated

import typer

from app.dossier.loading import Loaded, check_slug, import_package
from app.dossier.package import Package, read_package
from app.dossier.replay import Replay
from app.dossier.synth import Size, synthetic_package
from app.dossier.verification import verify
from app.kernel.actor import SYSTEM
from app.kernel.clock import local_day, now
from app.kernel.errors import Invalid, Refused
from app.web.terminal import fail, say, tell, terminal


def register(cli: typer.Typer) -> None:
    """Hang this floor's commands into `commonspace`."""
    cli.command("import")(import_command)
    cli.command("verify")(verify_command)
    cli.command("synth")(synth_command)


def import_command(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The package, a JSON file.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check it and write nothing.")] = False,
    replay: Annotated[
        str | None,
        typer.Option("--replay", metavar="DATE", help="As it stood on that day, moved so that it is today."),
    ] = None,
    slug: Annotated[
        str | None, typer.Option("--as", metavar="CODE", help="The slug of what is replayed.")
    ] = None,
) -> None:
    """Load a consultation package, all of it or nothing. Every error is a line with its JSON path; then exit 2."""
    database = terminal(ctx).database
    if (replay is None) != (slug is None):
        fail("--replay and --as go together: a replayed consultation needs a slug of its own.")
    try:
        package = read_package(file)
        day = Replay.on(replay) if replay is not None else None
        with database.unit_of_work() as db:
            done = import_package(db, SYSTEM, package, slug=package.id if slug is None else slug, replay=day)
            words = sentence(package, done, dry_run=dry_run)
            if dry_run:
                db.rollback()
    except (Invalid, Refused) as error:
        for line in lines_of(error):
            tell(line)
        raise typer.Exit(2) from None
    say(words)


def lines_of(error: Invalid | Refused) -> list[str]:
    """Every error as one line: JSON path, offending value, why."""
    return [f"{e.field}: {e.message}" for e in error.errors] or [" ".join(error.message.split())]


def sentence(package: Package, done: Loaded, *, dry_run: bool = False) -> str:
    """What an import did or would do, for people; the hash last, for comparing."""
    slug = done.consultation.slug
    if done.unchanged:
        return f"{slug}: loaded before with the same content; nothing was changed."
    what = f"{done.proposals} proposals, {done.comments} comments and {done.positions} positions"
    did = "would be loaded; nothing was written" if dry_run else "were loaded"
    return f"{slug}: {what} {did}. SHA-256 {package.sha256}"


def verify_command(
    ctx: typer.Context,
    slug: Annotated[
        str | None, typer.Argument(help="Only this consultation, and the site's own chain.")
    ] = None,
) -> None:
    """Hold every row against the ledger and count every closed ballot again. Each break is a line; then exit 1."""
    with terminal(ctx).database.snapshot() as db:
        report = verify(db, slug)
    for line in report.lines:
        say(line)
    if report.breaks:
        raise typer.Exit(1)


def synth_command(
    ctx: typer.Context,
    slug: Annotated[str, typer.Argument(help="The slug of the new consultation.")],
    proposals: Annotated[int, typer.Option("--proposals")] = 1000,
    comments: Annotated[int, typer.Option("--comments")] = 5000,
    delegations: Annotated[int, typer.Option("--delegations")] = 100,
    positions: Annotated[int, typer.Option("--positions")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same texts.")] = 1,
) -> None:
    """Write a synthetic consultation for measuring: comment round over, ballot open."""
    database = terminal(ctx).database
    size = Size(proposals, comments, delegations, positions)
    check_slug(slug)
    with database.unit_of_work() as db:
        package = synthetic_package(slug, size, seed=seed, today=local_day(now(db), "UTC"))
        done = import_package(db, SYSTEM, package, slug=slug)
    say(sentence(package, done))
