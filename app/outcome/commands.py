"""The terminal's door to the outcome."""

from pathlib import Path
from typing import Annotated

import typer

from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.kernel.errors import NotFound
from app.outcome.editions import edition_file, newest_edition, the_edition
from app.outcome.files import issued_name, the_format, the_language, write_draft
from app.outcome.sheets import TABLES
from app.web.terminal import fail, tell, terminal


def export(
    ctx: typer.Context,
    slug: str,
    name: Annotated[str, typer.Option("--format", help="docx, pdf, html, md, json, xlsx or csv.")],
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
    """Write the outcome document to a file: the newest edition, or the working draft, which says so on its cover."""
    try:
        with terminal(ctx).database.reading() as db:
            consultation = visible_consultation(db, SYSTEM, slug)
            chosen = the_format(name)
            if table is not None and name != "csv":
                fail(f"--table is for csv, not for {name}.")
            if table is not None and table not in TABLES:
                fail(f"There is no table {table}; there are {', '.join(TABLES)}.")
            language = the_language(consultation, lang)
            newest = newest_edition(db, consultation)
            issued = newest if edition is None else the_edition(db, consultation, edition)
            if issued is None:
                what, content = "the working draft", write_draft(db, consultation, name, language, table)
            else:
                what = f"edition {issued.n}, {issued.symbol},"
                content = edition_file(db, issued, issued_name(chosen, table), language).content
    except NotFound as error:
        fail(error.message)
    try:
        output.write_bytes(content)
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}.")
    tell(f"{output}: {what} of {consultation.code}, {len(content):,} bytes.")


def register(cli: typer.Typer) -> None:
    """Hang this command into `commonspace`."""
    cli.command("export")(export)
