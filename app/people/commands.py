"""The terminal's door to accounts."""

from typing import Annotated

import typer

from app.people.actions import add_api_token
from app.people.queries import person_by_email
from app.people.tokens.rules import A_YEAR
from app.people.ways.links import add_sign_in_link
from app.web.terminal import say, tell, terminal

token_commands = typer.Typer(help="API tokens.", no_args_is_help=True)


@token_commands.command("add")
def add_token(
    ctx: typer.Context,
    email: str,
    label: Annotated[str, typer.Option("--label", help="What the token is for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", help="What it may do; again for each. Without any: all that the person may."),
    ] = None,
    days: Annotated[int, typer.Option("--days", help="For how many days it works; a year at most.")] = A_YEAR,
) -> None:
    """Make an API token for a person; it is shown once, as the last line."""
    with terminal(ctx).database.unit_of_work() as db:
        token = add_api_token(db, person_by_email(db, email), label=label, scopes=scope or (), days=days)
    tell("This token is shown once. Send it as: Authorization: Bearer …")
    say(token)


def add_link(ctx: typer.Context, email: str) -> None:
    """Make a sign-in link for a person; it works once, within fifteen minutes, and is the last line."""
    door = terminal(ctx)
    with door.database.unit_of_work() as db:
        secret = add_sign_in_link(db, person_by_email(db, email))
    say(f"{door.settings.base_url}/sign-in/{secret}")


def register(cli: typer.Typer) -> None:
    """Hang these commands into `commonspace`."""
    cli.add_typer(token_commands, name="token")
    cli.command("link")(add_link)
