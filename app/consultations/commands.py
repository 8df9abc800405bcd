"""The terminal's door to people in consultations."""

from typing import Annotated

import typer

from app.consultations.actions import give_seat
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.people.actions import add_person
from app.web.terminal import say, terminal

person_commands = typer.Typer(help="People.", no_args_is_help=True)


@person_commands.command("add")
def add(
    ctx: typer.Context,
    email: str,
    name: Annotated[str, typer.Option("--name", help="The name as shown.")],
    organisation: Annotated[
        str | None, typer.Option("--organisation", help="Id of the employer, such as org-swe.")
    ] = None,
    role: Annotated[str | None, typer.Option("--role", help="A role to hold from now on.")] = None,
    in_slug: Annotated[
        str | None, typer.Option("--in", help="The consultation in which the role is held.")
    ] = None,
) -> None:
    """Give somebody an account, and with --role a seat. The last line is the person's id."""
    with terminal(ctx).database.unit_of_work() as db:
        person = add_person(db, SYSTEM, email=email, name=name, organisation=organisation)
        if role is not None:
            consultation = visible_consultation(db, in_slug) if in_slug else None
            give_seat(db, SYSTEM, person, role=role, title=role.capitalize(), consultation=consultation)
    say(person.public_id)


def register(cli: typer.Typer) -> None:
    """Hang these commands into `commonspace`."""
    cli.add_typer(person_commands, name="person")
