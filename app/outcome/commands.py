"""The terminal's door to the outcome."""

from pathlib import Path
from typing import Annotated

import typer

from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.kernel.errors import NotFound
from app.outcome.files import no_edition, the_format, write_draft
from app.outcome.sheets import TABLES
from app.web.terminal import fail, tell, terminal


def export(
    ctx: typer.Context,
    slug: str,
    name: Annotated[str, typer.Option("--format", help="docx, html, json, xlsx or csv.")],
    output: Annotated[Path, typer.Option("--output", help="The file to write.")],
    edition: Annotated[
        int | None,
        typer.Option("--edition", help="An issued edition; without it the newest, else the draft."),
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="A language of the consultation.")] = None,
    table: Annotated[
        str | None, typer.Option("--table", help="For csv, which table: " + ", ".join(TABLES) + ".")
    ] = None,
) -> None:
    """Write the outcome document of a consultation to a file."""
    try:
        with terminal(ctx).database.reading() as db:
            consultation = visible_consultation(db, SYSTEM, slug)
            the_format(name)
            if table is not None and name != "csv":
                fail(f"--table is for csv, not for {name}.")
            if table is not None and table not in TABLES:
                fail(f"There is no table {table}; there are {', '.join(TABLES)}.")
            if edition is not None:
                raise no_edition(consultation, edition)
            content = write_draft(db, consultation, name, lang, table)
    except NotFound as error:
        fail(error.message)
    try:
        output.write_bytes(content)
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}.")
    tell(f"{output}: the working draft of {consultation.code}, {len(content):,} bytes.")


def register(cli: typer.Typer) -> None:
    """Hang this command into `commonspace`."""
    cli.command("export")(export)
