"""The third door: what every command has at hand, and how it fails."""

from dataclasses import dataclass
from typing import Any, NoReturn

import typer

from app.kernel.db import Database


@dataclass(frozen=True)
class Terminal:
    """The database and the settings a command was started with; `ctx.obj` of every command."""

    database: Database
    settings: Any


def terminal(ctx: typer.Context) -> Terminal:
    """The terminal of a command."""
    found: Terminal = ctx.obj
    return found


def say(line: str) -> None:
    """A result, on standard output."""
    typer.echo(line)


def tell(line: str) -> None:
    """Progress or an error, on standard error, so that standard output carries only the result."""
    typer.echo(line, err=True)


def fail(message: str, code: int = 2) -> NoReturn:
    """End the command with one line on standard error."""
    tell(" ".join(message.split()))
    raise typer.Exit(code)
